"""A sealed identity in the database: nowhere in clear, opened by two for one, and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from minqing.approvals.public import GiveConsent, find_approval, list_asked, list_waiting
from minqing.cases import commands as c
from minqing.cases.queries import (
    find_case,
    find_open_matters,
    get_today,
    list_cases,
    open_raiser,
    open_tracked,
)
from minqing.cases.shown import CaseFilter
from minqing.cases.slips import make_pin, make_receipt
from minqing.cases.terms import Anonymity, Ledger, MatterKind, Means, Outcome, RaiserDetails
from minqing.cases.tests.builders import RESIDENT, VILLAGE, WATER, staff
from minqing.cases.tests.conftest import House, Words
from minqing.cases.tests.stories import TRIED
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.models import DeadLetter
from minqing.log.public import get_state, run_until_idle

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
NAME, PHONE, HOME = "仓颉庚子", "10009876543", "H-only-theirs"


def sealed(house: House) -> str:
    case = new_id()
    details = Personal(RaiserDetails(name=NAME, phone=PHONE, address="独屋"), f"case:{case}")
    who = {"anonymity": Anonymity.SEALED, "raiser": details, "household": HOME}
    house.received(case, receipt=make_receipt(VILLAGE, case), **who)
    tried = Personal(TRIED.value, f"case:{case}")
    house.must(c.RaiseToNextLevel, "cadre", case, tried=tried)
    house.must(c.AcknowledgeCase, "clerk", case)
    house.must(c.RaiseToNextLevel, "clerk", case, tried=tried, unit=WATER)
    house.must(c.AcknowledgeCase, "handler", case)
    return case


def ask(house: House, case: str, words: Words) -> str:
    request = new_id()
    why = words(case, "要约定上门的时间。")
    house.must(c.AskUnsealing, "handler", case, approval=request, words=why)
    return request


def agree(house: House, name: str, request: str, case: str) -> str:
    command = GiveConsent(id=new_id(), approval=request, subject=f"case:{case}")
    answer = house.send(command, name)
    return "" if answer.refusal is None else answer.refusal.code


def read_everything() -> str:
    """Return every value of every table of ours, as text."""
    found: list[Any] = []
    for model in apps.get_models():
        if model.__module__.startswith("minqing."):
            found += model._base_manager.values_list()
    return "\n".join(
        bytes(value).decode(errors="replace")
        if isinstance(value, bytes | memoryview)
        else str(value)
        for row in found
        for value in row
    )


def test_sealed_identity_stands_in_clear_in_no_table(house: House, words: Words) -> None:
    case = sealed(house)
    request = ask(house, case, words)
    for name in ("reviewer", "leader"):
        assert agree(house, name, request, case) == ""
    run_until_idle(house.now)
    kept = read_everything()
    for secret in (NAME, PHONE, HOME):
        assert secret not in kept


def test_page_list_and_tracking_show_nobody(house: House) -> None:
    case = sealed(house)
    for name in ("cadre", "secretary", "clerk", "leader", "handler", "reviewer", "chief"):
        viewer = staff(name)
        page = find_case(viewer, case, now=house.now)
        assert page is not None and page.raiser is None and page.state.household == ""
        assert open_raiser(viewer, case, now=house.now) is None
        assert NAME not in str(list_cases(viewer, CaseFilter(), now=house.now))
    beside = find_open_matters(staff("leader"), now=house.now, household=HOME)
    assert beside.household == ()


def test_opened_for_the_asker_alone_for_a_day_and_told_to_the_raiser(
    house: House, words: Words
) -> None:
    case = sealed(house)
    request = ask(house, case, words)
    assert agree(house, "handler", request, case) == "approval-not-allowed"
    assert agree(house, "reviewer", request, case) == ""
    assert open_raiser(staff("handler"), case, now=house.now) is None
    assert agree(house, "reviewer", request, case) == "approval-already-agreed"
    assert agree(house, "leader", request, case) == ""
    found = open_raiser(staff("handler"), case, now=house.now)
    assert found is not None and found.name == NAME
    for name in ("reviewer", "leader", "chief", "clerk"):
        assert open_raiser(staff(name), case, now=house.now) is None
    assert open_raiser(staff("handler"), case, now=house.now + timedelta(hours=25)) is None
    state = get_state(f"case:{case}")
    told = open_tracked(RESIDENT, state.receipt, make_pin(state.receipt), now=house.now)
    assert told is not None and len(told.openings) == 1
    assert told.openings[0].words == "要约定上门的时间。"
    assert NAME not in str(told)


def test_request_waits_for_those_who_may_decide_and_for_nobody_else(
    house: House, words: Words
) -> None:
    case = sealed(house)
    request = ask(house, case, words)
    for name in ("reviewer", "leader", "chief", "supervisor"):
        assert [one.id for one in list_waiting(staff(name), now=house.now)] == [request]
    for name in ("handler", "cadre", "clerk", "caller", "neighbour"):
        assert list_waiting(staff(name), now=house.now) == ()
    assert [one.id for one in list_asked(staff("handler"), now=house.now)] == [request]
    assert find_approval(staff("neighbour"), request, now=house.now) is None
    agree(house, "reviewer", request, case)
    assert list_waiting(staff("reviewer"), now=house.now) == ()
    page = find_approval(staff("leader"), request, now=house.now)
    assert page is not None and page.acts == ("approval.give-consent", "approval.send-back")
    assert [step.code for step in page.steps] == ["asked", "agreed"]


def test_extension_lapses_by_itself_when_the_result_is_there(house: House, words: Words) -> None:
    case = sealed(house)
    request = new_id()
    why = words(case, "等配件。")
    house.must(c.AskExtension, "handler", case, approval=request, amount=5, words=why)
    reply = words(case, "已换泵。")
    house.must(c.RecordResult, "handler", case, outcome=Outcome.SOLVED, reply=reply)
    run_until_idle(house.now)
    assert get_state(f"approval:{request}").status == "lapsed"
    assert get_state(f"case:{case}").consents == ()
    assert DeadLetter.objects.count() == 0


def test_request_lapses_when_the_case_turns_out_a_complaint_and_is_transferred_at_once(
    house: House, words: Words
) -> None:
    case, request = new_id(), new_id()
    details = Personal(RaiserDetails(name=NAME, phone=PHONE), f"case:{case}")
    house.received(case, receipt=make_receipt(VILLAGE, case), anonymity=Anonymity.SEALED,
                   raiser=details)  # fmt: skip
    why = words(case, "要约定上门的时间。")
    house.must(c.AskUnsealing, "cadre", case, approval=request, words=why)
    house.must(c.TriageCase, "cadre", case, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL,
               ledger=Ledger.REPORT_UP, category="")  # fmt: skip
    house.must(c.TransferComplaint, "recipient", case, organ="旗纪委监委")
    run_until_idle(house.now)
    assert get_state(f"approval:{request}").status == "lapsed"
    assert get_state(f"case:{case}").consents == ()
    assert DeadLetter.objects.count() == 0


def test_granted_extension_waits_to_be_told(house: House, words: Words) -> None:
    case = sealed(house)
    request = new_id()
    why = words(case, "等配件。")
    house.must(c.AskExtension, "handler", case, approval=request, amount=5, words=why)
    assert agree(house, "reviewer", request, case) == ""
    assert _groups(house, "handler")["notice"] == 1
    house.must(c.TellOfChange, "handler", case, means=Means.PHONE)
    assert "notice" not in _groups(house, "handler")


def _groups(house: House, name: str) -> dict[str, int]:
    return {group.code: group.count for group in get_today(staff(name), now=house.now).groups}
