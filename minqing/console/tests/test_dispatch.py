"""Objection, ruling, pieces and call-ups on the desk, over a small demonstration."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from minqing.cases.public import CaseState, Status, call_ups
from minqing.console.tests.test_views import act, read_version, sign_in, take_in
from minqing.kernel.ids import new_id
from minqing.log.public import get_now, get_state, run_until_idle
from minqing.org.public import actor_for

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TRIED = "村里请水管员看过，泵轴断裂，村集体没有资金更换。"


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (16, 12), "#2a6").save(kept, "JPEG")
    return kept.getvalue()


class Desk:
    """One client for each role of the small demonstration."""

    def __init__(self, logins: dict[str, str]) -> None:
        self.logins = logins
        self.clients: dict[str, Client] = {}

    def __getitem__(self, role: str) -> Client:
        if role not in self.clients:
            self.clients[role] = sign_in(self.logins[role])
        return self.clients[role]

    def unit(self, role: str) -> str:
        viewer = actor_for(get_user_model().objects.get(login=self.logins[role]))
        return viewer.unit

    def do(self, role: str, case: str, key: str, **typed: str) -> None:
        status, page = act(self[role], case, key, **typed)
        assert status == 302, re.findall(r'class="fault[^<]*<[^>]*>([^<]+)', page) or page[:3000]

    def page(self, role: str, case: str) -> str:
        return str(self[role].get(reverse("console:case", args=[case])).content.decode())


@pytest.fixture
def desk(place: dict[str, str]) -> Desk:
    return Desk(place)


def find_faults(page: str) -> list[str]:
    return re.findall(r"不能[^<]+。", page)


def state_of(case: str) -> CaseState:
    state = get_state(f"case:{case}")
    assert isinstance(state, CaseState)
    return state


def in_department(desk: Desk) -> str:
    """A matter that the town raised to the handler's department, for a reason of its own."""
    case = take_in(desk["village_cadre"], category="water-wells")
    desk.do("village_cadre", case, "raise", tried=TRIED)
    desk.do("township_clerk", case, "acknowledge")
    why = "两家商定由它先看。"
    desk.do(
        "township_clerk", case, "raise", tried=TRIED, unit=desk.unit("department_handler"), why=why
    )
    return case


def test_catalogue_names_units_and_papers_and_finds_them(desk: Desk) -> None:
    address = reverse("console:catalogue", args=["siding-sandao-nongshi-huban"])
    whole = desk["village_cadre"].get(address).content.decode()
    assert "水利局" in whole and "不得下派嘎查村、社区的职责" in whole
    assert "草牧场与土地承包 · 嘎查" in whole and "gacha" not in whole
    found = desk["village_cadre"].get(address, {"q": "残疾人联合会"}).content.decode()
    assert "残疾证与补贴" in found and "机井与灌溉" not in found
    nothing = desk["village_cadre"].get(address, {"version": "99"})
    assert nothing.status_code == 404


def test_who_raises_sees_the_unit_and_its_paper_first(desk: Desk) -> None:
    case = take_in(desk["village_cadre"], category="water-wells")
    desk.do("village_cadre", case, "raise", tried=TRIED)
    desk.do("township_clerk", case, "acknowledge")
    page = desk.page("township_clerk", case)
    assert "水利局（责任清单）" in page and "水利局职能配置" in page
    assert re.search(r'<option value="150627-D15" selected>', page)


def list_objections(desk: Desk, role: str) -> str:
    return str(desk[role].get(reverse("console:objections")).content.decode())


def test_objection_is_ruled_on_by_the_third_party_and_becomes_a_precedent(desk: Desk) -> None:
    case = in_department(desk)
    fields = {"entry": "line-water-wells", "proposes": desk.unit("township_clerk")}
    desk.do("department_handler", case, "object", words="井在村里名录上，由镇里管。", **fields)
    assert "派单异议" in desk.page("department_handler", case)
    run_until_idle(get_now())
    assert "派单异议，待裁定" in desk["banner_clerk"].get(reverse("console:today")).content.decode()
    ruler = list_objections(desk, "banner_clerk")
    assert "等您裁定" in ruler and case in ruler and "剩余" in ruler
    raised = list_objections(desk, "department_handler")
    assert "等您裁定" not in raised and "（本单位）" in raised and case in raised
    assert case in list_objections(desk, "township_clerk")  # whose dispatch is objected to
    desk.do("banner_clerk", case, "rule", verdict="rejected", words="按清单由该部门承办。")
    assert case not in list_objections(desk, "banner_clerk")
    assert state_of(case).is_bound
    run_until_idle(get_now())
    another = in_department(desk)
    assert "先例" in desk.page("department_handler", another)


