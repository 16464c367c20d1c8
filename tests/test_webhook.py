"""Webhooks: signed as the standard says, sent to nobody but who was judged (Z1, Z5, F30)."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.language.deliveries import Secret
from engine.language.values import MICROSECONDS_PER_SECOND
from engine.runtime.delivery.deadline import CallOff
from engine.runtime.delivery.envelope import moment
from engine.runtime.delivery.guard import ForbiddenError, Resolve, allowed, judged, read_place
from engine.runtime.delivery.hidden import Hidden
from engine.runtime.delivery.message import Message, Outcome, SinkError
from engine.runtime.delivery.posting import MOST_SENT, Line
from engine.runtime.delivery.webhook import Webhook, key_of, make_webhook, seconds_of

from .delivered import MESSAGE, NOON
from .receiving_end import Play, Request, answer, receiver

KEYS = {
    "NEW": "whsec_" + base64.b64encode(b"the new key of the sales system").decode(),
    "OLD": "whsec_" + base64.b64encode(b"the old key of the sales system").decode(),
}
LOCAL = ("127.0.0.0/8",)


def _names(*addresses: str) -> Resolve:
    """Return a resolver that answers with these, whatever it is asked."""
    return lambda _host, _port: addresses


_HERE = _names("127.0.0.1")


def _hook(
    url: str,
    *,
    allow: Sequence[str] = LOCAL,
    keys: Sequence[str] = ("NEW",),
    clock: Callable[[], int] = lambda: NOON,
    resolve: Resolve = _HERE,
    **more: Any,
) -> Webhook:
    line = Line(allowed(allow), resolve, **more)
    secrets = [Hidden(Secret(env=name), KEYS) for name in keys]
    return make_webhook({"url": url, "keys": secrets}, timeout=30, clock=clock, line=line)


def _sent(*plays: Play, message: Message = MESSAGE, **more: Any) -> tuple[Outcome, list[Request]]:
    with receiver(*plays) as server:
        return _hook(server.url, **more).send(message), server.requests


# --- what is sent


def test_the_standards_own_library_knows_the_signature() -> None:
    """Of the body as it was sent, at the time it was sent, by its id."""

    def now() -> int:
        return time.time_ns() // 1_000

    outcome, (request,) = _sent(clock=now)
    assert outcome == Outcome("delivered")
    event = standardwebhooks.Webhook(KEYS["NEW"]).verify(request.body, request.headers)
    assert event["id"] == request.headers["webhook-id"] == MESSAGE.id
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(KEYS["OLD"]).verify(request.body, request.headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(KEYS["NEW"]).verify(request.body + b" ", request.headers)


def test_two_keys_are_both_good_while_one_is_changed() -> None:
    """Whichever of them the receiver knows (Z5)."""
    _, (request,) = _sent(keys=("NEW", "OLD"), clock=lambda: time.time_ns() // 1_000)
    for key in KEYS.values():
        standardwebhooks.Webhook(key).verify(request.body, request.headers)
    assert len(request.headers["webhook-signature"].split(" ")) == 2


def test_the_body_is_a_cloud_event() -> None:
    """CloudEvents 1.0: required attributes, structured JSON, people's words beside the effect."""
    _, (request,) = _sent()
    event = json.loads(request.body)
    assert request.path == "/touchline?of=us"
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    assert request.headers["host"].startswith("hooks.example.com:")
    assert event["specversion"] == "1.0"
    assert event["type"] == "touchline.notify.escalated"
    assert event["source"] == "/touchline/journeys/acme%2Fsteel%2Foffer%2F1"
    assert event["time"] == "2027-01-15T08:00:00.000000Z"
    assert event["data"]["effect"]["person"] == "老张"
    assert event["data"]["title"] == "升级：报价无回音 → 主管老张"
    assert event["data"]["link"] == "https://desk.example.com/journeys/1"


def test_a_repeat_is_the_same_bytes() -> None:
    """Whichever attempt it is."""
    bodies = [_sent(message=replace(MESSAGE, attempt=n))[1][0].body for n in (1, 2)]
    assert bodies[0] == bodies[1]


