"""Units established and closed, teams changed: by their pages, over a small demonstration."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.console.tests.test_staff_pages import sign_in
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import get_snapshot, submit
from minqing.org.models import Post
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    Directory,
    EstablishTeam,
    RegisterPerson,
    actor_for,
    system_actor,
)
from tests.harness.small_demo import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SYSTEM = system_actor("pages")
Logins = dict[str, str]


def find_unit(login: str) -> str:
    return actor_for(get_user_model().objects.get(login=login)).unit


def do(command: type, /, **fields: object) -> None:
    (answer,) = submit([command(id=new_id(), **fields)], by=SYSTEM, now=NOW)
    assert answer.refusal is None, str(answer.refusal)


def read(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(f"console:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def post(client: Client, door: str, /, *args: str, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(f"console:{door}", args=args), {"command": new_id(), **data})
    return answer.status_code, answer.content.decode()


def get_directory() -> Directory:
    return get_snapshot(Directory)


NEW = {"new_name": "新桥社区居民委员会", "new_short": "新桥社区", "kind": "community"}


# ---------------------------------------------------------------- establish
def test_unit_established_twice_by_one_press_is_there_once(place: Logins) -> None:
    town, client = find_unit(place["township_clerk"]), sign_in(place["administrator"])
    found = re.search(r'name="code" value="([^"]+)"', read(client, "units", unit=town))
    assert found is not None and found[1] == f"{town}-01"
    wish = {"command": new_id(), "code": found[1], **NEW}
    assert [post(client, "unit-deed", town, "establish", **wish)[0] for _ in "12"] == [302, 302]
    assert get_directory().unit(found[1]).short_name == "新桥社区"
    assert 'value="' + f"{town}-02" in read(client, "units", unit=town)
    assert "新桥社区" in read(client, "units", unit=found[1])


def test_department_is_established_in_the_tree_of_lines(place: Logins) -> None:
    client = sign_in(place["administrator"])
    banner = find_unit(place["administrator"])
    wish = {"code": f"{banner}-90", **NEW, "kind": "department"}
    assert post(client, "unit-deed", banner, "establish", **wish)[0] == 302
    assert get_directory().unit(f"{banner}-90").axis == "line"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "150627"}, "这个代码已经使用"),
        ({"code": "新 01"}, "编号只能用字母"),
        ({"kind": "league"}, "不在可选的范围内"),
        ({"new_name": ""}, "没有填"),
    ],
)
def test_unit_is_not_established_and_nothing_typed_is_lost(
    place: Logins, wrong: dict[str, str], said: str
) -> None:
    town, client = find_unit(place["township_clerk"]), sign_in(place["administrator"])
    status, page = post(client, "unit-deed", town, "establish", **{"code": "X9", **NEW, **wrong})
    assert status == 422 and said in page
    assert "新桥社区" in page


# ---------------------------------------------------------------- close
def put_in(unit: str, role: str) -> str:
    """Appoint somebody to a new post of a unit; returns the post."""
    key = new_id()
    do(CreatePost, post=key, unit=unit, role=role, title="岗")
    do(RegisterPerson, person=f"p{key}", name=Personal("王某", f"person:p{key}"), home=unit)
    do(AppointPerson, post=key, person=f"p{key}", since=date(2026, 1, 1))
    return key


def find_receiver(village: str) -> str:
    directory = get_directory()
    parent = directory.parent(village)
    assert parent is not None
    return parent


def test_closing_shows_what_hangs_on_a_village_and_what_stands_in_the_way(place: Logins) -> None:
    village, client = find_unit(place["village_cadre"]), sign_in(place["administrator"])
    receiver = find_receiver(village)
    status, page = post(client, "unit-preview", village, "close", receiver=receiver)
    assert status == 200
    living = Case.objects.filter(holder_unit=village, living=True).count()
    assert f"<strong>{living}</strong>件在办事项由这里承办" in page
    directory = get_directory()
    filled = [p for p in directory.posts_at(village) if directory.post(p).person]
    assert filled and all(reverse("console:post", args=[p]) in page for p in filled)
    assert "还不能撤销" in page and 'name="posts"' not in page
    status, page = post(
        client, "unit-deed", village, "close", receiver=receiver, posts=" ".join(filled)
    )
    assert status == 422 and "还有人在岗" in page


def test_village_without_people_is_closed_and_its_work_answered_for(place: Logins) -> None:
    village, client = find_unit(place["village_cadre"]), sign_in(place["administrator"])
    receiver = find_receiver(village)
    for one in get_directory().posts_at(village):
        person = get_directory().post(one).person
        if person:
            status, page = post(client, "post-deed", one, "relieve", on="2026-11-20", reason="撤村")
            assert status == 302, page
    status, page = post(client, "unit-preview", village, "close", receiver=receiver)
    shown = re.search(r'name="posts" value="([^"]*)"', page)
    assert status == 200 and shown is not None and "时限不停" in page
    wish = {"receiver": receiver, "posts": shown[1], "command": new_id()}
    assert [post(client, "unit-deed", village, "close", **wish)[0] for _ in "12"] == [302, 302]
    directory = get_directory()
    assert directory.unit(village).closed and directory.current(village) == receiver
    held = Case.objects.filter(holder_unit=village, living=True, sealed=False)
    assert all(directory.accountable(one.holder_post) for one in held)
    assert "本单位已撤销，现由" in read(client, "units", unit=village)


def test_closing_without_a_receiver_is_refused_in_place(place: Logins) -> None:
    village, client = find_unit(place["village_cadre"]), sign_in(place["administrator"])
    status, page = post(client, "unit-preview", village, "close")
    assert status == 422 and "“由哪个单位接办”没有填" in page
    status, page = post(client, "unit-preview", village, "close", receiver="150627-D01")
    assert status == 422 and "不在可选的范围内" in page


# ---------------------------------------------------------------- teams
@pytest.fixture
def team(place: Logins) -> str:
    """A work team of a department with its head, for the cadre's village."""
    unit, village = find_unit(place["department_handler"]), find_unit(place["village_cadre"])
    heads = get_directory().posts_at(unit, "department_reviewer")
    do(
        EstablishTeam, team="T1", kind="department-team", unit=unit, name="驻村工作队",
        leader=heads[0], village=village,
    )  # fmt: skip
    return "T1"


