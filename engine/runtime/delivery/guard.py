"""Which addresses a webhook may reach: public ones, and those its operator names (Z1).

What is connected to is the very address that was judged: a name that answers otherwise a
moment later changes nothing (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""A host name and a port → its addresses as texts."""

_PORTS = {"http": 80, "https": 443}
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?\.?\Z", re.IGNORECASE)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class ForbiddenError(Exception):
    """An address nothing may be sent to; the text says why, without the address's secrets."""


class UnreachableError(Exception):
    """A name that has no address just now."""


class Place(NamedTuple):
    """A checked URL: where to connect to, and what to ask for there."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What stands in the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = _PORTS["https" if self.is_secure else "http"]
        return host if self.port == usual else f"{host}:{self.port}"


def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host.

    Raises:
        UnreachableError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError("its name has no address") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def read_place(url: str) -> Place:
    """Read a URL strictly.

    Raises:
        ForbiddenError: it is not http or https, holds credentials, or is spelt oddly.
    """
    if any(sign <= " " or sign in "\\\x7f" for sign in url):
        raise ForbiddenError("the URL holds a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ForbiddenError("the URL cannot be read") from error
    if parts.scheme not in _PORTS:
        raise ForbiddenError("only https and http are spoken")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenError("the URL holds credentials")
    path = parts.path or "/"
    if not path.isascii() or not parts.query.isascii():
        raise ForbiddenError("path and query must be ASCII: percent-encode them")
    asked = f"{path}?{parts.query}" if parts.query else path
    host = _host(parts.hostname or "")
    return Place(parts.scheme == "https", host, port or _PORTS[parts.scheme], asked)


def _host(written: str) -> str:
    """Return a host in plain ASCII; an address must be spelt as addresses are.

    ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` are all 127.0.0.1 to a system's resolver.
    """
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        pass
    try:
        host = written.encode("idna").decode() if not written.isascii() else written
    except UnicodeError as error:
        raise ForbiddenError("the host's name cannot be read") from error
    if not _HOST.match(host) or ".." in host:
        raise ForbiddenError("the host's name cannot be read")
    if _NUMBER.match(host.rstrip(".").rpartition(".")[2]):
        raise ForbiddenError("the host is a number that is no plain address")
    return host.lower()


def allowed(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks an operator names: ``10.1.0.0/16``, or one address.

    Raises:
        ValueError: one of them is none.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)


def judged(place: Place, networks: Sequence[Network], resolve: Resolve = look_up) -> list[Address]:
    """Return the addresses of a place, each of which may be connected to.

    Raises:
        ForbiddenError: one of its addresses is not public and nobody allowed it, or it is
            public and spoken to without TLS.
        UnreachableError: it has none.
    """
    try:
        found = [ipaddress.ip_address(each) for each in resolve(place.host, place.port)]
    except ValueError as error:
        raise ForbiddenError("its name answers with what is no address") from error
    if not found:
        raise UnreachableError("its name has no address")
    for address in (inner for each in found for inner in _meant(each)):
        if _is_in(address, networks):
            continue
        # One private address among public ones is how a name is turned against us.
        if not _is_public(address):
            raise ForbiddenError("its address is not public; an operator may allow it")
        if not place.is_secure:
            raise ForbiddenError("what goes to a public address goes by https")
    return found


def _meant(address: Address) -> Iterator[Address]:
    """Yield an address, or the IPv4 addresses that are reached through it."""
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found: list[Address] = [each for each in inner if each is not None]
    yield from found or [address]


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == each.version and address in each for each in networks)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address.is_site_local):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )
