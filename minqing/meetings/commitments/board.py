"""承诺 on the public board: structured fields at once, words once a person confirmed them.

The measure, a reason and a result stand here only in the form that was confirmed; the place of
a matter is lifted as on the board of matters, and a withheld line keeps one sentence that says
so (domain.md section 3).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
from django.db.models import Q, QuerySet

from minqing.cases.public import CategoriesSection, find_told_places
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.messages import Frame
from minqing.kernel.periods import local_day, local_midnight
from minqing.log.public import get_snapshot, get_state, get_states, make_frame
from minqing.mechanisms.public import Packs
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.queries import below, find_category, show_dates
from minqing.meetings.commitments.rules.ground import find_section
from minqing.meetings.commitments.rules.publishing import takes_comments
from minqing.meetings.commitments.shared import list_promised
from minqing.meetings.commitments.shown import (
    BoardCommitments,
    CommentShown,
    FollowUpShown,
    PublicCommitment,
)
from minqing.meetings.commitments.state import CommitmentState, compute_line
from minqing.meetings.commitments.terms import Answer, Line, Stage
from minqing.org.public import Axis, Directory, resident_actor, say_post
from minqing.vault.public import open_values

PAGE = 20
Key = tuple[datetime, str]
"""Moment and id of the promise that a page ended with."""

LATE = " late"
"""How a key ends that stands among the overdue ones."""


class BoardWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the promises are narrowed to; empty means any. `line`: a value of Line."""

    place: str = ""
    unit: str = ""
    category: str = ""
    line: str = ""


def list_board_commitments(
    banners: Sequence[str],
    wanted: BoardWanted,
    *,
    now: datetime,
    after: str = "",
    size: int = PAGE,
    newest: bool = False,
) -> BoardCommitments:
    """Return one page of the promises of these banners. For anybody.

    What is overdue stands first, the longest overdue at the top, however long ago it was made;
    then the others, newest first. `newest`: all of them newest first, as a feed tells them.
    """
    rows, overdue = _select(banners, wanted, now), _overdue(local_day(now))
    late, key = _read_key(after)
    found: list[Commitment] = []
    if not newest:
        if key is None or late:
            found = list(_after_late(rows.filter(overdue), key)[: size + 1])
        rows = rows.exclude(overdue)
    if len(found) <= size:
        rest = _after_newest(rows, None if late else key)
        found += rest[: size + 1 - len(found)]
    last = found[size - 1] if len(found) > size else None
    following = "" if last is None else _write_key(last, late=not newest and _is_late(last, now))
    return BoardCommitments(lines=_draw(found[:size], banners, now), next=following)


def _overdue(today: date) -> Q:
    return Q(living=True, due__lt=today)


def _is_late(row: Commitment, now: datetime) -> bool:
    return row.living and row.due < local_day(now)


def _after_late(rows: QuerySet[Commitment], key: Key | None) -> QuerySet[Commitment]:
    if key is not None:
        due, commitment = local_day(key[0]), key[1]
        rows = rows.filter(Q(due__gt=due) | Q(due=due, id__gt=commitment))
    return rows.order_by("due", "id")


def _after_newest(rows: QuerySet[Commitment], key: Key | None) -> QuerySet[Commitment]:
    if key is not None:
        at, commitment = key
        rows = rows.filter(Q(made_at__lt=at) | Q(made_at=at, id__lt=commitment))
    return rows.order_by("-made_at", "-id")


def find_board_commitment(
    banners: Sequence[str], commitment: str, *, now: datetime
) -> PublicCommitment | None:
    """Return one promise with its public comments; None when there is none. For anybody."""
    rows = _in_banners(banners).filter(id=commitment)[:1]
    lines = _draw(list(rows), banners, now, whole=True)
    return lines[0] if lines else None


def find_board_lines(
    banners: Sequence[str], commitments: Iterable[str], *, now: datetime
) -> dict[str, PublicCommitment]:
    """Return these promises as the board tells them, by id. For anybody."""
    rows = list(_in_banners(banners).filter(id__in=list(commitments)))
    return {line.id: line for line in _draw(rows, banners, now)}


