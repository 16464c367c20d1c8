"""Mail, files, logs, chats: what goes out is what was meant, and no secret with it (Z6, Z9)."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.language.deliveries import Delivery, Secret, Target
from engine.runtime.delivery.chat import make_chat
from engine.runtime.delivery.deadline import CallOff
from engine.runtime.delivery.hidden import Hidden, hide
from engine.runtime.delivery.lines import LOGGER, make_lines, make_log
from engine.runtime.delivery.mail import make_mail
from engine.runtime.delivery.message import Message, Outcome, SinkError, Told
from engine.runtime.delivery.posting import Line
from engine.runtime.delivery.targets import open_targets
from engine.runtime.delivery.webhook import make_webhook

from .delivered import LETTER, MESSAGE, NOON
from .mail_server import DROP, MailServer, mail_server, serving, trusting
from .receiving_end import answer, receiver

CANARY = "CANARYsecret"
PASSWORD = Hidden(Secret(env="PASSWORD"), {"PASSWORD": CANARY})


# --- mail


def _mail(server: MailServer, message: Message = MESSAGE, **more: Any) -> Outcome:
    options = {
        "host": "localhost", "port": server.port, "from": "touchline@example.com",
        "to": ["desk@example.com"], **more,
    }  # fmt: skip
    return make_mail(options, timeout=30, context=trusting()).send(message)


def test_a_letter_says_what_happened_to_who_it_is_for() -> None:
    """Encrypted before a word is said; by the address of the person, else of the role."""
    people = {"老张": "zhang@example.com", "lead": "lead@example.com"}
    with mail_server() as server:
        assert _mail(server, addresses=people) == Outcome("delivered")
    letter = server.letter
    assert letter["Subject"] == "升级：报价无回音 → 主管老张"
    assert (letter["From"], letter["To"]) == ("touchline@example.com", "zhang@example.com")
    assert letter["Message-ID"] == f"<{MESSAGE.id}@example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().splitlines() == [
        "升级：报价无回音", "请过问。", "", MESSAGE.link
    ]  # fmt: skip
    assert server.lines.index("STARTTLS") < server.lines.index("rcpt TO:<zhang@example.com>")
    assert server.lines.count("ehlo localhost") == 2


@pytest.mark.parametrize(
    ("addresses", "to"),
    [
        ({"lead": "lead@example.com"}, "lead@example.com"),
        ({"head": "head@example.com"}, "desk@example.com"),
        ({}, "desk@example.com"),
    ],
)
def test_who_has_no_address_of_his_own_is_told_by_the_desk(
    addresses: Mapping[str, str], to: str
) -> None:
    """The role's address comes first."""
    with mail_server() as server:
        _mail(server, addresses=addresses)
    assert server.letter["To"] == to


def test_a_customers_letter_goes_to_the_contact_that_is_named() -> None:
    """Or to nobody, where nobody has an address: that is refused, not tried for ever."""
    message = replace(MESSAGE, effect=LETTER)
    with mail_server() as server:
        _mail(server, message, addresses={"customer.buyer": "buyer@example.com"}, to=[])
        outcome = _mail(server, message, to=[])
    assert server.letter["To"] == "buyer@example.com"
    assert outcome == Outcome("refused", "nobody it is for has an address")


def test_a_repeat_is_the_same_letter() -> None:
    """By its Message-ID a mailbox knows it."""
    with mail_server() as server:
        for attempt in (1, 2):
            _mail(server, replace(MESSAGE, attempt=attempt))
    assert server.letters[0] == server.letters[1]


@pytest.mark.fault("Z9")
@given(st.text(max_size=80))
def test_no_title_can_add_a_header(text: str) -> None:
    """Line breaks of every kind are no line breaks in a header."""
    said = f"{text}\r\nBcc: everybody@example.com\n\n{text}\u2028\x85X: y"
    mail = make_mail(
        {"host": "localhost", "from": "a@example.com", "to": ["b@example.com"]}, timeout=1
    )
    told = Told(said, "body")
    letter = mail._letter(replace(MESSAGE, told=told), ["b@example.com"])  # noqa: SLF001
    head = letter.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert sorted(names) == sorted(
        [
            b"Subject", b"From", b"To", b"Date", b"Message-ID", b"Auto-Submitted",
            b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version",
        ]
    )  # fmt: skip
    assert b"\n" not in head.replace(b"\r\n", b"")


