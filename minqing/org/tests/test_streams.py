"""Units, posts and people through `submit`: rows, snapshot, adoption, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from minqing.kernel.messages import Actor, Personal
from minqing.log.public import EraseSubject, get_snapshot, read_entries, read_stream, submit
from minqing.log.registry import LazySnapshots, registry
from minqing.org import public
from minqing.org.followers import follow_moves, follow_tenures, refresh_levels
from minqing.org.models import Account, Person, Post, Tenure, Unit
from minqing.org.tests.builders import BANNER, DAY, NOW, TOWN, VILLAGE, new_command, small_banner

pytestmark = pytest.mark.django_db

SYSTEM = public.system_actor("test")
OTHER_TOWN = "150627103"
PASSWORD = "cao-yuan-150627"


@pytest.fixture(autouse=True)
def _fresh_snapshots() -> Iterator[None]:
    LazySnapshots.forget()
    yield
    LazySnapshots.forget()


@pytest.fixture
def banner() -> None:
    """Ejin Horo Banner with its towns and villages."""
    public.adopt_divisions(BANNER, by=SYSTEM, now=NOW)


def accept(*commands, by: Actor = SYSTEM) -> None:
    answers = submit(commands, by=by, now=NOW)
    assert [str(a.refusal) for a in answers if a.status != "accepted"] == []


def staff(post: str = "P1", unit: str = VILLAGE, role: str = "village_cadre") -> None:
    accept(
        new_command(public.CreatePost, post=post, unit=unit, role=role, title="包户干部12"),
        new_command(
            public.RegisterPerson, person="jia", name=Personal("王甲", "person:jia"), home=BANNER
        ),
        new_command(public.AppointPerson, post=post, person="jia", since=DAY),
    )


def test_adopt_divisions_establishes_the_banner_once(banner: None) -> None:
    kinds = list(Unit.objects.values_list("kind", flat=True))
    assert (kinds.count("village"), kinds.count("gacha"), kinds.count("town")) == (129, 9, 7)
    again = public.adopt_divisions(BANNER, by=SYSTEM, now=NOW)
    assert (again.established, again.refused) == (0, ())


def test_adopt_divisions_of_a_second_banner_shares_the_league(banner: None) -> None:
    second = public.adopt_divisions("150626", by=public.system_actor("other"), now=NOW)
    assert (second.already, second.refused) == (2, ())  # region and league were there
    assert get_snapshot(public.Directory).path("150626")[:2] == ("15", "1506")


def test_adopt_divisions_fills_the_level_columns(banner: None) -> None:
    row = Unit.objects.get(code=VILLAGE)
    assert (row.region, row.league, row.banner, row.town, row.village) == (
        "15", "1506", BANNER, VILLAGE[:9], VILLAGE,
    )  # fmt: skip


def test_adopt_departments_hang_on_the_banner(banner: None) -> None:
    done = public.adopt_departments(BANNER, by=SYSTEM, now=NOW)
    assert (done.established, done.refused) == (34, ())
    water = get_snapshot(public.Directory).unit("150627-D15")
    assert (water.short_name, water.parent, water.axis) == ("水利局", BANNER, public.Axis.LINE)
    assert Unit.objects.get(code="150627-D15").banner == BANNER


def test_directory_shows_who_is_in_a_post_by_name(banner: None) -> None:
    staff()
    post = get_snapshot(public.Directory).post("P1")
    assert (post.person, post.person_name, post.since) == ("jia", "王甲", DAY)


def test_name_of_official_is_in_no_event_and_no_row(banner: None) -> None:
    staff()
    assert [e.position for e in read_entries(limit=5000) if "王甲".encode() in e.body] == []
    assert "王甲" not in Person.objects.get(id="jia").name_ref


def test_erased_name_disappears_from_the_directory(banner: None) -> None:
    staff()
    assert get_snapshot(public.Directory).person_name("jia") == "王甲"
    accept(new_command(EraseSubject, subject="person:jia", reason="本人离世，家属申请"))
    assert get_snapshot(public.Directory).person_name("jia") == ""


def test_directory_stays_when_data_of_a_case_was_erased(banner: None) -> None:
    directory = get_snapshot(public.Directory)
    accept(new_command(EraseSubject, subject="case:C1", reason="检举控告已转送"))
    assert get_snapshot(public.Directory) is directory


def test_relieved_post_is_vacant_in_its_row(banner: None) -> None:
    staff()
    accept(new_command(public.RelievePerson, post="P1", person="jia", on=DAY + timedelta(days=9)))
    row = Post.objects.get(id="P1")
    assert (row.person, row.since, row.until) == ("", None, None)


def test_post_row_refused_with_person_but_without_since() -> None:
    fields = {"id": "P9", "unit": VILLAGE, "role": "village_cadre", "title": "包户干部9",
              "reach": "", "concurrent": False, "abolished": False}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**fields, person="jia", since=None)


def test_hand_over_is_one_command_over_many_streams(banner: None) -> None:
    staff()
    accept(
        new_command(public.RegisterPerson, person="yi", name=Personal("李乙", "person:yi")),
        new_command(public.HandOver, posts=("P1",), giver="jia", taker="yi", on=DAY),
    )
    types = [entry.type for entry in read_stream("post:P1")]
    assert types == ["post.created@1", "post.filled@1", "post.vacated@1", "post.filled@1"]
    assert get_snapshot(public.Directory).post("P1").person == "yi"


def test_command_refused_without_permission(banner: None) -> None:
    answer = submit(
        [new_command(public.RenameUnit, unit=TOWN, name="新名镇")],
        by=Actor(scope="account:9", units=(BANNER,)),
        now=NOW,
    )[0]
    assert answer.refusal is not None
    assert answer.refusal.code == "not-allowed"


# ---------------------------------------------------------------- derived tables
def test_move_refreshes_level_columns_below(banner: None) -> None:
    accept(
        new_command(
            public.EstablishUnit, unit="G1", name="一社", kind=public.UnitKind.OTHER, parent=VILLAGE
        ),
        new_command(public.MoveUnit, unit=VILLAGE, parent=OTHER_TOWN),
    )
    assert Unit.objects.get(code="G1").town == TOWN  # until the follower has seen the move
    follow_moves(read_entries(types=["unit.moved@1"]))
    assert set(Unit.objects.filter(code__in=("G1", VILLAGE)).values_list("town", flat=True)) == {
        OTHER_TOWN
    }
    assert refresh_levels() == 0


def test_tenures_follow_the_log_and_repeat_harmlessly(banner: None) -> None:
    staff()
    accept(new_command(public.RelievePerson, post="P1", person="jia", on=DAY + timedelta(days=9)))
    accept(new_command(public.AppointPerson, post="P1", person="jia", since=DAY + timedelta(9)))
    entries = read_entries(types=["post.filled@1", "post.vacated@1"])
    follow_tenures(entries)
    follow_tenures(entries)
    rows = Tenure.objects.order_by("position").values_list("post", "person", "since", "ended")
    assert list(rows) == [
        ("P1", "jia", DAY, DAY + timedelta(9)),
        ("P1", "jia", DAY + timedelta(9), None),
    ]


# ---------------------------------------------------------------- accounts
def test_actor_for_account_acts_from_its_post(banner: None) -> None:
    staff()
    account = public.create_account(login="Cadre12", password=PASSWORD, person="jia", post="P1")
    actor = public.actor_for(account)
    assert (actor.scope, actor.person, actor.post) == (f"account:{account.pk}", "jia", "P1")
    assert (actor.unit, actor.units, actor.roles) == (VILLAGE, (VILLAGE,), ("village_cadre",))
    assert "CASE_RECEIVE" in actor.permissions


def test_actor_for_account_whose_person_left_the_post_may_do_nothing(banner: None) -> None:
    staff()
    account = public.create_account(login="cadre12", password=PASSWORD, person="jia", post="P1")
    accept(new_command(public.RelievePerson, post="P1", person="jia", on=DAY))
    actor = public.actor_for(account)
    assert (actor.post, actor.units, actor.permissions) == ("", (), frozenset())


def test_actor_for_nobody_or_closed_account_may_do_nothing(banner: None) -> None:
    staff()
    account = public.create_account(login="cadre12", password=PASSWORD, person="jia")
    account.is_active = False
    for who in (AnonymousUser(), account):
        actor = public.actor_for(who)
        assert (actor.kind, actor.permissions, actor.units) == ("resident", frozenset(), ())


def test_switch_post_refused_when_not_held(banner: None) -> None:
    staff()
    accept(
        new_command(public.CreatePost, post="P2", unit=TOWN, role="township_clerk", title="经办员1")
    )
    account = public.create_account(login="cadre12", password=PASSWORD, person="jia", post="P1")
    with pytest.raises(public.PostNotHeld):
        public.switch_post(account, "P2")
    accept(new_command(public.AppointPerson, post="P2", person="jia", since=DAY))
    public.switch_post(account, "P2")
    assert public.actor_for(Account.objects.get(pk=account.pk)).units == (TOWN,)


def test_create_account_refused_with_weak_password(banner: None) -> None:
    with pytest.raises(ValidationError):
        public.create_account(login="cadre12", password="12345", person="jia")
    assert Account.objects.count() == 0


def test_sign_in_keeps_no_time_of_it(client, banner: None) -> None:
    staff()
    account = public.create_account(login="cadre12", password=PASSWORD, person="jia")
    assert authenticate(username="cadre12", password=PASSWORD) == account
    client.force_login(account)
    assert "last_login" not in [field.name for field in Account._meta.get_fields()]


# ---------------------------------------------------------------- completeness
def test_every_registered_command_asks_for_a_known_permission() -> None:
    asked = {
        c.PERMISSION for c in registry.commands if c.PERMISSION and ".tests." not in c.__module__
    }
    assert asked - public.PERMISSIONS.keys() == set()


def test_every_org_command_has_a_permission_and_type_of_its_stream() -> None:
    for name in ("unit", "post", "person", "team", "remit"):
        for command in registry.kinds[name].commands:
            assert command.PERMISSION in ("UNIT_ADMIN", "POST_ADMIN", "ACCOUNT_ADMIN")
            assert re.fullmatch(rf"{name}\.[a-z-]+", command.TYPE)


def test_rows_have_as_many_values_as_columns() -> None:
    for stream, state in small_banner().states.items():
        kind = registry.kind_of(stream)
        assert len(kind.row(stream.partition(":")[2], state, {})) == len(kind.columns)


# ---------------------------------------------------------------- reads for a viewer
def test_reads_show_only_what_the_viewer_reaches(banner: None) -> None:
    staff()
    follow_tenures(read_entries(types=["post.filled@1"]))
    town = Actor(scope="account:1", person="jia", units=(TOWN,))
    stranger = Actor(scope="account:2", units=(OTHER_TOWN,))
    assert VILLAGE in [unit.code for unit in public.list_units(town, TOWN)]
    assert public.list_units(stranger, TOWN) == []
    assert [post.id for post in public.list_posts(town, VILLAGE)] == ["P1"]
    assert public.list_posts(stranger, VILLAGE) == []
    assert [post.id for post in public.list_own_posts(town)] == ["P1"]
    assert [tenure.person for tenure in public.list_tenures(town, "P1")] == ["jia"]
    assert public.list_tenures(stranger, "P1") == []
    assert public.list_tenures(town, "nowhere") == []


def test_resident_actor_may_raise_and_reaches_nothing() -> None:
    actor = public.resident_actor("public:1", "zh-hant")
    assert "CASE_RECEIVE" in actor.permissions
    assert (actor.units, actor.kind, actor.language) == ((), "resident", "zh-hant")
