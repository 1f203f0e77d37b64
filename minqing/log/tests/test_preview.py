"""The dry run beside the door: the same answers, nothing written."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.models import Entry, Head, StoredRefusal
from minqing.log.public import preview, submit
from minqing.log.tests.tally import Count
from minqing.vault.keystore.models import SubjectKey
from minqing.vault.models import VaultItem

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def count(tally: str, amount: int = 1, **more: object) -> Count:
    return Count(id=new_id(), tally=tally, amount=amount, **more)


def test_preview_answers_as_submit_does(clerk: Actor, now: datetime) -> None:
    commands = [count("a", 60), count("a", 60), count("b", 101), count("b", 1)]
    shown = [one.answer for one in preview(commands, by=clerk, now=now)]
    assert shown == submit(commands, by=clerk, now=now)


def test_preview_writes_nothing_at_all(clerk: Actor, now: datetime) -> None:
    note = Personal("独孤", "person:1")
    preview([count("a", 5, note=note), count("a", 200)], by=clerk, now=now)
    assert (Entry.objects.count(), Head.objects.count(), StoredRefusal.objects.count()) == (0, 0, 0)
    assert (VaultItem.objects.count(), SubjectKey.objects.using("keys").count()) == (0, 0)


def test_preview_shows_the_state_before_and_after(clerk: Actor, now: datetime) -> None:
    submit([count("a", 10)], by=clerk, now=now)
    (shown,) = preview([count("a", 5)], by=clerk, now=now)
    assert (shown.before.total, shown.after.total) == (10, 15)


def test_previewed_command_can_be_submitted_once(clerk: Actor, now: datetime) -> None:
    command = count("a", 5)
    preview([command], by=clerk, now=now)
    submit([command], by=clerk, now=now)
    assert preview([command], by=clerk, now=now)[0].answer.status == "already-done"


def test_preview_of_an_old_version_is_a_conflict(clerk: Actor, now: datetime) -> None:
    submit([count("a", 1), count("a", 1)], by=clerk, now=now)
    command = msgspec.structs.replace(count("a", 5), expected_version=1)
    assert preview([command], by=clerk, now=now)[0].answer.status == "conflict"


def test_preview_refuses_what_the_post_may_not(clerk: Actor, now: datetime) -> None:
    nobody = msgspec.structs.replace(clerk, permissions=frozenset())
    (shown,) = preview([count("a")], by=nobody, now=now)
    assert shown.answer.refusal is not None and shown.answer.refusal.code == "not-allowed"