@pytest.mark.fault("Z9")
@pytest.mark.parametrize(
    "address",
    ["a@example.com\r\nBcc: b@example.com", "a b@example.com", "a@example.com, b@example.com",
     "A <a@example.com>", "a", "@example.com", "a@", "ü@example.com", ""],
)  # fmt: skip
def test_an_address_that_is_more_than_one_is_none(address: str) -> None:
    """Nobody else is written to."""
    for options in ({"from": address}, {"to": [address]}, {"addresses": {"老张": address}}):
        with pytest.raises(SinkError):
            make_mail({"host": "h", "from": "a@example.com", **options}, timeout=1)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"MAIL": "451 later"}, "retry"), ({"MAIL": "550 no"}, "refused"),
        ({"RCPT": "450 later"}, "retry"), ({"RCPT": f"550 {CANARY}"}, "refused"),
        ({"DATA": "451 later"}, "retry"), ({"DATA": "554 no"}, "refused"),
        ({".": "451 later"}, "retry"), ({".": "554 no"}, "refused"), ({".": DROP}, "unknown"),
        ({"": "421 busy"}, "retry"), ({"": "554 no"}, "refused"), ({"": DROP}, "retry"),
        ({"MAIL": DROP}, "retry"),
    ],
)  # fmt: skip
def test_every_answer_of_a_mail_server_has_one_meaning(
    answers: Mapping[str, str], kind: str
) -> None:
    """Refused for good, for now, or nobody knows; its words are not passed on."""
    with mail_server(answers) as server:
        outcome = _mail(server)
    assert outcome.kind == kind
    assert CANARY not in outcome.why


@pytest.mark.fault("F29")
def test_a_mail_server_that_dawdles_ends_with_the_total_time() -> None:
    """Before the letter was handed in: it is tried again."""
    struck: list[float] = []

    def at_once(seconds: float, strike: Callable[[], None]) -> CallOff:
        struck.append(seconds)
        strike()
        return lambda: None

    with mail_server() as server:
        options = {"host": "localhost", "port": server.port, "from": "a@example.com",
                   "to": ["b@example.com"]}  # fmt: skip
        mail = make_mail(options, timeout=30, context=trusting(), alarm=at_once)
        assert mail.send(MESSAGE) == Outcome("retry", "too long")
    assert (struck, server.letters) == ([30], [])


def test_without_starttls_nothing_is_said() -> None:
    """Neither a password nor a letter goes over the line in the clear."""
    with mail_server(offers="SIZE") as server:
        outcome = _mail(server, user="touchline", password=PASSWORD)
    assert outcome.kind == "retry"
    assert [line for line in server.lines if line.split(" ")[0].upper() != "EHLO"] == []


def test_a_certificate_of_nobody_we_trust_is_refused() -> None:
    """The default trusts the system's authorities, and no other."""
    with mail_server() as server:
        options = {"host": "localhost", "port": server.port, "from": "a@example.com",
                   "to": ["b@example.com"]}  # fmt: skip
        assert make_mail(options, timeout=30).send(MESSAGE).kind == "retry"
    assert server.letters == []


def test_a_user_logs_in_and_a_missing_password_is_said_by_its_place() -> None:
    """Once encrypted."""
    with mail_server() as server:
        assert _mail(server, user="touchline", password=PASSWORD) == Outcome("delivered")
        missing = Hidden(Secret(env="NOT_THERE"), {})
        outcome = _mail(server, user="touchline", password=missing)
    assert any(line.startswith("AUTH PLAIN") for line in server.lines)
    assert outcome == Outcome("retry", "no secret in the variable NOT_THERE")


