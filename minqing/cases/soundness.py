"""Checks of the sections that a schema cannot say: ladders, codes, references. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minqing.cases.pack import CasesSection, CategoriesSection
from minqing.cases.pack_beside import MaterialsSection, SourcesSection
from minqing.cases.terms import Ledger
from minqing.mechanisms.public import Identity, Problem, ProblemKind

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："

LEDGER_MISSING = ProblemKind("pack-ledger-missing", _AT + "缺少“{value}”台账。三本台账都须写明。")
LADDER_BROKEN = ProblemKind(
    "pack-ladder-broken", _AT + "提级的最后一级（且只有最后一级）须为联席会议。请调整“{value}”。"
)
CODE_TWICE = ProblemKind("pack-code-twice", _AT + "代码“{value}”写了两次。请改用别的代码。")
CODE_UNKNOWN = ProblemKind(
    "pack-code-unknown",
    _AT + "没有“{value}”。请改为“{nearest}”。",
    _AT + "没有“{value}”。请使用：{allowed}。",
)
PAUSE_OVER_YEAR = ProblemKind(
    "pack-pause-over-year", _AT + "最长暂缓“{value}”超过十一个月。请改短。"
)
LONGEST_PAUSE = {"calendar_days": 330, "working_days": 220, "months": 11, "hours": 7920}


def check_cases(section: CasesSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `cases` section."""
    yield from _check_ledgers(section)
    yield from _check_ladder(section)
    channels = tuple(word.code for word in section.legal_channels)
    for at, reason in enumerate(section.non_acceptance):
        for channel in reason.channels:
            if channel not in channels:
                where = f"$.cases.non_acceptance[{at}].channels"
                yield CODE_UNKNOWN(where, channel, allowed=channels)
    for at, channel in enumerate(section.final_channels):
        if channel not in channels:
            yield CODE_UNKNOWN(f"$.cases.final_channels[{at}]", channel, allowed=channels)
    for name in ("return_reasons", "non_acceptance", "legal_channels"):
        codes = (word.code for word in getattr(section, name))
        yield from _doubles(f"$.cases.{name}", codes)
    span = section.pauses.longest.span
    if span.amount > LONGEST_PAUSE.get(span.unit, span.amount):
        yield PAUSE_OVER_YEAR("$.cases.pauses.longest", f"{span.amount} {span.unit}")


def _check_ledgers(section: CasesSection) -> Iterator[Problem]:
    written = [rule.code for rule in section.ledgers]
    for ledger in Ledger:
        if ledger not in written:
            yield LEDGER_MISSING("$.cases.ledgers", ledger.value)
    yield from _doubles("$.cases.ledgers", written)


def _check_ladder(section: CasesSection) -> Iterator[Problem]:
    yield from _doubles("$.cases.ladder", (rung.code for rung in section.ladder))
    for at, rung in enumerate(section.ladder):
        if rung.joint != (at == len(section.ladder) - 1):
            yield LADDER_BROKEN(f"$.cases.ladder[{at}].joint", rung.code)


def check_categories(section: CategoriesSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `categories` section."""
    codes = [first.code for first in section.tree]
    codes += [second.code for first in section.tree for second in first.children]
    yield from _doubles("$.categories.tree", codes)


def check_materials(section: MaterialsSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `materials` section."""
    yield from _doubles("$.materials.lists", (one.category for one in section.lists))


def check_sources(section: SourcesSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `sources` section."""
    yield from _doubles("$.sources.sources", (one.code for one in section.sources))


def _doubles(path: str, codes: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, code in enumerate(codes):
        if code in seen:
            yield CODE_TWICE(f"{path}[{at}]", code)
        seen.add(code)