def test_team_takes_members_in_and_lets_them_go(place: Logins, team: str) -> None:
    client, unit = sign_in(place["administrator"]), find_unit(place["department_handler"])
    handler = get_directory().posts_at(unit, "department_handler")[0]
    person = get_directory().post(handler).person
    assert "还没有成员" in read(client, "team", team)
    assert post(client, "team-deed", team, "join", person=person)[0] == 302
    page = read(client, "team", team)
    assert reverse("console:person", args=[person]) in page and "还缺2人" in page
    assert post(client, "team-deed", team, "leave", member=person)[0] == 302
    assert get_directory().find_team(team).members == ()  # type: ignore[union-attr]


def test_team_gets_another_head_of_the_role_the_mechanism_asks(place: Logins, team: str) -> None:
    client, unit = sign_in(place["administrator"]), find_unit(place["department_handler"])
    head = put_in(unit, "department_reviewer")
    handler = get_directory().posts_at(unit, "department_handler")[0]
    status, page = post(client, "team-deed", team, "head", leader=handler)
    assert status == 422 and "不在可选的范围内" in page
    assert post(client, "team-deed", team, "head", leader=head)[0] == 302
    found = get_directory().find_team(team)
    assert found is not None and found.leader == head


def test_team_is_dissolved_with_a_reason_and_is_gone(place: Logins, team: str) -> None:
    client = sign_in(place["administrator"])
    assert post(client, "team-deed", team, "dissolve", reason="")[0] == 422
    assert post(client, "team-deed", team, "dissolve", reason="任务完成")[0] == 302
    assert client.get(reverse("console:team", args=[team])).status_code == 404


def test_village_group_is_whoever_is_stationed_and_takes_no_names(place: Logins) -> None:
    village, client = find_unit(place["village_cadre"]), sign_in(place["administrator"])
    directory = get_directory()
    groups = directory.teams_of(village, "village-group")
    if not groups:
        head = directory.nearest(village, "township_leader")
        do(EstablishTeam, team="G1", kind="village-group", unit=village, name="驻村工作组",
           leader=head)  # fmt: skip
    (group,) = get_directory().teams_of(village, "village-group")
    page = read(client, "team", group.id)
    assert "不另造名单" in page and 'name="person"' not in page
    assert post(client, "team-deed", group.id, "join", person="x")[0] == 404


def test_team_page_offers_nothing_to_those_who_may_not_appoint(place: Logins, team: str) -> None:
    page = read(sign_in(place["department_handler"]), "team", team)
    assert "可办的" not in page
    status, _page = post(sign_in(place["department_handler"]), "team-deed", team, "dissolve")
    assert status == 403


# ---------------------------------------------------------------- papers of responsibilities
PAPER = {
    "level": "banner", "title": "驻村干部工作要求", "number": "旗办〔2026〕9号",
    "on": "2026-02-01", "duties": "包联到户，有事先到。", "style": "不吃请。",
    "focus": "看上报台账。", "methods": "一户一户走。",
}  # fmt: skip


def test_paper_of_responsibilities_is_read_in_villages_until_it_is_withdrawn(place: Logins) -> None:
    admin, cadre = sign_in(place["administrator"]), sign_in(place["village_cadre"])
    village, banner = find_unit(place["village_cadre"]), find_unit(place["administrator"])
    assert post(admin, "unit-deed", banner, "remit", **PAPER)[0] == 302
    page = read(cadre, "units", unit=village)
    assert "《驻村干部工作要求》" in page and "包联到户，有事先到。" in page
    offered = re.search(
        r'<option value="([^"]+)">《驻村干部工作要求》', read(admin, "units", unit=banner)
    )
    assert offered is not None and "deed-withdraw-remit" not in page
    gone = {"remit": offered[1], "reason": "已修订"}
    assert post(admin, "unit-deed", banner, "withdraw-remit", **gone)[0] == 302
    assert "驻村干部工作要求" not in read(cadre, "units", unit=village)


def test_post_looks_after_units_besides_its_own(place: Logins) -> None:
    admin, directory = sign_in(place["administrator"]), get_directory()
    village, banner = find_unit(place["village_cadre"]), find_unit(place["administrator"])
    typed = {"title": "督查员9", "role": "supervisor"}
    town = directory.unit(directory.parent(village))
    for names, status in ((f"{town.name}\n没有的镇", 422), (f"{town.name}\n{village}", 302)):
        sent = post(admin, "unit-deed", banner, "create-post", **typed, reach=names)
        assert sent[0] == status
        assert ("没有的镇”没有这个单位" in sent[1]) is (status == 422)
    made = Post.objects.get(title="督查员9")
    assert get_directory().post(made.id).reach == (town.code, village)
    assert town.short_name in read(admin, "post", made.id)
