"""The load test of a version: whether people can do what it asks for. Contexts measure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from minqing.mechanisms.pack import Pack


class LoadLine(msgspec.Struct, frozen=True, kw_only=True):
    """One village. `needed`: days a month of each person (of all when `persons` is 0);
    `visited`: households that are visited or called; `over`: it cannot be done."""

    unit: str
    name: str
    persons: int
    visited: int
    needed: float
    over: bool


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """`available`: working days of an average month; `most`: those that visits may take."""

    lines: tuple[LoadLine, ...]
    available: float
    most: float

    @property
    def over(self) -> tuple[LoadLine, ...]:
        """The villages where it cannot be done, the heaviest first."""
        return tuple(sorted((x for x in self.lines if x.over), key=lambda x: (-x.needed, x.unit)))


LoadTest = Callable[[Pack, date], LoadReport | None]
"""Measures what a pack asks of people; None when it asks for nothing that is measured."""

_tests: dict[str, LoadTest] = {}


def register_load_test(name: str, measure: LoadTest) -> None:
    """Register a measure of what packs ask of people; the loader knows none by name."""
    if name in _tests:
        raise ValueError(f"load test {name} is registered twice")
    _tests[name] = measure


def measure_load(pack: Pack, today: date) -> list[LoadReport]:
    """Return what each registered measure says of a pack."""
    found = (measure(pack, today) for measure in _tests.values())
    return [report for report in found if report is not None]
