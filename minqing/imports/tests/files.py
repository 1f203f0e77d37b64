"""Synthetic files of messages for tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADINGS = (
    "留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间",
)  # fmt: skip


def message(number: int = 1, **changed: str) -> tuple[str, ...]:
    """Return the cells of one good row, with some of them changed by heading."""
    cells = {
        "留言编号": str(number),
        "留言用户": f"A{number:08d}",
        "留言主题": f"第{number}户的井",
        "留言时间": "2020/1/6 12:09:38",
        "留言详情": f"第{number}户门前的井打不上水，想请人来看。",
        "答复意见": f"您好：第{number}户的井已换泵，于1月9日出水。",
        "答复时间": "2020/1/9 8:00:00",
    }
    cells.update(changed)
    return tuple(cells[heading] for heading in HEADINGS)


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    headings: Sequence[str] = HEADINGS,
    encoding: str = "utf-8",
) -> str:
    """Write a csv and return its path."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return str(path)
