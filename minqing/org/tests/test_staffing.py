"""Terms that end, reserve cadres, the share stationed, hand-overs on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_state, submit
from minqing.mechanisms.public import publish_folder
from minqing.org import public
from minqing.org.tests.builders import BANNER, DAY, NOW, TOWN, VILLAGE, new_command

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
SYSTEM = public.system_actor("test")
VIEWER = Actor(scope="account:1", units=(TOWN,))
TERM = date(2027, 3, 2)


def ok(*commands: Any) -> None:
    for answer in submit(commands, by=SYSTEM, now=NOW):
        assert answer.refusal is None, str(answer.refusal)


def person(name: str, home: str = TOWN) -> Any:
    return new_command(
        public.RegisterPerson, person=name, name=Personal(name, f"person:{name}"), home=home
    )


def station(post: str, who: str, kind: str = "town", until: date = TERM) -> None:
    posting = public.Posting(public.PostingKind(kind), TOWN)
    ok(
        new_command(public.CreatePost, post=post, unit=VILLAGE, role="village_cadre", title="包户"),
        new_command(
            public.AppointPerson, post=post, person=who, since=DAY, until=until, posting=posting
        ),
    )


@pytest.fixture
def town() -> None:
    """A town with five cadres on strength, under a mechanism that speaks of stationing."""
    public.adopt_divisions(BANNER, by=SYSTEM, now=NOW)
    for folder in sorted(settings.PACKS_DIR.iterdir()):
        if (folder / "stationing.yaml").exists():
            assert publish_folder(folder, by=SYSTEM, now=NOW).ok
    ok(*(person(f"p{number}") for number in range(1, 6)))


def staffing(today: date = DAY) -> public.Staffing:
    found = public.see_staffing(VIEWER, TOWN, today=today)
    assert found is not None
    return found


def test_share_stationed_is_counted_by_unit(town: None) -> None:
    for number in (1, 2, 3):
        station(f"C{number}", f"p{number}")
    (share,) = staffing().shares
    assert (share.strength, share.stationed, share.wanted, share.keeps) == (5, 3, 4, False)
    station("C4", "p4")
    assert staffing().shares[0].keeps


def test_who_left_is_on_no_strength(town: None) -> None:
    station("C1", "p1")
    ok(new_command(public.RecordLeaving, person="p5", on=DAY))
    (share,) = staffing().shares
    assert (share.strength, share.wanted) == (4, 4)


def test_village_without_reserve_cadre_or_group_is_shown(town: None) -> None:
    station("C1", "p1", "reserve")
    village = next(v for v in staffing().villages if v.unit == VILLAGE)
    other = next(v for v in staffing().villages if v.unit != VILLAGE)
    assert (village.reserves, village.reserves_wanted, len(village.stationed)) == (1, 1, 1)
    assert (other.reserves, other.group, other.stationed) == (0, None, ())


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (TERM - timedelta(31), []),
        (TERM - timedelta(30), [("C1", False)]),
        (TERM - timedelta(1), [("C1", False)]),
        (TERM, [("C1", True)]),
        (TERM + timedelta(99), [("C1", True)]),
    ],
)
def test_ending_term_is_shown_until_the_post_is_handed_over(
    town: None, today: date, shown: list[tuple[str, bool]]
) -> None:
    station("C1", "p1")
    assert [(one.post.id, one.over) for one in staffing(today).endings] == shown


def test_staffing_is_shown_in_reach_only(town: None) -> None:
    assert public.see_staffing(VIEWER, "150627103", today=DAY) is None
    assert public.see_staffing(Actor(scope="x"), TOWN, today=DAY) is None


def test_hand_over_with_a_record_keeps_its_sheet(town: None) -> None:
    station("C1", "p1")
    posting = public.Posting(public.PostingKind.TOWN, TOWN)
    sheet = (public.Handed("case", "c1"), public.Handed("household", "h1"))
    command = {
        "posts": ("C1",), "giver": "p1", "taker": "p2", "on": DAY, "until": TERM,
        "posting": posting, "record": "HO1", "sheet": sheet, "reason": "轮换",
    }  # fmt: skip
    ok(new_command(public.HandOver, **command))
    assert get_state("handover:HO1").sheet == sheet
    admin = Actor(scope="account:2", permissions=frozenset({"POST_ADMIN"}))
    for viewer in (admin, Actor(scope="account:3", person="p1")):
        assert [row.id for row in public.list_hand_overs(viewer, "p1")] == ["HO1"]
    assert public.list_hand_overs(Actor(scope="account:4", person="p3"), "p1") == []
    (answer,) = submit(
        [new_command(public.HandOver, **{**command, "giver": "p2", "taker": "p3"})],
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert answer.refusal is not None and answer.refusal.code == "hand-over-recorded"


def test_hand_over_ahead_of_its_day_is_refused(town: None) -> None:
    station("C1", "p1")
    command = new_command(
        public.HandOver, posts=("C1",), giver="p1", taker="p2", on=DAY + timedelta(1)
    )
    (answer,) = submit([command], by=SYSTEM, now=NOW)
    assert answer.refusal is not None and answer.refusal.code == "hand-over-ahead"


def test_old_person_has_no_reach_from_that_moment_and_the_new_one_has_it(town: None) -> None:
    station("C1", "p1")
    accounts = {
        name: public.create_account(login=name, password="cao-yuan-150627", person=name)
        for name in ("p1", "p2")
    }
    assert public.actor_for(accounts["p1"]).units == (VILLAGE,)
    ok(new_command(public.HandOver, posts=("C1",), giver="p1", taker="p2", on=DAY))
    old, new = (public.actor_for(accounts[name]) for name in ("p1", "p2"))
    assert (old.post, old.units, old.permissions) == ("", (), frozenset())
    assert (new.post, new.units) == ("C1", (VILLAGE,)) and "CASE_HANDLE" in new.permissions


def test_papers_of_responsibilities_are_read_from_above_too(town: None) -> None:
    parts = tuple(
        public.RemitPart(code, "写明。") for code in ("duties", "style", "focus", "methods")
    )
    for remit, level, unit in (("R1", "banner", BANNER), ("R2", "village", VILLAGE)):
        ok(
            new_command(
                public.IssueRemit, remit=remit, level=level, unit=unit, title=level,
                number="1号", on=DAY, parts=parts,
            )
        )  # fmt: skip
    assert [row.id for row in public.list_remits(VIEWER, VILLAGE)] == ["R1", "R2"]
    ok(new_command(public.WithdrawRemit, remit="R1", reason="修订"))
    assert [row.id for row in public.list_remits(VIEWER, VILLAGE)] == ["R2"]
    assert public.list_remits(VIEWER, "150627103") == []


def test_nobody_in_reach_is_left_out_of_whom_a_post_may_get(town: None) -> None:
    others = [person(f"q{number:03}", BANNER) for number in range(public.MOST_PEOPLE + 5)]
    ok(*others, person("near", VILLAGE), new_command(public.RecordLeaving, person="p5", on=DAY))
    viewer = Actor(scope="account:1", units=(BANNER,))
    found = [one.id for one in public.list_candidates(viewer, VILLAGE)]
    assert found[:5] == ["near", "p1", "p2", "p3", "p4"]
    assert len(found) == 5 + len(others) and "p5" not in found
    assert "q001" not in [one.id for one in public.list_candidates(VIEWER, VILLAGE)]