@given(st.integers(0, 253_402_300_799 * MICROSECONDS_PER_SECOND))
def test_a_moment_is_told_exactly(at: int) -> None:
    """To the microsecond, whatever the year."""
    told = dt.datetime.fromisoformat(moment(at).replace("Z", "+00:00"))
    since = told - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert since // dt.timedelta(microseconds=1) == at


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_***", "not base64!"], ids=["none", "bare", "odd", "text"]
)
def test_a_key_that_is_none_sends_nothing(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again: a person may put it right meanwhile."""
    monkeypatch.setitem(KEYS, "BAD", secret)
    outcome, requests = _sent(keys=("BAD",))
    assert (outcome.kind, requests) == ("retry", [])
    assert "***" not in outcome.why
    assert "not base64" not in outcome.why


def test_a_key_may_be_written_with_or_without_its_prefix() -> None:
    """Both mean the same bytes."""
    bare = base64.b64encode(b"k" * 24).decode()
    assert key_of(bare) == key_of(f"whsec_{bare}") == b"k" * 24


# --- how it is answered


@pytest.mark.fault("F30")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, "delivered"), (202, "delivered"), (204, "delivered"), (301, "refused"),
        (307, "refused"), (400, "retry"), (401, "retry"), (404, "retry"), (408, "retry"),
        (410, "refused"), (425, "retry"), (429, "retry"), (500, "unknown"), (502, "unknown"),
        (503, "retry"), (504, "unknown"),
    ],
)  # fmt: skip
def test_every_status_has_one_meaning(status: int, kind: str) -> None:
    """2xx is done, 410 ends it; what surely was not taken is told from what perhaps was."""
    outcome, requests = _sent(answer(status, body=b"CANARY"))
    assert (outcome.kind, len(requests)) == (kind, 1)
    assert "CANARY" not in outcome.why


@pytest.mark.fault("F30")
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), ("0", 0), ("Fri, 15 Jan 2027 08:05:00 GMT", 300),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0), ("soon", 0), ("-5", 0), ("1e9", 0),
        ("9" * 400, 999_999_999), ("", 0),
    ],
)  # fmt: skip
def test_a_receiver_may_ask_us_to_wait(said: str, seconds: float) -> None:
    """In seconds or until a date; what is neither asks for nothing."""
    assert seconds_of(said, NOON / MICROSECONDS_PER_SECOND) == seconds
    outcome, _ = _sent(answer(429, f"Retry-After: {said}"))
    assert outcome == Outcome("retry", "HTTP 429", seconds)


@pytest.mark.fault("F30", "Z1")
def test_a_redirect_is_not_followed() -> None:
    """Not even to where we might go: nothing arrives there, and its address is not repeated."""
    with receiver() as other:
        to = f"Location: http://127.0.0.1:{other.port}/CANARY"
        for status in (301, 302, 303, 307, 308):
            outcome, _ = _sent(answer(status, to))
            assert outcome.kind == "refused"
            assert "CANARY" not in outcome.why
        assert other.requests == []


@pytest.mark.fault("F30")
def test_an_endless_body_is_not_read() -> None:
    """10 GB are announced and begun: the status is all we wait for."""
    poured = []

    def pour(connection: socket.socket, _: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        try:
            while True:
                poured.append(connection.send(b"x" * 65_536))
        except OSError:
            closed.set()

    closed = threading.Event()
    outcome, _ = _sent(pour)
    assert outcome == Outcome("delivered")
    assert closed.wait(60)
    # What fits into the buffers of two sockets, and no more.
    assert sum(poured) < 100_000_000


@pytest.mark.fault("F30")
def test_a_connection_that_closes_after_200_is_done() -> None:
    """The status came: what became of the body does not matter."""

    def drop(connection: socket.socket, _: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")

    assert _sent(drop)[0] == Outcome("delivered")


@pytest.mark.fault("F30")
@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 20", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 300]
)
def test_what_is_no_answer_is_unknown(said: bytes) -> None:
    """It was sent; nobody said what became of it."""

    def play(connection: socket.socket, _: Request) -> None:
        connection.sendall(said)

    assert _sent(play)[0] == Outcome("unknown", "the connection broke before an answer")


class _Alarm:
    """Strikes when the test says so."""

    def __init__(self) -> None:
        self.strike: Callable[[], None] = lambda: None
        self.seconds = 0.0
        self.is_off = False

    def __call__(self, seconds: float, strike: Callable[[], None]) -> CallOff:
        self.seconds, self.strike = seconds, strike
        return self._off

    def _off(self) -> None:
        self.is_off = True


@pytest.mark.fault("F29", "F30")
def test_one_byte_a_second_ends_with_the_total_time() -> None:
    """However long it would go on: the total time is bounded, not the time between bytes."""
    alarm = _Alarm()

    def drip(connection: socket.socket, _: Request) -> None:
        for byte in b"HTTP/1.1 20":
            connection.sendall(bytes([byte]))
        alarm.strike()
        # Whoever still listens hears the rest.
        connection.settimeout(5)
        try:
            while connection.recv(1):
                pass
        except TimeoutError:
            connection.sendall(b"0 OK\r\n\r\n")

    outcome, _ = _sent(drip, alarm=alarm)
    assert outcome == Outcome("unknown", "no answer in time")
    assert (alarm.seconds, alarm.is_off) == (30, True)


@pytest.mark.fault("F29", "F30")
def test_a_handshake_that_never_ends_ends_with_the_total_time() -> None:
    """Encrypting counts too: nothing was sent."""
    alarm, listener, heard = _Alarm(), socket.create_server(("127.0.0.1", 0)), []

    def serve() -> None:
        connection, _ = listener.accept()
        connection.settimeout(5)
        heard.append(connection.recv(65_536))
        alarm.strike()
        with contextlib.suppress(TimeoutError):
            heard.append(connection.recv(65_536))
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    hook = _hook(f"https://hooks.example.com:{listener.getsockname()[1]}/", alarm=alarm)
    outcome = hook.send(MESSAGE)
    thread.join()
    listener.close()
    assert outcome == Outcome("retry", "it took too long to connect")
    assert heard[1:] == [b""]


def test_who_cannot_be_reached_was_sent_nothing() -> None:
    """Tried again, also what must not go out twice."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        outcome = _hook(f"http://hooks.example.com:{port}/").send(MESSAGE)
    assert outcome == Outcome("retry", "it cannot be connected to")
    outcome = _hook("https://hooks.example.com/", resolve=_names()).send(MESSAGE)
    assert outcome == Outcome("retry", "its name has no address")


def test_a_server_without_tls_is_not_spoken_to_in_the_clear() -> None:
    """A secure URL stays secure."""
    with receiver() as server:
        hook = _hook(server.url.replace("http:", "https:"))
        assert hook.send(MESSAGE) == Outcome("retry", "no TLS connection came about")
        assert server.requests == []


def test_a_message_larger_than_any_is_refused() -> None:
    """Before anybody is connected to."""
    large = replace(MESSAGE, link="x" * MOST_SENT)
    outcome, requests = _sent(message=large)
    assert (outcome.kind, requests) == ("refused", [])


# --- where it may go (Z1)

FORBIDDEN = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::10.0.0.1",
    "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.fault("Z1")
@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_address_that_is_not_public_is_reached(address: str) -> None:
    """By a name, alone or behind a public one: nothing is connected to."""
    place = read_place("https://hooks.example.com/")
    for addresses in ([address], ["93.184.215.14", address], [address, "93.184.215.14"]):
        with pytest.raises(ForbiddenError):
            judged(place, (), _names(*addresses))

    def connect(_where: tuple[str, int], _seconds: float) -> socket.socket:
        raise AssertionError("connected")

    hook = _hook("https://hooks.example.com/", allow=(), resolve=_names(address), connect=connect)
    assert hook.send(MESSAGE).kind == "refused"


@pytest.mark.fault("Z1")
@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://0x7f.1/", "http://１２７.０.０.１/", "http://127.0.0.1./", "file:///etc/passwd",
        "ftp://example.com/", "gopher://example.com/", "https://user:pw@example.com/",
        "https://user@example.com/", "https:///nowhere", "https://a..b/", "//example.com/",
        "https://example.com\\@127.0.0.1/", "https://exa mple.com/", "https://example.com/\r\nX: y",
        "https://[::1/", "https://example.com:99999/", "https://-x-/", "https://ex%61mple.com/",
        "https://example.com/ü", "",
    ],
)  # fmt: skip
def test_an_odd_url_is_refused_when_it_is_set_up(url: str) -> None:
    """Other schemes, credentials, addresses in disguise: nobody asks a resolver."""
    with pytest.raises(SinkError):
        _hook(url)
    with pytest.raises(ForbiddenError):
        read_place(url)


