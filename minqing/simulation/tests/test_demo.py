"""The demonstration, small: loads through the real door, goes on, changes nothing twice."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from msgspec.structs import replace

from minqing.activities.public import find_last_contacts
from minqing.cases.public import (
    Anonymity,
    CaseFilter,
    CaseState,
    Channel,
    MatterKind,
    Outcome,
    ReceiveCase,
    Status,
    list_cases,
)
from minqing.households.public import find_households, get_household
from minqing.kernel.messages import Personal
from minqing.kernel.receipts import new_receipt
from minqing.log.demonstration import forget_demonstration
from minqing.log.models import DeadLetter
from minqing.log.public import (
    CannotAdvance,
    find_demonstration,
    fold_as_recorded,
    get_last_position,
    get_now,
    get_snapshot,
    get_state,
    iterate_entries,
    read_entries,
    read_stream,
    status,
    submit,
)
from minqing.log.registry import LazySnapshots
from minqing.log.verify import verify
from minqing.meetings.public import MeetingStatus
from minqing.org.public import Directory, actor_for, adopt_divisions, system_actor
from minqing.simulation import demo, past, tally
from minqing.simulation.advance import advance
from minqing.simulation.models import Load
from minqing.simulation.running import case_id
from minqing.vault.public import open_value
from tests.harness.small_demo import copy_back, keep

SMALL = demo.Measure(towns=1, villages=2, per_month=60, recent=40, first=date(2026, 3, 2), past=0)
WITH_PAST = replace(SMALL, past=0.03, per_month=10)
NOW = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
both = pytest.mark.both_databases
"""Every load goes the same way through `submit`; on PostgreSQL each test would load anew."""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def load(capsys: pytest.CaptureFixture[str], measure: demo.Measure = SMALL) -> dict:
    assert demo.load(json=True, measure=measure, now=NOW) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def loaded(tmp_path_factory: pytest.TempPathFactory, capsys) -> None:
    """The small demonstration: loaded once a process without a refusal, then copied back."""
    kept = tmp_path_factory.getbasetemp() / "simulated"
    if not copy_back(kept):
        load_quietly(capsys)
        keep(kept)


def load_quietly(capsys: pytest.CaptureFixture[str]) -> dict:
    """Load, and see that the house refused nothing."""
    assert demo.load(json=True, measure=SMALL, now=NOW) == 0
    written = capsys.readouterr()
    assert written.err == ""
    return json.loads(written.out)


@both
def test_demo_loads_once_with_an_account_for_each_role(capsys, tmp_path) -> None:
    assert find_demonstration() is None and not demo.is_loaded()
    printed = load_quietly(capsys)
    assert demo.is_loaded()
    assert abs(get_now() - NOW) < timedelta(minutes=5)  # NOW is in the past
    position = get_last_position()
    assert load(capsys) == printed
    assert get_last_position() == position
    assert printed["unit"] == "150627"
    roles = {account["role"] for account in printed["accounts"]}
    assert roles >= {
        "village_cadre", "village_secretary", "township_clerk", "township_leader",
        "department_handler", "department_reviewer", "independent_caller", "supervisor",
        "banner_clerk", "banner_leader", "administrator",
    }  # fmt: skip
    assert json.loads((tmp_path / demo.ACCOUNTS_FILE).read_bytes()) == printed["accounts"]
    for account in printed["accounts"]:
        user = authenticate(username=account["name"], password=account["password"])
        assert actor_for(user).roles == (account["role"],)


def test_demo_is_lived_forward(loaded) -> None:
    recorded = [entry.recorded_at for entry in read_entries(0, 100_000)]
    assert recorded == sorted(recorded)
    assert recorded[-1] <= NOW
    _check_people_and_households()


def _check_people_and_households() -> None:
    """One caseload in every village, living cases, made-up names."""
    viewer = system_actor("test")
    directory = get_snapshot(Directory)
    part = demo.choose_part(SMALL)
    for village in part.villages:
        households = find_households(viewer, unit=village, limit=200)
        assert 60 <= len(households) <= 70
        assert {household.post for household in households} == {f"{village}-cadre"}
    assert list_cases(viewer, CaseFilter(), now=NOW).lines
    names = [post.person_name for post in directory.posts()]
    assert all(name and name[-1].isdigit() for name in names)


def test_demo_that_was_broken_off_goes_on(capsys, monkeypatch) -> None:
    sweep = demo.sweep

    def break_off(moment: datetime) -> None:
        if moment > datetime(2026, 3, 9, tzinfo=UTC):
            raise KeyboardInterrupt
        sweep(moment)

    monkeypatch.setattr(demo, "sweep", break_off)
    with pytest.raises(KeyboardInterrupt):
        demo.load(json=True, measure=SMALL, now=NOW)
    assert Load.objects.get().finished_at is None
    monkeypatch.undo()
    load(capsys)
    row = Load.objects.get()
    assert row.finished_at == NOW
    recorded = [entry.recorded_at for entry in read_entries(0, 100_000)]
    assert recorded == sorted(recorded)


def test_demo_is_refused_where_somebody_else_wrote(capsys) -> None:
    adopt_divisions(demo.BANNER, by=system_actor("office"), now=NOW)
    position = get_last_position()
    assert demo.load(json=True, measure=SMALL, now=NOW) == 1
    assert capsys.readouterr().err == f"{demo.NOT_EMPTY}\n"
    assert get_last_position() == position


def edge(key: str, day: date = date(2026, 3, 14)) -> CaseState:
    """Return the case of an edge text raised on a day."""
    state = get_state(f"case:{case_id(demo.SEED, f'edge-{key}-{day}')}")
    assert isinstance(state, CaseState)
    return state


def test_everybody_was_seen_and_the_tables_follow_the_log(loaded) -> None:
    viewer, today = system_actor("test"), NOW.date()
    part = demo.choose_part(SMALL)
    households = [
        one.id
        for village in part.villages
        for one in find_households(viewer, unit=village, limit=200)
    ]
    contacts = find_last_contacts(viewer, households, today=today)
    assert all(one.on is not None and one.on < today for one in contacts.values())
    assert status()["behind"] <= 1  # nothing is owed when the load says that it is ready


def test_every_edge_text_meets_its_own_path(loaded) -> None:
    emergency = edge("emergency-words")
    assert emergency.emergency and emergency.emergency_shown_at is not None
    for complaint in (edge("complaint-against-official"), edge("complaint-found-at-triage")):
        assert complaint.status is Status.TRANSFERRED
        assert open_value(complaint.matter) is None
    refused = edge("legal-channel").result
    assert refused is not None and refused.outcome is Outcome.NOT_ACCEPTED
    assert refused.legal_channel and open_value(refused.reply)
    away = get_household(system_actor("test"), edge("away-household").household)
    assert away is not None and away.presence == "away"
    voice = edge("mongolian-voice-note")
    assert voice.language == "mn" and voice.clock is not None
    parted = edge("five-matters")
    told = read_stream(f"case:{parted.id}")[0].event
    assert len(open_value(told.matter)) >= 3000  # type: ignore[attr-defined]
    assert len(parted.parts) == 4 and len(open_value(parted.matter)) < 100
    for words in (edge("praise"), edge("question-only")):
        assert words.result is not None and words.result.outcome is Outcome.EXPLAINED
    assert "小" in open_value(edge("names-inside").matter)
    assert edge("solved-then-broken").reopened >= 1


@both
def test_numbers_of_the_half_year_come_out_of_the_real_rules(capsys) -> None:
    load(capsys, WITH_PAST)
    lines = tally.check_counts(demo.choose_part(WITH_PAST), WITH_PAST, NOW)
    assert [line for line in lines if not line.ok] == []
    found = {line.name: line.found for line in lines}
    assert found["needs of 2014"] == 135 == sum(past.count_expected(0.03).values())
    assert found["households"] == 130 and found["cadres"] == 2
    assert not DeadLetter.objects.exists(), "what the worker does by itself is done or not due"
    held = fold_as_recorded("meeting", before=past.REPORTED_AT).values()
    assert found["joint"] and any(
        one.status is MeetingStatus.CLOSED and one.subjects for one in held
    ), "what is handled jointly has come before the joint meeting"


def root() -> tuple[str, int]:
    """Return one hash over the canonical bytes of the whole log, and its length; without the
    tokens, whose secrets are drawn anew each time."""
    digest, count = hashlib.sha256(), 0
    for entry in iterate_entries():
        if entry.stream.startswith("token:"):
            continue
        digest.update(entry.canonical())
        count += 1
    return digest.hexdigest(), count


@pytest.mark.soak  # the whole load twice
def test_same_seed_and_day_give_the_same_log(capsys) -> None:
    load(capsys, WITH_PAST)
    first = root()
    for alias in ("default", "keys"):
        call_command("flush", database=alias, interactive=False, verbosity=0)
    LazySnapshots.forget()
    forget_demonstration()
    load(capsys, WITH_PAST)
    assert root() == first


def test_demo_runs_on_for_a_week(loaded) -> None:
    before, position = get_now(), get_last_position()
    done = advance(7)
    assert timedelta(days=7) <= done.until - before < timedelta(days=7, minutes=5)
    assert timedelta(0) <= get_now() - done.until < timedelta(minutes=5)
    assert done.events["case.received"] > 3 and done.events["case.struck-off"] > 3
    entries = list(iterate_entries(position))
    assert [e.recorded_at for e in entries] == sorted(e.recorded_at for e in entries)
    assert before <= entries[0].recorded_at and entries[-1].recorded_at <= done.until
    assert DeadLetter.objects.count() == 0
    assert verify().difference is None


def test_case_of_a_visitor_is_left_alone_when_the_demo_runs_on(loaded) -> None:
    part = demo.choose_part(SMALL)
    clerk = get_snapshot(Directory).actor(f"{part.towns[0]}-clerk", scope="account:1")
    case = "visitors-own-case"
    command = ReceiveCase(
        id="visitors-own", case=case, receipt=new_receipt("2222", "22"), unit=part.villages[0],
        channel=Channel.PHONE, kind=MatterKind.APPEAL, anonymity=Anonymity.ANONYMOUS,
        matter=Personal("村口的路灯不亮。", f"case:{case}"),
    )  # fmt: skip
    (answer,) = submit([command], by=clerk, now=get_now())
    assert answer.ok
    advance(7)
    types = [entry.type for entry in read_stream(f"case:{case}")]
    assert types[0] == "case.received@1" and "case.deadline-missed@1" in types
    assert set(types) <= {"case.received@1", "case.deadline-missed@1", "case.raised@1"}


@pytest.mark.parametrize("days", [0, 32])
def test_running_on_is_refused_for_odd_spans(days) -> None:
    with pytest.raises(CannotAdvance, match="不能推进演示：天数"):
        advance(days)


def test_running_on_is_refused_without_a_demonstration() -> None:
    with pytest.raises(CannotAdvance, match="没有本版本装入的演示数据"):
        advance(7)


def test_two_do_not_let_it_run_on_at_once(loaded) -> None:
    Load.objects.update(busy_until=datetime.now(UTC) + timedelta(minutes=1))
    with pytest.raises(CannotAdvance, match="已有人正在推进"):
        advance(1)
    Load.objects.update(busy_until=datetime.now(UTC) - timedelta(minutes=1))  # it died
    assert advance(1).until > get_now() - timedelta(minutes=5)
