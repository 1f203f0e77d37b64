"""Reads of commitments for staff: the ledger, one page, what waits. The viewer comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from minqing.cases.public import (
    CategoriesSection,
    index_categories,
    list_answered_posts,
    list_names_of,
)
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Actor, Frame
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, get_states, make_frame
from minqing.mechanisms.public import Packs
from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.progress import list_progress
from minqing.meetings.commitments.redaction import propose
from minqing.meetings.commitments.rules.ground import (
    SUPERVISOR,
    find_section,
    is_own_promise,
    is_owner,
)
from minqing.meetings.commitments.shared import list_promised
from minqing.meetings.commitments.shown import (
    CommentShown,
    CommitmentFilter,
    CommitmentLine,
    CommitmentPage,
    DateShown,
    WaitingCommitments,
    WordsShown,
)
from minqing.meetings.commitments.state import CommitmentState, compute_line
from minqing.meetings.commitments.story import tell_story
from minqing.meetings.commitments.terms import WORDS_ZH, Refused, Stage
from minqing.org.public import Directory, say_post
from minqing.vault.public import open_values

MOST = 500
VIEWS = ("mine", "soon", "overdue", "rescheduled", "withheld", "waiting", "kept")
"""Names of the ledger's views; an empty one shows all."""
SEEING = frozenset({"CASE_VIEW", "COMMITMENT_MAKE", "COMMITMENT_KEEP", "COMMITMENT_FOLLOW"})


def below(unit: str) -> Q:
    return Q(place=unit) | Q(village=unit) | Q(town=unit) | Q(banner=unit) | Q(league=unit)


def _visible(viewer: Actor) -> QuerySet[Commitment]:
    rows = Commitment.objects.order_by("due", "id")
    if viewer.kind == "system":
        return rows
    if not viewer.permissions & SEEING or not viewer.units:
        return rows.none()
    reach = Q(post=viewer.post) if viewer.post else Q(pk__in=())
    for unit in viewer.units:
        reach |= below(unit) | Q(unit__in=_list_joined(unit))
    return rows.filter(reach)


def _list_joined(unit: str) -> list[str]:
    """Return a unit with those that were joined to it: what they promised is its own now."""
    return [unit, *get_snapshot(Directory).joined(unit)]


def _narrow(
    rows: QuerySet[Commitment], viewer: Actor, wanted: CommitmentFilter, today: date
) -> QuerySet[Commitment]:
    if wanted.unit:
        rows = rows.filter(below(wanted.unit) | Q(unit=wanted.unit))
    if wanted.view == "mine":
        owned = Q(post__in=list_answered_posts(viewer, get_snapshot(Directory)))
        return rows.filter((owned | Q(unit__in=_list_joined(viewer.unit))) & Q(living=True))
    narrowed = {
        "soon": Q(living=True, report_on__lte=today, due__gte=today),
        "overdue": Q(living=True, due__lt=today),
        "rescheduled": Q(dates__gt=1),
        "withheld": Q(withheld=True),
        "waiting": Q(words__gt=0) | Q(comments__gt=0),
        "kept": Q(living=False),
    }
    return rows.filter(narrowed[wanted.view]) if wanted.view in narrowed else rows


def list_commitments(
    viewer: Actor, wanted: CommitmentFilter, *, now: datetime, most: int = MOST, skip: int = 0
) -> list[CommitmentLine]:
    """Return the promises in reach: those that are owed, soonest first; then the settled ones,
    newest first. At most `most` of them, after the first `skip`."""
    rows = _narrow(_visible(viewer), viewer, wanted, local_day(now))
    rows = rows.order_by("-living", "-ended_on", "due", "id")
    return draw_lines(list(rows[skip : skip + most]), now=now)


def count_views(viewer: Actor, *, now: datetime) -> dict[str, int]:
    """Return how many promises in reach each view shows; "" counts all."""
    rows, today = _visible(viewer).order_by(), local_day(now)
    return {
        view: _narrow(rows, viewer, CommitmentFilter(view=view), today).count()
        for view in ("", *VIEWS)
    }


def list_of_subject(viewer: Actor, subject: str, *, now: datetime) -> list[CommitmentLine]:
    """Return the promises in reach about one stream, oldest first; also those that a meeting
    made about it and others as one item."""
    named = Q(subject=subject) | Q(id__in=list_promised([subject]))
    rows = _visible(viewer).filter(named).order_by("made_at", "id")
    return draw_lines(list(rows[:MOST]), now=now)


def draw_lines(rows: Sequence[Commitment], *, now: datetime) -> list[CommitmentLine]:
    """Return rows as lists show them, their words opened."""
    states = get_states(f"commitment:{row.id}" for row in rows)
    measures = [states[f"commitment:{row.id}"].measure for row in rows]
    texts = open_values(ref for one in measures for ref in (one.raw, one.public) if ref)
    directory, today = get_snapshot(Directory), local_day(now)
    return [_draw(row, states[f"commitment:{row.id}"], texts, directory, today) for row in rows]


