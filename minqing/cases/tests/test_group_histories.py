"""Random histories of several cases: the star, the telling, the weight, whatever anybody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases import group_commands as gc
from minqing.cases.clocks_of_case import derive
from minqing.cases.group_terms import weigh
from minqing.cases.projection import COLUMNS, row
from minqing.cases.rules import VERB_OF
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.rules.group import choose_successor, make_member, owes_answer
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Anonymity,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
    Status,
)
from minqing.cases.tests.builders import (
    RESIDENT,
    SYSTEM,
    WATER,
    Story,
    raiser,
    receive,
    said,
    staff,
)
from minqing.kernel.messages import Refusal

CASES = tuple("12345")
HOUSES = ("H1", "H2", "H1", "", "H3")
KINDS = (
    Anonymity.NAMED,
    Anonymity.NAMED,
    Anonymity.NAMED,
    Anonymity.ANONYMOUS,
    Anonymity.SEALED,
)
Number = st.integers(min_value=0, max_value=10_000)
Step = st.tuples(Number, Number, Number, st.sampled_from([0, 1, 20, 200]))


def begin() -> Story:
    story = Story()
    for case, house, kind in zip(CASES, HOUSES, KINDS, strict=True):
        named = None if kind is Anonymity.ANONYMOUS else raiser()
        story.tell(receive(case, household=house, anonymity=kind, raiser=named), staff("cadre"))
    return story


def hand_on(story: Story) -> None:
    """Do what the reaction does, for every main."""
    for case in CASES:
        main = story.case(case)
        members = [story.case(one.case) for one in main.members]
        if main.close_reason == "withdrawn":
            heir = choose_successor(members)
            if heir is not None:
                others = tuple(one.id for one in members if one.id != heir.id)
                story.must(gc.TakeLead, SYSTEM, heir.id, main=main.id, others=others)
            continue
        for one in members:
            if owes_answer(one, main):
                story.must(gc.AnswerWithMain, SYSTEM, one.id, main=main.id, reply=said("已办。"))


def act(story: Story, case: str, n: int, other: str) -> None:
    state = story.case(case)
    carried = tuple(one.case for one in state.members)
    plan = Plan(unit=WATER, date=story.now + timedelta(days=90), reason="需投资")
    holder = state.holder_post.removeprefix("post-")
    acts: tuple[tuple[type[Any], Any, dict[str, Any]], ...] = (
        (gc.MergeCase, "clerk", {"into": other, "carried": carried}),
        (gc.MergeCase, "clerk", {"into": other, "carried": carried}),
        (gc.MergeCase, "clerk", {"into": other, "carried": carried}),
        (gc.UnmergeCase, "clerk", {"main": state.lead, "words": said("不是一回事")}),
        (
            c.TriageCase,
            holder,
            {"kind": MatterKind.HELP, "ledger": Ledger.AGENT, "category": "water-wells"},
        ),
        (c.AcknowledgeCase, holder, {}),
        (c.SettleOnSpot, holder, {"outcome": Outcome.SOLVED, "reply": said("修好了。")}),
        (
            c.RecordResult,
            holder,
            {
                "outcome": (Outcome.SOLVED, Outcome.PLANNED)[n % 2],
                "reply": said("已修。"),
                "plan": plan,
            },
        ),
        (c.ReviewResult, "leader", {"approved": True}),
        (c.RecordTelling, "cadre", {"means": Means.FACE_TO_FACE}),
        (
            c.RecordConfirmation,
            RESIDENT,
            {"answered": True, "solved": bool(n % 2), "given_on": GivenOn.PORTAL},
        ),
        (c.WithdrawCase, RESIDENT, {"means": Means.PORTAL}),
        (c.ReopenCase, RESIDENT, {"words": said("又坏了"), "new_facts": True}),
        (c.LookAgain, SYSTEM, {}),
        (c.RaiseToNextLevel, holder, {"tried": said("村里请水管员看过，没有资金更换。")}),
    )
    kind, by, fields = acts[n % len(acts)]
    story.do(kind, by, case, **fields)


def play(steps: list[tuple[int, int, int, int]]) -> Story:
    story = begin()
    for which, other, n, hours in steps:
        story.wait(hours=hours)
        act(story, CASES[which % len(CASES)], n, CASES[other % len(CASES)])
        hand_on(story)
        check_star(story)
    return story


def check_star(story: Story) -> None:
    """Members point at their main, mains at nobody, and both sides tell the same."""
    states = {case: story.case(case) for case in CASES}
    for case, state in states.items():
        pointing = {other for other, one in states.items() if one.lead == case}
        assert pointing == {one.case for one in state.members}
        assert not (state.lead and state.members), "a main that is a member"
        assert state.lead != case
        if state.lead:
            assert not states[state.lead].lead, "a chain"
        if state.status is Status.MERGED:
            assert state.lead and state.merged is not None


histories = settings(max_examples=40, deadline=None)
given_history = given(st.lists(Step, min_size=5, max_size=40))


@histories
@given_history
def test_star_is_kept_under_any_order_of_acts(steps):
    play(steps)


@histories
@given_history
def test_no_member_is_closed_without_its_own_telling(steps):
    for _, before, events, after in play(steps).history:
        if before is None or not before.lead or after.status is not Status.CLOSED:
            continue
        if before.status is Status.CLOSED:
            continue
        withdrawn = after.close_reason == "withdrawn"
        assert (
            withdrawn
            or after.told_at is not None
            or any(type(event).__name__ == "RaiserTold" for event in events)
        )


@histories
@given_history
def test_every_raiser_keeps_receipt_promise_and_a_way_to_be_answered(steps):
    story = play(steps)
    calendar = story.snapshots[WorkCalendar]
    for number, case in enumerate(CASES):
        state = story.case(case)
        house = HOUSES[number] if KINDS[number] is Anonymity.NAMED else ""
        assert state.receipt == f"R{case}" and state.household == house
        if state.status is Status.MERGED:
            main = story.case(state.lead)
            assert main.is_living, "nobody works on what it waits for"
        if state.is_living:
            assert derive(state, calendar).due_at is not None
            assert story.snapshots[Directory].accountable(state.holder_post)
            assert [one.until for one in state.holdings].count(None) == 1


@histories
@given_history
def test_first_promise_never_moves_by_merging(steps):
    grouped = (gc.MergeCase, gc.AnswerWithMain, gc.TakeLead)
    for command, before, _, after in play(steps).history:
        if isinstance(command, grouped):
            assert before is not None and after.promise == before.promise
        elif isinstance(command, gc.UnmergeCase) and before is not None and before.is_living:
            assert after.promise == before.promise


@histories
@given_history
def test_weight_is_the_number_of_distinct_households(steps):
    story = play(steps)
    seen = 0
    for case in CASES:
        main = story.case(case)
        if main.lead:
            continue
        group = [case, *(one.case for one in main.members)]
        seen += len(group)
        named = [number for number in group if story.case(number).anonymity is Anonymity.NAMED]
        houses = {story.case(number).household for number in named} - {""}
        weight = weigh((make_member(main), *main.members))
        assert weight.households - weight.unplaced == len(houses)
        unnamed = weight.sealed + weight.anonymous + weight.unplaced
        assert unnamed == len(group) - sum(1 for n in named if story.case(n).household)
    assert seen == len(CASES), "every need stands behind exactly one matter"


@histories
@given_history
def test_moves_stay_inside_the_table_and_every_state_has_its_row(steps):
    story = play(steps)
    for command, before, _, after in story.history:
        moves = VERB_OF[type(command)].moves
        start = None if before is None else before.status
        assert start in moves and after.status in moves[start], type(command).__name__
        assert len(row(after.id, after, story.snapshots)) == len(COLUMNS)
        assert msgspec.json.decode(msgspec.json.encode(after), type=CaseState) == after


@histories
@given_history
def test_looking_again_ends_also_on_members(steps):
    story = play(steps)
    for case in CASES:
        looks = 0
        while not isinstance(story.do(c.LookAgain, SYSTEM, case), Refusal):
            looks += 1
            assert looks < 6
