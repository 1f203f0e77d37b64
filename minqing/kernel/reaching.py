"""Sessions and mail connections to other machines in which every look-up of a name has an end.

`requests` and `smtplib` look names up through the system, which waits as long as the machine's
resolver is told to: half a minute as a rule. Here the address is found beforehand, within
seconds (`looking_up`), and what was found is what is called; certificates are still checked for
the name. A proxy that the machine is told to use looks names up itself.
"""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from minqing.kernel.looking_up import find_addresses

Session = TypeVar("Session", bound=requests.Session)
MOST_TRIED = 2
"""Addresses of a name that are tried: one of each family, as a rule."""


class _Bounded(HTTPConnection):
    """Connects to an address that was found in time."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        found = find_addresses(name, self.port)[:MOST_TRIED]
        if not found:
            away = socket.gaierror(socket.EAI_AGAIN, "not found in time")
            raise NameResolutionError(name, self, away)
        try:
            return self._connect_to(found)
        finally:
            self._dns_host = name  # the certificate is checked for the name

    def _connect_to(self, found: Sequence[str]) -> socket.socket:
        for address in found[:-1]:
            self._dns_host = address
            try:
                return super()._new_conn()
            except NewConnectionError:
                continue
        self._dns_host = found[-1]
        return super()._new_conn()


class _BoundedTLS(_Bounded, HTTPSConnection):
    """The same, encrypted."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Bounded


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _BoundedTLS


class BoundedAdapter(HTTPAdapter):
    """Calls other machines without waiting for a resolver that is silent."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}


def bound(session: Session) -> Session:
    """Return a session whose look-ups have an end."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, BoundedAdapter())
    return session


# ---------------------------------------------------------------- mail
def _greet() -> str:
    """Return the name by which a mail server is greeted; the machine's whole name would be looked
    up first, so without one that is at hand it is an address, as RFC 5321 wants it."""
    own = socket.gethostname()
    return own if "." in own else "[127.0.0.1]"


def _connect(
    connect: Callable[..., socket.socket], host: str, port: int, timeout: Any
) -> socket.socket:
    found = find_addresses(host, port)[:MOST_TRIED]
    for number, address in enumerate(found, 1):
        try:
            return connect(address, port, timeout)
        except OSError:
            if number == len(found):
                raise
    raise socket.gaierror(socket.EAI_AGAIN, "not found in time")


class BoundedSMTP(smtplib.SMTP):
    """A connection to a mail server."""

    def __init__(self, host: str = "", port: int = 0, local_hostname: Any = None, **more: Any):
        super().__init__(host, port, local_hostname or _greet(), **more)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return _connect(super()._get_socket, host, port, timeout)  # type: ignore[misc]


class BoundedSMTPS(smtplib.SMTP_SSL):
    """The same, encrypted."""

    def __init__(self, host: str = "", port: int = 0, local_hostname: Any = None, **more: Any):
        super().__init__(host, port, local_hostname or _greet(), **more)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        return _connect(super()._get_socket, host, port, timeout)  # type: ignore[misc]
