"""A resolver in the tests' hands: one name is never answered, another one is this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from minqing.kernel import looking_up

SILENT, HERE = "silent.example.org", "here.example.org"


@contextmanager
def own_resolver(seconds: float = 0.05) -> Iterator[None]:
    """Answer HERE with this machine and SILENT never; a look-up may take `seconds`."""
    over, real = threading.Event(), socket.getaddrinfo

    def find(host: Any, *args: Any, **more: Any) -> Any:
        if host == SILENT:
            over.wait(30)
            raise socket.gaierror(socket.EAI_AGAIN, "nobody answered")
        return real("127.0.0.1" if host == HERE else host, *args, **more)

    places = threading.BoundedSemaphore(looking_up.MOST_AT_ONCE)
    with (
        mock.patch.object(socket, "getaddrinfo", find),
        mock.patch.object(looking_up, "SECONDS", seconds),
        mock.patch.object(looking_up, "_places", places),
    ):
        try:
            yield
        finally:
            over.set()
