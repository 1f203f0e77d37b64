"""From the lines of a slip to what each field may be. Pure: a proposal, never a decision."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from minqing.imports.slips.reading import Line

LABELS: Mapping[str, tuple[str, ...]] = {
    "name": ("反映人姓名", "反映人", "来访人", "诉求人", "姓名"),
    "phone": ("联系电话", "联系方式", "手机号码", "手机号", "电话", "手机"),
    "unit": ("所在嘎查村", "嘎查村", "村（社区）", "家庭住址", "住址", "地址", "村社区", "村组"),
    "matter": (
        "意见建议", "意见和建议", "反映内容", "反映事项", "诉求内容", "意见内容", "内容", "事项", "诉求",
    ),
}  # fmt: skip
_LABEL = re.compile(
    r"^\s*(?P<label>{})\s*[:：]?\s*(?P<rest>.*)$".format(
        "|".join(
            sorted((word for words in LABELS.values() for word in words), key=len, reverse=True)
        )
    ),
    re.DOTALL,
)
_FIELD_OF = {word: field for field, words in LABELS.items() for word in words}
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_FIXED = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_BLANK = re.compile(r"[_＿\s]+")


class Proposed(msgspec.Struct, frozen=True):
    """What a field may be. `value`: "" for nothing found; `words`: as read; `score`: 0 to 1;
    `box`: left, top, right, bottom of the picture's part, None for none."""

    value: str = ""
    words: str = ""
    score: float = 0.0
    box: tuple[int, int, int, int] | None = None


def propose(lines: Sequence[Line], places: Mapping[str, str]) -> dict[str, Proposed]:
    """Return a proposal for name, phone, unit and matter. `places`: name → unit code."""
    lines = order(lines)
    found = _by_labels(lines)
    taken = {line for group in found.values() for line, _ in group}
    name, phone = found.get("name", []), found.get("phone", [])
    unit, matter = found.get("unit", []), found.get("matter", [])
    return {
        "name": _propose(name, _BLANK.sub("", _join(name))),
        "phone": _find_phone(phone, lines),
        "unit": _find_place(unit, lines, places),
        "matter": _propose(matter, _join(matter, "\n")) if matter else _rest(lines, taken),
    }


def order(lines: Sequence[Line]) -> list[Line]:
    """Return lines as they are read: row by row, each from the left. A row is what stands level
    with its first line, since no sheet is photographed quite straight."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.top + one.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top <= middle <= rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.left)]


Pieces = list[tuple[Line, str]]
"""Lines with the part of each that belongs to the field."""


def _by_labels(lines: Sequence[Line]) -> dict[str, Pieces]:
    """Return the lines under each label: to its right, in its row, or (the text) below it."""
    found: dict[str, Pieces] = {}
    field = ""
    at: Line | None = None
    for line in lines:
        label = _LABEL.match(line.text)
        if label and _is_label(label):
            field, at = _FIELD_OF[label["label"]], line
            rest = label["rest"].strip(" _＿")
            found.setdefault(field, []).extend([(line, rest)] if rest else [])
            continue
        if at is None or not field:
            continue
        if field == "matter" or _in_row(line, at):
            found.setdefault(field, []).append((line, line.text))
    return found


def _is_label(label: re.Match[str]) -> bool:
    """Return whether a line begins with a label and not with a word that begins like one."""
    rest = label["rest"]
    marked = re.match(r"\s*[:：]", label.string[label.end("label") :]) is not None
    return not rest or marked or rest[:1] in "_＿ "


def _in_row(line: Line, label: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return label.top <= middle <= label.bottom and line.left >= label.left


def _join(pieces: Pieces, between: str = "") -> str:
    return between.join(text for _, text in pieces).strip()


def _propose(pieces: Pieces, value: str) -> Proposed:
    if not pieces or not value:
        return Proposed()
    lines = [line for line, _ in pieces]
    return Proposed(value, _join(pieces, " "), min(one.score for one in lines), _around(lines))


def _around(lines: Sequence[Line]) -> tuple[int, int, int, int]:
    return (
        min(one.left for one in lines), min(one.top for one in lines),
        max(one.right for one in lines), max(one.bottom for one in lines),
    )  # fmt: skip


def _find_phone(pieces: Pieces, lines: Sequence[Line]) -> Proposed:
    """Return a number that a telephone has, under its label first; digits alone are no number."""
    everywhere = [(line, line.text) for line in lines]
    for line, text in [*pieces, *everywhere]:
        digits = re.sub(r"(?<=\d)[ \-—](?=\d)", "", text)
        number = _MOBILE.search(digits) or _FIXED.search(digits)
        if number:
            return Proposed(number.group(), text, line.score, _around([line]))
    return _propose(pieces, "") if not pieces else _seen(pieces)


def _find_place(pieces: Pieces, lines: Sequence[Line], places: Mapping[str, str]) -> Proposed:
    """Return the unit whose name is written, the longest name first."""
    everywhere = [(line, line.text) for line in lines]
    for line, text in [*pieces, *everywhere]:
        names = [name for name in places if name and name in text.replace(" ", "")]
        if names:
            name = max(names, key=len)
            return Proposed(places[name], text, line.score, _around([line]))
    return _seen(pieces)


def _seen(pieces: Pieces) -> Proposed:
    """Something is written that is not understood: its picture is shown, nothing proposed."""
    if not pieces:
        return Proposed()
    return Proposed("", _join(pieces, " "), 0.0, _around([line for line, _ in pieces]))


def _rest(lines: Sequence[Line], taken: set[Line]) -> Proposed:
    """Return what no field has taken, the heading left out."""
    left = [(line, line.text) for line in lines[1:] if line not in taken]
    left = [one for one in left if not _LABEL.match(one[1])]
    return _propose(left, _join(left, "\n"))
