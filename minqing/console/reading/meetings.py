"""会议: lists by unit, one meeting with its steps and agenda, what awaits a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.reading.asked import read_page
from minqing.console.reading.pairs import list_linked
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot, get_states
from minqing.mechanisms.public import Packs, say_words
from minqing.meetings import public as m
from minqing.org.public import Directory, say_post
from minqing.vault.public import open_values

TABS = (
    ("open", gettext_noop("要开的")),
    ("held", gettext_noop("已开的")),
    ("empty", gettext_noop("本期无议题")),
    ("missed", gettext_noop("应开未开")),
)
TONES = {
    m.MeetingStatus.CLOSED: "well",
    m.MeetingStatus.KEPT_EMPTY: "well",
    m.MeetingStatus.SITTING: "soon",
    m.MeetingStatus.MISSED: "late",
}
STEP_ORDER = (m.Step.FINDINGS, m.Step.PLAN, m.Step.NOTICE)
STEP_AT = {
    m.Step.FINDINGS: "deed-findings", m.Step.PLAN: "waiting", m.Step.NOTICE: "deed-announce",
}  # fmt: skip
"""Where on the page of a meeting each step is taken."""
LINES = 100
"""Meetings of one page of the list."""


def show_line(line: m.MeetingLine) -> dict[str, Any]:
    return {
        "view": line,
        "kind": say_words(line.kind_zh, line.kind_en),
        "status": _(m.MEETING_STATUS_ZH[line.status]),
        "tone": "late" if line.late else TONES.get(line.status, "neutral"),
        "day": line.sits_at or line.due_on,
        "timed": line.sits_at is not None,
    }


def see_meetings(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the meetings in reach of one tab, and how many each tab has."""
    now = get_now()
    tabs = dict(TABS)
    tab = asked.get("tab", "open")
    tab = tab if tab in tabs else "open"
    unit = asked.get("unit", "")
    number = read_page(asked)
    skip = LINES * (number - 1)
    lines = m.list_meetings(viewer, now=now, unit=unit, tab=tab, most=LINES + 1, skip=skip)
    waits = m.count_waiting(lines[:LINES])
    rows = [
        {
            **show_line(one),
            "own": one.runs and one.unit == viewer.unit,
            "waits": waits.get(one.id, 0),
        }
        for one in lines[:LINES]
    ]
    counts = m.count_meetings(viewer, unit=unit)
    numbers = {
        "held": counts[m.MeetingStatus.CLOSED],
        "empty": counts[m.MeetingStatus.KEPT_EMPTY],
        "missed": counts[m.MeetingStatus.MISSED],
    }
    numbers["open"] = sum(counts.values()) - sum(numbers.values())
    return {
        "rows": sorted(rows, key=lambda row: not row["own"]),
        "tabs": [(code, _(word), numbers[code], code == tab) for code, word in TABS],
        "tab": tab,
        "unit": unit,
        "before": number - 1,
        "following": number + 1 if len(lines) > LINES else 0,
        "units": _list_units(viewer),
    }


def _list_units(viewer: Actor) -> list[tuple[str, str]]:
    directory = get_snapshot(Directory)
    found: dict[str, str] = {}
    for root in viewer.units:
        if directory.has(root):
            found[root] = directory.unit(root).name
            for code in directory.children(root):
                if directory.unit(code).kind != "department":
                    found[code] = directory.unit(code).name
    return list(found.items())