def _draw(
    row: Commitment,
    state: CommitmentState,
    texts: dict[str, str],
    directory: Directory,
    today: date,
) -> CommitmentLine:
    category = find_category(row.place, state.category)
    return CommitmentLine(
        id=row.id,
        subject=state.subject,
        place_name=name_unit(directory, row.place),
        category_zh=category[0],
        category_en=category[1],
        unit_name=name_unit(directory, state.unit),
        post_name=say_post(directory, state.post),
        # what was written goes with its matter; what everybody may read stays
        measure=str(texts.get(state.measure.raw) or texts.get(state.measure.public, "")),
        line=compute_line(state, today),
        first_due=state.first_due,
        due=state.due,
        dates=len(state.dates),
        missed=len(state.missed),
        report_on=row.report_on,
        owes=row.owes,
        is_withheld=row.withheld,
        words=row.words,
        comments=row.comments,
    )


def name_unit(directory: Directory, unit: str) -> str:
    return directory.unit(unit).short_name if directory.has(unit) else unit


def find_category(place: str, category: str) -> tuple[str, str]:
    """Return the words of a matter's first-level category, Chinese and English; or empty."""
    directory = get_snapshot(Directory)
    if not category or not directory.has(place):
        return "", ""
    pack = get_snapshot(Packs).for_unit(
        directory.path(place), directory.banner_of(place), section="categories"
    )
    section = None if pack is None else pack.section("categories")
    if not isinstance(section, CategoriesSection):
        return "", ""
    found = index_categories(section).get(category)
    return ("", "") if found is None else (found[0].zh, found[0].en)


# ---------------------------------------------------------------- one promise
def find_commitment(viewer: Actor, commitment: str, *, now: datetime) -> CommitmentPage | None:
    """Return one promise in reach with its whole story; None when it is not to be seen."""
    row = _visible(viewer).filter(id=commitment).first()
    if row is None:
        return None
    (line,) = draw_lines([row], now=now)
    state: CommitmentState = get_states([f"commitment:{commitment}"])[f"commitment:{commitment}"]
    frame = make_frame(viewer, now)
    refs = [ref for one in state.words.values() for ref in (one.raw, one.public)]
    texts = {ref: str(text) for ref, text in open_values(refs).items()}
    return CommitmentPage(
        line=line,
        state=state,
        dates=show_dates(state, texts, public=False),
        steps=tell_story(state, texts, frame.view(Directory)),
        words=_show_words(state, texts, frame),
        comments=_show_comments(state, frame),
        acts=list_acts(state, frame),
        withheld=_say_class(state, frame),
        progress=list_progress(state),
    )


def _say_class(state: CommitmentState, frame: Frame) -> str:
    section = find_section(state.unit, frame)
    if state.withheld is None or section is None:
        return ""
    found = section.find_class(state.withheld.legal_class)
    return "" if found is None else found.zh


def show_dates(
    state: CommitmentState, texts: dict[str, str], *, public: bool
) -> tuple[DateShown, ...]:
    """Return every promised day, the first first; `public`: only reasons that were confirmed."""
    shown = []
    for one in state.dates:
        words = state.words.get(one.reason)
        ref = "" if words is None else (words.public if public else words.public or words.raw)
        shown.append(
            DateShown(
                due=one.due,
                given_on=local_day(one.given_at),
                reason=texts.get(ref, ""),
                late=one.late,
                missed=one.due in state.missed,
                is_waiting=words is not None and not words.public,
            )
        )
    return tuple(shown)


def _list_names(state: CommitmentState, directory: Directory) -> tuple[str, ...]:
    person = directory.post(state.post).person_name if directory.has_post(state.post) else ""
    raisers = (name for case in state.cases for name in list_names_of(case))
    return (*raisers, *((person,) if person and not state.person_named else ()))


def _show_words(
    state: CommitmentState, texts: dict[str, str], frame: Frame
) -> tuple[WordsShown, ...]:
    if "COMMITMENT_PUBLISH" not in frame.by.permissions:
        return ()
    names, shown = _list_names(state, frame.view(Directory)), []
    for key, words in state.words.items():
        raw = texts.get(words.raw, "")
        proposal = propose(raw, names)
        shown.append(
            WordsShown(
                key=key,
                zh=WORDS_ZH[key.partition("-")[0]],
                raw=raw,
                proposed=proposal.text,
                is_changed=proposal.is_changed,
                public=texts.get(words.public, ""),
            )
        )
    return tuple(shown)


