"""People → levels, roles with their authority, and partners (D3.2, D3.5, D3.6)."""

from __future__ import annotations

from schemas import workspace as written

from .compilation import Compilation
from .facts import read_money
from .here import Here
from .loader import File
from .program import HandsOver, Partner, Role
from .values import Money


def compile_people(compilation: Compilation, files: list[File]) -> None:
    """Compile every file of people; the levels stand in one of them."""
    for file in files:
        assert isinstance(file.model, written.People)
        _levels(compilation, file.model, file.here)
    names = {name for file in files for name in _people(file).roles}
    for file in files:
        for name, role in _people(file).roles.items():
            _role(compilation, name, role, names, file.here.into("roles", name))
    for file in files:
        for name, partner in _people(file).partners.items():
            _partner(compilation, name, partner, file.here.into("partners", name))
        for name in _people(file).roles:
            _refuse_circle(compilation, name, file.here.into("roles", name, "reports_to"))


def _people(file: File) -> written.People:
    assert isinstance(file.model, written.People)
    return file.model


def _levels(compilation: Compilation, model: written.People, here: Here) -> None:
    spot = here.into("levels")
    if compilation.levels:
        compilation.add(spot.key, "second-levels")
        return
    for index, name in enumerate(model.levels):
        compilation.declare("level", name, None, spot.into(index))
    compilation.levels = tuple(dict.fromkeys(model.levels))


def _role(
    compilation: Compilation, name: str, role: written.Role, roles: set[str], here: Here
) -> None:
    compilation.declare("role", name, role.title, here)
    level = compilation.known(role.level, compilation.levels, "level", here, "level")
    above = compilation.known(role.reports_to, roles, "role", here, "reports_to")
    may: dict[str, bool | Money] = {
        act: allowed
        for act, said in role.may.items()
        if (allowed := _amount(compilation, said, here.into("may", act))) is not None
    }
    one_for_each = tuple(sorted(set(role.one_for_each)))
    compilation.roles[name] = Role(name, level, above, one_for_each, may)


def _amount(compilation: Compilation, said: str | bool, here: Here) -> bool | Money | None:
    if isinstance(said, bool):
        return said
    money = read_money(said)
    if money is None or money.amount < 0:
        compilation.add(here.place, "bad-money", text=said)
        return None
    return money


def _partner(compilation: Compilation, name: str, partner: written.Partner, here: Here) -> None:
    compilation.declare("partner", name, partner.title, here)
    role = compilation.known(partner.answers_to, compilation.roles, "role", here, "answers_to")
    able = HandsOver(
        *(tuple(sorted(set(has))) for has in (partner.authority, partner.tools, partner.trained_in))
    )
    compilation.partners[name] = Partner(name, role, able)


def _refuse_circle(compilation: Compilation, name: str, here: Here) -> None:
    circle = {name: None}
    above = compilation.roles[name].reports_to
    while above and above not in circle:
        circle[above] = None
        above = compilation.roles[above].reports_to
    # Told once, at its first name, not at every role that reports into it.
    if above == name == min(circle):
        compilation.add(here.place, "reports-in-circle", name=" → ".join([*circle, name]))
