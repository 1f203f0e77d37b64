"""Group commit: what several threads hand in at once is done by one of them, for all.

While one thread writes, those that come meanwhile wait; when it is done, the first of them takes up
what all of them brought. So a commit, which costs the same for one command and for fifty, is paid
once, and a wait for the disk is a wait of many. docs/decisions/0026 tells what was left aside.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")
Work = Callable[[Sequence[T]], list[A]]


class _Wish(Generic[T, A]):
    """What one thread brought: `gate` opens when it is answered, or when it is to lead."""

    __slots__ = ("answers", "gate", "items", "leads")

    def __init__(self, items: Sequence[T]) -> None:
        self.items = items
        self.leads = False
        self.answers: list[A] | None = None
        self.gate = threading.Lock()


class Grouping(Generic[T, A]):
    """Hands the items of waiting threads to one of them, in the order in which they came.

    Nobody's items are lost: where the work for a group raises, or its thread ends, each thread does
    its own alone, so that an error meets only whoever caused it. The work is then repeated, and
    must give the same answer to what it has done already.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[_Wish[T, A]] = deque()
        self._busy = False

    def do(self, items: Sequence[T], work: Work[T, A], most: int) -> list[A]:
        """Return what `work` answers to these items, done together with others, at most `most`."""
        mine: _Wish[T, A] = _Wish(items)
        with self._guard:
            if self._busy:
                mine.gate.acquire()
                self._waiting.append(mine)
            else:
                self._busy = mine.leads = True
        if not mine.leads:
            mine.gate.acquire()
        if mine.leads:
            self._lead(mine, work, most)
        return work(items) if mine.answers is None else mine.answers

    def _lead(self, mine: _Wish[T, A], work: Work[T, A], most: int) -> None:
        group = self._gather(mine, most)
        try:
            if len(group) == 1:
                mine.answers = work(mine.items)
            else:
                self._do_all(group, work)
        finally:
            self._hand_over()
            for one in group[1:]:
                one.gate.release()

    def _gather(self, mine: _Wish[T, A], most: int) -> list[_Wish[T, A]]:
        group, size = [mine], len(mine.items)
        with self._guard:
            while self._waiting and size + len(self._waiting[0].items) <= most:
                group.append(self._waiting.popleft())
                size += len(group[-1].items)
        return group

    def _do_all(self, group: Sequence[_Wish[T, A]], work: Work[T, A]) -> None:
        try:
            answers = work([item for one in group for item in one.items])
        except Exception:  # whose fault it is shows when each does his own
            return
        start = 0
        for one in group:
            end = start + len(one.items)
            one.answers = answers[start:end]
            start = end

    def _hand_over(self) -> None:
        with self._guard:
            if self._waiting:
                heir = self._waiting.popleft()
                heir.leads = True
                heir.gate.release()
            else:
                self._busy = False
