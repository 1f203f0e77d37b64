"""What changes from one version of a mechanism to another, place by place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from minqing.mechanisms.pack import Pack

NAMES = ("id", "code", "key", "rule", "name", "printed", "label_zh")
"""What tells the items of a list apart; without one of these they are told by their order."""
TITLES = ("zh", "name_zh", "title_zh", "term_zh", "label_zh", "printed")
"""What an item is called on screens."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. `section`: "" for the base part. `path`: names from the section down,
    items by what they are called. `before`, `after`: values as text, "" where there is none."""

    kind: Literal["added", "removed", "changed"]
    section: str
    path: tuple[str, ...]
    before: str = ""
    after: str = ""


def compare_packs(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Return every difference, base part first, then section by section."""
    found = list(_compare(_plain(old.identity), _plain(new.identity), "", ()))
    for name in dict.fromkeys((*old.sections, *new.sections)):
        before, after = old.section(name), new.section(name)
        found += _compare(_plain(before), _plain(after), name, ())
    return tuple(found)


def _plain(value: Any) -> Any:
    return None if value is None else msgspec.to_builtins(value)


def _compare(before: Any, after: Any, section: str, path: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _compare(before.get(key), after.get(key), section, (*path, key))
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _compare_lists(before, after, section, path)
    else:
        yield _change(before, after, section, path)


def _compare_lists(
    before: Sequence[Any], after: Sequence[Any], section: str, path: tuple[str, ...]
) -> Iterator[Change]:
    if not _are_named(before) or not _are_named(after):
        yield _change(before, after, section, path)
        return
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        item: Any = new.get(name, old.get(name))
        called = next((str(item[key]) for key in TITLES if item.get(key)), name)
        here = (*path, called)
        if name in old and name in new:
            yield from _compare(old[name], new[name], section, here)
        else:
            yield _change(old.get(name), new.get(name), section, here)


def _are_named(items: Sequence[Any]) -> bool:
    names = [_name(item) for item in items]
    return all(names) and len(set(names)) == len(names)


def _name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return ""
    return next((str(item[key]) for key in NAMES if item.get(key)), "")


def _by_name(items: Sequence[Any]) -> dict[str, Any]:
    return {_name(item): item for item in items}


def _change(before: Any, after: Any, section: str, path: tuple[str, ...]) -> Change:
    empty: tuple[Any, ...] = (None, "", [], (), {})
    kind: Literal["added", "removed", "changed"] = "changed"
    if before in empty:
        kind = "added"
    elif after in empty:
        kind = "removed"
    return Change(
        kind=kind, section=section, path=path, before=_write(before), after=_write(after)
    )  # fmt: skip


def _write(value: Any) -> str:
    if value in (None, "", [], (), {}):
        return ""
    if isinstance(value, Mapping):
        title = next((str(value[key]) for key in TITLES if value.get(key)), "")
        if title:
            return title
        if set(value) >= {"amount", "unit"}:
            return f"{value['amount']} {value['unit']}"
        return "，".join(f"{key} {_write(one)}" for key, one in value.items() if _write(one))
    if isinstance(value, list | tuple):
        return "、".join(_write(one) for one in value)
    return str(value)
