"""Tables of docs/bench.md: how rows, databases and missed goals are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def make_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"


def name_database(result: dict[str, Any]) -> str:
    return str(result["machine"]["database"])


def mark(value: float, wanted: float, *, least: bool = False) -> str:
    reached = value >= wanted if least else value < wanted
    return f"{value}" if reached else f"**{value}**"