# ---------------------------------------------------------------- one meeting
def find_meeting_page(viewer: Actor, meeting: str, after: str = "") -> dict[str, Any] | None:
    """Return one meeting in reach as its page draws it; None when it is not to be seen."""
    now = get_now()
    page = m.find_meeting(viewer, meeting, now=now)
    if page is None:
        return None
    state = page.state
    waiting = m.list_waiting(viewer, meeting, now=now, after=after)
    # what was fixed a moment ago waits no longer, though its record is not written yet
    fixed = [line for line in waiting.lines if line.subject in state.subjects]
    cases = [one.removeprefix("case:") for one in state.subjects]
    cases += [line.subject.removeprefix("case:") for line in waiting.lines]
    drawn = Drawn(viewer, cases, [one for item in state.items for one in _refs(item)])
    drawn.open_minutes(state)
    return {
        **show_line(page.line),
        "state": state,
        "pack_kind": page.kind,
        "steps": _list_steps(page),
        "items": [_show_item(one, page, drawn) for one in state.standing],
        "removed": [_show_item(one, page, drawn) for one in state.items if one.removed],
        "waiting": [_show_waiting(line, drawn) for line in waiting.lines if line not in fixed],
        "waiting_count": waiting.count - len(fixed),
        "waiting_capped": waiting.capped,
        "following": waiting.next,
        "seats": [_show_seat(seat) for seat in state.seats],
        "chair": _name_chair(state),
        "convenor": say_post(get_snapshot(Directory), state.convenor_post),
        "minutes": drawn.texts.get(state.minutes, "") if state.minutes else "",
        "is_coming": state.status in (
            m.MeetingStatus.CALLED, m.MeetingStatus.PLANNED, m.MeetingStatus.ANNOUNCED,
        ),
        "sits": state.status is m.MeetingStatus.SITTING,
        "fixed": state.sits_at is not None,
        "wants_plan": m.Step.PLAN in page.kind.steps,
        "wants_notice": m.Step.NOTICE in page.kind.steps,
        "undecided": sum(one.resolved is None for one in state.standing),
        "findings": len(state.findings),
        "size_zh": _(m.SIZE_ZH[state.size]),
    }  # fmt: skip


class Drawn:
    """Lines and words of the matters of one page, read once."""

    def __init__(self, viewer: Actor, cases: Iterable[str], refs: Iterable[str]) -> None:
        ids = list(dict.fromkeys(cases))
        self.lines = {line.id: line for line in c.find_lines(viewer, ids, now=get_now())}
        self.states = get_states(f"case:{case}" for case in ids)
        self.tried = c.list_tried(self.lines)
        places = [state.place for state in self.states.values() if isinstance(state, c.CaseState)]
        self.linked = list_linked(places)
        self.texts: dict[str, Any] = open_values(refs)
        self.directory = get_snapshot(Directory)

    def open_minutes(self, state: m.MeetingState) -> None:
        if state.minutes:
            self.texts |= open_values([state.minutes])

    def say(self, ref: str) -> str:
        """Return a text; where its term is over and it is erased, that it is."""
        return str(self.texts.get(ref) or _("内容已删除"))

    def name(self, unit: str) -> str:
        return self.directory.unit(unit).name if self.directory.has(unit) else unit


def _refs(item: m.ItemState) -> list[str]:
    found: list[str] = [one.words for one in item.drafts]
    found += [one.words for one in item.spoken]
    if item.resolved is not None:
        found += [*item.resolved.words, *(one.measure for one in item.resolved.commitments)]
    return found


def _list_steps(page: m.MeetingPage) -> list[dict[str, Any]]:
    """Return the steps that this kind wants, what is done of each, and which is next."""
    state, wanted = page.state, page.kind.steps
    plain = m.MeetingStatus.SITTING
    done = {
        m.Step.FINDINGS: bool(state.findings),
        m.Step.PLAN: state.planned_at is not None,
        m.Step.NOTICE: state.announced_at is not None,
    }
    steps = [
        {"title": _(m.STEP_ZH[one]), "done": done[one], "at": STEP_AT[one]}
        for one in STEP_ORDER
        if one in wanted
    ]
    began, ended = state.began_at is not None, state.status is m.MeetingStatus.CLOSED
    held = began and state.status is not plain
    steps.append({"title": _("开会议定"), "done": held, "at": _find_sitting(page)})
    minutes = ended and bool(state.minutes)
    steps.append({"title": _("会议记录"), "done": minutes, "at": "deed-minutes"})
    last = max((at for at, one in enumerate(steps) if one["done"]), default=-1)
    following = next((one for one in steps[last + 1 :] if not one["done"]), None)
    if following is not None and state.status not in (
        m.MeetingStatus.KEPT_EMPTY, m.MeetingStatus.MISSED,
    ):  # fmt: skip
        following["next"] = True
    return steps


def _find_sitting(page: m.MeetingPage) -> str:
    """Return where on the page the sitting goes on: to begin, the next item, to close."""
    state = page.state
    if state.status is m.MeetingStatus.SITTING:
        following = (one.item.number for one in state.standing if one.resolved is None)
        return next((f"item-{number}" for number in following), "deed-close")
    own_items = page.kind.items and m.Step.PLAN not in page.kind.steps
    return "deed-begin" if state.sits_at is not None or own_items else "waiting"


