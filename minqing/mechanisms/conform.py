"""Comparing a plain document with a msgspec schema, and naming everything that differs.

msgspec itself stops at the first difference and knows no nearest word; this walk lists all.
`msgspec.convert` remains the judge in the end (loader).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from minqing.mechanisms import problems, terms
from minqing.mechanisms.problems import Problem

_NAMES: dict[type, str] = {
    inspect.StrType: terms.TEXT,
    inspect.IntType: terms.WHOLE_NUMBER,
    inspect.FloatType: terms.NUMBER,
    inspect.BoolType: terms.YES_OR_NO,
    inspect.NoneType: terms.NOTHING,
    inspect.DateType: terms.DAY,
    inspect.DateTimeType: terms.MOMENT,
    inspect.TimeType: terms.TIME_OF_DAY,
    inspect.DecimalType: terms.NUMBER,
    inspect.StructType: terms.NAMED_ITEMS,
    inspect.DictType: terms.NAMED_ITEMS,
    inspect.ListType: terms.LIST,
    inspect.VarTupleType: terms.LIST,
    inspect.TupleType: terms.LIST,
    inspect.SetType: terms.LIST,
    inspect.FrozenSetType: terms.LIST,
}
_TEXT_FORMS: dict[type, type] = {
    inspect.DateType: date,
    inspect.DateTimeType: datetime,
    inspect.TimeType: time,
    inspect.DecimalType: Decimal,
}
_SEQUENCES = (
    inspect.ListType,
    inspect.VarTupleType,
    inspect.SetType,
    inspect.FrozenSetType,
)


def compare(document: Any, schema: type, *, path: str = "$") -> list[Problem]:
    """List everything in which the document is not of the schema; empty when it is."""
    found: list[Problem] = []
    _walk(document, _inspect(schema), path, found)
    return found


@cache
def _inspect(schema: type) -> Any:
    return inspect.type_info(schema)  # reads every annotation anew: a tenth of a publication


def _walk(value: Any, info: Any, path: str, found: list[Problem]) -> None:
    if isinstance(info, inspect.Metadata):
        info = info.type
    for kind, step in _STEPS:
        if isinstance(info, kind):
            step(value, info, path, found)
            return
    # a type that packs do not use yet: left to msgspec.convert in the loader


def _wrong_type(value: Any, info: Any, path: str) -> Problem:
    wanted = _NAMES.get(type(info), terms.OTHER_TYPE)
    return problems.VALUE_TYPE(path, _short(value), detail=wanted)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "空" if value is None else str(value)
    return text if len(text) <= 80 else text[:77] + "…"


def _struct(value: Any, info: inspect.StructType, path: str, found: list[Problem]) -> None:
    if not isinstance(value, dict):
        found.append(_wrong_type(value, info, path))
        return
    fields = {field.encode_name: field for field in info.fields}
    allowed = (info.tag_field, *fields) if info.tag_field else tuple(fields)
    for key in value:
        if key not in allowed:
            found.append(problems.KEY_UNKNOWN(f"{path}.{key}", key, allowed=allowed))
    for name, field in fields.items():
        if name in value:
            _walk(value[name], field.type, f"{path}.{name}", found)
        elif field.required:
            found.append(problems.KEY_MISSING(path, name))


def _union(value: Any, info: inspect.UnionType, path: str, found: list[Problem]) -> None:
    options = [o.type if isinstance(o, inspect.Metadata) else o for o in info.types]
    tagged = [o for o in options if isinstance(o, inspect.StructType) and o.tag_field]
    if tagged and isinstance(value, dict):
        _tagged(value, tagged, path, found)
        return
    best: list[Problem] | None = None
    for option in options:
        trial: list[Problem] = []
        _walk(value, option, path, trial)
        if not trial:
            return
        # the option whose type fits explains better than "is not null"
        if best is None or _fits(trial, path) > _fits(best, path):
            best = trial
    if best and _fits(best, path) == 0:
        names = dict.fromkeys(_NAMES.get(type(o), "") for o in options)
        kinds = tuple(name for name in names if name)
        best = [problems.VALUE_TYPE(path, _short(value), detail=terms.ONE_OF, kinds=kinds)]
    found.extend(best or [])


def _fits(trial: list[Problem], path: str) -> int:
    return int(not (trial[0].code == "pack-value-type" and trial[0].path == path))


def _tagged(
    value: dict[str, Any], options: list[inspect.StructType], path: str, found: list[Problem]
) -> None:
    by_tag = {str(option.tag): option for option in options}
    field = options[0].tag_field or "type"
    if field not in value:
        found.append(problems.KEY_MISSING(path, field))
    elif str(value[field]) not in by_tag:
        where = f"{path}.{field}"
        found.append(problems.VALUE_UNKNOWN(where, _short(value[field]), allowed=tuple(by_tag)))
    else:
        _struct(value, by_tag[str(value[field])], path, found)


def _literal(value: Any, info: inspect.LiteralType, path: str, found: list[Problem]) -> None:
    if value not in info.values or isinstance(value, bool):
        words = tuple(str(word) for word in info.values)
        found.append(problems.VALUE_UNKNOWN(path, _short(value), allowed=words))


def _enum(value: Any, info: inspect.EnumType, path: str, found: list[Problem]) -> None:
    words = tuple(str(member.value) for member in info.cls)
    if str(value) not in words:
        found.append(problems.VALUE_UNKNOWN(path, _short(value), allowed=words))


def _string(value: Any, info: inspect.StrType, path: str, found: list[Problem]) -> None:
    if not isinstance(value, str):
        found.append(_wrong_type(value, info, path))
        return
    if info.pattern and not re.search(info.pattern, value):
        wrong = problems.VALUE_RANGE(
            path, _short(value), detail=terms.OF_PATTERN, pattern=info.pattern
        )
        found.append(wrong)
    if info.min_length is not None and len(value) < info.min_length:
        found.append(problems.VALUE_RANGE(path, _short(value), detail=terms.NOT_EMPTY))
    if info.max_length is not None and len(value) > info.max_length:
        most = info.max_length
        found.append(
            problems.VALUE_RANGE(path, _short(value), detail=terms.AT_MOST_SIGNS, most=most)
        )


def _number(value: Any, info: Any, path: str, found: list[Problem]) -> None:
    wanted = (int, float) if isinstance(info, inspect.FloatType) else (int,)
    if isinstance(value, bool) or not isinstance(value, wanted):
        found.append(_wrong_type(value, info, path))
        return
    limits = (
        (info.ge, value.__ge__, terms.NOT_BELOW),
        (info.gt, value.__gt__, terms.ABOVE),
        (info.le, value.__le__, terms.NOT_ABOVE),
        (info.lt, value.__lt__, terms.BELOW),
    )
    for limit, holds, phrase in limits:
        if limit is not None and holds(limit) is False:
            found.append(problems.VALUE_RANGE(path, value, detail=phrase, limit=limit))


def _exact(kind: type) -> Callable[[Any, Any, str, list[Problem]], None]:
    def step(value: Any, info: Any, path: str, found: list[Problem]) -> None:
        if not isinstance(value, kind):
            found.append(_wrong_type(value, info, path))

    return step


def _sequence(value: Any, info: Any, path: str, found: list[Problem]) -> None:
    if not isinstance(value, list):
        found.append(_wrong_type(value, info, path))
        return
    if info.min_length and len(value) < info.min_length:
        least = info.min_length
        found.append(problems.VALUE_RANGE(path, "[…]", detail=terms.AT_LEAST_ITEMS, least=least))
    for index, item in enumerate(value):
        _walk(item, info.item_type, f"{path}[{index}]", found)


def _fixed(value: Any, info: inspect.TupleType, path: str, found: list[Problem]) -> None:
    if not isinstance(value, list) or len(value) != len(info.item_types):
        count = len(info.item_types)
        found.append(problems.VALUE_TYPE(path, _short(value), detail=terms.LIST_OF, count=count))
        return
    for index, (item, kind) in enumerate(zip(value, info.item_types, strict=True)):
        _walk(item, kind, f"{path}[{index}]", found)


def _mapping(value: Any, info: inspect.DictType, path: str, found: list[Problem]) -> None:
    if not isinstance(value, dict):
        found.append(_wrong_type(value, info, path))
        return
    for key, item in value.items():
        _walk(key, info.key_type, f"{path}.{key}", found)
        _walk(item, info.value_type, f"{path}.{key}", found)


def _written(value: Any, info: Any, path: str, found: list[Problem]) -> None:
    try:
        msgspec.convert(value, _TEXT_FORMS[type(info)])
    except msgspec.ValidationError:
        found.append(_wrong_type(value, info, path))


_STEPS: tuple[tuple[Any, Callable[[Any, Any, str, list[Problem]], None]], ...] = (
    (inspect.StructType, _struct),
    (inspect.UnionType, _union),
    (inspect.LiteralType, _literal),
    (inspect.EnumType, _enum),
    (inspect.StrType, _string),
    ((inspect.IntType, inspect.FloatType), _number),
    (inspect.BoolType, _exact(bool)),
    (inspect.NoneType, _exact(type(None))),
    (_SEQUENCES, _sequence),
    (inspect.TupleType, _fixed),
    (inspect.DictType, _mapping),
    (tuple(_TEXT_FORMS), _written),
)
