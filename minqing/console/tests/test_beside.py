"""Pages beside the main line: errand list, review with remarks, sources, planned, versions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.cases.models import Case
from minqing.console.tests.test_views import act, cadre, read_version, sign_in, take_in, triage
from minqing.kernel.ids import new_id

__all__ = ["cadre"]
pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MATTER = "低保年审要跑镇里三趟，老人腿脚不好，能不能代办。"


def do_papers(client: Client, case: str, key: str, **typed: str) -> tuple[int, str]:
    form = {"command": new_id(), "version": read_version(client, case)} | typed
    answer = client.post(reverse("console:do-papers", args=[case, key]), form)
    return answer.status_code, answer.content.decode()


def open_errand(client: Client) -> str:
    case = take_in(client, MATTER, category="relief-allowance")
    page = client.get(reverse("console:papers", args=[case])).content.decode()
    assert "户口本" in page and "家庭收入证明" in page  # what the mechanism lists
    typed = {
        "name-1": "户口本", "take-1": "1", "form-1": "original", "pages-1": "4",
        "name-2": "身份证复印件", "free-2": "1", "form-2": "copy", "pages-2": "2",
        "name-3": "低保申请书", "form-3": "original", "pages-3": "1",
    }  # fmt: skip
    assert do_papers(client, case, "take", **typed)[0] == 302
    return case


def test_papers_go_from_taken_over_handed_in_to_given_back(cadre: Client) -> None:
    case = open_errand(cadre)
    page = cadre.get(reverse("console:papers", args=[case])).content.decode()
    assert "还缺：" in page and "低保申请书" in page  # it was listed and not ticked
    typed = {"paper-2": "in", "office": "民政窗口", "office_number": "收118"}
    assert do_papers(cadre, case, "hand-in", **typed)[0] == 302
    assert do_papers(cadre, case, "hand-back", **{"paper-1": "back", "paper-2": "kept"})[0] == 302
    assert Case.objects.get(pk=case).papers_out is False
    page = cadre.get(reverse("console:papers", args=[case])).content.decode()
    assert "收118" in page and "承办机关留存" in page and "反映人本人" in page


def test_number_of_a_paper_is_refused_and_not_kept(cadre: Client) -> None:
    case = take_in(cadre, MATTER, category="relief-allowance")
    typed = {"name-1": "身份证150627196503121234", "free-1": "1", "pages-1": "1"}
    status, page = do_papers(cadre, case, "take", **typed)
    assert status == 422
    assert "证件号码" in page
    assert Case.objects.get(pk=case).papers_out is False


def test_nothing_chosen_gives_nothing_back(cadre: Client) -> None:
    case = open_errand(cadre)
    status, page = do_papers(cadre, case, "hand-back", returned_to="raiser")
    assert status == 422
    assert "没有选材料" in page


def test_slip_lists_what_was_taken_and_how_to_ask_again(cadre: Client) -> None:
    case = open_errand(cadre)
    page = cadre.get(reverse("console:print", args=[case, "materials"])).content.decode()
    assert "户口本" in page and "4页" in page and "怎样要求重办" in page
    other = take_in(cadre)
    assert cadre.get(reverse("console:print", args=[other, "materials"])).status_code == 404


# ---------------------------------------------------------------- replies and their review
def in_town(cadre: Client, small_demo: dict[str, str]) -> tuple[Client, str]:
    """Raise a case to the town; its clerk acknowledges."""
    case = take_in(cadre, "通往地里的小桥塌了一半，拖拉机过不去。")
    triage(cadre, case, "report_up")
    tried = "村里看过，没有资金，请镇里安排。"
    assert act(cadre, case, "raise", tried=tried)[0] == 302
    clerk = sign_in(small_demo["township_clerk"])
    assert act(clerk, case, "acknowledge")[0] == 302
    return clerk, case


def test_writer_reads_the_remarks_before_a_reply_goes_on(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    clerk, case = in_town(cadre, small_demo)
    reply = "情况属实，正在处理。"
    status, page = act(clerk, case, "result", outcome="solved", reply=reply)
    assert status == 422
    assert "答复审核提示" in page and "套话" in page and "没有写时间" in page
    assert f"{reply}</textarea>" in page
    assert Case.objects.get(pk=case).status == "handling"
    assert act(clerk, case, "result", outcome="solved", reply=reply, seen="1")[0] == 302
    assert Case.objects.get(pk=case).status == "awaiting_review"


def test_personal_data_goes_out_only_with_a_reason(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    clerk, case = in_town(cadre, small_demo)
    typed = {"outcome": "solved", "reply": "庚大爷反映的小桥已由镇里于3月5日修好。", "seen": "1"}
    status, page = act(clerk, case, "result", **typed)
    assert status == 422
    assert "个人信息" in page
    assert act(clerk, case, "result", **typed, despite="碑记上要写名字")[0] == 302


def test_reviewer_sees_remarks_beside_the_draft_and_sends_it_back(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    clerk, case = in_town(cadre, small_demo)
    act(clerk, case, "result", outcome="solved", reply="情况属实，正在处理。", seen="1")
    leader = sign_in(small_demo["township_leader"])
    address = reverse("console:review", args=[case])
    page = leader.get(address).content.decode()
    assert "小桥塌了一半" in page and "套话" in page
    form = {"command": new_id(), "version": _version(page), "verdict": "back", "remarks": ""}
    assert leader.post(address, form).status_code == 422
    form |= {"command": new_id(), "remarks": "请写明哪天修、由谁修。"}
    assert leader.post(address, form).status_code == 302
    assert Case.objects.get(pk=case).status == "handling"
    assert leader.get(address).status_code == 302  # nothing to review any more


def test_reviewer_reads_why_personal_data_stays_and_may_approve(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    clerk, case = in_town(cadre, small_demo)
    reply = "庚大爷反映的小桥已由镇里于3月5日修好。"
    act(clerk, case, "result", outcome="solved", reply=reply, seen="1", despite="要写")
    leader = sign_in(small_demo["township_leader"])
    address = reverse("console:review", args=[case])
    page = leader.get(address).content.decode()
    assert "要写" in page
    form = {"command": new_id(), "version": _version(page), "verdict": "approve"}
    assert leader.post(address, form).status_code == 302
    assert Case.objects.get(pk=case).status == "awaiting_telling"


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


# ---------------------------------------------------------------- sources, urging, lists
def test_deadline_of_the_source_stands_beside_ours_and_is_found_by_its_number(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    case = take_in(cadre)
    clerk = sign_in(small_demo["township_clerk"])
    due = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    typed = {"source": "hotline_12345", "number": f"GD-{case[-6:]}", "due_at": due}
    assert act(clerk, case, "note-external", **typed)[0] == 302
    page = clerk.get(reverse("console:case", args=[case])).content.decode()
    assert "来件单位时限" in page and "与本平台的时限分开计算" in page
    listed = clerk.get(reverse("console:external"), {"number": typed["number"]})
    assert case in listed.content.decode()
    assert case in clerk.get(reverse("console:external")).content.decode()
    other = take_in(cadre)
    status, refused = act(clerk, other, "note-external", **typed)
    assert status == 422
    assert "已经收到" in refused


def test_urging_is_shown_and_answered(cadre: Client, small_demo: dict[str, str]) -> None:
    case = take_in(cadre)
    supervisor = sign_in(small_demo["supervisor"])
    assert act(supervisor, case, "urge", words="请今天到户看一看。")[0] == 302
    assert "督办，待回复" in cadre.get(reverse("console:today")).content.decode()
    assert act(cadre, case, "answer-urging", words="下午到户。")[0] == 302
    page = supervisor.get(reverse("console:case", args=[case])).content.decode()
    assert "下午到户。" in page


def test_case_on_the_newest_version_has_no_page_to_move(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    case = take_in(cadre)
    clerk = sign_in(small_demo["banner_clerk"])
    assert clerk.get(reverse("console:version", args=[case])).status_code == 404
    assert cadre.get(reverse("console:version", args=[case])).status_code == 403


def test_papers_go_back_before_the_screen_is_turned(cadre: Client) -> None:
    case = open_errand(cadre)
    result = {"outcome": "solved", "reply": "低保年审今天报到镇里，村委会负责。"}
    assert act(cadre, case, "result", **result)[0] == 302
    assert act(cadre, case, "tell", means="face_to_face")[0] == 302
    assert read_main(cadre, case) == "交还材料"
    assert do_papers(cadre, case, "hand-back", **{"paper-1": "back", "paper-2": "back"})[0] == 302
    assert read_main(cadre, case) == "请群众本人确认"


def read_main(client: Client, case: str) -> str:
    page = client.get(reverse("console:case", args=[case])).content.decode()
    found = re.search(r'<h2 id="turn">([^<]+)<', page)
    assert found, "something is to be done"
    return found[1]
