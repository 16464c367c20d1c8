"""A delivery file → targets: what is written is what is meant; secrets are only pointed at (Z6)."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from typing import Any

import pytest

from engine.language.compiler import check_files
from engine.language.deliveries import Delivery, Secret, Target
from engine.language.problems import Problem
from engine.present.problems import as_text
from engine.runtime.delivery import targets as rooms
from engine.runtime.delivery.hidden import Hidden
from engine.runtime.delivery.message import Message, Outcome
from engine.runtime.delivery.targets import OWN, open_targets

from .lint_cases import changed, workspace

PATH = "delivery.yaml"


def _read(*edits: tuple[str, str]) -> tuple[Delivery, list[Problem], Mapping[str, bytes]]:
    files = changed(workspace(), [[PATH, *each] for each in edits])
    checked = check_files(files)
    assert checked.draft.delivery is not None
    return checked.draft.delivery, checked.problems, files


def test_what_is_written_is_what_is_meant() -> None:
    """Every target in its order, with what it wants, its options and its patience."""
    delivery, problems, _ = _read()
    assert problems == []
    assert delivery.link == "https://desk.example.com/journeys/{journey}"
    everything, shelf, system, heads, texts = delivery.targets
    assert everything == Target("everything", "log")
    assert shelf == Target(
        "shelf", "jsonl", {"path": "effects.jsonl"}, effects=("send_message",), channels=("email",)
    )
    assert system.options == {
        "url": "https://hooks.example.com/touchline", "allow": ("10.1.0.0/16",), "ca": "",
        "keys": (Secret(env="HOOK_KEY"), Secret(file="/run/secrets/hook_key")),
    }  # fmt: skip
    assert (system.is_once, system.first_wait, system.most_wait) == (True, 30, 21_600)
    assert heads.options["password"] == Secret(env="SMTP_PASSWORD")
    assert heads.options["security"] == "starttls"
    assert (heads.reasons, heads.roles, heads.levels) == (("escalated",), ("head",), ("unit",))
    assert (heads.attempts, heads.timeout, heads.lang) == (8, 30, "zh")
    assert (texts.sink, texts.options) == (
        "sms_gateway", {"region": "cn", "token": Secret(env="SMS_TOKEN")}
    )  # fmt: skip


def test_it_is_no_part_of_the_program() -> None:
    """It may be changed while journeys run: their program stays the same."""
    _, _, files = _read()
    without = {path: data for path, data in files.items() if path != PATH}
    assert check_files(files).draft.id == check_files(without).draft.id
    assert check_files(without).draft.delivery is None


@pytest.mark.parametrize(
    ("old", "new", "rule", "column"),
    [
        ("roles: [head]", "roles: [hed]", "unknown-name", 13),
        ("levels: [unit]", "levels: [unti]", "unknown-name", 14),
        ("channels: [email]", "channels: [mail]", "unknown-name", 16),
        ("log: true", "log: true\n    jsonl: {path: x}", "one-of", 3),
        ("    log: true\n", "", "one-of", 3),
        ("{env: HOOK_KEY}", "{env: HOOK_KEY, file: x}", "one-of", 14),
        ("{env: HOOK_KEY}", "{}", "one-of", 14),
        ("reasons: [escalated]", "reasons: [escalate]", "wrong-word", 15),
        ("attempts: 8", "attempts: 1001", "bad-attempts", 15),
        ("timeout: 30 seconds", "timeout: 0 seconds", "bad-wait", 14),
        ("timeout: 30 seconds", "timeout: 31 days", "bad-wait", 14),
        ("timeout: 30 seconds", "timeout: 3 business days", "bad-wait", 14),
        (
            "from: touchline@example.com",
            'from: "a@b.example\\nBcc: c@d.example"',
            "bad-address",
            13,
        ),
        ("head: head@example.com", "head: Head <head@example.com>", "bad-address", 25),
        ("url: https://hooks", "url: https://user:pw@hooks", "literal-secret", 12),
        ("url: https://hooks", "url: ftp://hooks", "bad-address", 12),
        ("link: https://desk", "link: javascript:desk", "bad-address", 7),
        ("token: {env: SMS_TOKEN}", "token: CANARY", "literal-secret", 0),
        ("token: {env: SMS_TOKEN}", "api_key: CANARY", "literal-secret", 0),
        ("token: {env: SMS_TOKEN}", "more: [{password: CANARY}]", "literal-secret", 0),
        ("[{env: HOOK_KEY}, {file: /run/secrets/hook_key}]", "CANARY", "literal-secret", 13),
    ],
)
def test_a_mistake_is_told_at_its_place(old: str, new: str, rule: str, column: int) -> None:
    """One mistake, one problem; a secret is repeated nowhere."""
    _, problems, files = _read((old, new))
    assert [each.rule for each in problems] == [rule]
    (found,) = problems
    assert not column or found.place.column == column, found.place
    for lang in ("zh", "en"):
        assert "CANARY" not in as_text(problems, files, lang)
        assert "pw@" not in as_text(problems, files, lang)


def test_a_secret_beside_another_mistake_is_shown_by_neither() -> None:
    """They stand on one line, of which both answers show a part."""
    edit = ("token: {env: SMS_TOKEN}}", "token: CANARY}, colour: red")
    _, problems, files = _read(edit)
    assert {each.rule for each in problems} == {"literal-secret", "unknown-key"}
    assert "CANARY" not in as_text(problems, files, "en")


def test_there_is_one_delivery_file() -> None:
    """A second one is a problem: nobody would know which counts."""
    files = {**workspace(), "other.yaml": workspace()[PATH]}
    checked = check_files(files)
    assert [each.rule for each in checked.problems] == ["second-file"]


# --- sinks of other packages


class Sms:
    """A sink as another package would bring it."""

    made: list[tuple[dict[str, Any], float]] = []  # noqa: RUF012  # what every one was made of

    def __init__(self, options: dict[str, Any], *, timeout: float) -> None:
        self.made.append((options, timeout))

    def send(self, message: Message) -> Outcome:
        return Outcome("delivered", message.id)

    def close(self) -> None:
        pass


def _entry_points(*, group: str, name: str) -> tuple[importlib.metadata.EntryPoint, ...]:
    value = {"sms_gateway": f"{__name__}:Sms", "broken": "no_such_module_anywhere:Sink"}.get(name)
    found = importlib.metadata.EntryPoint(name, value, group) if value else None
    return (found,) if found and group == "touchline.sinks" else ()


def test_another_package_brings_a_sink_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its options, in which secrets are hidden; one that fails is named, the rest goes on."""
    monkeypatch.setattr(rooms, "entry_points", _entry_points)
    monkeypatch.setattr(Sms, "made", [])
    _, _, _, _, texts = _read()[0].targets
    delivery = Delivery((Target("b", "broken"), texts, Target("c", "missing")))
    ready = open_targets(delivery, {"SMS_TOKEN": "CANARY"})
    assert ready.failed == {
        "b": "sink broken failed: ModuleNotFoundError",
        "c": "sink missing: no package installed here offers it as an entry point of"
        " touchline.sinks",
    }
    ((options, timeout),) = Sms.made
    assert (options["region"], timeout) == ("cn", 20)
    assert isinstance(options["token"], Hidden)
    assert options["token"].reveal() == "CANARY"
    assert "CANARY" not in repr(options)


def test_nobodys_entry_point_takes_the_place_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that calls itself webhook gets no secrets of ours."""

    def never(**_: str) -> tuple[()]:
        raise AssertionError("looked up")

    monkeypatch.setattr(rooms, "entry_points", never)
    assert set(OWN) == {"log", "jsonl", "webhook", "email", "apprise"}
    assert open_targets(Delivery((Target("a", "log"),))).failed == {}
