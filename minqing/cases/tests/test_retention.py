"""How long things are kept: terms, classes, the list, the worker's act, a hold, a reopening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from minqing.cases.models import KeptCase
from minqing.cases.public import ReopenCase, Then, find_kept, list_due
from minqing.cases.retention import (
    KeepingClass,
    RetentionSection,
    act_when_due,
    check_retention,
    compute_end,
    find_class,
)
from minqing.cases.terms import MatterKind, Outcome
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import (
    HoldSubject,
    LiftHold,
    UnsealSubject,
    get_snapshot,
    get_state,
    read_stream,
    run_once,
    submit,
)
from minqing.org.public import Directory, system_actor
from minqing.vault.models import VaultItem
from minqing.vault.public import open_values


def make(key: str, years: int = 3, **more: object) -> KeepingClass:
    return KeepingClass(
        key=key, title_zh=key, title_en=key, years=years, then=Then.ERASE, source="ours",
        reason_zh="试", **more,  # type: ignore[arg-type]
    )  # fmt: skip


SECTION = RetentionSection(
    announce_days=30,
    classes=(
        make("enquiry", 1, kinds=(MatterKind.ENQUIRY,)),
        make("refused", 5, outcomes=(Outcome.NOT_ACCEPTED,)),
        make("rest"),
    ),
)


@pytest.mark.parametrize(
    ("kind", "outcome", "key"),
    [
        (MatterKind.ENQUIRY, Outcome.EXPLAINED, "enquiry"),
        (MatterKind.ENQUIRY, Outcome.NOT_ACCEPTED, "enquiry"),
        (MatterKind.HELP, Outcome.NOT_ACCEPTED, "refused"),
        (MatterKind.HELP, Outcome.SOLVED, "rest"),
        (MatterKind.HELP, None, "rest"),
    ],
)
def test_first_class_that_fits_is_the_class(
    kind: MatterKind, outcome: Outcome | None, key: str
) -> None:
    found = find_class(SECTION, kind, outcome)
    assert found is not None and found.key == key


@pytest.mark.parametrize(
    ("ended", "years", "end"),
    [
        # 23:30 and 00:30 in Asia/Shanghai: the local day counts
        ("2026-03-02T15:30Z", 3, "2029-03-02T16:00Z"),
        ("2026-03-02T16:30Z", 3, "2029-03-03T16:00Z"),
        ("2024-02-29T02:00Z", 1, "2025-02-28T16:00Z"),
        ("2024-02-29T02:00Z", 4, "2028-02-29T16:00Z"),
        ("2026-12-31T02:00Z", 1, "2027-12-31T16:00Z"),
    ],
)
def test_term_ends_at_the_midnight_after_the_same_day(ended: str, years: int, end: str) -> None:
    assert compute_end(datetime.fromisoformat(ended), years) == datetime.fromisoformat(end)


def test_section_without_a_class_for_the_rest_is_refused() -> None:
    wrong = RetentionSection(announce_days=30, classes=SECTION.classes[:2])
    found = list(check_retention(wrong, None))  # type: ignore[arg-type]
    assert [problem.code for problem in found] == ["retention-class-missing"]
    assert list(check_retention(SECTION, None)) == []  # type: ignore[arg-type]


# ------------------------------------------------------------------ with a demonstration
SOON = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
FAR = datetime(2029, 6, 1, tzinfo=UTC)
database = pytest.mark.django_db(databases=["default", "keys"])


def admin() -> Actor:
    return system_actor("test")


def pick(then: Then) -> str:
    return next(one.case for one in list_due(now=FAR) if one.then == then)


def opened(case: str) -> int:
    refs = VaultItem.objects.filter(subject=f"case:{case}").values_list("ref", flat=True)
    return len(open_values(refs))


@database
def test_nothing_is_due_while_terms_run(small_demo: dict[str, str]) -> None:
    run_once(SOON)
    assert KeptCase.objects.exists()
    assert list_due(now=SOON) == []


@database
def test_ended_cases_are_announced_a_month_before(small_demo: dict[str, str]) -> None:
    run_once(SOON)
    one = min(list_due(now=FAR), key=lambda due: due.due_at)
    assert one in list_due(now=one.due_at - timedelta(days=29))
    assert one not in list_due(now=one.due_at - timedelta(days=31))
    early = act_when_due(one.due_at - timedelta(days=1), 500)
    assert f"case:{one.case}" not in [command.subject for command in early]  # type: ignore[attr-defined]


@database
def test_looking_at_the_list_changes_nothing(small_demo: dict[str, str]) -> None:
    run_once(SOON)
    before = list(KeptCase.objects.order_by("case").values())
    first = list_due(now=FAR)
    assert list_due(now=FAR) == first
    assert list(KeptCase.objects.order_by("case").values()) == before


@database
def test_worker_seals_or_erases_what_is_over_and_spares_what_is_held(
    small_demo: dict[str, str],
) -> None:
    run_once(SOON)
    due = list_due(now=FAR)
    assert len(due) > 20
    held = pick(Then.SEAL)
    hold = HoldSubject(id=new_id(), subject=f"case:{held}", reason="反映人提起诉讼")
    assert submit([hold], by=admin(), now=FAR)[0].ok
    run_once(FAR)
    run_once(FAR)
    assert [one.case for one in list_due(now=FAR)] == [held]
    assert list_due(now=FAR)[0].held == "反映人提起诉讼"
    assert opened(held) > 0
    others = [one.case for one in due if one.case != held]
    assert {opened(case) for case in others} == {0}
    sealed = next(one.case for one in due if one.case != held and one.then == Then.SEAL)
    entry = read_stream(f"subject:case:{sealed}")[-1]
    assert (entry.type, entry.scope) == ("subject.sealed@1", "system:cases-retention")
    lift = LiftHold(id=new_id(), subject=f"case:{held}", reason="判决已生效")
    assert submit([lift], by=admin(), now=FAR)[0].ok
    run_once(FAR)
    run_once(FAR)
    assert (list_due(now=FAR), opened(held)) == ([], 0)


@database
def test_what_was_ended_is_not_ended_again_before_the_list_follows(
    small_demo: dict[str, str],
) -> None:
    run_once(SOON)
    due = act_when_due(FAR, 500)
    assert {answer.status for answer in submit(due, by=admin(), now=FAR)} == {"accepted"}
    assert act_when_due(FAR, 500) == []


@database
def test_unsealed_case_is_held_while_it_is_needed_and_sealed_again(
    small_demo: dict[str, str],
) -> None:
    run_once(SOON)
    case = pick(Then.SEAL)
    run_once(FAR)
    receipt = get_state(f"case:{case}").receipt
    assert (find_kept(admin(), receipt), opened(case)) == (case, 0)
    assert find_kept(Actor(scope="account:a"), receipt) == ""
    for make in (UnsealSubject, HoldSubject):
        asked = make(id=new_id(), subject=f"case:{case}", reason="法院调取")
        assert submit([asked], by=admin(), now=FAR)[0].ok
    run_once(FAR)
    assert opened(case) > 0
    assert [one.held for one in list_due(now=FAR) if one.case == case] == ["法院调取"]
    lift = LiftHold(id=new_id(), subject=f"case:{case}", reason="已调取")
    assert submit([lift], by=admin(), now=FAR)[0].ok
    run_once(FAR)
    run_once(FAR)
    assert opened(case) == 0


@database
def test_reopened_case_leaves_the_list(small_demo: dict[str, str]) -> None:
    # the newest that can be reopened: not every ended case can
    for case in KeptCase.objects.order_by("-ended_at").values_list("case", flat=True):
        again = ReopenCase(id=new_id(), case=case, words=Personal("又坏了。", f"case:{case}"))
        holder = get_state(f"case:{case}").holder_post
        by = get_snapshot(Directory).actor(holder, scope="account:test")
        if submit([again], by=by, now=SOON + timedelta(hours=1))[0].ok:
            break
    else:
        pytest.fail("no ended case of the demonstration can be reopened")
    run_once(SOON + timedelta(hours=2))
    assert not KeptCase.objects.filter(case=case).exists()
