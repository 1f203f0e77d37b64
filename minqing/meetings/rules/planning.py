"""Before the sitting: findings, the plan, drafts of those told ahead, the notice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from minqing.cases.public import holds_personal_number
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States
from minqing.kernel.periods import local_day
from minqing.meetings import commands as c
from minqing.meetings import events as e
from minqing.meetings.rules import refusals as no
from minqing.meetings.rules.ground import (
    LONGEST_THEME,
    LONGEST_TITLE,
    Ground,
    check_reason,
    check_words,
    count_working_days,
    find_meeting,
    list_concerned,
    stands_here,
)
from minqing.meetings.seats import find_chair, list_seats
from minqing.meetings.state import Draft, Item, MeetingState, Seat
from minqing.meetings.terms import MEETING_STATUS_ZH, OPEN, MeetingStatus, Seated, Size, Step
from minqing.org.public import Directory

S = MeetingStatus
PLAN, ADD, FINDINGS = "定会议预案", "增加议题", "关联会前走访"
MOST_FINDINGS = 300
FOUND_IN = ("activity", "case")


def link_findings(command: c.LinkFindings, states: States, frame: Frame) -> Decision:
    """Name what led here. Each is in the actor's reach, by the unit it belongs to."""
    ground = find_meeting(
        FINDINGS, command.meeting, states, frame, S.CALLED, S.PLANNED, S.ANNOUNCED
    )
    if isinstance(ground, Refusal):
        return ground
    known = ground.state.findings
    new = tuple(one for one in dict.fromkeys(command.findings) if one not in known)
    if not new or len(known) + len(new) > MOST_FINDINGS:
        return no.FINDINGS_WRONG()
    for one in new:
        state = states.get(one)
        if one.partition(":")[0] not in FOUND_IN:
            return no.FINDINGS_WRONG()
        units = [getattr(state, name, "") for name in ("unit", "place")]
        near = any(unit and ground.directory.within(unit, ground.state.unit) for unit in units)
        if state is None or getattr(state, "sealed", False) or not near:
            return no.FINDINGS_WRONG()
    return [Decided(ground.stream, e.FindingsLinked(findings=new, at=frame.now))]


def plan(command: c.PlanMeeting, states: States, frame: Frame) -> Decision:
    """Fix the plan; until the notice another plan replaces it."""
    ground = find_meeting(PLAN, command.meeting, states, frame, S.CALLED, S.PLANNED)
    if isinstance(ground, Refusal):
        return ground
    wrong = _check_public_words(PLAN, (command.theme, command.place), LONGEST_THEME)
    wrong = wrong or _check_time(ground, command) or _check_drafts(ground, command)
    if wrong is not None:
        return wrong
    return make_plan(PLAN, ground, command, states)


def make_plan(
    act: str, ground: Ground, command: c.PlanMeeting, states: States
) -> Sequence[Decided] | Refusal:
    """Return the event that fixes an agenda, or why its topics are not taken."""
    items = make_items(act, ground, command.topics, states)
    if isinstance(items, Refusal):
        return items
    for unit in command.also:
        if not ground.directory.has(unit):
            return no.UNIT_UNKNOWN(act=act, unit=unit)
    post, unit = find_chair(ground.directory, ground.kind, ground.state.unit, _turn(ground.state))
    seats = seat_all(
        ground, items, states, chair=(post, unit), size=command.size, also=command.also
    )
    event = e.MeetingPlanned(
        items=items,
        seats=seats,
        sits_at=command.sits_at,
        at=ground.frame.now,
        chair_post=post,
        chair_unit=unit,
        theme=command.theme.strip(),
        place=command.place.strip(),
        size=command.size,
        also=command.also,
        drafts_due=command.drafts_due,
        urgent=command.urgent.strip(),
    )
    return [Decided(ground.stream, event)]


def _turn(state: MeetingState) -> int:
    return state.turn + len(state.passed)


def seat_all(
    ground: Ground,
    items: Iterable[Item],
    states: States,
    *,
    chair: tuple[str, str],
    size: Size,
    also: tuple[str, ...],
) -> tuple[Seat, ...]:
    """Return the chairs in the room for these items."""
    items = tuple(items)
    subjects = [subject for item in items for subject in item.subjects]
    told = [unit for item in items for unit in item.units]
    return list_seats(
        ground.directory,
        ground.kind,
        ground.state.unit,
        chair=chair,
        convenor=ground.state.convenor_post,
        concerned=list_concerned(subjects, states, told),
        size=size,
        also=also,
    )