@pytest.mark.fault("Z1")
def test_an_operator_may_allow_an_address_that_is_not_public() -> None:
    """Exactly the networks that are named, in either spelling of an address."""
    place = read_place("http://hooks.internal/")
    networks = allowed(["10.1.0.0/16", "fd00::/8"])
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::7"):
        assert judged(place, networks, _names(address))
    for address in ("10.2.0.1", "127.0.0.1", "fe80::1", "2001:0:a01:203::"):
        with pytest.raises(ForbiddenError):
            judged(place, networks, _names(address))
    with pytest.raises(ForbiddenError, match="https"):
        judged(place, networks, _names("93.184.215.14"))


@pytest.mark.fault("Z1")
def test_a_name_that_answers_otherwise_a_moment_later_changes_nothing() -> None:
    """What was judged is what is connected to; the name is asked once (DNS rebinding)."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    reached = []

    def connect(where: tuple[str, int], _seconds: float) -> socket.socket:
        reached.append(where)
        raise OSError

    hook = _hook(
        "https://hooks.example.com/", allow=(), resolve=lambda _h, _p: next(answers),
        connect=connect,
    )  # fmt: skip
    assert hook.send(MESSAGE).kind == "retry"
    assert reached == [("93.184.215.14", 443)]
    assert next(answers) == ["127.0.0.1"]


@given(st.integers(0, 2**32 - 1))
def test_whatever_hides_an_ipv4_address_it_is_judged_as_it(number: int) -> None:
    """Mapped, by NAT64, by 6to4: the same verdict as the address itself."""
    import ipaddress  # noqa: PLC0415

    plain = ipaddress.IPv4Address(number)
    hidden = [
        f"::ffff:{plain}", str(ipaddress.IPv6Address((0x64FF9B << 96) + number)),
        str(ipaddress.IPv6Address((0x2002 << 112) + (number << 80))),
    ]  # fmt: skip
    place = read_place("https://hooks.example.com/")

    def verdict(text: str) -> bool:
        try:
            judged(place, (), _names(text))
        except ForbiddenError:
            return False
        return True

    assert {verdict(each) for each in hidden} == {verdict(str(plain))}


# --- what nobody may read (Z6)


@pytest.fixture
def _all_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(1):
        yield


@pytest.mark.fault("Z6")
@pytest.mark.usefixtures("_all_is_logged")
def test_no_secret_is_in_an_outcome_a_log_or_a_text(caplog: pytest.LogCaptureFixture) -> None:
    """Neither key nor a URL that is one: whatever goes wrong."""
    with receiver(*[answer(status) for status in (200, 500, 410)]) as server:
        environment = {
            **KEYS, "URL": f"http://hooks.example.com:{server.port}/CANARY",
            "BROKEN": "whsec_CANARY*", "ODD": "https://CANARY:pw@example.com/",
        }  # fmt: skip
        secret = {name: Hidden(Secret(env=name), environment) for name in environment}
        line = Line(allowed(LOCAL), _names("127.0.0.1"))
        told = []
        for url, key in (("URL", "NEW"),) * 3 + (("URL", "BROKEN"), ("ODD", "NEW")):
            options = {"url": secret[url], "keys": [secret[key]]}
            hook = make_webhook(options, timeout=30, clock=lambda: NOON, line=line)
            told += [str(hook.send(MESSAGE)), repr(vars(hook)), str(options)]
    told += [each.getMessage() for each in caplog.records]
    assert server.requests[0].path == "/CANARY"
    for text in told:
        assert "CANARY" not in text
        assert not any(key in text for key in KEYS.values())