def _show_comments(state: CommitmentState, frame: Frame) -> tuple[CommentShown, ...]:
    moderates = "COMMITMENT_PUBLISH" in frame.by.permissions
    refs = [ref for one in state.comments for ref in (one.words, one.public, one.reply)]
    texts = {ref: str(text) for ref, text in open_values(refs).items()}
    names = _list_names(state, frame.view(Directory)) if moderates else ()
    shown = []
    for one in state.comments:
        if one.is_waiting and not moderates:
            continue
        raw = texts.get(one.words, "")
        shown.append(
            CommentShown(
                id=one.id,
                at=one.at,
                text=raw if one.is_waiting else texts.get(one.public, ""),
                proposed=propose(raw, names).text if one.is_waiting else "",
                is_waiting=one.is_waiting,
                refused=one.refused if one.refused in set(Refused) else "",
                reply=texts.get(one.reply, ""),
            )
        )
    return tuple(shown)


def list_acts(state: CommitmentState, frame: Frame) -> frozenset[str]:
    """Return the commands that the rules would take from this viewer now, by their type."""
    by, found = frame.by, set()
    directory, today = frame.view(Directory), local_day(frame.now)
    owns = is_owner(state, by, directory)
    if owns and state.is_living:
        found |= {c.ReportProgress.TYPE, c.RecordFulfilment.TYPE}
        if today != state.due:
            found.add(c.MoveDate.TYPE)
    if directory.reaches_any(by, [one for one in (state.place, state.unit) if one]):
        found |= {c.ClearWords.TYPE, c.PublishComment.TYPE, c.RefuseComment.TYPE}
        found.add(c.ReplyToComment.TYPE)
        section = find_section(state.unit, frame)
        if section is not None and set(by.roles) & set(section.may_withhold):
            withheld = state.withheld is not None
            found.add(c.DiscloseCommitment.TYPE if withheld else c.WithholdCommitment.TYPE)
        if not is_own_promise(state, by, directory):
            found.add(c.FollowUpCommitment.TYPE)
    permission = {one.TYPE: one.PERMISSION for one in c.COMMANDS}
    return frozenset(one for one in found if permission[one] in by.permissions)


# ---------------------------------------------------------------- what waits
def list_waiting(viewer: Actor, *, now: datetime) -> WaitingCommitments:
    """Return what waits for this viewer: to report, keep or explain; to confirm; to moderate;
    to ask whether it helped."""
    rows, today = _visible(viewer), local_day(now)
    return WaitingCommitments(
        owed=_list_owed(viewer, rows, today, now),
        to_clear=_list_if("COMMITMENT_PUBLISH", viewer, rows.filter(words__gt=0), now),
        to_moderate=_list_if("COMMITMENT_PUBLISH", viewer, rows.filter(comments__gt=0), now),
        to_visit=_list_if("COMMITMENT_FOLLOW", viewer, _list_unvisited(viewer, rows, now), now),
    )


SHOWN = 30
"""Promises of one group that today's page shows; the rest is in the ledger."""


def _list_owed(
    viewer: Actor, rows: QuerySet[Commitment], today: date, now: datetime
) -> tuple[CommitmentLine, ...]:
    if "COMMITMENT_KEEP" not in viewer.permissions or not viewer.post:
        return ()
    posts = list_answered_posts(viewer, get_snapshot(Directory))
    due = Q(owes=True) | Q(due__lte=today)
    found = rows.filter(post__in=posts, living=True).filter(due)
    return tuple(draw_lines(list(found[:SHOWN]), now=now))


def _list_if(
    permission: str, viewer: Actor, rows: Iterable[Commitment] | QuerySet[Commitment], now: datetime
) -> tuple[CommitmentLine, ...]:
    if permission not in viewer.permissions:
        return ()
    return tuple(draw_lines(list(rows)[:SHOWN], now=now))


def _list_unvisited(viewer: Actor, rows: QuerySet[Commitment], now: datetime) -> list[Commitment]:
    """Return the kept promises whose day of follow-up has come and that nobody asked about."""
    if "COMMITMENT_FOLLOW" not in viewer.permissions:
        return []
    frame, today = make_frame(viewer, now), local_day(now)
    calendar, found = get_snapshot(WorkCalendar), []
    ended = rows.filter(living=False, visits=0, ended_on__gte=today - timedelta(days=LOOKED_BACK))
    ended = ended.exclude(stage=Stage.DROPPED)  # nothing was done that could have helped
    if SUPERVISOR not in viewer.roles:
        ended = ended.exclude(unit__in=_list_joined(viewer.unit))
    for row in ended.exclude(post=viewer.post).order_by("ended_on", "id")[:MOST]:
        section = find_section(row.unit, frame)
        if section is None or row.ended_on is None:
            continue
        if calendar.add_workdays(row.ended_on, section.follow_up_days) <= today:
            found.append(row)
    return found


LOOKED_BACK = 180
"""Days for which a missing follow-up is chased. Source: ours."""
