"""A mapping file beside a table of history: read strictly, laid over the table's headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import msgspec
import yaml

from minqing.cases.public import Ended
from minqing.imports.commands import MapColumns
from minqing.imports.history_words import HistoryFile, find_trouble
from minqing.imports.mapping import tidy_headings
from minqing.imports.opening import read_source
from minqing.imports.queries import HEADING_AMONG, BatchView, read_top
from minqing.imports.reading import list_sheets
from minqing.imports.terms import (
    COLUMN_MISSING,
    FIELD_ZH,
    FIELDS_OF,
    MAPPING_WRONG,
    Field,
    FileRefused,
    Kind,
    Mapped,
    RawRow,
)

LARGEST = 512 * 1024
"""Bytes of a mapping file; 3,000 words of 100 characters are about as much."""


def read_history_file(data: bytes, name: str) -> HistoryFile:
    """Return what a mapping file says; raises FileRefused with the nearest word."""
    if len(data) > LARGEST:
        raise FileRefused(MAPPING_WRONG(file=name, detail=f"超过{LARGEST // 1024}千字节"))
    try:
        # every scalar stays the word it is, and no alias can make much of little
        raw = yaml.load(data.decode("utf-8-sig"), Loader=_PlainLoader)  # noqa: S506 (text only)
        found = msgspec.convert(raw, HistoryFile)
    except UnicodeDecodeError as error:
        raise FileRefused(MAPPING_WRONG(file=name, detail="不是 UTF-8 编码的文字")) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FileRefused(MAPPING_WRONG(file=name, detail="不是正确的 YAML")) from error
    except msgspec.ValidationError as error:
        raise FileRefused(MAPPING_WRONG(file=name, detail=_explain(raw, error))) from error
    trouble = find_trouble(found.words)
    if trouble:
        raise FileRefused(MAPPING_WRONG(file=name, detail=trouble))
    return found


class _PlainLoader(yaml.BaseLoader):
    """Text only, and no aliases: a few lines of them unfold to millions of words."""

    def compose_node(self, parent, index):  # type: ignore[no-untyped-def]
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _explain(raw: object, error: msgspec.ValidationError) -> str:
    """Return what is wrong in words: the unknown key, field or way of ending."""
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), dict):
        return "缺少 columns（列名: 字段）"
    if not isinstance(raw.get("source"), str):
        return "缺少 source（来源系统的名称）"
    keys = list(HistoryFile.__struct_fields__)
    for key in raw:
        if key not in keys:
            return f"没有“{key}”这一项{_nearest(str(key), keys)}"
    fields = [field.value for field in FIELDS_OF[Kind.HISTORY]]
    for heading, field in raw["columns"].items():
        if field not in fields:
            return f"“{heading}”一列写的“{field}”不是字段{_nearest(str(field), fields)}"
    ways = [one.value for one in Ended]
    statuses = raw.get("statuses")
    for word, meaning in statuses.items() if isinstance(statuses, dict) else ():
        if isinstance(meaning, str) and meaning not in ways:
            return f"状态“{word}”写的“{meaning}”不认得{_nearest(meaning, ways)}"
    return str(error)


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.4)
    return f"，最接近的是“{close[0]}”" if close else f"，可用：{'、'.join(known)}"


def map_by_file(view: BatchView, mapping: HistoryFile, *, command: str) -> MapColumns:
    """Return the wish that maps a batch's table as a mapping file says.

    Raises FileRefused where the table lacks a heading; the file's own columns are found by name,
    wherever they stand, on the first sheet that is shown.
    """
    assert view.own, "only the post that brought the file sees into it"
    source = msgspec.structs.replace(read_source(view.state), sheet="", heading=1)
    sheet = next(iter(list_sheets(source)), "")
    top = read_top(msgspec.structs.replace(source, sheet=sheet), HEADING_AMONG)
    wanted = dict(zip(tidy_headings(list(mapping.columns)), mapping.columns.values(), strict=True))
    titles = _find_titles(top, wanted)
    headings = tidy_headings(titles.cells)
    for heading, field in wanted.items():
        if heading not in headings:
            named = get_close_matches(heading, [one for one in headings if one], n=1, cutoff=0.3)
            close = f"最接近的列是“{named[0]}”。" if named else ""
            raise FileRefused(
                COLUMN_MISSING(
                    file=view.name,
                    wanted=heading,
                    meaning=FIELD_ZH[field],
                    hint=f"{close}请改正对照文件或列名。",
                )
            )
    return MapColumns(
        id=command,
        batch=view.id,
        columns=tuple(
            Mapped(headings.index(heading) + 1, field) for heading, field in wanted.items()
        ),
        source=mapping.source,
        sheet=sheet,
        heading=titles.number,
        time_formats=mapping.time_formats,
        words=mapping.words,
    )


def _find_titles(top: Sequence[RawRow], wanted: Mapping[str, Field]) -> RawRow:
    """Return the row among the first that has most of the headings."""

    def worth(row: RawRow) -> tuple[int, int]:
        return len(set(tidy_headings(row.cells)) & set(wanted)), -row.number

    return max(top, key=worth)