def test_pieces_go_from_the_convenor_over_the_co_handler_into_the_draft(desk: Desk) -> None:
    case = in_department(desk)
    desk.do("department_handler", case, "acknowledge")
    day = (get_now() + timedelta(days=7)).date().isoformat()
    town = desk.unit("township_clerk")
    desk.do("banner_clerk", case, "convene", unit1=town, what1="丈量井位，报涉及户数", due1=day)
    assert state_of(case).status is Status.JOINT_HANDLING
    run_until_idle(get_now())
    assert "丈量井位" in desk.page("township_clerk", case)
    assert "待签收" in desk.page("township_clerk", case)
    client, version = desk["township_clerk"], read_version(desk["township_clerk"], case)
    answer = client.post(
        reverse("console:act", args=[case, "answer-piece"]),
        {
            "command": new_id(), "version": version, "number": "1", "words": "已丈量，涉及7户。",
            "files": SimpleUploadedFile("测量.jpg", picture(), "image/jpeg"),
        },
    )  # fmt: skip
    assert answer.status_code == 302, find_faults(answer.content.decode())
    (piece,) = state_of(case).pieces
    assert piece.answered_at is not None and len(piece.files) == 1
    assert "已丈量，涉及7户。" in desk.page("department_handler", case)
    assert "会同有关单位办理" in desk.page("department_handler", case)
    sheet = desk["department_handler"].get(reverse("console:print", args=[case, "joint"]))
    assert "联动办理会商单" in sheet.content.decode()
    assert "涉及7户" in sheet.content.decode()


def test_result_over_an_open_piece_is_refused_until_it_says_why(desk: Desk) -> None:
    case = in_department(desk)
    desk.do("department_handler", case, "acknowledge")
    day = (get_now() + timedelta(days=7)).date().isoformat()
    town = desk.unit("township_clerk")
    desk.do("banner_clerk", case, "convene", unit1=town, what1="丈量井位", due1=day)
    reply = "水利局2月5日到现场核实，泵轴断裂，2月20日前更换，责任单位水利局，电话100-12345。"
    typed = {"outcome": "solved", "reply": reply, "seen": "1"}
    status, page = act(desk["department_handler"], case, "result", **typed)
    assert status == 422 and "还有1项协办事项没有提交" in page
    desk.do("department_handler", case, "result", left_open="1 水利局已代为丈量", **typed)
    assert state_of(case).pieces[0].left == "水利局已代为丈量"


def test_joint_page_opens_for_whoever_sees_cases(desk: Desk) -> None:
    for role in ("township_clerk", "department_handler", "banner_leader"):
        page = desk[role].get(reverse("console:joint")).content.decode()
        assert "本单位要交的协办事项" in page


def test_call_up_from_the_matter_to_both_sides_words(desk: Desk) -> None:
    case = take_in(desk["village_cadre"], category="water-wells")
    leader, handler = desk["township_leader"], desk["department_handler"]
    department = desk.unit("department_handler")
    form = {
        "command": new_id(), "at": f"{get_now() + timedelta(days=3):%Y-%m-%dT%H:%M}", "where": "村委会", "what": "现场定井位",
        f"units.{department}": "1",
    }  # fmt: skip
    sent = leader.post(reverse("console:call", args=[case]), form)
    assert sent.status_code == 302, sent.content.decode()[:3000]
    run_until_idle(get_now())
    page = handler.get(sent["Location"]).content.decode()
    assert "现场定井位" in page and "答复来不来" in page
    call_up = sent["Location"].rstrip("/").rpartition("/")[2]
    door = reverse("console:call-up-act", args=[call_up, "answer"])
    refused = handler.post(door, {"command": new_id(), "unit": department, "coming": "no"})
    assert refused.status_code == 422 and "没有写明原因" in refused.content.decode()
    well = handler.post(door, {"command": new_id(), "unit": department, "coming": "yes"})
    assert well.status_code == 302
    viewer = actor_for(get_user_model().objects.get(login=desk.logins["township_leader"]))
    shown = call_ups.find_call_up(viewer, call_up, now=get_now())
    assert shown is not None and shown.called[0].called.coming is True
    assert "召集" in desk.page("township_leader", case)
    early = leader.post(
        reverse("console:call-up-act", args=[call_up, "arrive"]),
        {"command": new_id(), "unit": department, "arrived": "yes"},
    )
    assert early.status_code == 422


def test_nobody_but_a_leader_may_call(desk: Desk) -> None:
    case = take_in(desk["village_cadre"], category="water-wells")
    assert desk["supervisor"].get(reverse("console:call", args=[case])).status_code == 404
    assert desk["township_clerk"].get(reverse("console:call", args=[case])).status_code == 403
