"""Delivery: where effects go; beside the program and no part of it, for no decision needs it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from schemas import delivery as written

from .compilation import Compilation
from .deliveries import ADDRESS, FIRST_WAIT, MOST_WAIT, TIMEOUT, Delivery, Secret, Target
from .here import Here
from .loader import File

SINKS = ("log", "jsonl", "webhook", "email", "apprise", "sink")
MOST_ATTEMPTS = 1000
LONGEST = 30 * 24 * 3600
"""Seconds: a wait that is longer is a slip of the finger."""

_WAIT = re.compile(r"(?P<count>[0-9]{1,6}) (?P<unit>second|minute|hour|day)s?\Z")
_URL = re.compile(
    r"https?://(?P<login>[^/?#@\s]*@)?([^/?#@\s:\[\]]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?([/?#]\S*)?\Z",
    re.IGNORECASE,
)
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 24 * 3600}
_SECRET_NAME = re.compile(r"pass(word|wd|phrase)?|secret|token|api_?key|credential", re.IGNORECASE)
_DELIVERY = "delivery/"


def compile_delivery(compilation: Compilation, files: list[File]) -> Delivery | None:
    """Compile the delivery of a workspace; it stands in one file, so that it is found."""
    found: Delivery | None = None
    for file in files:
        first = compilation.places.get(_DELIVERY)
        if first is not None:
            compilation.add(file.here.into("schema").place, "second-file", first=first)
            continue
        compilation.places[_DELIVERY] = file.here.into("schema").place
        found = read_delivery(compilation, file)
    return found


def read_delivery(compilation: Compilation, file: File) -> Delivery:
    """Return what a file says, also of one with problems; names are those of the compilation."""
    model, here = file.model, file.here
    assert isinstance(model, written.Delivery)
    if model.link is not None:
        _check_url(compilation, model.link, here.into("link"))
    targets = [
        _target(compilation, name, each, here.into("targets", name))
        for name, each in model.targets.items()
    ]
    return Delivery(tuple(targets), model.link or "")


def _target(
    compilation: Compilation, name: str, each: written.DeliveryTarget, here: Here
) -> Target:
    said = {word: bool(getattr(each, word)) for word in SINKS}
    word = compilation.one_of(said, here)
    sink, options = _sink(compilation, word, each, here.into(word)) if word else ("", {})
    roles, levels, channels = compilation.roles, compilation.levels, compilation.channels
    waits, backoff = here.into("backoff"), each.backoff or written.Backoff()
    return Target(
        name=name,
        sink=sink,
        options=options,
        effects=each.effects,
        reasons=each.reasons,
        roles=compilation.each_known(each.roles, roles, "role", here, "roles"),
        levels=compilation.each_known(each.levels, levels, "level", here, "levels"),
        channels=compilation.each_known(each.channels, channels, "channel", here, "channels"),
        attempts=_attempts(compilation, each.attempts, here.into("attempts")),
        first_wait=_seconds(compilation, backoff.first, FIRST_WAIT, waits.into("first")),
        most_wait=_seconds(compilation, backoff.at_most, MOST_WAIT, waits.into("at_most")),
        timeout=_seconds(compilation, each.timeout, TIMEOUT, here.into("timeout")),
        is_once=each.at_most_once,
        lang=each.lang or "zh",
    )


def _attempts(compilation: Compilation, said: int | None, here: Here) -> int:
    if said is None:
        return Target("", "").attempts
    if not 1 <= said <= MOST_ATTEMPTS:
        compilation.add(here.place, "bad-attempts", found=said, most=MOST_ATTEMPTS)
        return 1
    return said


def _seconds(compilation: Compilation, said: str | None, otherwise: int, here: Here) -> int:
    if said is None:
        return otherwise
    match = _WAIT.match(said)
    seconds = int(match["count"]) * _UNITS[match["unit"]] if match else 0
    if not 1 <= seconds <= LONGEST:
        compilation.add(here.place, "bad-wait", text=said)
        return otherwise
    return seconds


# --- what each sink wants to know


def _sink(
    compilation: Compilation, word: str, each: written.DeliveryTarget, here: Here
) -> tuple[str, dict[str, Any]]:
    """Return the name of a target's sink, and its options."""
    if each.jsonl is not None and word == "jsonl":
        return word, {"path": each.jsonl.path}
    if each.webhook is not None and word == "webhook":
        return word, _webhook(compilation, each.webhook, here)
    if each.email is not None and word == "email":
        return word, _email(compilation, each.email, here)
    if each.apprise is not None and word == "apprise":
        return word, {"urls": _secrets(compilation, each.apprise.urls, here.into("urls"))}
    if each.sink is not None and word == "sink":
        options = {
            name: _option(compilation, name, value, here.into("options", name))
            for name, value in each.sink.options.items()
        }
        return each.sink.name, options
    return word, {}


