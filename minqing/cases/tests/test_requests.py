"""What a raiser asks of the office: a call, a correction, an erasure or its refusal by rule."""

from __future__ import annotations

import pytest

from minqing.cases import commands as c
from minqing.cases import commands_raiser as cr
from minqing.cases.models import Case
from minqing.cases.public import find_case, get_today, list_cases, open_raiser, open_tracked
from minqing.cases.raiser import RequestAnswer, RequestKind
from minqing.cases.shown import CaseFilter
from minqing.cases.terms import GivenOn, Means, Outcome, RaiserDetails
from minqing.cases.tests.builders import RESIDENT, SYSTEM, staff
from minqing.kernel.messages import Personal
from minqing.log.public import get_state
from minqing.log.verify import verify
from minqing.log.worker import run_until_idle
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
RULE = "机关文书档案保管期限规定第三条"


def raised(house, case: str = "A1") -> str:
    details = RaiserDetails(name="独孤甲", phone="100-0000-4321")
    return house.received(case, raiser=Personal(details, f"case:{case}"))


def ended(house) -> str:
    case = raised(house)
    house.must(c.WithdrawCase, RESIDENT, case, means=Means.PORTAL)
    return case


def groups(name: str, house) -> dict[str, int]:
    return {group.code: group.count for group in get_today(staff(name), now=house.now).groups}


def test_request_awaits_whoever_holds_the_case_until_it_is_answered(house):
    case = raised(house)
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.CALL)
    assert groups("cadre", house)["asked"] == 1
    assert Case.objects.get(id=case).asks_office
    house.must(cr.AnswerRequest, "cadre", case, kind=RequestKind.CALL, answer=RequestAnswer.DONE)
    assert "asked" not in groups("cadre", house)
    assert not Case.objects.get(id=case).asks_office
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.CALL)


def test_correction_replaces_the_details_and_the_old_ones_are_gone(house):
    case = raised(house)
    old = get_state(f"case:{case}").raiser
    words = Personal("电话最后四位是9999", f"case:{case}")
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.CORRECT, words=words)
    new = Personal(RaiserDetails(name="独孤甲", phone="100-0000-9999"), f"case:{case}")
    house.must(
        cr.AnswerRequest, "office", case,
        kind=RequestKind.CORRECT, answer=RequestAnswer.DONE, raiser=new,
    )  # fmt: skip
    assert open_value(old) is None
    state = get_state(f"case:{case}")
    assert open_value(state.raiser)["phone"].endswith("9999")
    assert open_tracked(RESIDENT, state.receipt, "9999", now=house.now) is not None
    assert open_tracked(RESIDENT, state.receipt, "4321", now=house.now) is None
    assert verify().difference is None


def test_agreed_erasure_is_done_by_the_system(house):
    case = ended(house)
    matter = get_state(f"case:{case}").matter
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.ERASE)
    house.must(cr.AnswerRequest, "office", case, kind=RequestKind.ERASE, answer=RequestAnswer.DONE)
    run_until_idle(house.now)
    assert open_value(matter) is None
    assert verify().difference is None


def test_sealed_data_is_for_the_raiser_alone(house):
    case = ended(house)
    house.must(c.UnmaskRaiser, "office", case, reason="约定上门时间")
    assert open_raiser(staff("office"), case, now=house.now) is not None
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.ERASE)
    house.must(
        cr.AnswerRequest, "office", case,
        kind=RequestKind.ERASE, answer=RequestAnswer.SEALED, rule=RULE,
    )  # fmt: skip
    page = find_case(staff("office"), case, now=house.now)
    assert (page.matter, page.raiser, page.line.summary) == ("", None, "")
    assert all(not item.words for item in page.timeline)
    assert open_raiser(staff("office"), case, now=house.now) is None
    (line,) = list_cases(staff("office"), CaseFilter(ended=True), now=house.now).lines
    assert line.summary == ""
    own = find_case(SYSTEM, case, now=house.now)
    assert "机井" in own.matter
    assert own.state.requests[0].rule == RULE


def test_request_may_be_made_after_the_case_has_ended(house):
    case = ended(house)
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.CALL)
    assert groups("cadre", house)["asked"] == 1


def test_confirmation_goes_on_beside_an_open_request(house):
    case = raised(house)
    house.must(cr.AskOffice, RESIDENT, case, kind=RequestKind.CALL)
    house.must(
        c.SettleOnSpot,
        "cadre",
        case,
        outcome=Outcome.SOLVED,
        reply=Personal("办好了。", f"case:{case}"),
    )
    house.must(
        c.RecordConfirmation, RESIDENT, case, answered=True, solved=True, given_on=GivenOn.PORTAL
    )
    assert Case.objects.get(id=case).asks_office
