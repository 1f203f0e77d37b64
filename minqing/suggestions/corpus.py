"""Lessons from the office's decisions and from a labelled file.

A unit is learned by what it is to the place of the matter: its own village, town or banner, or
a certain department. So what one town decided helps the next.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from minqing.cases.public import CategoriesSection, Category, SubCategory, iterate_decisions
from minqing.kernel.messages import RefusalKind
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory, UnitKind
from minqing.suggestions.lessons import Lesson

OWN = {"village": "own-village", "town": "own-town", "banner": "own-banner"}
"""Level of the place → how a unit of that level is learned."""

TEXT_HEADS = ("text", "matter", "反映内容", "内容")
CATEGORY_HEADS = ("category", "类别", "类别代码")
MOST_ROWS = 50_000

FILE_WRONG = RefusalKind(
    "suggestions-file-wrong",
    "不能使用标注文件{file}：第一行应有“反映内容”和“类别”两列（UTF-8）。请改正后再试。",
)
CATEGORY_UNKNOWN = RefusalKind(
    "suggestions-category-unknown",
    "不能使用标注文件{file}：第{line}行的类别“{category}”不在类别表里。请改用类别表里的名称或代码。",
)


class FileRefused(Exception):
    """A labelled file that cannot be used; the text is a whole sentence."""


def iterate_own() -> Iterator[Lesson]:
    """Yield the office's decisions as lessons, newest first."""
    directory = get_snapshot(Directory)
    for one in iterate_decisions():
        unit = name_unit(one.unit, one.place, directory)
        yield Lesson(one.text, one.category, unit)


def name_unit(unit: str, place: str, directory: Directory) -> str:
    """Return how a unit is learned, "" when it says nothing about other matters."""
    if not unit or not directory.has(unit) or not directory.has(place):
        return ""
    unit = directory.current(unit)
    for level, code in directory.levels(place).items():
        if code and code == unit and level in OWN:
            return OWN[level]
    return unit if directory.unit(unit).kind is UnitKind.DEPARTMENT else ""


def find_unit(name: str, place: str, directory: Directory) -> str:
    """Return the unit that a learned name means for a place, "" when there is none."""
    for level, own in OWN.items():
        if name == own:
            return directory.levels(place)[level] if directory.has(place) else ""
    return name if directory.has(name) and not directory.unit(name).closed else ""


# ---------------------------------------------------------------- a labelled file
def read_file(path: Path) -> list[Lesson]:
    """Return the lessons of a csv file: one text and one category a row.

    Categories are written by code or name. Raises FileRefused.
    """
    known = list_known_categories()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            text, category = _find_heads(rows.fieldnames or (), path)
            return [
                Lesson((row[text] or "").strip(), _find_category(row[category], known, path, line))
                for line, row in enumerate(rows, 2)
                if line <= MOST_ROWS and (row[text] or "").strip()
            ]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise FileRefused(str(FILE_WRONG(file=path.name))) from None


def _find_heads(heads: Sequence[str], path: Path) -> tuple[str, str]:
    text = next((head for head in heads if head.strip() in TEXT_HEADS), None)
    category = next((head for head in heads if head.strip() in CATEGORY_HEADS), None)
    if text is None or category is None:
        raise FileRefused(str(FILE_WRONG(file=path.name)))
    return text, category


def _find_category(written: str | None, known: dict[str, str], path: Path, line: int) -> str:
    found = known.get((written or "").strip())
    if found is None:
        refused = CATEGORY_UNKNOWN(file=path.name, line=line, category=(written or "")[:20])
        raise FileRefused(str(refused))
    return found


def _list_both(first: Category) -> Iterator[Category | SubCategory]:
    yield first
    yield from first.children


def list_known_categories() -> dict[str, str]:
    """Return code by code and by name, of all mechanisms in force; first levels win names."""
    found: dict[str, str] = {}
    for pack in get_snapshot(Packs).all():
        section = pack.section("categories")
        if isinstance(section, CategoriesSection):
            for first in section.tree:
                for code, words in ((one.code, one.zh) for one in _list_both(first)):
                    found.setdefault(code, code)
                    found.setdefault(words, code)
    return found
