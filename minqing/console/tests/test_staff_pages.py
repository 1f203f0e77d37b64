"""Pages of units, posts, people, caseloads, households over a small demonstration."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.console.deeds import of_households, of_posts, of_units
from minqing.console.deeds.deed import Deed
from minqing.households.models import Household
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_snapshot, get_state, submit
from minqing.org.public import (
    PERMISSIONS,
    CreatePost,
    Directory,
    MergeUnits,
    RegisterPerson,
    actor_for,
    find_account,
    system_actor,
)
from minqing.printing.public import draw_code
from tests.harness.small_demo import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SYSTEM = system_actor("pages")
Logins = dict[str, str]


def sign_in(login: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=login))
    return client


def viewer(login: str) -> Actor:
    return actor_for(get_user_model().objects.get(login=login))


def do(command: type, /, **fields: object) -> None:
    (answer,) = submit([command(id=new_id(), **fields)], by=SYSTEM, now=NOW)
    assert answer.refusal is None, str(answer.refusal)


def text(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(f"console:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def post(client: Client, door: str, /, *args: str, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(f"console:{door}", args=args), {"command": new_id(), **data})
    return answer.status_code, answer.content.decode()


# ---------------------------------------------------------------- caseloads
def test_caseloads_say_why_a_village_is_outside_of_the_measure(place: Logins) -> None:
    cadre = viewer(place["village_cadre"])
    do(CreatePost, post="extra", unit=cadre.unit, role="village_cadre", title="包户干部9")
    page = text(sign_in(place["township_clerk"]), "caseloads", unit=cadre.unit)
    assert re.search(r"全村\d+户需要1人，现在2人。", page) and "少60户" in page
    assert "空缺" in page


def test_division_is_accepted_as_shown_or_not_at_all(place: Logins) -> None:
    cadre, clerk = viewer(place["village_cadre"]), sign_in(place["township_clerk"])
    found = re.search(r'name="mark" value="(\w+)"', text(
        clerk, "caseloads", unit=cadre.unit, post=cadre.post))  # fmt: skip
    assert found is not None
    Household.objects.filter(post=cadre.post).first()
    status, page = post(clerk, "divide", cadre.unit, posts=cadre.post, mark="0" * 16)
    assert status == 422 and "户情有变动" in page
    status, page = post(clerk, "divide", cadre.unit, posts=cadre.post, mark=found[1])
    assert status == 422 and "已由该岗位包联" in page  # all are theirs already


# ---------------------------------------------------------------- households
def test_household_page_is_masked_and_leads_to_what_is_held(place: Logins) -> None:
    cadre = viewer(place["village_cadre"])
    household = Household.objects.filter(post=cadre.post).first()
    assert household is not None
    client = sign_in(place["village_cadre"])
    page = text(client, "household", household.id)
    assert "***" in page and "户主1<" not in page
    paper = text(client, "household-kept", household.id, paper="1")
    assert "不记录收入、健康" in paper and "要求更正或删除" in paper


def test_administrator_erases_without_seeing_the_household(place: Logins) -> None:
    household = Household.objects.first()
    assert household is not None
    client = sign_in(place["administrator"])
    assert client.get(reverse("console:household", args=[household.id])).status_code == 403
    assert "***" not in text(client, "household-kept", household.id)
    status, page = post(client, "household-deed", household.id, "erase", reason="")
    assert status == 422 and "没有填" in page
    assert post(client, "household-deed", household.id, "erase", reason="本户申请")[0] == 302
    assert "个人信息已依法删除" in text(client, "household-kept", household.id)


def test_household_is_registered_corrected_and_refused_in_place(place: Logins) -> None:
    cadre = viewer(place["village_cadre"])
    client = sign_in(place["village_cadre"])
    typed = {"unit": cadre.unit, "subject": "NEW-1", "name": "甲新", "members": "3",
             "presence": "resident", "support": "ordinary", "group": "2社"}  # fmt: skip
    answer = client.post(reverse("console:households"), {"command": new_id(), **typed, "name": ""})
    assert answer.status_code == 422 and "户主姓名" in answer.content.decode()
    assert client.post(reverse("console:households"), typed).status_code == 302
    assert get_state("household:NEW-1").group == "2社"
    status, _ = post(client, "household-deed", "NEW-1", "correct", members="5", group="2社",
                     support="minimum_income")  # fmt: skip
    state = get_state("household:NEW-1")
    assert (status, state.members, state.support) == (302, 5, "minimum_income")
    assert post(client, "household-deed", "NEW-1", "assign", post="x")[0] == 404  # not his to do


# ---------------------------------------------------------------- units
def test_preview_shows_numbers_and_changes_nothing(place: Logins) -> None:
    admin, unit = sign_in(place["administrator"]), viewer(place["village_cadre"]).unit
    other = next(u for u in get_snapshot(Directory).children(unit[:9]) if u != unit)
    before = get_state(f"unit:{unit}")
    status, page = post(admin, "unit-preview", unit, "merge", into=other)
    assert status == 200 and "件在办事项发生在这里" in page and "新看得到的岗位" in page
    assert get_state(f"unit:{unit}") == before
    shown = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("posts", "units")
    }
    fields = {name: found[1] for name, found in shown.items() if found}
    do(CreatePost, post="late", unit=unit, role="village_cadre", title="后来的岗")
    status, page = post(admin, "unit-deed", unit, "merge", into=other, **fields)
    assert status == 422 and "预览之后它的岗位或下级单位有变动" in page


def test_merged_unit_page_leads_to_the_unit_of_today(place: Logins) -> None:
    admin, unit = sign_in(place["administrator"]), viewer(place["village_cadre"]).unit
    directory = get_snapshot(Directory)
    other = next(u for u in directory.children(unit[:9]) if u != unit)
    name = directory.unit(unit).short_name
    do(MergeUnits, unit=unit, into=other, posts=directory.posts_at(unit), units=())
    assert "以前的记录仍用原名" in text(admin, "units", unit=unit)
    assert f"{name}已并入" in text(admin, "units", unit=other)
    answer = admin.get(reverse("console:units"), {"name": name})
    assert answer.status_code == 200 or other in answer.headers["location"]


def test_unit_deeds_are_refused_where_they_were_tried(place: Logins) -> None:
    admin, unit = sign_in(place["administrator"]), viewer(place["village_cadre"]).unit
    status, page = post(admin, "unit-deed", unit, "team", kind="department-team",
                        team_name="一队", leader=f"{unit}-secretary")  # fmt: skip
    assert status == 422 and "SDN-03" in page
    assert post(admin, "unit-deed", unit, "rename", name="和顺村")[0] == 302
    assert "前名为" in text(admin, "units", unit=unit)


# ---------------------------------------------------------------- posts, people, hand-over
def test_hand_over_on_the_page_keeps_its_sheet(place: Logins) -> None:
    admin, cadre = sign_in(place["administrator"]), viewer(place["village_cadre"])
    do(RegisterPerson, person="next", name=Personal("接手人", "person:next"), home=cadre.unit)
    page = text(admin, "hand-over", cadre.post)
    assert "看不到事项内容" in page
    status, _ = post(admin, "hand-over", cadre.post, taker="next", reason="轮换", posting="none",
                     record="HO-1")  # fmt: skip
    assert status == 302
    sheet = get_state("handover:HO-1").sheet
    assert {one.kind for one in sheet} >= {"case", "household"}
    households = sum(one.kind == "household" for one in sheet)
    assert households == Household.objects.filter(post=cadre.post, closed="").count()
    paper = text(admin, "hand-over-done", "HO-1")
    assert f"包联户{households}户" in paper and "接手人签字" in paper


def test_sheet_of_a_post_lists_households_by_group_and_signs_below(place: Logins) -> None:
    cadre = viewer(place["village_cadre"])
    rows = Household.objects.filter(post=cadre.post, closed="")
    group = rows.exclude(villagers_group="").values_list("villagers_group", flat=True)[0]
    count = rows.filter(villagers_group=group).count()
    paper = text(sign_in(place["village_cadre"]), "hand-over", cadre.post, paper="1")
    assert f"<b>{group}</b> {count}户：" in paper
    assert re.search(r"交出人：[^<]*　\d{4}年\d+月\d+日<", paper)  # on paper a day has its year
    assert re.search(r'class="signed"><p class="plain">以上已逐项看过.*交出人签字', paper, re.S)


def test_village_is_handed_over_on_its_page_with_a_sheet_for_each_two(place: Logins) -> None:
    admin, cadre = sign_in(place["administrator"]), viewer(place["village_cadre"])
    do(RegisterPerson, person="next", name=Personal("接手人", "person:next"), home=cadre.unit)
    assert reverse("console:hand-over-village", args=[cadre.unit]) in text(
        admin, "units", unit=cadre.unit)  # fmt: skip
    page = text(admin, "hand-over-village", cadre.unit)
    households = Household.objects.filter(post=cadre.post, closed="").count()
    assert f"<strong>{households}</strong>户" in page and "一次全部交接" in page
    more = {"reason": "轮换", "posting": "none", "record": "VO"}
    status, page = post(admin, "hand-over-village", cadre.unit, **more)
    assert status == 422 and "没有选择接手人" in page
    typed = {f"taker-{cadre.post}": "next", **more}
    assert post(admin, "hand-over-village", cadre.unit, **typed)[0] == 302
    assert viewer(place["village_cadre"]).post == ""
    state = get_state("handover:VO-1")
    assert (state.village, state.posts, state.taker) == (cadre.unit, (cadre.post,), "next")
    paper = text(admin, "village-handed", "VO")
    assert "整村交接，第1份，共1份" in paper and f"包联户{households}户" in paper


def test_whole_village_is_handed_over_by_who_appoints_only(place: Logins) -> None:
    cadre, clerk = viewer(place["village_cadre"]), sign_in(place["township_clerk"])
    address = reverse("console:hand-over-village", args=[cadre.unit])
    assert clerk.get(address).status_code == 403
    town = viewer(place["township_clerk"]).unit
    admin = sign_in(place["administrator"])
    assert admin.get(reverse("console:hand-over-village", args=[town])).status_code == 404
    assert admin.get(reverse("console:village-handed", args=["none"])).status_code == 404


def test_stranger_opens_no_hand_over(place: Logins) -> None:
    cadre, handler = viewer(place["village_cadre"]), sign_in(place["department_handler"])
    assert handler.get(reverse("console:hand-over", args=[cadre.post])).status_code == 404
    assert handler.get(reverse("console:hand-over-done", args=["none"])).status_code == 404


def test_account_is_opened_by_a_link_on_paper(place: Logins) -> None:
    admin, unit = sign_in(place["administrator"]), viewer(place["village_cadre"]).unit
    do(RegisterPerson, person="next", name=Personal("新来的", "person:next"), home=unit)
    status, paper = post(admin, "person-deed", "next", "open-account", login="newcadre")
    link = re.search(r"http://localhost(/console/link/\d+/[\w-]+/)", paper)
    assert status == 200 and link is not None and "只能用一次" in paper
    assert draw_code(link[0]) in paper  # nobody has to type it
    guest = Client(headers={"host": "localhost"})
    page = guest.post(link[1], {"password": "12345", "again": "12345"})
    assert page.status_code == 422
    good = {"password": "cao-yuan-150627", "again": "cao-yuan-150627"}
    assert guest.post(link[1], {**good, "again": "x"}).status_code == 422
    # with "no-referrer" a browser says that the form came from nowhere, and it is refused
    assert '<meta name="referrer" content="strict-origin">' in guest.get(link[1]).content.decode()
    done = guest.post(link[1], good, follow=True)
    assert "口令已设好，请登录。" in done.content.decode()
    assert guest.get(link[1]).status_code == 404
    account = find_account("next")
    assert account is not None and account.check_password("cao-yuan-150627")


def test_post_is_filled_granted_and_emptied_on_its_page(place: Logins) -> None:
    admin, unit = sign_in(place["administrator"]), viewer(place["village_cadre"]).unit
    do(CreatePost, post="P9", unit=unit, role="village_cadre", title="包户干部9")
    do(RegisterPerson, person="next", name=Personal("新来的", "person:next"), home=unit)
    assert "空缺" in text(admin, "post", "P9")
    filled = {"person": "next", "since": "2026-02-01", "posting": "reserve", "origin": unit}
    status, page = post(admin, "post-deed", "P9", "appoint", **filled)
    assert status == 422 and "不是可以派出驻村干部的单位" in page
    filled |= {"origin": unit[:9], "until": "2027-02-01"}
    assert post(admin, "post-deed", "P9", "appoint", **filled)[0] == 302
    page = text(admin, "post", "P9")
    assert "一身五任" in page and "后备干部" in page
    until = (date.today() + timedelta(days=20)).isoformat()
    grant = {"permission": "CASE_MERGE", "until": until, "reason": "代管"}
    assert post(admin, "post-deed", "P9", "grant", **grant)[0] == 302
    assert "例外授权" in text(admin, "access", post="P9")
    off = {"on": "2026-02-02", "reason": "调动"}
    assert post(admin, "post-deed", "P9", "relieve", **off)[0] == 302
    assert get_snapshot(Directory).post("P9").person is None


def test_person_page_shows_the_account_and_no_times_of_signing_in(place: Logins) -> None:
    admin, cadre = sign_in(place["administrator"]), viewer(place["village_cadre"])
    page = text(admin, "person", cadre.person)
    assert "可以登录" in page and "登录时间只给本人看" in page
    assert post(admin, "person-deed", cadre.person, "lock", reason="借调")[0] == 302
    assert "已停用" in text(admin, "person", cadre.person)


# ---------------------------------------------------------------- who may see what
def test_access_is_explained_in_sentences(place: Logins) -> None:
    page = text(sign_in(place["village_cadre"]), "access")
    assert "看不到检举控告" in page and "因为岗位设在这里" in page and "不能回访" in page
    admin = text(sign_in(place["administrator"]), "access")
    assert "看不到任何事项的内容" in admin


def test_case_says_who_sees_it_to_those_who_do(place: Logins) -> None:
    cadre = sign_in(place["village_cadre"])
    case = re.search(r"/console/cases/([\w-]+)/", text(cadre, "today"))
    assert case is not None
    page = text(cadre, "seen-by", case[1])
    assert "承办岗位" in page and "管辖范围内" in page
    assert sign_in(place["administrator"]).get(
        reverse("console:seen-by", args=[case[1]])
    ).status_code == 403  # fmt: skip


ALL_DEEDS: tuple[Deed, ...] = (
    *of_units.DEEDS, of_units.WITHDRAW_PAPER, *of_units.PREVIEWED,
    *of_households.DEEDS, of_households.REGISTER,
    of_posts.FILL, of_posts.ABOLISH, of_posts.EMPTY, of_posts.GRANT, of_posts.REVOKE,
    of_posts.REGISTER, of_posts.CORRECT_NAME, of_posts.LEAVE, of_posts.OPEN, of_posts.RESET,
    of_posts.LOCK, of_posts.UNLOCK,
)  # fmt: skip


@pytest.mark.parametrize("deed", ALL_DEEDS, ids=lambda deed: f"{deed.permission}-{deed.key}")
def test_every_deed_says_what_happens_and_asks_for_a_known_permission(deed: Deed) -> None:
    assert deed.permission in PERMISSIONS
    assert str(deed.will).endswith("。") and str(deed.done).endswith("。")