def make_items(
    act: str, ground: Ground, topics: Sequence[c.Topic], states: States
) -> tuple[Item, ...] | Refusal:
    """Return the items of an agenda, the standing ones of the kind first."""
    standing = [Item(number=n, code=one.code) for n, one in enumerate(ground.kind.items, 1)]
    topics = [topic for topic in topics if not topic.code]
    if not topics and not standing:
        return no.TOPICS_MISSING(act=act)
    if len(topics) > ground.kind.most:
        return no.TOPICS_MANY(act=act, most=ground.kind.most)
    seen: set[str] = set()
    items = []
    for number, topic in enumerate(topics, len(standing) + 1):
        wrong = check_topic(act, ground, topic, states)
        if wrong is not None:
            return wrong
        if seen & set(topic.subjects) or len(set(topic.subjects)) < len(topic.subjects):
            return no.TOPIC_TWICE(act=act)
        seen.update(topic.subjects)
        items.append(
            Item(
                number=number,
                subjects=topic.subjects,
                title=topic.title.strip(),
                units=topic.units,
            )
        )
    return (*standing, *items)


def check_topic(act: str, ground: Ground, topic: c.Topic, states: States) -> Refusal | None:
    """Return why a topic is not taken: it must be about something, and that must stand here."""
    if not topic.subjects and not topic.title.strip():
        return no.TOPICS_MISSING(act=act)
    wrong = _check_public_words(act, (topic.title,), LONGEST_TITLE)
    if wrong is not None:
        return wrong
    for unit in topic.units:
        if not ground.directory.has(unit):
            return no.UNIT_UNKNOWN(act=act, unit=unit)
    if not all(stands_here(ground, one, states.get(one)) for one in topic.subjects):
        return no.SUBJECT_NOT_HERE(act=act)
    return None


def _check_public_words(act: str, texts: Iterable[str], most: int) -> Refusal | None:
    for text in texts:
        if len(text) > most:
            return no.WORDS_LONG(act=act, most=most)
        if holds_personal_number(text):
            return no.WORDS_NUMBER(act=act)
    return None


def _check_time(ground: Ground, command: c.PlanMeeting) -> Refusal | None:
    state, day = ground.state, local_day(command.sits_at)
    if state.first <= day <= state.last and command.sits_at > ground.frame.now:
        return None
    return no.TIME_WRONG(first=state.first.isoformat(), last=state.last.isoformat())


def _check_drafts(ground: Ground, command: c.PlanMeeting) -> Refusal | None:
    """Units that are told ahead have a day, and the working days the mechanism gives them."""
    told = [unit for topic in command.topics for unit in topic.units]
    if not told:
        return None
    today, sits = local_day(ground.frame.now), local_day(command.sits_at)
    due = command.drafts_due
    if due is None or not today < due < sits:
        return no.DRAFTS_WRONG()
    given = count_working_days(ground.calendar, today, sits)
    if given < ground.kind.draft_days and not command.urgent.strip():
        return no.DRAFTS_SHORT(days=ground.kind.draft_days)
    return None


def add_item(command: c.AddItem, states: States, frame: Frame) -> Decision:
    """Put one more on the agenda; after the notice with a reason, and marked."""
    statuses = (S.PLANNED, S.ANNOUNCED, S.SITTING)
    ground = find_meeting(ADD, command.meeting, states, frame, *statuses)
    if isinstance(ground, Refusal):
        return ground
    state, topic = ground.state, command.topic
    if len(state.standing) >= ground.kind.most:
        return no.TOPICS_MANY(act=ADD, most=ground.kind.most)
    wrong = check_topic(ADD, ground, topic, states)
    if wrong is not None:
        return wrong
    if set(topic.subjects) & set(state.subjects):
        return no.TOPIC_TWICE(act=ADD)
    late = state.announced_at is not None
    if late:
        wrong = check_reason(ADD, command.why, no.LATE_REASON)
        if wrong is not None:
            return wrong
    item = Item(
        number=max((one.item.number for one in state.items), default=0) + 1,
        subjects=topic.subjects,
        title=topic.title.strip(),
        units=topic.units,
        late=late,
        why=command.why.strip(),
    )
    seats = _add_seats(ground, item, states)
    return [Decided(ground.stream, e.ItemAdded(item=item, seats=seats, at=frame.now))]


def _add_seats(ground: Ground, item: Item, states: States) -> tuple[Seat, ...]:
    """Return the seats with those that the new item brings; who is marked stays marked."""
    state = ground.state
    chair = (state.chair_post, state.chair_unit)
    new = seat_all(ground, [item], states, chair=chair, size=Size.SMALL, also=())
    known = {seat.unit or seat.label for seat in state.seats}
    return (*state.seats, *(seat for seat in new if (seat.unit or seat.label) not in known))


