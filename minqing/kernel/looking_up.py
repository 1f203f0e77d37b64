"""Looking a name up, with an end: the system's own look-up has none that can be set.

`getaddrinfo` waits as long as the machine's resolver is told to, half a minute as a rule, and the
worker looks at its clocks in the same thread. So a thread of its own waits for it, and is left
behind when it takes too long; never more than a few, or a dead resolver would gather them.
"""

from __future__ import annotations

import queue
import socket
import threading

SECONDS = 3.0
"""How long a name may take. Source: ours."""

MOST_AT_ONCE = 8
"""Look-ups that may be under way in one process, the forgotten ones too. Source: ours."""

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def find_addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of a name, each once; none where it has none, takes too long, or
    too many names are being looked up already."""
    places = _places
    if not places.acquire(blocking=False):
        return []
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def wait() -> None:
        found.put(_look_up(host, port))
        places.release()

    threading.Thread(target=wait, daemon=True).start()
    try:
        return found.get(timeout=SECONDS)
    except queue.Empty:
        return []


def _look_up(host: str, port: int) -> list[str]:
    try:
        lines = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in lines))