def list_of_cases(
    banners: Sequence[str], cases: Sequence[str], *, now: datetime
) -> dict[str, list[PublicCommitment]]:
    """Return the promises about these cases as the board tells them, oldest first. For anybody.

    Withheld ones are left out: beside their case they would say what about.
    """
    subjects = [f"case:{case}" for case in cases]
    rows = _in_banners(banners).filter(subject__in=subjects, withheld=False)
    found = list(rows.order_by("made_at", "id"))
    told: dict[str, list[PublicCommitment]] = {}
    for row, line in zip(found, _draw(found, banners, now), strict=True):
        told.setdefault(row.subject.removeprefix("case:"), []).append(line)
    return told


def list_for_raiser(case: str, *, now: datetime) -> list[PublicCommitment]:
    """Return what was promised about a matter, for its proven raiser: withheld or not, and the
    words as they were written, which are an answer to him.

    Also what was promised about another matter for his as well: one item of a meeting, or the
    matter his was merged into. The words of those were not written to him: as confirmed.
    """
    own = list(Commitment.objects.filter(subject=f"case:{case}"))
    found = _draw_for(own, case, now, written=True)
    found += _draw_for(_list_shared(case, own), case, now, written=False)
    return sorted(found, key=lambda one: (one.made_on, one.id))


def _draw_for(
    rows: Sequence[Commitment], case: str, now: datetime, *, written: bool
) -> list[PublicCommitment]:
    drawn = _Drawing([], now, for_raiser=case, written=written)
    return [drawn.draw(row) for row in drawn.open(rows)]


def _list_shared(case: str, own: Sequence[Commitment]) -> list[Commitment]:
    """Return what was promised for a matter by way of another one."""
    state = get_state(f"case:{case}")
    lead = f"case:{state.lead}" if state is not None and state.lead else ""
    subjects = [f"case:{case}", *([lead] if lead else ())]
    named = Q(id__in=list_promised(subjects))
    if lead:
        named |= Q(subject=lead)
    return list(Commitment.objects.filter(named).exclude(id__in=[row.id for row in own]))


def _in_banners(banners: Sequence[str]) -> QuerySet[Commitment]:
    return Commitment.objects.filter(banner__in=list(banners))


def _select(banners: Sequence[str], wanted: BoardWanted, now: datetime) -> QuerySet[Commitment]:
    rows, today = _in_banners(banners), local_day(now)
    if wanted.place:
        rows = _narrow_place(rows, banners, wanted, now)
    if wanted.unit:
        # a filter by unit never tells more than the line itself: withheld lines name no unit
        rows = rows.filter(unit=wanted.unit, withheld=False)
    if wanted.category:
        rows = rows.filter(category__in=_list_codes(banners, wanted.category), withheld=False)
    return _narrow_line(rows, wanted.line, today)


def _narrow_place(
    rows: QuerySet[Commitment], banners: Sequence[str], wanted: BoardWanted, now: datetime
) -> QuerySet[Commitment]:
    """Give the promises of a place that may be told of it: a filter undoes no lifting."""
    rows = rows.filter(below(wanted.place), withheld=False)
    keys = {_key_of(row): (row.place, row.category) for row in rows}
    told = find_told_places(banners, keys, now=now)
    directory = get_snapshot(Directory)
    allowed = [
        pair
        for key, pair in keys.items()
        if directory.has(told[key]) and directory.within(told[key], wanted.place)
    ]
    asked = Q(pk__in=())
    for place, category in allowed:
        asked |= Q(place=place, category=category)
    return rows.filter(asked)


UNSORTED = "-"
"""Stands for the category of a matter that is not sorted yet: no place is large enough for it."""


def _key_of(row: Commitment) -> tuple[str, str]:
    """Return place and category by which it is decided how much of the place may be told."""
    of_case = row.subject.startswith("case:")
    return row.place, row.category or (UNSORTED if of_case else "")


def _list_codes(banners: Sequence[str], category: str) -> list[str]:
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    for banner in banners:
        pack = packs.for_unit(directory.path(banner), banner, section="categories")
        section = None if pack is None else pack.section("categories")
        if isinstance(section, CategoriesSection):
            top = next((one for one in section.tree if one.code == category), None)
            return [] if top is None else [top.code, *(child.code for child in top.children)]
    return []


def _narrow_line(rows: QuerySet[Commitment], line: str, today: date) -> QuerySet[Commitment]:
    on_time = Q(living=True, due__gte=today)
    narrowed = {
        Line.KEPT: Q(stage=Stage.KEPT),
        Line.DROPPED: Q(stage=Stage.DROPPED),
        Line.OVERDUE: _overdue(today),
        Line.PARTLY: Q(stage=Stage.ENDED_PARTLY) | on_time & Q(stage=Stage.PARTLY),
        Line.RESCHEDULED: on_time & Q(stage=Stage.RUNNING, dates__gt=1),
        Line.RUNNING: on_time & Q(stage=Stage.RUNNING, dates=1),
    }
    return rows.filter(narrowed[Line(line)]) if line in set(Line) else rows