def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    """Nothing was handed in."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert _mail(MailServer(closed.getsockname()[1])).kind == "retry"


# --- lines of a file


def test_each_message_is_one_line(tmp_path: Path) -> None:
    """Made for its owner alone."""
    path = tmp_path / "effects.jsonl"
    sink = make_lines({"path": str(path)}, timeout=1)
    told = Told("two\nlines\u2028", "…")
    for message in (MESSAGE, replace(MESSAGE, told=told)):
        assert sink.send(message) == Outcome("delivered")
    found = [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
    assert [each["data"]["title"] for each in found] == [MESSAGE.told.title, told.title]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_after_half_a_line_stands_alone(tmp_path: Path) -> None:
    """Whoever died while writing spoils no other line."""
    path = tmp_path / "effects.jsonl"
    path.write_bytes(b'{"half":')
    make_lines({"path": str(path)}, timeout=1).send(MESSAGE)
    half, whole, rest = path.read_bytes().split(b"\n")
    assert (half, rest, json.loads(whole)["id"]) == (b'{"half":', b"", MESSAGE.id)


def test_a_line_that_does_not_fit_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full in the middle of it: what stood there before stands there, all of it."""
    path = tmp_path / "effects.jsonl"
    sink = make_lines({"path": str(path)}, timeout=1)
    sink.send(MESSAGE)
    before = path.read_bytes()
    write = os.write
    calls = []

    def full(file: int, data: bytes) -> int:
        calls.append(data)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return write(file, data[:7])

    monkeypatch.setattr(os, "write", full)
    outcome = sink.send(MESSAGE)
    assert (outcome.kind, len(calls)) == ("retry", 2)
    assert path.read_bytes() == before


def test_a_file_is_locked_while_a_line_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking back half a line must not take another's whole one with it."""
    fcntl = pytest.importorskip("fcntl")
    path = tmp_path / "effects.jsonl"
    write, seen = os.write, []

    def look(file: int, data: bytes) -> int:
        with path.open("rb") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                seen.append("locked")
        return write(file, data)

    monkeypatch.setattr(os, "write", look)
    make_lines({"path": str(path)}, timeout=1).send(MESSAGE)
    assert seen == ["locked"]


def _append(path: str, name: str) -> None:
    sink = make_lines({"path": path}, timeout=1)
    for number in range(50):
        sink.send(replace(MESSAGE, id=f"{name}/{number}", link="x" * 9_000))


def test_several_processes_share_a_file(tmp_path: Path) -> None:
    """No line of one stands within a line of another."""
    path = tmp_path / "effects.jsonl"
    others = [
        multiprocessing.get_context("spawn").Process(target=_append, args=(str(path), name))
        for name in ("a", "b")
    ]
    for each in others:
        each.start()
    for each in others:
        each.join()
    assert [each.exitcode for each in others] == [0, 0]
    found = [json.loads(line)["id"] for line in path.read_bytes().split(b"\n")[:-1]]
    assert sorted(found) == sorted(f"{name}/{number}" for name in "ab" for number in range(50))


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    """And it is said which."""
    outcome = make_lines({"path": str(tmp_path / "no" / "file")}, timeout=1).send(MESSAGE)
    assert outcome.kind == "retry"
    assert "No such file" in outcome.why


