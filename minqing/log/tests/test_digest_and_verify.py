"""Tamper evidence, and verify that finds every kind of difference."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log import digest, verify
from minqing.log.models import DayRoot, Entry, Head, Setting
from minqing.log.public import find_inclusion, submit
from minqing.log.rebuild import catch_up, list_outdated, rebuild_kind
from minqing.log.registry import Follower, registry
from minqing.log.tests.tally import Count, TallyState
from minqing.log.worker import run_follower

database = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def on_database(test):  # type: ignore[no-untyped-def]
    for mark in database:
        test = mark(test)
    return test


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [digest.hash_leaf(str(n).encode()) for n in range(size)]
    root = digest.compute_root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = digest.compute_proof(leaves, index)
    assert digest.check_proof(leaves[index], proof, root)
    assert not digest.check_proof(digest.hash_leaf(b"forged"), proof, root)


def fill(clerk: Actor, now: datetime, days: int = 3) -> None:
    for day in range(days):
        moment = now + timedelta(days=day)
        commands = [Count(id=new_id(), tally=f"t{n}", amount=1) for n in range(4)]
        submit(commands, by=clerk, now=moment)


@on_database
def test_days_are_closed_once_they_have_ended(clerk: Actor, now: datetime) -> None:
    fill(clerk, now)
    made = digest.close_days(now + timedelta(days=2))
    assert [(d.first, d.last) for d in made] == [(1, 4), (5, 8)]
    assert digest.close_days(now + timedelta(days=2)) == []
    assert [(d.first, d.last) for d in digest.close_days(now + timedelta(days=3))] == [(9, 12)]


@on_database
def test_entry_before_local_midnight_belongs_to_that_day(clerk: Actor, now: datetime) -> None:
    late = now.replace(hour=15, minute=59)  # 23:59 in Shanghai
    submit([Count(id=new_id(), tally="a", amount=1)], by=clerk, now=late)
    submit([Count(id=new_id(), tally="a", amount=1)], by=clerk, now=late + timedelta(minutes=2))
    assert [d.last for d in digest.close_days(late + timedelta(hours=1))] == [1]


@on_database
def test_request_read_before_midnight_and_written_after_joins_the_open_day(
    clerk: Actor, now: datetime
) -> None:
    late = now.replace(hour=15, minute=59)  # 23:59 in Shanghai
    fill(clerk, late, days=1)
    digest.close_days(late + timedelta(minutes=2))
    submit([Count(id=new_id(), tally="x", amount=1)], by=clerk, now=late)
    assert Entry.objects.order_by("-position")[0].recorded_at == late + timedelta(minutes=1)
    assert len(digest.close_days(late + timedelta(days=1, hours=1))) == 1
    assert verify.verify().difference is None


@on_database
def test_inclusion_of_an_entry_is_proved_by_the_published_root(clerk: Actor, now: datetime) -> None:
    fill(clerk, now, days=1)
    assert find_inclusion(3) is None
    digest.close_days(now + timedelta(days=1))
    found = find_inclusion(3)
    assert found is not None
    assert digest.check_proof(found.leaf, found.proof, bytes(DayRoot.objects.get().root))


@on_database
def test_whole_log_verifies(clerk: Actor, now: datetime) -> None:
    fill(clerk, now)
    digest.close_days(now + timedelta(days=9))
    result = verify.verify()
    assert (result.difference, result.streams, result.entries, result.days) == (None, 4, 12, 3)


@on_database
@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (lambda: Entry.objects.filter(position=2).update(body=b'{"amount":9,"note":""}'), "head-state"),
        (lambda: Head.objects.filter(stream="tally:t1").update(state=b'{"total":9,"times":3}'), "head-state"),
        (lambda: Head.objects.filter(stream="tally:t1").update(version=9), "head-version"),
        (lambda: Head.objects.filter(stream="tally:t1").delete(), "head-count"),
        (lambda: Entry.objects.filter(position=12).update(position=14), "position-gap"),
        (lambda: Entry.objects.filter(position=5).update(post="post:other"), "day-root"),
        (lambda: DayRoot.objects.filter(first=5).update(chain=b"x"), "day-chain"),
    ],
)  # fmt: skip
def test_verify_finds_tampering(tamper, code: str, clerk: Actor, now: datetime) -> None:  # type: ignore[no-untyped-def]
    fill(clerk, now)
    digest.close_days(now + timedelta(days=9))
    tamper()
    difference = verify.verify().difference
    assert difference is not None
    assert difference.code == code


@on_database
def test_interrupted_verify_goes_on_where_it_stopped(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "PAGE", 1)
    fill(clerk, now)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify.verify(report=stop)
    folded: list[int] = []
    result = verify.verify(report=lambda done, total: folded.append(done))
    assert result.difference is None
    assert folded == [3, 4] or folded == [2, 3, 4]
    assert not Setting.objects.filter(name=verify.PROGRESS).exists()


@on_database
def test_incremental_verify_looks_at_changed_streams_only(clerk: Actor, now: datetime) -> None:
    fill(clerk, now)
    verify.verify()
    submit([Count(id=new_id(), tally="t0", amount=1)], by=clerk, now=now + timedelta(days=4))
    assert verify.verify(incremental=True).streams == 1


@on_database
def test_rebuild_mends_heads_from_the_log(clerk: Actor, now: datetime) -> None:
    fill(clerk, now)
    Head.objects.update(state=b'{"total":0,"times":0}')
    assert rebuild_kind("tally") == 4
    assert verify.verify().difference is None


@on_database
def test_raised_projection_version_is_caught_up_once(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(clerk, now)
    catch_up()
    newer = msgspec.structs.replace(registry.kinds["tally"], version=2)
    monkeypatch.setitem(registry.kinds, "tally", newer)
    assert list_outdated() == ["tally"]
    assert catch_up() == 4
    assert list_outdated() == []


class WiderTally(TallyState, frozen=True):
    """What the tally's state would be after a release that added a field to it."""

    remark: str = ""


@on_database
@pytest.mark.parametrize(
    "change", [{"state": WiderTally}, {"columns": ("key", "total", "times", "remark")}]
)
def test_new_shape_is_noticed_without_a_raised_version(
    change: dict[str, Any], clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(clerk, now)
    catch_up()
    wider = msgspec.structs.replace(registry.kinds["tally"], **change)
    monkeypatch.setitem(registry.kinds, "tally", wider)
    assert list_outdated() == ["tally"]


@on_database
def test_follower_of_a_raised_version_begins_anew_once(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[str] = []
    seen: list[int] = []

    def make(version: int) -> Follower:
        return Follower("notes", lambda found: seen.append(len(found)), None, None, version,
                        lambda: emptied.append("notes"))  # fmt: skip

    fill(clerk, now)
    monkeypatch.setitem(registry.followers, "notes", make(1))
    catch_up()
    run_follower(make(1), now)
    catch_up()
    assert emptied == []
    monkeypatch.setitem(registry.followers, "notes", make(2))
    catch_up()
    catch_up()
    run_follower(make(2), now)
    assert (emptied, seen[0] == seen[1] > 0) == (["notes"], True)