def _show_case(subject: str, drawn: Drawn) -> dict[str, Any]:
    case = subject.removeprefix("case:")
    line, state = drawn.lines.get(case), drawn.states.get(subject)
    tried = drawn.tried.get(case, ())
    return {
        "subject": subject,
        "line": line,
        "label": label_subject(state, drawn.directory),
        "kind_of": name_category(state),
        "households": _count_households(state),
        "linked": drawn.linked.get(getattr(state, "place", ""), ()),
        "tried": [
            {"unit": drawn.name(one.unit), "words": one.words, "at": one.at} for one in tried
        ],
    }


def _count_households(state: Any) -> int:
    if not isinstance(state, c.CaseState):
        return 1
    weight = c.weigh_stuck(state)
    return max(1, weight.households + weight.sealed + weight.anonymous)


def name_category(state: Any) -> str:
    """Return the category of a matter alone: with its place it might point at one household."""
    if not isinstance(state, c.CaseState):
        return _("议题")
    section = get_snapshot(Packs).get(state.pack, state.pack_version).section("categories")
    found = c.index_categories(section).get(state.category) if section else None
    if found is None:
        return _("待分类")
    last = found[1] or found[0]
    return say_words(last.zh, last.en)


def label_subject(state: Any, directory: Directory) -> str:
    """Return category and place of a matter, for those in the room."""
    if not isinstance(state, c.CaseState):
        return _("议题")
    word = name_category(state)
    place = directory.unit(state.place).short_name if directory.has(state.place) else ""
    return f"{word} · {place}" if place else word


def _show_item(one: m.ItemState, page: m.MeetingPage, drawn: Drawn) -> dict[str, Any]:
    item = one.item
    matters = [_show_case(subject, drawn) for subject in item.subjects]
    standing = next((x for x in page.kind.items if x.code == item.code), None)
    title = item.title or (say_words(standing.zh, standing.en) if standing else "")
    outcome = next((x for x in page.state.outcomes if x.number == item.number), None)
    left = bool(item.subjects) and page.state.is_open and not set(item.subjects) & page.here
    return {
        "number": item.number,
        "item": item,
        "title": title or (matters[0]["label"] if matters else _("议题")),
        "public": title or (matters[0]["kind_of"] if matters else _("议题")),
        "matters": matters,
        "households": sum(matter["households"] for matter in matters),
        "units": [drawn.name(unit) for unit in item.units],
        "drafts": [
            {"unit": drawn.name(draft.unit), "words": drawn.say(draft.words)}
            for draft in one.drafts
        ],
        "undrafted": [
            drawn.name(unit) for unit in item.units
            if unit not in {draft.unit for draft in one.drafts}
        ],
        "spoken": [
            {
                "voice": _(m.VOICE_ZH[said.voice]), "unit": drawn.name(said.unit),
                "words": drawn.say(said.words),
            }
            for said in one.spoken
        ],
        "resolved": _show_resolved(one.resolved, drawn),
        "ballots": _show_ballots(one.ballots, standing),
        "outcome": _show_outcome(outcome, drawn),
        "removed": one.removed,
        "left": left,
    }  # fmt: skip


def _show_ballots(
    ballots: m.Ballots | None, standing: m.StandingItem | None
) -> dict[str, Any] | None:
    """Return how many of each answer came back; of too few only how many."""
    if ballots is None or standing is None or standing.ballot is None:
        return None
    return {
        "given": ballots.given,
        "returned": ballots.returned,
        "told": ballots.told,
        "least": standing.ballot.least,
        "answers": [
            {
                "word": say_words(one.zh, one.en),
                "count": ballots.counts.get(one.code, 0),
                "of": ballots.returned,
            }
            for one in standing.ballot.choices
            if ballots.told
        ],
    }


def _show_resolved(resolved: m.Resolved | None, drawn: Drawn) -> dict[str, Any] | None:
    if resolved is None:
        return None
    return {
        "what": _(m.RESOLUTION_ZH[resolved.what]),
        "words": next((drawn.say(ref) for ref in resolved.words), ""),
        "until": resolved.until,
        "promises": [
            {
                "measure": drawn.say(one.measure),
                "due": one.due,
                "unit": drawn.name(one.unit),
                "post": say_post(drawn.directory, one.post),
            }
            for one in resolved.commitments
        ],
    }


