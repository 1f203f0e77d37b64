"""Needs, decide, evolve of `reminder:<post>`; quiet hours. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.messages import Decided, Decision, Frame, RefusalKind, States
from minqing.mechanisms.public import Packs
from minqing.notices.commands import RemindPost
from minqing.notices.events import Reminded
from minqing.notices.pack import NoticesSection
from minqing.notices.state import ReminderState
from minqing.notices.terms import MOST_ITEMS
from minqing.org.public import Directory

LOCAL = timezone(timedelta(hours=8))  # Asia/Shanghai, without daylight saving since 1992

SYSTEM_ONLY = RefusalKind(
    "notices-system-only", "不能提醒岗位{post}：提醒由系统按时限汇总。请使用“督办”。"
)
POST_UNKNOWN = RefusalKind("notices-post-unknown", "不能提醒岗位{post}：没有这个岗位。请核对岗位。")
ALREADY_REMINDED = RefusalKind(
    "notices-already-reminded", "不必再次提醒岗位{post}：今天已经提醒过。明天再汇总。"
)
QUIET_NOW = RefusalKind(
    "notices-quiet-now", "不能现在提醒岗位{post}：正在免打扰时段。时段过后自动提醒。"
)
NOTHING_SOON = RefusalKind(
    "notices-nothing-soon", "不必提醒岗位{post}：没有即将到期的事项。无需处理。"
)


def needs(command: RemindPost) -> tuple[str, ...]:
    """The reminders of the post."""
    return (f"reminder:{command.post}",)


def decide(command: RemindPost, states: States, frame: Frame) -> Decision:
    """Remind once a day, outside of quiet hours."""
    stream, post = needs(command)[0], command.post
    state: ReminderState | None = states[stream]
    directory = frame.view(Directory)
    if frame.by.kind != "system":
        return SYSTEM_ONLY(post=post)
    if not directory.has_post(post) or not directory.has(command.unit):
        return POST_UNKNOWN(post=post)
    if not command.items or command.count < len(command.items):
        return NOTHING_SOON(post=post)
    day = frame.now.astimezone(LOCAL).date()
    if command.day != day or (state is not None and state.day >= day):
        return ALREADY_REMINDED(post=post)
    section = find_section(command.unit, directory, frame.view(Packs))
    if section is not None and is_quiet(section, frame.now, frame.view(WorkCalendar)):
        return QUIET_NOW(post=post)
    items = command.items[:MOST_ITEMS]
    event = Reminded(at=frame.now, post=post, day=day, count=command.count, items=items)
    return [Decided(stream, event)]


def evolve(state: ReminderState | None, event: Reminded) -> ReminderState:
    """Fold: only the newest reminder of a post is of use."""
    return ReminderState(
        post=event.post, day=event.day, at=event.at, count=event.count, items=event.items
    )


def find_section(unit: str, directory: Directory, packs: Packs) -> NoticesSection | None:
    """Return what the mechanism of a unit says of notices, None when it says nothing."""
    banner = directory.banner_of(unit)
    pack = packs.for_unit(directory.path(unit), banner, section="notices")
    return None if pack is None else pack.section("notices")


def is_quiet(
    section: NoticesSection, now: datetime, calendar: WorkCalendar, *, at_work: bool = True
) -> bool:
    """Return whether nobody is to be disturbed at this moment.

    `at_work`: an official is meant, whom days off may protect too; a resident's day is not.
    """
    local = now.astimezone(LOCAL)
    if any(day.date == local.date() for day in section.days):
        return True
    if at_work and section.working_days_only and not _is_workday(calendar, local):
        return True
    moment = local.time().replace(second=0, microsecond=0)
    return any(_holds(span.start, span.end, moment) for span in section.quiet)


def _is_workday(calendar: WorkCalendar, local: datetime) -> bool:
    try:
        return calendar.is_workday(local.date())
    except CalendarYearMissing:
        return local.weekday() < 5  # until next year's table is loaded


def _holds(start: str, end: str, moment: time) -> bool:
    opens, closes = time.fromisoformat(start), time.fromisoformat(end)
    if opens < closes:
        return opens <= moment < closes
    return moment >= opens or moment < closes
