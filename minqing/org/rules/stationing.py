"""Rules of stationing (驻村): who may be sent, for how long, one reserve cadre a village. Pure.

The numbers are the mechanism's (section `stationing`); where no mechanism speaks of it, a
posting is only asked to name where it comes from.
"""

from __future__ import annotations

from datetime import date

from minqing.kernel.messages import Frame, Refusal, RefusalKind
from minqing.mechanisms.public import Packs
from minqing.org.directory import Directory
from minqing.org.pack import StationingSection
from minqing.org.state import PostState
from minqing.org.terms import VILLAGE_KINDS, Posting, PostingKind

ORIGIN_UNKNOWN = RefusalKind(
    "posting-origin-unknown",
    "不能派驻到岗位“{title}”：没有派出单位{origin}，或它已撤销。请选择派出单位。",
)
ORIGIN_WRONG = RefusalKind(
    "posting-origin-wrong",
    "不能派驻到岗位“{title}”：{origin}不是可以派出驻村干部的单位（{source}）。请选择派出单位。",
)
PLACE_WRONG = RefusalKind(
    "posting-place-wrong",
    "不能派驻到岗位“{title}”：它不在嘎查村或社区。请选择嘎查村的岗位。",
)
TERM_MISSING = RefusalKind(
    "posting-term-missing",
    "不能派驻到岗位“{title}”：没有写明期满日，派驻一任{years}年（{source}）。请填写期满日。",
)
TERM_LONG = RefusalKind(
    "posting-term-long",
    "不能派驻到岗位“{title}”：期限超过{years}年，须到期轮换（{source}）。请改正期满日。",
)
RESERVE_EXISTS = RefusalKind(
    "posting-reserve-exists",
    "不能派驻到岗位“{title}”：{unit}已有{count}名后备干部驻村（{source}）。请先轮换或改派。",
)
RESERVE_PART_TIME = RefusalKind(
    "posting-reserve-part-time",
    "不能派驻到岗位“{title}”：后备干部须脱岗驻村（{source}）。请改为脱岗。",
)


def find_section(frame: Frame, unit: str) -> StationingSection | None:
    """Return what the mechanism of a unit's place says of stationing, None when nothing."""
    directory = frame.view(Directory)
    if not directory.has(unit):
        return None
    packs = frame.view(Packs)
    pack = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="stationing")
    section = pack.section("stationing") if pack is not None else None
    return section if isinstance(section, StationingSection) else None


def add_years(day: date, years: int) -> date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_posting(
    post: str,
    state: PostState,
    posting: Posting | None,
    since: date,
    until: date | None,
    frame: Frame,
) -> Refusal | None:
    """Refuse a posting that the mechanism does not allow; no posting is no stationing."""
    if posting is None:
        return None
    directory = frame.view(Directory)
    title = state.title
    if not directory.has(posting.origin) or directory.unit(posting.origin).closed:
        return ORIGIN_UNKNOWN(title=title, origin=posting.origin)
    if not directory.has(state.unit) or directory.unit(state.unit).kind not in VILLAGE_KINDS:
        return PLACE_WRONG(title=title)
    section = find_section(frame, state.unit)
    if section is None:
        return None
    origin = directory.unit(posting.origin)
    if origin.kind not in section.sent_from.kinds:
        return ORIGIN_WRONG(title=title, origin=origin.short_name, source=section.sent_from.source)
    return _check_term(title, since, until, section) or _check_reserve(
        post, state, posting, section, directory
    )


def _check_term(
    title: str, since: date, until: date | None, section: StationingSection
) -> Refusal | None:
    years, source = section.term.years, section.term.source
    if until is None:
        return TERM_MISSING(title=title, years=years, source=source)
    if until > add_years(since, years):
        return TERM_LONG(title=title, years=years, source=source)
    return None


def _check_reserve(
    post: str,
    state: PostState,
    posting: Posting,
    section: StationingSection,
    directory: Directory,
) -> Refusal | None:
    if posting.kind is not PostingKind.RESERVE:
        return None
    rule, unit = section.reserve, directory.unit(state.unit).short_name
    if rule.full_time and not posting.full_time:
        return RESERVE_PART_TIME(title=state.title, source=rule.source)
    others = [
        other
        for other in directory.posts_at(state.unit)
        if other != post and is_reserve(directory.post(other).posting)
    ]
    if len(others) >= rule.per_village:
        return RESERVE_EXISTS(title=state.title, unit=unit, count=len(others), source=rule.source)
    return None


def is_reserve(posting: Posting | None) -> bool:
    """Return whether the posting is that of a reserve cadre."""
    return posting is not None and posting.kind is PostingKind.RESERVE
