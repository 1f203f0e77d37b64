"""Requests at the desk: asked on the case page, agreed to on their own, by other people."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from minqing.approvals.models import Approval
from minqing.cases.models import Case
from minqing.cases.public import make_pin
from minqing.console.tests.test_views import act, sign_in, take_in, triage
from minqing.kernel.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NAME, PHONE = "仓颉庚子", "10009876543"
DOORS = (
    "today", "triage", "ledgers", "callbacks", "supervise", "approvals", "units", "reviews",
    "planned", "external",
)  # fmt: skip


@pytest.fixture
def cadre(small_demo: dict[str, str]) -> Client:
    return sign_in(small_demo["village_cadre"])


def handled(client: Client, **more: str) -> str:
    """Take a matter in and begin to work on it; returns its case."""
    case = take_in(client, "机井水泵坏了半个月。", **more)
    triage(client, case, "agent")
    return case


def request_of(case: str) -> str:
    return Approval.objects.filter(subject=f"case:{case}").latest("asked_at").id


def decide(client: Client, request: str, key: str, **typed: str) -> tuple[int, str]:
    page = client.get(reverse("console:approval", args=[request])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    form = {"command": new_id(), "version": version[1] if version else "0"} | typed
    answer = client.post(reverse("console:approval-act", args=[request, key]), form)
    return answer.status_code, answer.content.decode()


def test_extension_is_asked_sent_back_asked_again_and_granted(
    small_demo: dict[str, str], cadre: Client
) -> None:
    case = handled(cadre)
    assert act(cadre, case, "ask-extension", amount="9", words="等配件到货。")[0] == 302
    request, leader = request_of(case), sign_in(small_demo["township_leader"])
    today = leader.get(reverse("console:today")).content.decode()
    assert reverse("console:approval", args=[request]) in today
    status, page = decide(leader, request, "send-back", remarks="")
    assert status == 422 and "要改什么" in page
    assert decide(leader, request, "send-back", remarks="写明到货日期。")[0] == 302
    again = {"amount": "3", "words": "厂家周五到货。"}
    assert decide(cadre, request, "ask-again", **again)[0] == 302
    asked = leader.get(reverse("console:approval", args=[request])).content.decode()
    assert re.search(r"<dt>时限</dt><dd>由\d+月\d+日\S+改到\d+月\d+日", asked)
    assert decide(leader, request, "agree")[0] == 302
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    assert "核准延期" in page and "告知延期或暂缓" in page
    told = re.search(r"<strong>核准延期</strong>.*?</li>", page, re.S)
    assert told is not None
    for words in ("延长3个工作日", "原定：", "延到：", "同意：", "厂家周五到货。"):
        assert words in told[0]
    assert act(cadre, case, "tell-change", means="phone")[0] == 302


def test_own_request_is_refused_in_words(small_demo: dict[str, str], cadre: Client) -> None:
    case = handled(cadre)
    act(cadre, case, "ask-extension", amount="9", words="等配件到货。")
    status, page = decide(cadre, request_of(case), "agree")
    assert status == 422 and "不能核准“延期”" in page
    assert decide(cadre, request_of(case), "withdraw")[0] == 302


def test_request_of_another_place_is_as_if_it_did_not_exist(
    small_demo: dict[str, str], cadre: Client
) -> None:
    case = handled(cadre)
    act(cadre, case, "ask-extension", amount="9", words="等配件到货。")
    for role in ("department_handler", "administrator"):
        client = sign_in(small_demo[role])
        address = reverse("console:approval", args=[request_of(case)])
        assert client.get(address).status_code in (403, 404)


def test_sealed_raiser_is_on_no_page_of_any_role(small_demo: dict[str, str], cadre: Client) -> None:
    case = handled(cadre, anonymity="sealed", name=NAME, phone=PHONE)
    of_case = [("case", case), ("papers", case)]
    of_case += [("print", case, sheet) for sheet in ("receipt", "acceptance", "result")]
    for login in small_demo.values():
        client = sign_in(login)
        for door, *args in (*((door,) for door in DOORS), *of_case):
            page = client.get(reverse(f"console:{door}", args=args)).content.decode()
            assert NAME not in page and PHONE not in page and PHONE[-4:] not in page, door
        for kind in ("all", "agent", "mine"):
            page = client.get(reverse("console:ledger", args=[kind])).content.decode()
            assert NAME not in page and PHONE not in page
    receipt = Case.objects.get(id=case).receipt
    for key in ("", make_pin(receipt)):
        answer = Client(headers={"host": "localhost"}).post(
            reverse("portal:track"), {"receipt": receipt, "key": key}
        )
        page = answer.content.decode()
        assert answer.status_code == 200 and NAME not in page and PHONE not in page


def test_sealed_raiser_is_opened_by_two_for_the_asker_and_the_raiser_sees_it(
    small_demo: dict[str, str], cadre: Client
) -> None:
    case = handled(cadre, anonymity="sealed", name=NAME, phone=PHONE)
    assert act(cadre, case, "ask-unsealing", words="要约定上门的时间。")[0] == 302
    request = request_of(case)
    leader, other = (sign_in(small_demo[role]) for role in ("township_leader", "banner_leader"))
    assert decide(leader, request, "agree")[0] == 302
    address = reverse("console:case", args=[case])
    assert NAME not in cadre.get(address).content.decode()
    assert decide(leader, request, "agree")[0] == 422
    assert decide(other, request, "agree")[0] == 302
    assert NAME in cadre.get(address).content.decode()
    for client in (leader, other):
        page = client.get(address).content.decode()
        assert NAME not in page and "隐名身份查看记录" in page
    receipt = Case.objects.get(id=case).receipt
    page = (
        Client(headers={"host": "localhost"})
        .post(reverse("portal:track"), {"receipt": receipt, "key": make_pin(receipt)})
        .content.decode()
    )
    assert "您的身份被查看过" in page and "要约定上门的时间" in page and NAME not in page


def test_anonymous_matter_leaves_no_name_and_no_house(
    small_demo: dict[str, str], cadre: Client
) -> None:
    case = handled(cadre, anonymity="anonymous", name=NAME, phone=PHONE)
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    assert NAME not in page and "匿名反映" in page
    row = Case.objects.get(id=case)
    assert (row.anonymity, row.household) == ("anonymous", "")


def test_refusal_of_an_act_that_is_no_longer_offered_is_said(cadre: Client) -> None:
    case = handled(cadre)
    act(cadre, case, "ask-extension", amount="9", words="等配件到货。")
    status, page = act(cadre, case, "ask-extension", amount="9", words="等配件到货。")
    assert status == 422 and "前一件申请还在等待核准" in page


def test_matter_that_came_a_third_time_stands_in_the_joint_meetings_queue(
    small_demo: dict[str, str], cadre: Client
) -> None:
    case = handled(cadre)
    Case.objects.filter(id=case).update(waits_opinion=True)  # as the fold would write it
    page = sign_in(small_demo["township_leader"]).get(reverse("console:ledger", args=["meeting"]))
    assert reverse("console:case", args=[case]) in page.content.decode()


def test_category_that_wants_a_name_offers_sealed_instead(cadre: Client) -> None:
    page = cadre.get(reverse("console:intake")).content.decode()
    category = re.search(r'<option value="([^"]+)">低保申请与年审</option>', page)
    unit = re.search(r'<option value="(\d+)" selected', page)
    assert category and unit
    form = {
        "command": new_id(), "case": new_id(), "channel": "visit", "unit": unit[1], "kind": "help",
        "matter": "想申请低保。", "anonymity": "anonymous", "category": category[1],
    }  # fmt: skip
    answer = cadre.post(reverse("console:intake"), form)
    told = answer.content.decode()
    assert answer.status_code == 422 and "选择隐名办理" in told and 'href="#f-anonymity"' in told
    sealed = {"anonymity": "sealed", "name": NAME, "phone": PHONE, "command": new_id()}
    assert cadre.post(reverse("console:intake"), form | sealed).status_code == 302
