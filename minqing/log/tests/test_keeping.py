"""Sealed, held, erased: what each forbids, and what readers still get."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import (
    AddPersonalData,
    EraseSubject,
    HoldSubject,
    LiftHold,
    SealSubject,
    UnsealSubject,
    get_state,
    submit,
)
from minqing.log.submit import bind_personal
from minqing.vault.keystore.models import SubjectKey
from minqing.vault.public import open_values

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Actor(scope="account:1", permissions=frozenset({"SUBJECT_ERASE", "SUBJECT_CHANGE"}))
SUBJECT = "case:7"


@pytest.fixture
def ref() -> str:
    value = Personal("院里的井没水了", SUBJECT)
    command = AddPersonalData(id=new_id(), subject=SUBJECT, value=value, replaces="", reason="更正")
    assert submit([command], by=BY, now=NOW)[0].ok
    return bind_personal(command, BY.scope)[1][0].ref


def do(make: Any, reason: str = "诉讼") -> str:
    """Carry out one act on the subject; returns "" or the code of the refusal."""
    answer = submit([make(id=new_id(), subject=SUBJECT, reason=reason)], by=BY, now=NOW)[0]
    return answer.refusal.code if answer.refusal else ""


def test_sealed_values_are_out_of_reach_until_unsealed(ref: str) -> None:
    assert do(SealSubject) == ""
    assert open_values([ref]) == {}
    assert SubjectKey.objects.using("keys").filter(subject=SUBJECT).exists()
    assert do(UnsealSubject) == ""
    assert open_values([ref]) == {ref: "院里的井没水了"}


def test_held_values_can_be_neither_erased_nor_sealed(ref: str) -> None:
    assert do(HoldSubject, "反映人提起诉讼") == ""
    assert (do(EraseSubject), do(SealSubject)) == ("subject-held", "subject-held")
    assert open_values([ref]) == {ref: "院里的井没水了"}
    assert do(LiftHold) == ""
    assert do(EraseSubject) == ""
    assert open_values([ref]) == {}


def test_sealed_values_can_still_be_erased(ref: str) -> None:
    do(SealSubject)
    assert do(EraseSubject) == ""
    assert get_state(f"subject:{SUBJECT}").erased


@pytest.mark.parametrize(
    ("before", "act", "code"),
    [
        ((), UnsealSubject, "subject-not-sealed"),
        ((), LiftHold, "subject-not-held"),
        ((SealSubject,), SealSubject, "subject-already-sealed"),
        ((HoldSubject,), HoldSubject, "subject-already-held"),
        ((EraseSubject,), SealSubject, "subject-already-erased"),
        ((EraseSubject,), HoldSubject, "subject-already-erased"),
    ],
)
def test_act_refused_when_it_makes_no_sense(
    ref: str, before: tuple[Any, ...], act: Any, code: str
) -> None:
    for earlier in before:
        assert do(earlier) == ""
    assert do(act) == code


@pytest.mark.parametrize("act", [EraseSubject, SealSubject, UnsealSubject, HoldSubject, LiftHold])
def test_act_refused_without_a_reason(ref: str, act: Any) -> None:
    assert do(act, "  ") == "reason-missing"
