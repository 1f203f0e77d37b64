"""Rules of pairs: whose post, which unit, one community at a time, days in order. No database."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from minqing.cases.tests.builders import (
    MONDAY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    OnePack,
    directory,
    staff,
)
from minqing.kernel.messages import Frame, Refusal, RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.partnerships.pairs import facts, refusals, rules
from minqing.partnerships.pairs.commands import EndPair, MakePair, name_pair
from minqing.partnerships.pairs.pack import PairingsSection, check_pairings
from minqing.partnerships.pairs.state import EVENTS, PairState, evolve

PACKS = Path(__file__).resolve().parents[4] / "packs"
GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).resolve().parents[4] / "docs/reference/refusals-projects.md"
OFFICE, CLERK = staff("office"), staff("clerk")
TODAY = MONDAY.date()
LEADER, PARTNER = "linked_leader", "co_building"


def read_section() -> PairingsSection:
    (path,) = PACKS.glob("*/pairings.yaml")
    return msgspec.convert(yaml.safe_load(path.read_text()), PairingsSection)


class Book:
    """States of pairs, written by the rules only."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.packs = OnePack(pairings=read_section())

    def do(self, command: Any, by: Any = OFFICE) -> str:
        snapshots = {Directory: directory(), Packs: self.packs}
        (stream,) = rules.needs(command)
        frame = Frame(now=MONDAY, by=by, snapshots=snapshots)
        decided = rules.decide(command, {stream: self.states.get(stream)}, frame)
        if isinstance(decided, Refusal):
            return decided.code
        for item in decided:
            self.states[item.stream] = evolve(self.states.get(item.stream), item.event)
        return ""


def make(kind: str = LEADER, unit: str = VILLAGE, since: date = TODAY, **who: str) -> MakePair:
    who = who or {"post": "post-chief"}
    pair = name_pair(kind, unit=unit, **who)
    return MakePair(id="C1", pair=pair, kind=kind, unit=unit, since=since, **who)


def end(on: date = TODAY, reason: str = "分工调整", pair: str = "") -> EndPair:
    return EndPair(id="C2", pair=pair or name_pair(LEADER, post="post-chief"), on=on, reason=reason)


def test_leader_is_linked_with_one_community_at_a_time_and_days_stay() -> None:
    book = Book()
    assert book.do(make(since=TODAY - timedelta(days=30))) == ""
    assert book.do(make(unit=OTHER_VILLAGE)) == "pair-unit-wrong"  # a gacha is not named
    assert book.do(make()) == "pair-lasts"
    assert book.do(end(on=TODAY - timedelta(days=2))) == ""
    assert book.do(make(since=TODAY - timedelta(days=1))) == ""
    (state,) = book.states.values()
    assert isinstance(state, PairState)
    assert [(one.unit, one.until is None) for one in state.links] == [
        (VILLAGE, False), (VILLAGE, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (make(kind="nothing"), "pair-kind-unknown"),
        (make(unit=TOWN), "pair-unit-wrong"),
        (make(post="post-clerk"), "pair-post-wrong"),
        (make(post="nobody"), "pair-post-wrong"),
        (make(kind=PARTNER, partner="甲"), "pair-name-wrong"),
        (make(kind=PARTNER, partner="驻区单位13800138000"), "pair-name-wrong"),
        (make(kind=PARTNER, unit=TOWN, partner="驻区单位1"), ""),
        (msgspec.structs.replace(make(), pair="other"), "pair-id-wrong"),
        (make(since=TODAY + timedelta(days=1)), "pair-day-wrong"),
        (end(), "pair-unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(command: Any, code: str) -> None:
    assert Book().do(command) == code


def test_only_who_reaches_the_unit_makes_or_ends() -> None:
    book, stranger = Book(), staff("neighbour")
    assert book.do(make(), stranger) == "pair-out-of-reach"
    assert book.do(make(), CLERK) == ""
    assert book.do(end(), stranger) == "pair-out-of-reach"
    assert book.do(end(reason=" ")) == "pair-reason-wrong"
    assert book.do(end(on=TODAY - timedelta(days=9))) == "pair-day-wrong"
    assert book.do(end()) == ""
    assert book.do(end()) == "pair-ended"


def test_pack_names_a_kind_once_and_known_roles() -> None:
    section = read_section()
    kind = msgspec.structs.replace(section.kinds[0], roles=("nobody",))
    wrong = msgspec.structs.replace(section, kinds=(section.kinds[0], kind))
    identity: Any = None
    assert {one.code for one in check_pairings(wrong, identity)} == {
        "pack-pair-twice", "pack-pair-role",
    }  # fmt: skip
    assert list(check_pairings(section, identity)) == []


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.TYPE)
def test_golden_event_is_still_read(cls: Any) -> None:
    body = (GOLDEN / f"{cls.TYPE}.json").read_bytes().strip()
    assert encode(registry.codec.decode(cls.TYPE, body)) == body


def test_every_code_stands_in_the_reference() -> None:
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    kinds = [one for one in vars(refusals).values() if isinstance(one, RefusalKind)]
    assert {f"| `{kind.code}` | {kind.sentence} |" for kind in kinds} <= lines


def test_facts_name_unit_and_kind_alone() -> None:
    body = (GOLDEN / "pair.made@1.json").read_bytes()
    event = registry.codec.decode("pair.made@1", body)
    (row,) = facts.extract(type("Entry", (), {"event": event})())  # type: ignore[arg-type]
    assert (row.kind, row.unit, row.data) == ("pair_made", "150304001001", {"kind": LEADER})