def remove_item(command: c.RemoveItem, states: States, frame: Frame) -> Decision:
    """Take one off, with a reason; it stands on the next agenda."""
    act = "去掉议题"
    ground = find_meeting(act, command.meeting, states, frame, S.PLANNED, S.ANNOUNCED, S.SITTING)
    if isinstance(ground, Refusal):
        return ground
    if ground.state.find_item(command.item) is None:
        return no.ITEM_UNKNOWN(act=act, item=command.item)
    reason = command.reason.strip()
    wrong = check_reason(act, reason)
    event = e.ItemRemoved(number=command.item, reason=reason, at=frame.now)
    return wrong or [Decided(ground.stream, event)]


def order_items(command: c.OrderItems, states: States, frame: Frame) -> Decision:
    """Set the order of what stands on the agenda."""
    act = "调整顺序"
    ground = find_meeting(act, command.meeting, states, frame, S.PLANNED, S.ANNOUNCED, S.SITTING)
    if isinstance(ground, Refusal):
        return ground
    now = tuple(one.item.number for one in ground.state.standing)
    if sorted(command.order) != sorted(now) or command.order == now:
        return no.ORDER_WRONG()
    return [Decided(ground.stream, e.ItemsOrdered(order=command.order, at=frame.now))]


def draft_answer(command: c.DraftAnswer, states: States, frame: Frame) -> Decision:
    """Hand in what one's unit would do; only a unit that was told, before the meeting ends."""
    act = "交拟办意见"
    state: MeetingState | None = states.get(f"meeting:{command.meeting}")
    if state is None:
        return no.UNKNOWN(act=act)
    if state.status not in OPEN - {S.CALLED}:
        return no.STATUS_WRONG(act=act, status=MEETING_STATUS_ZH[state.status])
    item = state.find_item(command.item)
    if item is None:
        return no.ITEM_UNKNOWN(act=act, item=command.item)
    directory, by = frame.view(Directory), frame.by
    unit = next((code for code in item.item.units if _speaks_for(directory, by.unit, code)), "")
    if not unit:
        return no.NOT_ASKED()
    wrong = check_words(act, command.words.value)
    draft = Draft(unit=unit, post=by.post, at=frame.now, words=command.words.ref)
    event = e.AnswerDrafted(number=command.item, draft=draft)
    return wrong or [Decided(f"meeting:{command.meeting}", event)]


def _speaks_for(directory: Directory, own: str, unit: str) -> bool:
    return bool(own) and directory.has(own) and directory.current(unit) == directory.current(own)


def announce(command: c.AnnounceMeeting, states: States, frame: Frame) -> Decision:
    """Give public notice; later than the mechanism wants only with a reason, marked for ever."""
    act = "预告"
    ground = find_meeting(act, command.meeting, states, frame, S.CALLED, S.PLANNED)
    if isinstance(ground, Refusal):
        return ground
    if Step.NOTICE not in ground.kind.steps:
        return no.NOTICE_NONE()
    state, days = ground.state, ground.kind.notice_days
    if state.sits_at is None:
        return no.PLAN_FIRST(act=act)
    ahead = (local_day(state.sits_at) - local_day(frame.now)).days
    urgent, short = command.urgent.strip(), ahead < days
    if short and not urgent:
        return no.NOTICE_SHORT(days=days)
    wrong = _check_public_words(act, (urgent,), LONGEST_THEME)
    event = e.MeetingAnnounced(at=frame.now, short=short, urgent=urgent if short else "")
    return wrong or [Decided(ground.stream, event)]


def postpone(command: c.PostponeMeeting, states: States, frame: Frame) -> Decision:
    """Put it off after its notice. Never forward: who reads the notice must not come too late."""
    act = "改期开会"
    ground = find_meeting(act, command.meeting, states, frame, S.ANNOUNCED)
    if isinstance(ground, Refusal):
        return ground
    state, day, why = ground.state, local_day(command.sits_at), command.why.strip()
    assert state.sits_at is not None, "a notice tells the time"
    if command.sits_at <= max(state.sits_at, frame.now) or day > state.last:
        return no.POSTPONED_WRONG(last=state.last.isoformat())
    wrong = check_reason(act, why) or _check_public_words(act, (why,), LONGEST_THEME)
    event = e.MeetingPostponed(
        was=state.sits_at,
        sits_at=command.sits_at,
        why=why,
        at=frame.now,
        short=(day - local_day(frame.now)).days < ground.kind.notice_days,
    )
    return wrong or [Decided(ground.stream, event)]


def reseat(state: MeetingState, post: str, unit: str) -> tuple[Seat, ...]:
    """Return the seats with another chair; the one who passed it stays in the room."""
    kept = [
        replace(seat, why=Seated.LEVEL) if seat.why is Seated.CHAIR else seat
        for seat in state.seats
        if seat.unit != unit
    ]
    return (Seat(unit=unit, post=post, why=Seated.CHAIR), *kept)