def _show_outcome(outcome: m.Outcome | None, drawn: Drawn) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "what": _(m.RESOLUTION_ZH[outcome.what]),
        "to": drawn.name(outcome.to_unit) if outcome.to_unit else "",
        "until": outcome.until,
        "by_itself": outcome.by_itself,
    }


def _show_waiting(line: m.Waiting, drawn: Drawn) -> dict[str, Any]:
    why = [_(c.STUCK_ZH[c.Stuck(word)]) for word in line.why if word in set(c.Stuck)]
    return {**_show_case(line.subject, drawn), "why": why[:2], "since": line.since}


def _show_seat(seat: m.Seat) -> dict[str, Any]:
    directory = get_snapshot(Directory)
    name = directory.unit(seat.unit).name if directory.has(seat.unit) else _(seat.label)
    return {
        "seat": seat,
        "name": name,
        "post": say_post(directory, seat.post) if seat.post else _("没有对应岗位"),
        "why": _(m.SEATED_ZH[seat.why]),
        "presence": _(m.PRESENCE_ZH[seat.presence]),
    }


def _name_chair(state: m.MeetingState) -> str:
    directory = get_snapshot(Directory)
    if state.chair_post:
        return say_post(directory, state.chair_post)
    return directory.unit(state.chair_unit).name if directory.has(state.chair_unit) else ""


def list_meeting_options(viewer: Actor, state: m.MeetingState) -> HouseOptions:
    """Return the units and posts that a plan, a voice or a commitment may name."""
    directory = get_snapshot(Directory)
    banner = directory.banner_of(state.unit) or state.unit
    units = dict.fromkeys([state.unit, *directory.below(state.unit)])
    units |= dict.fromkeys(directory.path(state.unit)[directory.path(state.unit).index(banner) :])
    units |= dict.fromkeys(directory.children(banner))
    posts = []
    for unit in units:
        for post in directory.posts_at(unit):
            view = directory.post(post)
            if view.person and view.role not in ("administrator", "independent_caller"):
                posts.append((post, say_post(directory, post)))
    return HouseOptions(
        units=tuple((unit, directory.unit(unit).name) for unit in units),
        receivers=tuple(posts),
    )


# ---------------------------------------------------------------- elsewhere
def see_to_do(viewer: Actor) -> dict[str, Any] | None:
    """Return what awaits a viewer of meetings for 今日事项, None when nothing does."""
    found = m.list_to_do(viewer, now=get_now())
    if not found.count:
        return None
    late = [one for one in found.minutes if one.minutes_missed]
    missing = [one for one in found.minutes if not one.minutes_missed]
    groups = (
        (_("会议记录逾期没有交"), late, "late", "deed-minutes"),
        (_("到了日子还没有开"), found.late, "late", ""),
        (_("正在开会，等闭会"), found.sitting, "soon", ""),
        (_("要补会议记录"), missing, "soon", "deed-minutes"),
        (_("七天内要开"), found.prepare, "neutral", ""),
        (_("请您到会"), found.attend, "soon", ""),
    )
    rows = [
        {**show_line(line), "asks": words, "tone": tone, "at": at}
        for words, lines, tone, at in groups
        for line in lines
    ]
    rows += [
        {
            **show_line(one.line), "asks": _("要交拟办意见"), "tone": "soon",
            "due": one.due, "at": f"item-{one.number}",
        }
        for one in found.drafts
    ]  # fmt: skip
    return {"rows": rows, "count": len(rows)}


def list_meetings_of_case(viewer: Actor, case: str) -> list[dict[str, Any]]:
    """Return the meetings before which a matter is or was, for its page."""
    if "MEETING_VIEW" not in viewer.permissions:
        return []
    now, subject = get_now(), f"case:{case}"
    directory = get_snapshot(Directory)
    rows = []
    waiting = m.find_waiting_meeting(viewer, subject, now=now)
    if waiting is not None:
        rows.append({**show_line(waiting), "what": _("待议，列在本期议程")})
    for past in m.list_meetings_of(viewer, subject, now=now):
        outcome = past.outcome
        what = _(m.MEETING_STATUS_ZH[past.line.status])
        if outcome is not None:
            what = _(m.RESOLUTION_ZH[outcome.what])
        to = outcome.to_unit if outcome is not None else ""
        rows.append(
            {
                **show_line(past.line), "what": what, "number": past.number,
                "to": directory.unit(to).name if directory.has(to) else "",
            }
        )  # fmt: skip
    return rows
