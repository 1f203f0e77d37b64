"""系统建议 on the desk: shown where somebody decides, chosen by nobody else, run on one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.console.suggested import read_suggested, write_suggested
from minqing.kernel.ids import new_id
from minqing.suggestions import queries
from minqing.suggestions.public import Candidate, Proposal, get_suggestion_state

WELL = "村东头的机井水泵坏了半个月，想问啥时候能修。"


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


@pytest.fixture
def suggesting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is sure of wells, whatever was told."""
    sure = Candidate(label="water-wells", confidence=0.97, words=("机井", "水泵"), decisions=312)

    def propose(viewer: Any, text: str, **lists: Any) -> Proposal:
        shown = (sure,) if sure.label in lists.get("categories", ()) and "机井" in text else ()
        return Proposal(model="m1", categories=shown, precision=0.9)

    monkeypatch.setattr("minqing.console.reading.suggested.s.propose", propose)


def ask(client: Client, matter: str) -> str:
    answer = client.post(reverse("console:suggested"), {"matter": matter, "unit": ""})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("suggesting")
def test_intake_shows_what_is_suggested_and_why(small_demo: dict[str, str]) -> None:
    page = ask(sign_in("village_cadre", small_demo), WELL)
    assert "机井" in page and "312" in page
    assert 'data-fill="f-category" data-value="water-wells"' in page
    assert 'value="m1||water-wells"' in page


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("suggesting")
def test_intake_shows_nothing_when_it_is_not_sure(small_demo: dict[str, str]) -> None:
    assert ask(sign_in("village_cadre", small_demo), "路不好走").strip() == ""


@pytest.mark.django_db(databases=["default", "keys"])
def test_intake_shows_nothing_without_a_model(small_demo: dict[str, str]) -> None:
    assert ask(sign_in("village_cadre", small_demo), WELL).strip() == ""


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("suggesting")
def test_triage_suggests_and_preselects_nothing(small_demo: dict[str, str]) -> None:
    client = sign_in("village_cadre", small_demo)
    unit = reverse("console:intake")
    page = client.get(unit).content.decode()
    code = page.split('id="f-unit"')[1].split('<option value="')[2].split('"')[0]
    sent = {
        "channel": "visit", "unit": code, "matter": WELL, "kind": "help", "anonymity": "named",
        "name": "张某", "command": new_id(), "case": new_id(), "suggested": "m1||water-wells",
    }  # fmt: skip
    answer = client.post(unit, sent)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    form = page.split('id="act-triage"')[1].split("</form>")[0]
    assert 'data-fill="triage-category" data-value="water-wells"' in form
    select = form.split('id="triage-category"')[1].split("</select>")[0]
    assert "selected" not in select and '<option value="">' in select


@pytest.mark.django_db(databases=["default", "keys"])
def test_administrator_asks_for_training_and_switches_off(small_demo: dict[str, str]) -> None:
    client = sign_in("administrator", small_demo)
    act = reverse("console:suggestions-act")
    client.post(act, {"act": "train", "command": new_id()})
    assert get_suggestion_state().asked is not None
    client.post(act, {"act": "off", "command": new_id(), "reason": " "})
    assert get_suggestion_state().on
    client.post(act, {"act": "off", "command": new_id(), "reason": "先看看"})
    assert not get_suggestion_state().on
    page = client.get(reverse("console:suggestions")).content.decode()
    assert "先看看" in page and "已停用" in page
    assert client.post(act, {"act": "nonsense"}).status_code == 404


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", None),
        ("m1", None),
        ("m1|", ("m1", "", ())),
        ("m1|u|a|b", ("m1", "u", ("a", "b"))),
    ],
)
def test_what_was_shown_travels_with_the_form(written: str, read: Any) -> None:
    found = read_suggested(written)
    shown = None if found is None else (found.model, found.unit, found.categories)
    assert shown == read


def test_what_is_written_is_what_is_read() -> None:
    found = read_suggested(write_suggested("m1", ("a", "b"), "u"))
    assert found is not None and (found.categories, found.unit) == (("a", "b"), "u")


def test_cached_model_is_one_a_process() -> None:
    assert queries._load.cache_info().maxsize == 1
