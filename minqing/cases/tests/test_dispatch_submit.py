"""Dispatch through the real door: what awaits whom, who may read, precedents, kept files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases import dispatch
from minqing.cases import dispatch_commands as d
from minqing.cases.dispatch_followers import empty, follow
from minqing.cases.dispatch_terms import LeftOpen, PieceAsked
from minqing.cases.models import OwedPart, Precedent
from minqing.cases.queries import find_case, get_today, track
from minqing.cases.rules.ground import Packs
from minqing.cases.state import CaseState
from minqing.cases.terms import Outcome
from minqing.cases.tests.builders import (
    BANNER,
    DISCIPLINE,
    TOWN,
    VILLAGE,
    WATER,
    OnePack,
    staff,
)
from minqing.cases.tests.conftest import House, Words
from minqing.cases.tests.stories_dispatch import PAPER, catalogue
from minqing.kernel.messages import Actor, Frame
from minqing.log.public import get_state, make_frame, read_entries, run_until_idle
from minqing.log.registry import LazySnapshots, Snapshot, registry

CITE = str(PAPER)
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def listed(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    pack = OnePack(responsibilities=catalogue())
    monkeypatch.setitem(registry.snapshots, Packs, Snapshot(lambda: pack, ()))
    LazySnapshots.forget()
    return house


def raised(house: House, words: Words, case: str = "c1", category: str = "water-wells") -> str:
    house.received(case, category=category)
    tried = words(case, "村里请水管员看过，泵轴断裂，没有资金更换。")
    house.must(c.RaiseToNextLevel, "cadre", case, tried=tried)
    house.must(c.AcknowledgeCase, "clerk", case)
    house.must(c.RaiseToNextLevel, "clerk", case, tried=tried, unit=WATER)
    return case


def objected(house: House, words: Words, case: str = "c1") -> str:
    raised(house, words, case)
    reason = words(case, "这口井不在名录里。")
    house.must(d.ObjectToDispatch, "handler", case, words=reason, proposes=TOWN, entry="water")
    return case


def convened(house: House, words: Words, *units: str, case: str = "c1") -> str:
    raised(house, words, case)
    house.must(c.AcknowledgeCase, "handler", case)
    due = house.now + timedelta(days=10)
    house.must(
        d.ConveneUnits,
        "reviewer",
        case,
        pieces=tuple(PieceAsked(unit, due) for unit in units),
        whats=tuple(words(case, f"第{n}件：丈量") for n, _ in enumerate(units, 1)),
    )
    return case


def group(house: House, name: str, code: str) -> list[str]:
    run_until_idle(house.now)
    today = get_today(staff(name), now=house.now)
    return [line.id for one in today.groups if one.code == code for line in one.lines]


def state_of(case: str) -> CaseState:
    state = get_state(f"case:{case}")
    assert isinstance(state, CaseState)
    return state


def frame_of(house: House, name: str) -> Frame:
    actor: Actor = staff(name)
    return make_frame(actor, house.now)


@pytest.mark.both_databases
def test_objection_awaits_its_ruler_and_nobody_else(listed: House, words: Words) -> None:
    case = objected(listed, words)
    assert group(listed, "office", "rule") == [case]
    assert group(listed, "chief", "rule") == [] == group(listed, "clerk", "rule")
    listed.must(d.RuleObjection, "office", case, upheld=True, words=words(case, "由镇里办。"))
    assert group(listed, "office", "rule") == []


@pytest.mark.both_databases
def test_ruling_is_shown_as_precedent_of_the_same_kind(listed: House, words: Words) -> None:
    case = objected(listed, words)
    listed.must(d.RuleObjection, "office", case, upheld=True, words=words(case, "由镇里办。"))
    run_until_idle(listed.now)
    asked = {"banner": BANNER, "category": "water-wells", "place": VILLAGE}
    (found,) = dispatch.list_precedents(staff("clerk"), **asked)
    assert (found.upheld, found.unit, found.entry) == (True, TOWN, "water")
    assert found.cite == "《纪委监委机关职能配置规定》"
    assert not dispatch.list_precedents(staff("clerk"), **{**asked, "category": "roads"})
    assert not dispatch.list_precedents(staff("clerk"), **{**asked, "place": TOWN})


def test_derived_tables_are_the_same_when_made_again(listed: House, words: Words) -> None:
    convened(listed, words, TOWN, VILLAGE)
    case = objected(listed, words, "c2")
    listed.must(d.RuleObjection, "office", case, upheld=False, words=words(case, "由你们办。"))
    objected(listed, words, "c3")
    run_until_idle(listed.now)
    before = list(OwedPart.objects.order_by("id").values()), list(Precedent.objects.values())
    assert [len(part) for part in before] == [3, 1]
    empty()
    follow(read_entries(0, 10_000))
    assert before == (
        list(OwedPart.objects.order_by("id").values()),
        list(Precedent.objects.values()),
    )


def test_co_handler_reads_the_case_only_for_its_piece(listed: House, words: Words) -> None:
    case = raised(listed, words)
    assert find_case(staff("neighbour"), case, now=listed.now) is None
    listed.must(c.AcknowledgeCase, "handler", case)
    due = listed.now + timedelta(days=5)
    pieces = (PieceAsked("150627100202", due),)
    whats = (words(case, "丈量"),)
    listed.must(d.ConveneUnits, "reviewer", case, pieces=pieces, whats=whats)
    page = find_case(staff("neighbour"), case, now=listed.now)
    assert page is not None and not page.in_reach
    offered = {act.type for act in page.acts}
    assert offered == {"case.acknowledge-piece", "case.answer-piece"}


def test_piece_awaits_its_unit_until_it_is_answered(listed: House, words: Words) -> None:
    case = convened(listed, words, TOWN, VILLAGE)
    assert group(listed, "clerk", "pieces") == [case] == group(listed, "cadre", "pieces")
    listed.must(d.AnswerPiece, "clerk", case, number=1, words=words(case, "已丈量12米。"))
    assert group(listed, "clerk", "pieces") == []
    assert group(listed, "cadre", "pieces") == [case]


def test_draft_assembles_itself_from_the_pieces(listed: House, words: Words) -> None:
    case = convened(listed, words, TOWN, VILLAGE)
    listed.must(d.AnswerPiece, "clerk", case, number=1, words=words(case, "已丈量12米。"))
    shown = dispatch.show_joint(state_of(case), frame_of(listed, "handler"))
    assert shown is not None and shown.open == 1
    draft = dispatch.assemble_draft(shown)
    assert f"{TOWN}：已丈量12米。" in draft and VILLAGE not in draft.replace(f"{TOWN}：", "")
    mine = dispatch.show_joint(state_of(case), frame_of(listed, "cadre"))
    assert mine is not None and [one.mine for one in mine.pieces] == [False, True]


def test_result_says_on_the_piece_why_it_did_not_wait(listed: House, words: Words) -> None:
    case = convened(listed, words, TOWN)
    listed.must(
        c.RecordResult,
        "handler",
        case,
        outcome=Outcome.SOLVED,
        reply=words(case, "已更换水泵。"),
        left_open=(LeftOpen(1, "水利局已代为丈量。"),),
    )
    (piece,) = state_of(case).pieces
    assert piece.left == "水利局已代为丈量。"
    assert group(listed, "clerk", "pieces") == []


def test_decision_of_a_meeting_convenes_by_itself(listed: House, words: Words) -> None:
    case = raised(listed, words)
    listed.must(c.AcknowledgeCase, "handler", case)
    system = Actor(scope="system:meetings", kind="system", permissions=frozenset({"CASE_HANDLE"}))
    pieces = [(TOWN, listed.now + timedelta(days=5), "丈量")]
    command = dispatch.convene_by_decision(case, pieces, decision="meeting:m1")
    assert listed.send(command, system).status == "accepted"
    assert listed.send(command, system).status == "already-done"
    assert state_of(case).pieces[0].decision == "meeting:m1"


def test_proposal_and_route_are_shown_with_their_papers(listed: House, words: Words) -> None:
    case = raised(listed, words)
    proposal = dispatch.show_proposal(staff("clerk"), state_of(case), now=listed.now)
    assert proposal is not None and (proposal.unit, proposal.cites) == (WATER, (CITE,))
    route = dispatch.show_route(state_of(case))
    assert route is not None and route.route.cites == (CITE,) and not route.why
    assert proposal.co_units == (DISCIPLINE,)


def test_tracking_tells_that_units_handle_it_together(listed: House, words: Words) -> None:
    case = convened(listed, words, TOWN)
    tracked = track(state_of(case).receipt, now=listed.now)
    assert tracked is not None and "组织联动办理" in [step.zh for step in tracked.steps]
