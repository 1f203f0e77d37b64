"""Which addresses a message of ours may go to. Pure.

An address comes from a person, and a server that calls any address can be made to call its own
neighbours. So a name must lead to public addresses only, all of them, and the one that was looked
at is the one that is called. Hosts inside the house are named by the administrator of the machine
(`MINQING_INSIDE_HOSTS`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from urllib.parse import SplitResult, urlsplit

LONGEST = 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OPEN_V6 = ipaddress.ip_network("2000::/3")
"""All that IANA has given out of IPv6 for the open network; outside of it stand old and local
wrappings of IPv4 (`::127.0.0.1`, `64:ff9b:1::`, `::ffff:0:…`) and addresses of one house."""

_NEARBY = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16"))
)
"""Global by name, yet answered by the next router, or by nobody."""


class AddressRefused(Exception):
    """An address that is not called; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_address(text: str) -> bool:
    """Return whether a text is a whole http(s) address without a user or a line break."""
    try:
        read_address(text)
    except AddressRefused:
        return False
    return True


def read_address(text: str) -> SplitResult:
    """Return the parts of an address; raises AddressRefused."""
    if len(text) > LONGEST or not text.isascii():
        raise AddressRefused("address-wrong")
    if any(sign.isspace() or ord(sign) < 33 or ord(sign) == 127 for sign in text):
        raise AddressRefused("address-wrong")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("address-wrong") from error
    wrong = parts.scheme not in ("https", "http") or not host or "@" in parts.netloc
    if wrong or parts.fragment:
        raise AddressRefused("address-wrong")
    return parts


def get_port(parts: SplitResult) -> int:
    """Return the port that an address names, or the usual one."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_inside(parts: SplitResult, inside: Collection[str]) -> bool:
    """Return whether the administrator named this host, with its port or for every port."""
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    return shown in inside or host in inside or f"{shown}:{get_port(parts)}" in inside


def check_scheme(parts: SplitResult, inside: Collection[str]) -> None:
    """Refuse what would go out unencrypted, except inside the house."""
    if parts.scheme != "https" and not is_inside(parts, inside):
        raise AddressRefused("address-plain")


def check_found(parts: SplitResult, found: Sequence[str], inside: Collection[str]) -> None:
    """Refuse a name that leads to these IP addresses; raises AddressRefused.

    One that is not public among them refuses all: a name that leads both ways is a trick.
    """
    if not found:
        raise AddressRefused("unreachable")
    if not is_inside(parts, inside) and not all(map(is_public, found)):
        raise AddressRefused("address-inside")


def is_public(text: str) -> bool:
    """Return whether an IP address is one of the open network, through every wrapping."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if address.teredo is not None or address not in _OPEN_V6:
            return False
    if any(address in network for network in _NEARBY):
        return False
    return address.is_global and not address.is_multicast
