"""Every command is refused where it should be, and every code can be met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from minqing.cases import commands as c
from minqing.cases import commands_raiser as cr
from minqing.cases.commands_beside import COMMANDS_BESIDE
from minqing.cases.dispatch_commands import DISPATCH_COMMANDS
from minqing.cases.group_commands import GROUP_COMMANDS
from minqing.cases.raiser import RequestAnswer, RequestKind
from minqing.cases.rules import refusals
from minqing.cases.terms import (
    Anonymity,
    Channel,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
)
from minqing.cases.tests.builders import (
    BANNER,
    MONDAY,
    RESIDENT,
    SYSTEM,
    VILLAGE,
    WATER,
    Story,
    photo,
    receive,
    said,
    staff,
)
from minqing.cases.tests.stories import TRIED, raised_to_department, reported_and_told, settled
from minqing.kernel.messages import Actor, RefusalKind

HELP = {"kind": MatterKind.HELP, "ledger": Ledger.AGENT, "category": "water-wells"}
REPLY = said("已更换水泵。")


def granted(name: str, permission: str) -> Actor:
    """Return an actor with one permission more than the role gives."""
    actor = staff(name)
    return msgspec.structs.replace(actor, permissions=actor.permissions | {permission})


def received() -> Story:
    return Story().received()


def on_errand() -> Story:
    story = received()
    story.must(c.TakeOnErrand, "cadre", papers=("户口本",))
    return story


def closed() -> Story:
    story = settled()
    story.must(c.RecordConfirmation, RESIDENT, answered=True, solved=True, given_on=GivenOn.PORTAL)
    return story


def anonymous() -> Story:
    return Story().received(anonymity=Anonymity.ANONYMOUS, raiser=None)


def asked_to_call() -> Story:
    story = received()
    story.must(cr.AskOffice, RESIDENT, kind=RequestKind.CALL, words=said("下午打。"))
    return story


def asked_to_erase() -> Story:
    story = closed()
    story.must(cr.AskOffice, RESIDENT, kind=RequestKind.ERASE)
    return story


def sealed_data() -> Story:
    story = asked_to_erase()
    rule = "机关文件材料归档范围和文书档案保管期限规定"
    answer = {"kind": RequestKind.ERASE, "answer": RequestAnswer.SEALED, "rule": rule}
    story.must(cr.AnswerRequest, "office", **answer)
    return story


def planned() -> Story:
    plan = Plan(unit=WATER, date=MONDAY + timedelta(days=300), reason="需投资")
    return reported_and_told(Outcome.PLANNED, plan=plan)


TABLE: list[tuple[Any, type[c.CaseCommand], Any, dict[str, Any], str]] = [
    (received, c.TriageCase, "cadre", HELP | {"category": "nothing"}, "case-category-unknown"),
    (received, c.TriageCase, "cadre", HELP | {"unit": "999"}, "case-unit-unknown"),
    (received, c.TriageCase, "cadre", HELP | {"post": "nobody"}, "case-post-not-there"),
    (received, c.TriageCase, "neighbour", HELP, "case-not-in-reach"),
    (received, c.TriageCase, "cadre", HELP | {"unit": "1506"}, "case-holder-missing"),
    (received, c.AcknowledgeCase, "cadre", {}, "case-status-forbids"),
    (
        received,
        c.SettleOnSpot,
        "cadre",
        {"outcome": Outcome.PLANNED, "reply": REPLY},
        "case-outcome-forbidden",
    ),
    (
        received,
        c.SettleOnSpot,
        "cadre",
        {"outcome": Outcome.SOLVED, "reply": said(" ")},
        "case-words-missing",
    ),
    (on_errand, c.TakeOnErrand, "cadre", {}, "case-errand-open"),
    (raised_to_department, c.HandBackPapers, "cadre", {}, "case-no-errand"),
    (received, c.RaiseToNextLevel, "cadre", {"tried": said("没办")}, "case-tried-too-short"),
    (
        received,
        c.RaiseToNextLevel,
        "cadre",
        {"tried": TRIED, "unit": WATER},
        "case-wrong-rung",
    ),
    (
        raised_to_department,
        c.ReturnCase,
        "handler",
        {"reason": "nothing", "words": REPLY},
        "case-reason-unknown",
    ),
    (
        on_errand,
        c.ReturnCase,
        "cadre",
        {"reason": "other", "words": REPLY},
        "case-nowhere-to-return",
    ),
    (
        raised_to_department,
        c.AssignHandler,
        "handler",
        {"post": "post-cadre"},
        "case-post-not-there",
    ),
    (
        raised_to_department,
        c.RecordResult,
        "clerk",
        {"outcome": Outcome.SOLVED, "reply": REPLY},
        "case-not-holder",
    ),
    (
        planned,
        c.RecordResult,
        "handler",
        {
            "outcome": Outcome.PLANNED,
            "reply": REPLY,
            "plan": Plan(unit=WATER, date=MONDAY + timedelta(days=400), reason="顺延"),
        },
        "case-already-planned",
    ),
    (raised_to_department, c.ReviewResult, "reviewer", {"approved": True}, "case-status-forbids"),
    (received, c.RecordTelling, "cadre", {"means": Means.PHONE}, "case-status-forbids"),
    (received, c.TellByMessage, "cadre", {}, "case-status-forbids"),
    (
        settled,
        c.RecordConfirmation,
        RESIDENT,
        {"answered": True, "solved": True, "given_on": GivenOn.PAPERS},
        "case-way-forbidden",
    ),
    (closed, c.RecordCallAttempt, "caller", {}, "case-no-call-owed"),
    (settled, c.StrikeOff, "clerk", {}, "case-not-confirmed"),
    (received, c.ReopenCase, RESIDENT, {"words": REPLY}, "case-status-forbids"),
    (closed, c.ReopenCase, RESIDENT, {"words": said("")}, "case-words-missing"),
    (closed, c.WithdrawCase, RESIDENT, {"means": Means.PORTAL}, "case-status-forbids"),
    (
        raised_to_department,
        c.PauseCase,
        "handler",
        {"reason": "nothing", "until": MONDAY + timedelta(days=3)},
        "case-reason-unknown",
    ),
    (received, c.ResumeCase, "cadre", {}, "case-status-forbids"),
    (
        raised_to_department,
        c.AskExtension,
        "handler",
        {"approval": "A1", "amount": 99, "words": said("等")},
        "case-extension-too-long",
    ),
    (
        raised_to_department,
        c.AskExtension,
        "handler",
        {"approval": "A1", "amount": 5, "words": said(" ")},
        "case-words-missing",
    ),
    (
        raised_to_department,
        c.AskUnsealing,
        "caller",
        {"approval": "A1", "words": said("约定上门")},
        "case-not-sealed",
    ),
    (
        raised_to_department,
        c.RecordFinalOpinion,
        "handler",
        {
            "approval": "A1",
            "outcome": Outcome.EXPLAINED,
            "channels": ("review",),
            "words": said("终结意见。"),
        },
        "case-not-for-final-opinion",
    ),
    (raised_to_department, c.TellOfChange, "cadre", {"means": Means.PHONE}, "case-no-notice-owed"),
    (
        closed,
        c.ReopenCase,
        RESIDENT,
        {"words": REPLY, "new_facts": True},
        "case-new-facts-missing",
    ),
    (planned, c.LookAtPlanned, "handler", {"note": said("")}, "case-words-missing"),
    (
        planned,
        c.LookAtPlanned,
        "handler",
        {"note": REPLY, "new_date": MONDAY - timedelta(days=1)},
        "case-plan-incomplete",
    ),
    (received, c.LookAgain, SYSTEM, {}, "case-nothing-due"),
    (received, c.LookAgain, granted("clerk", "CASE_SUPERVISE"), {}, "case-system-only"),
    (
        received,
        c.LinkCase,
        "cadre",
        {"relation": "same", "target": "nowhere"},
        "case-target-wrong",
    ),
    (received, cr.AskOffice, RESIDENT, {"kind": RequestKind.ERASE}, "case-request-while-living"),
    (received, cr.AskOffice, RESIDENT, {"kind": RequestKind.CORRECT}, "case-words-missing"),
    (asked_to_call, cr.AskOffice, RESIDENT, {"kind": RequestKind.CALL}, "case-request-open"),
    (anonymous, cr.AskOffice, RESIDENT, {"kind": RequestKind.CALL}, "case-request-needs-name"),
    (
        received,
        cr.AnswerRequest,
        "cadre",
        {"kind": RequestKind.CALL, "answer": RequestAnswer.DONE},
        "case-request-not-open",
    ),
    (
        asked_to_erase,
        cr.AnswerRequest,
        "cadre",
        {"kind": RequestKind.ERASE, "answer": RequestAnswer.DONE},
        "case-request-right-missing",
    ),
    (
        asked_to_erase,
        cr.AnswerRequest,
        "office",
        {"kind": RequestKind.ERASE, "answer": RequestAnswer.SEALED, "rule": " "},
        "case-request-rule-missing",
    ),
    (
        asked_to_call,
        cr.AnswerRequest,
        "cadre",
        {"kind": RequestKind.CALL, "answer": RequestAnswer.SEALED},
        "case-request-answer-wrong",
    ),
    (
        asked_to_call,
        cr.AnswerRequest,
        "cadre",
        {"kind": RequestKind.CALL, "answer": RequestAnswer.REFUSED},
        "case-words-missing",
    ),
    (sealed_data, c.UnmaskRaiser, "office", {"reason": "约定时间"}, "case-data-restricted"),
    (received, cr.AttachFiles, RESIDENT, {"files": ()}, "case-files-missing"),
    (received, cr.AttachFiles, "neighbour", {"files": (photo(1),)}, "case-not-in-reach"),
    (
        received,
        cr.AttachFiles,
        RESIDENT,
        {"files": tuple(photo(number) for number in range(7))},
        "case-files-too-many",
    ),
    (received, cr.AttachFiles, "cadre", {"files": (photo(1, "case:9"),)}, "case-files-missing"),
    (
        planned,
        c.LookAtPlanned,
        "handler",
        {"note": REPLY, "new_date": MONDAY + timedelta(days=400), "reason": "顺延"},
        "case-new-date-untold",
    ),
    (closed, c.NoteEmergencyShown, "cadre", {}, "case-status-forbids"),
    (received, c.UnmaskRaiser, "cadre", {"reason": " "}, "case-words-missing"),
]


@pytest.mark.parametrize(
    ("begin", "kind", "by", "fields", "code"),
    TABLE,
    ids=[f"{kind.__name__}-{code}" for _, kind, _, _, code in TABLE],
)
def test_command_refused(begin, kind, by, fields, code):
    assert begin().refused(kind, by, **fields) == code


def test_every_command_has_a_refusal_test():
    # those beside the main line stand in the table of test_beside.py, those of several cases in
    # test_groups.py and test_splits.py, the undoing of an import in imports/tests
    elsewhere = {c.ReceiveCase, c.RecordHistory, c.TransferComplaint, c.TakeBackImport}
    # and those of dispatch in test_objections.py and test_joint.py
    elsewhere |= {*COMMANDS_BESIDE, *DISPATCH_COMMANDS}
    grouped = set(GROUP_COMMANDS)
    assert {kind for _, kind, _, _, _ in TABLE} | elsewhere | grouped == set(c.COMMANDS)


def history(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "receipt": "R1",
        "unit": VILLAGE,
        "channel": Channel.IMPORT,
        "kind": MatterKind.APPEAL,
        "matter": said("路灯不亮"),
        "raiser": receive().raiser,
        "raised_at": MONDAY - timedelta(days=30),
        "answered_at": MONDAY - timedelta(days=20),
        "outcome": Outcome.EXPLAINED,
    }
    return facts | changes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answered_at": None}, "case-history-unfinished"),
        ({"answered_at": MONDAY - timedelta(days=40)}, "case-history-disorder"),
        ({"answered_at": MONDAY + timedelta(days=1)}, "case-history-disorder"),
        ({"unit": "999"}, "case-unit-unknown"),
        ({"unit": "1506"}, "case-pack-missing"),
        ({"raiser": None}, "case-raiser-missing"),
        ({"matter": said(" ")}, "case-matter-missing"),
        ({"receipt": ""}, "case-receipt-missing"),
        ({"kind": MatterKind.COMPLAINT_AGAINST_OFFICIAL}, "case-complaint-sealed"),
    ],
)
def test_history_refused(changes, code):
    assert Story().refused(c.RecordHistory, SYSTEM, **history(**changes)) == code


def test_history_keeps_its_own_times_and_charges_nobody():
    state = Story().must(c.RecordHistory, SYSTEM, **history())
    assert (state.raised_at, state.closed_at) == (
        MONDAY - timedelta(days=30),
        MONDAY - timedelta(days=20),
    )
    assert state.history and state.holdings == () and state.clock is None


def test_history_twice_is_refused():
    story = Story()
    story.must(c.RecordHistory, SYSTEM, **history())
    assert story.refused(c.RecordHistory, SYSTEM, **history()) == "case-already-received"


def test_transfer_needs_an_organ_and_a_complaint():
    story = Story().received(
        RESIDENT, channel=Channel.PORTAL, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL
    )
    assert story.refused(c.TransferComplaint, "recipient", organ=" ") == "case-organ-missing"
    assert received().refused(c.TransferComplaint, SYSTEM, organ="x") == "case-not-a-complaint"


def test_withdrawal_by_staff_owes_a_call_and_a_no_reopens_it():
    story = received()
    story.must(c.WithdrawCase, "clerk", means=Means.PHONE, words=said("不办了"))
    way = {"answered": False, "solved": False, "given_on": GivenOn.CALL}
    assert story.refused(c.RecordConfirmation, "cadre", **way) == "case-resident-only"
    story.must(c.RecordConfirmation, "caller", **way)
    assert story.case().status == "reopened"


def test_unit_names_stand_in_the_sentences():
    story = received()
    answer = story.do(c.RaiseToNextLevel, "cadre", tried=TRIED, unit=BANNER)
    assert BANNER in str(answer) and "苏木镇" in str(answer)


def test_kinds_are_declared_once():
    kinds = [one for one in vars(refusals).values() if isinstance(one, RefusalKind)]
    assert len({kind.sentence for kind in kinds}) == len(kinds)