@pytest.mark.fault("Z9")
def test_the_log_holds_one_line_for_each(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing that stands in a message looks like a line of ours."""
    told = Told("a\r\n2026-01-01 ERROR forged", "b\x1b[31m")
    with caplog.at_level(logging.INFO, LOGGER):
        make_log({}, timeout=1).send(replace(MESSAGE, told=told))
    (text,) = [each.getMessage() for each in caplog.records]
    assert text.isprintable()


# --- chats

# What apprise loads is not all of today's Python.
of_apprise = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@of_apprise
def test_a_chat_gets_title_and_text() -> None:
    """Through Apprise, to a service of this machine."""
    with receiver() as server:
        url = Hidden(Secret(env="URL"), {"URL": f"json://127.0.0.1:{server.port}/{CANARY}"})
        outcome = make_chat({"urls": [url]}, timeout=30).send(MESSAGE)
    assert outcome == Outcome("delivered")
    (request,) = server.requests
    told = json.loads(request.body)
    assert told["title"] == MESSAGE.told.title
    assert told["message"] == f"{MESSAGE.told.text}\n\n{MESSAGE.link}"


@pytest.mark.fault("Z6")
@pytest.mark.parametrize(
    "url", ["json://127.0.0.1:{port}/{canary}", "bogus://{canary}", "{canary}"]
)
def test_a_chats_url_is_in_no_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Apprise says it aloud at every level; we keep it from that."""
    with receiver(answer(500)) as server, caplog.at_level(1):
        where = url.format(port=server.port, canary=CANARY)
        hidden = Hidden(Secret(env="URL"), {"URL": where})
        outcome = make_chat({"urls": [hidden]}, timeout=30).send(MESSAGE)
    assert outcome.kind in {"unknown", "refused"}
    told = [each.getMessage() for each in caplog.records]
    assert CANARY not in "\n".join([*told, outcome.why, repr(hidden)])


# --- secrets


def test_a_secret_is_read_when_it_is_used(tmp_path: Path) -> None:
    """It may be changed while we run; what is missing is said by its place."""
    path = tmp_path / "key"
    hidden = hide({"keys": (Secret(file=str(path)),)})["keys"][0]
    with pytest.raises(SinkError, match=r"the file .*key cannot be read"):
        hidden.reveal()
    path.write_text("first\n", "utf-8")
    assert hidden.reveal() == "first"
    path.write_text("second", "utf-8")
    assert hidden.reveal() == "second"
    path.write_bytes(b"\xff")
    with pytest.raises(SinkError):
        hidden.reveal()
    assert "second" not in f"{hidden} {hidden!r} {[hidden]}"


@pytest.mark.fault("Z6")
def test_targets_that_fail_say_why_and_no_secret() -> None:
    """Whatever a sink raises while it is made."""
    secret = Secret(env="KEY")
    delivery = Delivery(
        (
            Target("a", "webhook", {"url": f"https://u:{CANARY}@example.com/", "keys": [secret]}),
            Target("b", "email", {"host": "h", "from": CANARY}),
            Target("c", "apprise", {}),
            Target("d", "jsonl", {}),
            Target("e", "webhook", {"url": "https://example.com/", "ca": "/nowhere"}),
            Target("f", "email", {"host": 7, "from": None}),
            Target("g", "log"),
        )
    )
    failed = open_targets(delivery, {"KEY": CANARY}).failed
    assert list(failed) == ["a", "b", "c", "d", "e", "f"]
    assert CANARY not in str(failed)


# --- TLS


def test_a_webhook_goes_by_tls_to_who_bears_its_name() -> None:
    """The connection is to the address that was judged, the certificate of the name."""
    context = serving()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def connect(_where: tuple[str, int], seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), seconds)

    def serve() -> None:
        for _ in range(2):
            plain, _ = listener.accept()
            try:
                with context.wrap_socket(plain, server_side=True) as secured:
                    heard.append(secured.recv(65_536))
                    while not heard[-1].endswith(b"}}"):
                        heard[-1] += secured.recv(65_536)
                    secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                heard.append(b"")

    import threading  # noqa: PLC0415

    heard: list[bytes] = []
    thread = threading.Thread(target=serve)
    thread.start()
    line = Line((), lambda _h, _p: ["93.184.215.14"], connect, context=trusting())
    told = []
    for host in ("hooks.example.com", "other.example.com"):
        key = Hidden(Secret(env="KEY"), {"KEY": "a2V5"})
        options = {"url": f"https://{host}/x", "keys": [key]}
        told.append(make_webhook(options, timeout=30, clock=lambda: NOON, line=line).send(MESSAGE))
    thread.join()
    listener.close()
    assert told[0] == Outcome("delivered")
    assert told[1] == Outcome("retry", "its certificate is not valid for its name")
    assert heard[0].startswith(b"POST /x HTTP/1.1\r\nHost: hooks.example.com\r\n")
    assert heard[1] == b""
