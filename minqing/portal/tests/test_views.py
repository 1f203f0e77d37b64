"""Raising and tracking over a small demonstration, as an old browser sends it."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from minqing.cases.guesses import MOST
from minqing.cases.models import Case
from minqing.log.public import get_state
from minqing.portal.steps import STEPS

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MATTER = "村东头的路灯坏了三个月。"


@pytest.fixture
def client(small_demo: dict[str, str]) -> Client:
    caches["shared"].clear()
    return Client(headers={"host": "localhost"})


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def first_choice(page: str, name: str) -> str:
    found = re.search(rf'type="radio" name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def raise_matter(client: Client, **last: str) -> dict[str, str]:
    """Answer every question; returns what the last page would send."""
    address = reverse("portal:raise")
    page = client.get(address).content.decode()
    given = {"kind": "help", "matter": MATTER, "anonymity": "named", "name": "庚大爷",
             "phone": "10000004321"} | last  # fmt: skip
    for step in STEPS[:-1]:
        answers = hidden(page) | {"from": step}
        if step in ("town", "village"):
            answers[step] = first_choice(page, step)
        contact = ["anonymity", "name", "phone", "language"]
        fields = {"kind": ["kind"], "words": ["matter"], "contact": contact}
        answers |= {name: given[name] for name in fields.get(step, []) if name in given}
        page = client.post(address, answers).content.decode()
    return hidden(page) | {"from": STEPS[-1]}


def send(client: Client, form: dict[str, str]) -> tuple[str, str]:
    answer = client.post(reverse("portal:raise"), form, follow=True)
    page = answer.content.decode()
    receipt = re.search(r'class="receipt-number">([^<]+)<', page)
    pin = re.search(r'class="pin">(\d+)<', page)
    assert receipt, page
    assert pin
    return receipt[1], pin[1]


def track(client: Client, receipt: str, key: str = "") -> tuple[int, str]:
    answer = client.post(reverse("portal:track"), {"receipt": receipt, "key": key})
    return answer.status_code, answer.content.decode()


def test_same_form_sent_twice_gives_the_same_receipt_once(client: Client) -> None:
    form, before = raise_matter(client), Case.objects.count()
    assert send(client, form) == send(client, form)
    assert Case.objects.count() == before + 1


def test_raiser_says_in_which_language_to_be_spoken_to(client: Client) -> None:
    form = raise_matter(client, language="mn")
    assert form["language"] == "mn"
    receipt, _pin = send(client, form)
    case = Case.objects.get(receipt=receipt.replace(" ", "").replace("-", ""))
    state = get_state(f"case:{case.id}")
    assert state is not None and state.language == "mn"


def test_receipt_alone_shows_status_and_no_words(client: Client) -> None:
    receipt, _pin = send(client, raise_matter(client))
    status, page = track(client, receipt)
    assert status == 200
    assert "待分办" in page
    assert MATTER not in page
    assert "庚大爷" not in page


@pytest.mark.parametrize("second", ["pin", "4321", "４３２１"])
def test_second_sign_opens_the_words(client: Client, second: str) -> None:
    receipt, pin = send(client, raise_matter(client))
    status, page = track(client, receipt, pin if second == "pin" else second)
    assert status == 200
    assert MATTER in page


def test_anonymous_raiser_reads_with_the_pin(client: Client) -> None:
    receipt, pin = send(client, raise_matter(client, anonymity="anonymous", name="", phone=""))
    assert MATTER in track(client, receipt, pin)[1]


@pytest.mark.parametrize("key", ["0000", "999999", "' OR 1=1", "４３２０", "٤٣٢١"])
def test_wrong_second_sign_opens_nothing(client: Client, key: str) -> None:
    receipt, _pin = send(client, raise_matter(client))
    status, page = track(client, receipt, key)
    assert status == 422
    assert "不能打开内容" in page
    assert MATTER not in page


def test_guessing_is_stopped_for_the_place(client: Client) -> None:
    receipt, pin = send(client, raise_matter(client))
    for _attempt in range(MOST):
        track(client, receipt, "000000")
    status, page = track(client, receipt, pin)
    assert status == 429
    assert MATTER not in page
    assert "请等一会儿" in page and "receipt-throttled" in page


def test_complaint_against_an_official_shows_its_status_only(client: Client) -> None:
    form = raise_matter(client, kind="complaint_against_official", anonymity="anonymous",
                        name="", phone="")  # fmt: skip
    receipt, pin = send(client, form)
    status, page = track(client, receipt, pin)
    assert status == 200
    assert MATTER not in page
    assert "检举控告收到即封存" in page


def test_wrong_key_does_not_tell_a_complaint_from_another_matter(client: Client) -> None:
    form = raise_matter(client, kind="complaint_against_official", anonymity="anonymous",
                        name="", phone="")  # fmt: skip
    complaint, plain = send(client, form)[0], send(client, raise_matter(client))[0]
    for receipt in (complaint, plain):
        status, page = track(client, receipt, "000000")
        assert status == 422
        assert "检举控告收到即封存" not in page


def test_confirming_without_proof_asks_for_the_number_again(client: Client) -> None:
    receipt, _pin = send(client, raise_matter(client))
    form = {"receipt": receipt, "proof": "forged", "answered": "yes", "solved": "yes"}
    answer = client.post(reverse("portal:confirm"), form)
    assert answer.status_code == 422
    assert Case.objects.get(receipt=receipt.replace("-", "")).solved is None


def test_receipt_page_without_a_sent_form_leads_to_tracking(client: Client) -> None:
    assert client.get(reverse("portal:receipt")).headers["Location"] == reverse("portal:track")


def test_question_can_be_gone_back_to_without_losing_answers(client: Client) -> None:
    form = raise_matter(client)
    page = client.post(reverse("portal:raise"), form | {"from": "", "go": "words"}).content.decode()
    assert f"{MATTER}</textarea>" in page
    assert hidden(page)["village"] == form["village"]


@pytest.mark.parametrize("step", ["check", "contact", "nonsense"])
def test_skipping_questions_sends_nothing(client: Client, step: str) -> None:
    before = Case.objects.count()
    client.post(reverse("portal:raise"), {"from": step, "kind": "help"})
    assert Case.objects.count() == before