def _draw(
    rows: Sequence[Commitment], banners: Sequence[str], now: datetime, *, whole: bool = False
) -> tuple[PublicCommitment, ...]:
    drawing = _Drawing(banners, now, whole=whole)
    return tuple(drawing.draw(row) for row in drawing.open(rows))


class _Drawing:
    """Lines of the board at one moment; states and words are read once for all of them."""

    def __init__(
        self,
        banners: Sequence[str],
        now: datetime,
        *,
        whole: bool = False,
        for_raiser: str = "",
        written: bool = False,
    ) -> None:
        """`for_raiser`: the matter whose raiser reads; `written`: he reads the words as they
        were written."""
        self.banners, self.now, self.today = banners, now, local_day(now)
        self.whole, self.for_raiser, self.written = whole, for_raiser, written
        self.frame: Frame = make_frame(resident_actor("public:board"), now)
        self.directory = get_snapshot(Directory)
        self.states: dict[str, CommitmentState] = {}
        self.texts: dict[str, str] = {}
        self.told: dict[tuple[str, str], str] = {}

    def open(self, rows: Sequence[Commitment]) -> Sequence[Commitment]:
        """Read what the lines of these rows need."""
        found = get_states(f"commitment:{row.id}" for row in rows)
        self.states = {row.id: found[f"commitment:{row.id}"] for row in rows}
        refs = [ref for state in self.states.values() for ref in self._list_refs(state)]
        self.texts = {ref: str(text) for ref, text in open_values(refs).items()}
        if not self.for_raiser:
            self.told = find_told_places(self.banners, map(_key_of, rows), now=self.now)
        return rows

    def _list_refs(self, state: CommitmentState) -> list[str]:
        refs = [ref for one in state.words.values() for ref in (one.public,)]
        if self.written:
            refs += [one.raw for one in state.words.values()]
        if self.whole:
            refs += [ref for one in state.comments for ref in (one.public, one.reply)]
        return [str(ref) for ref in refs]

    def draw(self, row: Commitment) -> PublicCommitment:
        state = self.states[row.id]
        if state.withheld is not None and not self.for_raiser:
            return self._draw_withheld(row, state)
        place = row.place if self.for_raiser else self.told[_key_of(row)]
        category = find_category(row.place, row.category)
        lifted = place != row.place
        until = self._comments_until(state)
        return PublicCommitment(
            id=row.id,
            category_zh=category[0],
            category_en=category[1],
            place_name=self._name(place),
            is_lifted=lifted,
            unit_name=self._name_unit(state.unit, place, lifted),
            post_name="" if self._gives_away(state.unit, place, lifted) else self._post(state),
            person_name=self._name_person(state),
            measure=self._say(state, "measure"),
            line=compute_line(state, self.today),
            first_due=state.first_due,
            due=state.due,
            dates=show_dates(state, self.texts, public=not self.written),
            missed=len(state.missed),
            made_on=local_day(state.made_at),
            ended_on=state.ended_on,
            changed_at=self._find_change(state),
            follow_up_on=self._find_follow_up(state),
            follow_ups=tuple(
                FollowUpShown(mode=one.mode, finding=one.finding, on=one.on)
                for one in state.follow_ups
            ),
            answer=self._find_answer(state),
            asks=state.waits_for(self.for_raiser),
            comments=self._show_comments(state) if self.whole else (),
            takes_comments=takes_comments(state, self.frame),
            takes_comments_until=until,
            result=self._say_result(state),
            withheld_zh=self._find_class(state)[0],
            withheld_en=self._find_class(state)[1],
        )

    def _draw_withheld(self, row: Commitment, state: CommitmentState) -> PublicCommitment:
        """Draw the one sentence that stays: by which class, who decided, since when."""
        assert state.withheld is not None
        zh, en = self._find_class(state)
        return PublicCommitment(
            id=row.id,
            category_zh="",
            category_en="",
            place_name="",
            is_lifted=False,
            unit_name="",
            post_name="",
            person_name="",
            measure="",
            line=compute_line(state, self.today),
            first_due=None,
            due=None,
            dates=(),
            missed=0,
            made_on=local_day(state.made_at),
            ended_on=None,
            changed_at=state.withheld.at,
            follow_up_on=None,
            withheld_zh=zh,
            withheld_en=en,
            withheld_by=say_post(self.directory, state.withheld.post),
        )

    # ------------------------------------------------------------ parts of a line
    def _find_class(self, state: CommitmentState) -> tuple[str, str]:
        section = find_section(state.unit, self.frame)
        if state.withheld is None:
            return "", ""
        code = state.withheld.legal_class
        found = None if section is None else section.find_class(code)
        return (code, code) if found is None else (found.zh, found.en)

    def _say(self, state: CommitmentState, key: str) -> str:
        words = state.words.get(key)
        if words is None:
            return ""
        raw = self.texts.get(words.raw, "") if self.written else ""
        return self.texts.get(words.public, "") or raw

    def _say_result(self, state: CommitmentState) -> str:
        return self._say(state, state.keepings[-1].words) if state.keepings else ""

    def _find_answer(self, state: CommitmentState) -> Answer | None:
        """Return the last answer; for a raiser his own one."""
        if not state.keepings:
            return None
        last = state.keepings[-1]
        return last.answers.get(self.for_raiser) if self.for_raiser else last.answer

    def _name(self, place: str) -> str:
        return self.directory.full_name(place) if self.directory.has(place) else ""

    def _gives_away(self, unit: str, place: str, lifted: bool) -> bool:
        """Return whether naming the unit would tell the village that was lifted."""
        directory = self.directory
        if not lifted or unit == place or not (directory.has(unit) and directory.has(place)):
            return False
        return directory.unit(unit).axis is Axis.PLACE and directory.within(unit, place)

    def _name_unit(self, unit: str, place: str, lifted: bool) -> str:
        return self._name(place if self._gives_away(unit, place, lifted) else unit)

    def _post(self, state: CommitmentState) -> str:
        return say_post(self.directory, state.post)

    def _name_person(self, state: CommitmentState) -> str:
        if not state.person_named or not self.directory.has_post(state.post):
            return ""
        return self.directory.post(state.post).person_name

    def _find_change(self, state: CommitmentState) -> datetime:
        """Return when the line last changed, for the feed; an overdue one at the day's end."""
        moments = [one.given_at for one in state.dates]
        moments += [
            moment for one in state.keepings for moment in (one.at, one.answered_at or one.at)
        ]
        moments += [one.at for one in state.words.values() if one.at is not None]
        if compute_line(state, self.today) is Line.OVERDUE:
            over = datetime.combine(state.due + timedelta(days=1), datetime.min.time(), UTC)
            moments.append(over - timedelta(hours=8))
        return max(moments)

    def _find_follow_up(self, state: CommitmentState) -> date | None:
        """Return the day of the last follow-up, else by when the street will have asked."""
        if state.follow_ups:
            return state.follow_ups[-1].on
        section = find_section(state.unit, self.frame)
        if state.ended_on is None or section is None or state.stage is Stage.DROPPED:
            return None
        try:
            return get_snapshot(WorkCalendar).add_workdays(state.ended_on, section.follow_up_days)
        except CalendarYearMissing:
            return state.ended_on + timedelta(days=section.follow_up_days)

    def _comments_until(self, state: CommitmentState) -> date | None:
        section = find_section(state.unit, self.frame)
        if section is None or state.ended_on is None:
            return None
        return state.ended_on + timedelta(days=section.comment_days)

    def _show_comments(self, state: CommitmentState) -> tuple[CommentShown, ...]:
        return tuple(
            CommentShown(
                id=one.id,
                at=one.at,
                text=self.texts.get(one.public, ""),
                reply=self.texts.get(one.reply, ""),
            )
            for one in state.comments
            if one.public
        )


def _write_key(row: Commitment, *, late: bool) -> str:
    """Return where the next page begins: after this promise, among the overdue ones or not."""
    at = local_midnight(row.due) if late else row.made_at
    text = f"{at.astimezone(UTC).isoformat()} {row.id}{LATE if late else ''}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(text: str) -> tuple[bool, Key | None]:
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, _, commitment = plain.removesuffix(LATE).partition(" ")
        return plain.endswith(LATE), (datetime.fromisoformat(at).astimezone(UTC), commitment)
    except (ValueError, binascii.Error):
        return False, None
