"""Pages of the desk over a small demonstration: refusals, paper, hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.cases.public import make_pin
from minqing.console.desk import ROOMS
from minqing.households.models import Household
from minqing.kernel.ids import new_id
from minqing.log.public import get_state
from minqing.vault.public import open_value

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOSTILE = "<script>alert('水')</script>{{ 7|add:7 }}=cmd()"


@pytest.fixture
def cadre(small_demo: dict[str, str]) -> Iterator[Client]:
    yield sign_in(small_demo["village_cadre"])


def sign_in(login: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=login))
    return client


def take_in(client: Client, matter: str = "水三天没来了。", **more: str) -> str:
    """Record a need as the form sends it; returns the id of its case."""
    page = client.get(reverse("console:intake")).content.decode()
    unit = re.search(r'<option value="(\d+)" selected', page)
    assert unit, "the cadre's own village is filled in"
    case = new_id()
    form = {
        "command": new_id(), "case": case, "channel": "visit", "unit": unit[1], "kind": "help",
        "matter": matter, "anonymity": "named", "name": "庚大爷", "phone": "10000001234",
    }  # fmt: skip
    answer = client.post(reverse("console:intake"), form | more)
    assert answer.status_code == 302, answer.content.decode()
    return case


def act(client: Client, case: str, key: str, **typed: str) -> tuple[int, str]:
    form = {"command": new_id(), "version": read_version(client, case)} | typed
    answer = client.post(reverse("console:act", args=[case, key]), form)
    return answer.status_code, answer.content.decode()


def read_version(client: Client, case: str) -> str:
    page = client.get(reverse("console:case", args=[case])).content.decode()
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, "the case offers an act"
    return found[1]


def first_category(client: Client, case: str) -> str:
    page = client.get(reverse("console:case", args=[case])).content.decode()
    found = re.search(r'<optgroup label="[^"]*"><option value="([^"]+)"', page)
    assert found
    return found[1]


def triage(client: Client, case: str, ledger: str) -> None:
    typed = {"kind": "help", "ledger": ledger, "category": first_category(client, case)}
    assert act(client, case, "triage", **typed)[0] == 302


def test_wrong_password_is_told_and_the_account_kept(small_demo: dict[str, str]) -> None:
    client = Client(headers={"host": "localhost"})
    answer = client.post(reverse("console:sign-in"), {"login": "cadre", "password": "x"})
    assert answer.status_code == 422
    assert 'value="cadre"' in answer.content.decode()
    assert "不能登录" in answer.content.decode()


def test_sign_in_does_not_lead_to_another_site(small_demo: dict[str, str]) -> None:
    client = Client(headers={"host": "localhost"})
    form = {"login": "cadre", "password": "minqing-2026", "next": "https://elsewhere.example/"}
    answer = client.post(reverse("console:sign-in"), form)
    assert answer.headers["Location"] == reverse("console:today")


def test_hostile_text_is_shown_as_text(cadre: Client) -> None:
    case = take_in(cadre, HOSTILE, name=HOSTILE)
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page


def test_need_without_raiser_is_refused_and_keeps_the_words(cadre: Client) -> None:
    page = cadre.get(reverse("console:intake")).content.decode()
    unit = re.search(r'<option value="(\d+)" selected', page)
    assert unit
    form = {
        "command": new_id(), "case": new_id(), "channel": "visit", "unit": unit[1],
        "kind": "help", "matter": "水三天没来了。", "anonymity": "named",
    }  # fmt: skip
    answer = cadre.post(reverse("console:intake"), form)
    assert answer.status_code == 422
    assert "实名或隐名反映须写反映人" in answer.content.decode()
    assert "水三天没来了。</textarea>" in answer.content.decode()


def test_act_on_an_old_version_says_that_it_changed(cadre: Client) -> None:
    case = take_in(cadre)
    seen = read_version(cadre, case)
    triage(cadre, case, "immediate")
    status, page = act(cadre, case, "settle", version=seen, outcome="solved", reply="已修好。")
    assert status == 422
    assert "没有保存" in page
    assert "已修好。</textarea>" in page


def test_act_that_does_not_exist_is_not_found(cadre: Client) -> None:
    case = take_in(cadre)
    assert cadre.post(reverse("console:act", args=[case, "promote"])).status_code == 404


def test_slip_carries_receipt_pin_and_how_to_ask_again(cadre: Client) -> None:
    case = take_in(cadre)
    page = cadre.get(reverse("console:print", args=[case, "receipt"])).content.decode()
    receipt = Case.objects.get(pk=case).receipt
    assert make_pin(receipt) in page
    assert "怎样要求重办" in page
    assert "庚大爷" not in page


def test_raiser_is_who_answers_the_door_of_the_chosen_household(cadre: Client) -> None:
    page = cadre.get(reverse("console:intake")).content.decode()
    chosen = re.search(r'id="f-household".*?<option value="([^"]+)">', page, re.S)
    assert chosen is not None
    head = open_value(Household.objects.get(pk=chosen[1]).head_ref)["name"]
    for typed, name in (({"name": "", "phone": ""}, head), ({"name": "儿媳"}, "儿媳")):
        case = take_in(cadre, household=chosen[1], **typed)
        raiser = open_value(get_state(f"case:{case}").raiser)["name"]
        assert raiser == name
        assert head not in cadre.get(reverse("console:case", args=[case])).content.decode()


def test_language_of_the_raiser_stands_on_the_case_where_somebody_must_interpret(
    cadre: Client,
) -> None:
    for language, said in (("mn", True), ("zh", False)):
        case = take_in(cadre, language=language)
        page = cadre.get(reverse("console:case", args=[case])).content.decode()
        assert ("说蒙古语，请找翻译" in page) is said


def test_wrong_number_is_put_right_for_a_raiser_without_the_web(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    case = take_in(cadre)
    assert act(cadre, case, "ask-office", request="correct", words="电话少写一位。")[0] == 302
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    assert "电话少写一位。" in page and "更正个人信息" in page
    clerk = sign_in(small_demo["banner_clerk"])
    right = {"kind": "correct", "answer": "done", "name": "庚大爷", "phone": "10000009876"}
    assert clerk.post(reverse("console:answer-request", args=[case]), right).status_code == 302
    assert act(cadre, case, "unmask", reason="打电话约上门时间")[0] == 302
    assert "10000009876" in cadre.get(reverse("console:case", args=[case])).content.decode()


def test_letter_exists_only_for_what_was_not_accepted(cadre: Client) -> None:
    case = take_in(cadre)
    assert cadre.get(reverse("console:print", args=[case, "not-accepted"])).status_code == 404
    triage(cadre, case, "agent")
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    reason = re.search(r'id="not-accept-reason".*?<option value="([^"]+)"', page, re.S)
    channel = re.search(r'id="not-accept-legal_channel".*?<option value="([^"]+)"', page, re.S)
    assert reason
    assert channel
    typed = {
        "reason": reason[1],
        "legal_channel": channel[1],
        "reply": "已由法院受理，请向法院提出。",
    }
    assert act(cadre, case, "not-accept", **typed)[0] == 302
    letter = cadre.get(reverse("console:print", args=[case, "not-accepted"])).content.decode()
    assert "不予受理告知书" in letter
    assert "已由法院受理，请向法院提出。" in letter


def test_screen_is_not_turned_where_a_call_is_needed(
    cadre: Client, small_demo: dict[str, str]
) -> None:
    case = take_in(cadre)
    assert cadre.get(reverse("console:turned", args=[case])).status_code == 404
    caller = sign_in(small_demo["independent_caller"])
    assert caller.get(reverse("console:turned", args=[case])).status_code == 404


def test_both_questions_are_needed_on_the_turned_screen(cadre: Client) -> None:
    case = take_in(cadre)
    triage(cadre, case, "immediate")
    assert act(cadre, case, "settle", outcome="solved", reply="今天修好了。")[0] == 302
    answer = cadre.post(reverse("console:turned", args=[case]), {"solved": "yes"})
    assert answer.status_code == 422
    assert "两个问题都要回答" in answer.content.decode()
    assert Case.objects.get(pk=case).solved is None


def test_name_shows_only_after_a_reason(cadre: Client) -> None:
    case = take_in(cadre)
    address = reverse("console:case", args=[case])
    assert "10000001234" not in cadre.get(address).content.decode()
    assert act(cadre, case, "unmask", reason="打电话约上门时间")[0] == 302
    page = cadre.get(address).content.decode()
    assert "10000001234" in page
    assert "查看反映人信息" in page


def test_open_matters_of_the_place_stand_beside_the_intake(cadre: Client) -> None:
    case = take_in(cadre, "机井水泵坏了，请来看看。")
    place = Case.objects.get(pk=case).place
    page = cadre.get(reverse("console:beside"), {"unit": place}).content.decode()
    assert "机井水泵坏了，请来看看。" in page


def test_emergency_words_bring_the_numbers(cadre: Client) -> None:
    address = reverse("console:emergency")
    assert "tel:110" in cadre.post(address, {"matter": "他再逼我我就不活了"}).content.decode()
    assert cadre.post(address, {"matter": "路灯坏了"}).content == b""


@pytest.mark.parametrize("query", ["after=%00", "place=nowhere", "status=nonsense", "time=never"])
def test_ledger_with_a_strange_address_is_still_a_page(cadre: Client, query: str) -> None:
    address = reverse("console:ledger", args=["all"])
    assert cadre.get(f"{address}?{query}").status_code == 200


def test_ledger_that_does_not_exist_is_not_found(cadre: Client) -> None:
    assert cadre.get(reverse("console:ledger", args=["secret"])).status_code == 404


def test_first_step_of_a_record_tells_of_no_move(cadre: Client) -> None:
    case = take_in(cadre)
    page = cadre.get(reverse("console:case", args=[case])).content.decode()
    assert "移到第" not in page


def test_rooms_have_keys_of_their_own() -> None:
    keys = [room.key for group in ROOMS for room in group.rooms if room.key]
    assert len(keys) == len(set(keys))


def test_administrator_is_led_to_what_is_looked_after(small_demo: dict[str, str]) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=small_demo["administrator"]))
    page = client.get(reverse("console:today")).content.decode()
    assert "您的岗位不办事项" in page
    assert f'class="button quiet" href="{reverse("console:operations")}"' in page