def _webhook(compilation: Compilation, each: written.WebhookTarget, here: Here) -> dict[str, Any]:
    url: str | Secret
    if isinstance(each.url, str):
        url = each.url
        _check_url(compilation, url, here.into("url"))
    else:
        url = _secret(compilation, each.url, here.into("url"))
    for index, text in enumerate(each.allow):
        if not _is_network(text):
            compilation.add(here.into("allow", index).place, "bad-address.network", text=text)
    keys = _secrets(compilation, each.keys, here.into("keys"))
    return {"url": url, "keys": keys, "allow": each.allow, "ca": each.ca or ""}


def _email(compilation: Compilation, each: written.EmailTarget, here: Here) -> dict[str, Any]:
    written_ = [(each.from_, here.into("from"))]
    written_ += [(text, here.into("to", index)) for index, text in enumerate(each.to)]
    written_ += [(text, here.into("addresses", name)) for name, text in each.addresses.items()]
    for text, spot in written_:
        if not ADDRESS.match(text):
            compilation.add(spot.place, "bad-address", text=text)
    options: dict[str, Any] = {
        "host": each.host, "port": each.port, "security": each.security or "starttls",
        "user": each.user or "", "from": each.from_, "to": each.to,
        "addresses": dict(each.addresses),
    }  # fmt: skip
    if each.password is not None:
        options["password"] = _secret(compilation, each.password, here.into("password"))
    return options


def _option(compilation: Compilation, name: str, value: Any, here: Here) -> Any:
    """Return an option of somebody else's sink, with what is meant as a secret's place as one."""
    if isinstance(value, Mapping):
        if len(value) == 1 and value.keys() <= {"env", "file"} and _is_texts(value):
            return Secret(**value)
        return {
            each: _option(compilation, each, inner, here.into(each))
            for each, inner in value.items()
        }
    if isinstance(value, list):
        found = enumerate(value)
        return [_option(compilation, name, each, here.into(index)) for index, each in found]
    if isinstance(value, str) and value and _SECRET_NAME.search(name):
        compilation.add(here.place, "literal-secret")
    return value


def _is_texts(value: Mapping[str, Any]) -> bool:
    return all(isinstance(each, str) and each for each in value.values())


def _secrets(
    compilation: Compilation, said: tuple[str | written.SecretPlace, ...], here: Here
) -> tuple[Secret, ...]:
    # One alone may stand without its list.
    found = enumerate(said)
    return tuple(_secret(compilation, each, here.into(index)) for index, each in found)


def _secret(compilation: Compilation, said: str | written.SecretPlace, here: Here) -> Secret:
    """Return where a secret is; one that is written out is a problem, which does not repeat it."""
    if isinstance(said, str):
        compilation.add(here.place, "literal-secret")
        return Secret()
    compilation.one_of({"env": said.env is not None, "file": said.file is not None}, here)
    return Secret(said.env or "", said.file or "")


def _check_url(compilation: Compilation, url: str, here: Here) -> None:
    match = _URL.match(url)
    if match is None:
        compilation.add(here.place, "bad-address.url")
    elif match["login"]:
        compilation.add(here.place, "literal-secret")


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
