"""Checks of a typed pack that a schema cannot say: ids, references, reasons, sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from minqing.mechanisms import problems
from minqing.mechanisms.capabilities import CAPABILITIES
from minqing.mechanisms.pack import OURS, Identity, Pack, Rule
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import Registry


def check_pack(pack: Pack, registry: Registry) -> list[Problem]:
    """List what is wrong with a typed pack, its sections and references."""
    found = list(check_identity(pack.identity, registry))
    rules = tuple(rule.id for rule in pack.rules)
    for name, section in pack.sections.items():
        plain = msgspec.to_builtins(section)
        found += _check_sources(plain, f"$.{name}", rules)
        check = registry.sections[name].check
        if check is not None:
            found += check(section, pack.identity)
    for check_whole in registry.checks.values():
        found += check_whole(pack)
    return found


def check_identity(identity: Identity, registry: Registry) -> Iterator[Problem]:
    """Check the base part alone."""
    for name in ("parts", "levels", "roles", "rules", "figures"):
        yield from _doubles(f"$.{name}", (item.id for item in getattr(identity, name)))
    if identity.valid_to is not None and identity.valid_to <= identity.valid_from:
        yield problems.PERIOD_BACKWARD("$.valid_to", identity.valid_to)
    parts = tuple(part.id for part in identity.parts)
    rules = tuple(rule.id for rule in identity.rules)
    figures = tuple(figure.id for figure in identity.figures)
    for index, rule in enumerate(identity.rules):
        path = f"$.rules[{index}]"
        if rule.part not in parts:
            yield problems.PART_UNKNOWN(f"{path}.part", rule.part, allowed=parts)
        for at, need in enumerate(rule.needs):
            if need not in CAPABILITIES:
                where = f"{path}.needs[{at}]"
                yield problems.NEED_UNKNOWN(where, need, allowed=tuple(CAPABILITIES))
        for at, figure in enumerate(rule.figures):
            if figure not in figures:
                where = f"{path}.figures[{at}]"
                yield problems.VALUE_UNKNOWN(where, figure, allowed=figures)
        yield from _check_reasons(rule, path)
        yield from _check_settings(rule, path, rules)
    yield from _check_permissions(identity, registry)


def _doubles(path: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield problems.ID_DUPLICATE(f"{path}[{index}].id", name)
        seen.add(name)


def _check_reasons(rule: Rule, path: str) -> Iterator[Problem]:
    explained = bool(rule.reason_zh and rule.reason_en)
    if not rule.needs and not explained:
        yield problems.RULE_UNEXPLAINED(path, rule.id)
    elif (rule.left_out or rule.remark) and not explained:
        yield problems.REASON_MISSING(path, rule.id)


def _check_settings(rule: Rule, path: str, rules: tuple[str, ...]) -> Iterator[Problem]:
    yield from _doubles_of_keys(rule, path)
    for index, setting in enumerate(rule.settings):
        where = f"{path}.settings[{index}]"
        if setting.source not in rules and setting.source != OURS:
            yield problems.SOURCE_UNKNOWN(f"{where}.source", setting.source, allowed=rules)
        own = setting.source == OURS or setting.value is None
        if own and not (setting.reason_zh and setting.reason_en):
            yield problems.REASON_MISSING(where, setting.key)


def _doubles_of_keys(rule: Rule, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, setting in enumerate(rule.settings):
        if setting.key in seen:
            yield problems.ID_DUPLICATE(f"{path}.settings[{index}].key", setting.key)
        seen.add(setting.key)


def _check_permissions(identity: Identity, registry: Registry) -> Iterator[Problem]:
    known = tuple(sorted(registry.permissions))
    if not known:
        return
    for index, role in enumerate(identity.roles):
        for at, name in enumerate(role.may):
            if name not in known:
                where = f"$.roles[{index}].may[{at}]"
                yield problems.PERMISSION_UNKNOWN(where, name, allowed=known)


def _check_sources(plain: Any, path: str, rules: tuple[str, ...]) -> list[Problem]:
    """Every `source` anywhere in a section names a rule of this pack, or `ours`."""
    found: list[Problem] = []
    if isinstance(plain, Mapping):
        source = plain.get("source")
        if isinstance(source, str) and source and source not in (*rules, OURS):
            found.append(problems.SOURCE_UNKNOWN(f"{path}.source", source, allowed=rules))
        for key, item in plain.items():
            found += _check_sources(item, f"{path}.{key}", rules)
    elif isinstance(plain, list | tuple):
        for index, item in enumerate(plain):
            found += _check_sources(item, f"{path}[{index}]", rules)
    return found
