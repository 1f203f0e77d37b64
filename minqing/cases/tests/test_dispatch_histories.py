"""Random histories with objections, rulings and pieces: one holder, third parties, no lost piece."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases import dispatch_commands as d
from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases.rules.ground import Directory
from minqing.cases.rules.parties import list_open_pieces
from minqing.cases.terms import Ledger, MatterKind, Status
from minqing.cases.tests.builders import TOWN, VILLAGE, WATER, Story, said, staff
from minqing.cases.tests.stories import TRIED
from minqing.cases.tests.stories_dispatch import fill_dispatch, with_catalogue
from minqing.cases.tests.test_histories import ACTORS, check_law_one, choose, fill

Number = st.integers(min_value=0, max_value=10_000)
Step = st.tuples(Number, Number, Number, st.sampled_from([0, 0, 1, 3, 20, 70, 200]))
WORDS: dict[type, dict[str, object]] = {
    d.AnswerPiece: {"words": said("已丈量。")},
    d.ChasePiece: {"words": said("请提交。")},
    d.DropPiece: {"words": said("不再需要。")},
}
OWN = tuple(fill_dispatch(0, Story()))
histories = settings(max_examples=60, deadline=None)
given_history = given(st.lists(Step, min_size=4, max_size=30), Number)


def begin(beginning: int) -> Story:
    """Begin where dispatch is argued over: at a department, fresh or taken up."""
    story = with_catalogue(Story()) if beginning % 2 else Story()
    if beginning % 3 == 0:  # the banner's own office sends it: another third party rules
        story.received("office", unit=VILLAGE)
        fields = {"kind": MatterKind.HELP, "ledger": Ledger.REPORT_UP, "category": "water-wells"}
        story.must(c.TriageCase, "office", unit=WATER, **fields)
    else:
        story.received()
        story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
        story.must(c.AcknowledgeCase, "clerk")
        story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    if beginning % 5 == 0:
        story.must(c.AcknowledgeCase, "handler")
    return story


def play(steps: list[tuple[int, int, int, int]], beginning: int) -> Story:
    story = begin(beginning)
    for who, act, n, hours in steps:
        by = ACTORS[who % len(ACTORS)]
        story.wait(hours=hours)
        kind = OWN[act % len(OWN)] if act % 3 else choose(story, by, act)
        if story.case().objection is not None and who % 3 == 0:
            kind, by = d.RuleObjection, staff(("office", "recipient", "clerk", "handler")[n % 4])
        owed = list_open_pieces(story.case())
        if owed and who % 4 == 0:  # somebody of the unit that owes it, more often than by chance
            kind = (d.AcknowledgePiece, d.AnswerPiece, d.ChasePiece, d.DropPiece)[act % 4]
            unit = owed[0].unit if act % 4 < 2 else story.case().holder_unit
            by = staff({TOWN: "clerk", WATER: "handler", VILLAGE: "cadre"}.get(unit, "office"))
            story.do(kind, by, number=owed[0].number, **WORDS.get(kind, {}))
            continue
        story.do(kind, by, **fill(kind, n, story))
    return story


@histories
@given_history
def test_case_never_has_two_holders_nor_none(steps, beginning):
    story = play(steps, beginning)
    for _, before, events, state in story.history:
        if state.is_living:
            check_law_one(state, story)
        for event in events:
            if isinstance(event, de.UnitsConvened | de.PieceAnswered | de.DispatchObjected):
                assert before is not None and before.holder_post == state.holder_post


@histories
@given_history
def test_rulings_are_a_third_partys_always(steps, beginning):
    story = play(steps, beginning)
    directory = story.snapshots[Directory]
    for _, before, events, state in story.history:
        for event in events:
            if not isinstance(event, de.ObjectionRuled):
                continue
            assert before is not None and before.objection is not None
            ruler = directory.post(event.post)
            assert ruler.unit not in (before.holder_unit, before.dispatcher_unit)
            assert event.person not in (
                before.objection.person,
                directory.post(before.dispatcher_post).person,
            )
            assert event.upheld == (state.holder_unit != before.holder_unit)
            assert state.returns == before.returns and state.promise == before.promise


@histories
@given_history
def test_no_item_is_ruled_on_twice_and_who_was_ruled_on_does_not_return_it(steps, beginning):
    story = play(steps, beginning)
    items = [one.entry or one.cite for one in story.case().rulings]
    assert len(items) == len(set(items))
    for command, before, _, _ in story.history:
        if isinstance(command, c.ReturnCase):
            assert before is not None and not before.is_bound and before.objection is None


@histories
@given_history
def test_no_result_or_raise_goes_out_over_an_open_piece(steps, beginning):
    story = play(steps, beginning)
    for _, before, events, state in story.history:
        for event in events:
            if isinstance(event, e.ResultRecorded):
                assert before is not None
                assert {one.number for one in list_open_pieces(before)} == {
                    one.number for one in event.left_open
                }
            if isinstance(event, e.CaseRaised):
                assert before is not None and not list_open_pieces(before)
        if list_open_pieces(state) and state.is_living:
            assert state.status in (Status.JOINT_HANDLING, Status.PAUSED)


@histories
@given_history
def test_pieces_are_numbered_once_and_answered_by_their_own_unit(steps, beginning):
    story = play(steps, beginning)
    pieces = story.case().pieces
    assert [one.number for one in pieces] == list(range(1, len(pieces) + 1))
    directory = story.snapshots[Directory]
    for one in pieces:
        if one.answered_by:
            assert directory.post(one.answered_by).unit == one.unit
            assert one.answered_by in story.case().hands


def test_histories_meet_every_act_of_dispatch():
    rng = random.Random(20261123)
    met: set[type] = set()
    for beginning in range(150):
        steps = [
            (rng.randrange(99), rng.randrange(99), rng.randrange(99), rng.choice((0, 1, 3)))
            for _ in range(30)
        ]
        met |= {type(command) for command, *_ in play(steps, beginning).history}
    assert set(OWN) <= met
