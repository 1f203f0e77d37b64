"""2,816 real messages go the whole way: imported, triaged, worked, answered, confirmed.

The messages are not ours to give away (shared/data/messages states no licence), so they stay
outside of the project: without the shared folder this test says so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from minqing.cases import commands as c
from minqing.cases.models import Case
from minqing.cases.personal_numbers import holds_number
from minqing.cases.terms import GivenOn, Ledger, MatterKind, Means, Outcome, Rating, Status
from minqing.gateway.imports import main as import_cases
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_snapshot, submit
from minqing.log.verify import verify
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory

FILE = (
    Path(__file__).resolve().parents[3]
    / "shared" / "data" / "messages" / "messages_with_replies_2816.csv"
)  # fmt: skip
TOWN = "150627101"
NOW = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)  # Tuesday, 10:00
COLUMNS = {"留言编号": "number", "留言用户": "user", "留言主题": "subject",
           "留言时间": "raised_at", "留言详情": "body"}  # fmt: skip

pytestmark = [
    pytest.mark.real_messages,
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.skipif(
        not FILE.exists(), reason="the shared folder with the real messages is not here"
    ),
]


def actor(post: str, number: int) -> Actor:
    return get_snapshot(Directory).actor(post, scope=f"account:{number}")


def send(commands: Sequence[Command], by: Actor, now: datetime) -> None:
    refused = [
        f"{answer.refusal.code}: {answer.refusal}"
        for answer in submit(commands, by=by, now=now)
        if answer.refusal is not None
    ]
    assert refused == [], refused[:3]


def for_each(
    cases: Sequence[str], make: Callable[[str], dict[str, Any]], command: type[c.CaseCommand]
) -> list[Command]:
    return [
        command(id=derived_id("real", command.TYPE, case), case=case, **make(case))
        for case in cases
    ]


def test_real_messages_go_the_whole_way(small_demo: dict[str, str], tmp_path: Path) -> None:
    before = set(Case.objects.values_list("id", flat=True))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(yaml.safe_dump({"columns": COLUMNS}, allow_unicode=True), "utf-8")
    for _ in range(2):  # a second import changes nothing
        assert import_cases(str(FILE), unit=TOWN, mapping=str(mapping), json=True) == 0
    cases = sorted(set(Case.objects.values_list("id", flat=True)) - before)
    assert len(cases) == 2816
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        replies = {row["留言编号"].strip(): row["答复意见"].strip() for row in csv.DictReader(file)}
    reply_of = {
        case: replies[number]
        for case, number in Case.objects.exclude(external_number="").values_list(
            "id", "external_number"
        )
        if case not in before
    }
    assert reply_of.keys() == set(cases)

    directory = get_snapshot(Directory)
    holder = directory.posts_at(TOWN, "township_clerk")[0]
    clerk, caller = actor(holder, 1), actor(directory.nearest(TOWN, "independent_caller"), 2)
    assert set(Case.objects.filter(id__in=cases[:500]).values_list("status", flat=True)) == {
        Status.AWAITING_TRIAGE
    }
    sort = {"kind": MatterKind.APPEAL, "ledger": Ledger.AGENT, "category": pick_category(directory)}
    send(
        for_each(cases, lambda case: {**sort, "post": holder, "unit": TOWN}, c.TriageCase),
        clerk,
        NOW,
    )
    later = NOW + timedelta(hours=1)
    waiting = [case for case, status in statuses(cases).items()
               if status == Status.AWAITING_ACKNOWLEDGEMENT]  # fmt: skip
    send(for_each(waiting, lambda case: {}, c.AcknowledgeCase), clerk, later)
    assert not any(holds_number(reply) for reply in reply_of.values()), "offices are no persons"

    def answer(case: str) -> dict[str, object]:
        return {"outcome": Outcome.EXPLAINED, "reply": Personal(reply_of[case], f"case:{case}")}

    send(
        for_each(cases, answer, c.RecordResult),
        clerk,
        later + timedelta(days=1),
    )
    told = {"means": Means.PHONE, "proof": "电话记录"}
    send(for_each(cases, lambda case: told, c.RecordTelling), clerk, later + timedelta(days=2))
    word = {"answered": True, "solved": True, "given_on": GivenOn.CALL, "rating": Rating.SATISFIED}
    send(
        for_each(cases, lambda case: word, c.RecordConfirmation), caller, later + timedelta(days=3)
    )
    assert set(statuses(cases).values()) == {Status.CLOSED}
    assert Case.objects.filter(id__in=cases[:900], answered=True, solved=True).count() == 900
    assert verify().difference is None


def pick_category(directory: Directory) -> str:
    pack = get_snapshot(Packs).for_unit(directory.path(TOWN), "150627", section="cases")
    return str(pack.section("categories").tree[-1].children[0].code)


def statuses(cases: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(cases), 900):
        rows = Case.objects.filter(id__in=cases[start : start + 900])
        found.update(rows.values_list("id", "status"))
    return found
