"""Cases through the one door, on the database: rows, receipts, sweep, erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases.models import Case
from minqing.cases.projection import COLUMNS
from minqing.cases.reactions import look_again_due
from minqing.cases.terms import Channel, GivenOn, MatterKind, Outcome
from minqing.cases.tests.builders import RESIDENT
from minqing.facts.models import Fact
from minqing.log.public import get_state
from minqing.log.verify import verify
from minqing.log.worker import run_until_idle
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def test_columns_are_those_of_the_table():
    assert set(COLUMNS) == {field.name for field in Case._meta.concrete_fields}


def test_received_case_has_its_row_and_its_text_in_the_vault(house):
    house.received("A1")
    row = Case.objects.get(id="A1")
    assert (row.status, row.place_village, row.place_town, row.away_town) == (
        "awaiting_triage",
        "150627100201",
        "150627100",
        None,
    )
    assert row.due_at is not None and row.look_again_at == row.due_at
    assert "机井" in open_value(get_state("case:A1").matter)


def test_second_case_with_the_same_receipt_is_refused(house):
    house.received("A1", receipt="SAME")
    answer = house.send(c.ReceiveCase(**_fields("A2", receipt="SAME")), "cadre")
    assert answer.status == "refused" and answer.refusal.code == "clashes-with-existing"


def _fields(case: str, **changes: object) -> dict:
    from minqing.cases.tests.builders import receive
    from minqing.kernel.messages import Personal

    command = receive(case, matter=Personal("井坏了", f"case:{case}"), **changes)
    return {name: getattr(command, name) for name in command.__struct_fields__}


def test_three_commands_at_the_table_close_the_case_in_one_batch(house, words):
    from minqing.cases.tests.builders import receive, staff
    from minqing.kernel.ids import new_id
    from minqing.log.public import submit

    batch = [
        receive("A1", matter=words("A1", "合作医疗怎么续")),
        c.SettleOnSpot(
            id=new_id(), case="A1", outcome=Outcome.EXPLAINED, reply=words("A1", "当面说清")
        ),
        c.RecordConfirmation(
            id=new_id(),
            case="A1",
            answered=True,
            solved=True,
            given_on=GivenOn.SCREEN,
            in_resident_mode=True,
        ),
    ]
    answers = submit(batch, by=staff("cadre"), now=house.now)
    assert [answer.status for answer in answers] == ["accepted"] * 3
    row = Case.objects.get(id="A1")
    assert (row.living, row.ledger, row.solved) == (False, "immediate", True)


def test_sweep_finds_only_what_is_due_and_raises_after_grace(house):
    house.received("A1")
    house.received("A2", happened_at=None)
    assert list(look_again_due(house.now, 10)) == []
    later = house.now + timedelta(days=3)
    assert [command.case for command in look_again_due(later, 10)] == ["A1", "A2"]
    run_until_idle(later)
    assert Case.objects.filter(breached=True).count() == 2
    run_until_idle(later + timedelta(days=10))
    assert set(Case.objects.values_list("rung", flat=True)) == {"town"}


def test_sweep_repeated_changes_nothing(house):
    house.received("A1")
    later = house.now + timedelta(days=3)
    run_until_idle(later)
    before = list(Case.objects.values())
    run_until_idle(later)
    assert list(Case.objects.values()) == before


def test_transferred_complaint_is_erased_from_the_vault(house):
    kind = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    house.received("A1", RESIDENT, kind=kind, channel=Channel.PORTAL)
    ref = get_state("case:A1").matter
    assert open_value(ref)
    house.must(c.TransferComplaint, "recipient", "A1", organ="旗纪委监委")
    run_until_idle(house.now)
    assert open_value(ref) is None


def test_facts_are_written_without_complaints(house, words):
    house.received("A1")
    house.received(
        "A2", RESIDENT, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL, channel=Channel.PORTAL
    )
    house.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=words("A1", "已接通"))
    run_until_idle(house.now)
    kinds = sorted(Fact.objects.values_list("kind", flat=True))
    assert kinds == ["case_answered", "case_raised", "case_told", "holding_began"]
    assert Fact.objects.get(kind="case_raised").stream == "case:A1"


def test_rows_equal_the_fold_of_their_log(house, words):
    house.received("A1")
    tried = words("A1", "村里请水管员看过，没有资金更换。")
    house.must(c.RaiseToNextLevel, "cadre", "A1", tried=tried)
    assert verify().difference is None
