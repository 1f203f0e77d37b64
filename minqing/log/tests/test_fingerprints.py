"""A repeat is known again after its command gained a field; another wish never is."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec
import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log import fingerprints
from minqing.log.models import Entry, StoredRefusal
from minqing.log.public import submit
from minqing.log.tests.tally import Count

KEY = bytes(range(32))


class Later(Count):
    """The tally's command as a later program knows it."""

    TYPE: ClassVar[str] = Count.TYPE

    tone: str = "plain"
    parts: tuple[str, ...] = ()


def test_fingerprint_stays_when_a_command_gains_a_field() -> None:
    known = {"id": "c1", "tally": "a", "amount": 5}
    before = fingerprints.make_fingerprint(Count(**known), KEY)
    assert fingerprints.make_fingerprint(Later(**known), KEY) == before


@pytest.mark.parametrize("said", [{"tone": "loud"}, {"parts": ("x",)}, {"amount": 6}])
def test_fingerprint_differs_when_a_field_is_used(said: dict[str, object]) -> None:
    known = {"id": "c1", "tally": "a", "amount": 5}
    before = fingerprints.make_fingerprint(Count(**known), KEY)
    assert fingerprints.make_fingerprint(Later(**(known | said)), KEY) != before


def test_default_said_aloud_is_the_same_wish() -> None:
    body = b'{"id": "c1", "tally": "a", "amount": 5, "tone": "plain", "parts": []}'
    aloud = msgspec.json.decode(body, type=Later)
    silent = Later(id="c1", tally="a", amount=5)
    made = [fingerprints.make_fingerprint(one, KEY) for one in (aloud, silent)]
    assert made[0] == made[1]


def test_old_fingerprint_is_known_again_in_every_old_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = {Count.TYPE: [["id", "tally", "amount"], ["id", "tally", "amount", "tone"]]}
    monkeypatch.setattr(fingerprints, "_read_shapes", lambda: shapes)
    command = Later(id="c1", tally="a", amount=5)
    for body in (
        b'{"id":"c1","tally":"a","amount":5}',
        b'{"id":"c1","tally":"a","amount":5,"tone":"plain"}',
    ):
        assert fingerprints.was_made_before(fingerprints._hash(command, body, KEY), command, KEY)
    changed = msgspec.structs.replace(command, amount=6)
    assert not fingerprints.was_made_before(
        fingerprints._hash(command, b'{"id":"c1","tally":"a","amount":5}', KEY), changed, KEY
    )


def test_old_shape_is_not_tried_when_a_later_field_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        fingerprints, "_read_shapes", lambda: {Count.TYPE: [["id", "tally", "amount"]]}
    )
    command = Later(id="c1", tally="a", amount=5, tone="loud")
    old = fingerprints._hash(command, b'{"id":"c1","tally":"a","amount":5}', KEY)
    assert not fingerprints.was_made_before(old, command, KEY)


def _age(model: type[Entry] | type[StoredRefusal], command: Count) -> None:
    """Store what the program of autumn 2026 stored: every field, defaults too."""
    # what stood on the log then, byte by byte
    body = msgspec.json.encode({name: getattr(command, name) for name in command.__struct_fields__})
    digest = fingerprints._hash(command, body, fingerprints.derive_key())
    model.objects.filter(command_id=command.id).update(command_hash=digest)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.both_databases
def test_repeat_of_a_command_from_before_is_already_done(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fingerprints, "_read_shapes", lambda: {Count.TYPE: [list(Count.__struct_fields__)]}
    )
    command = Count(id=new_id(), tally="a", amount=5, note=Personal("张三", "person:1"))
    submit([command], by=clerk, now=now)
    _age(Entry, command)
    assert submit([command], by=clerk, now=now)[0].status == "already-done"
    other = msgspec.structs.replace(command, note=Personal("李四", "person:1"))
    answer = submit([other], by=clerk, now=now)[0]
    assert answer.refusal is not None and answer.refusal.code == "command-id-reused"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.both_databases
def test_refusal_from_before_is_repeated_word_for_word(
    clerk: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fingerprints, "_read_shapes", lambda: {Count.TYPE: [list(Count.__struct_fields__)]}
    )
    command = Count(id=new_id(), tally="a", amount=101)
    first = submit([command], by=clerk, now=now)[0]
    _age(StoredRefusal, command)
    assert submit([command], by=clerk, now=now)[0] == first
