"""A fair lock for the one writer that SQLite allows in a process: first come, first served.

Two writers on SQLite's own busy handler starve each other (p99 of 1.6 s measured); a queue
in front of it keeps interactive writes quick while an import runs.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class FairMutex:
    """Hands the lock to whoever has waited longest. Re-entrant for the holding thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                self._depth += 1
                return
            if self._owner is None:
                self._owner, self._depth = me, 1
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        gate.acquire()  # released by the holder, which has handed over
        self._owner, self._depth = me, 1

    def release(self) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._owner = -1  # handed over: nobody else may take it meanwhile
                self._waiting.popleft().release()
            else:
                self._owner = None

    def __enter__(self) -> FairMutex:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


WRITES = FairMutex()
