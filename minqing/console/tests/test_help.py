"""Help: a day per post, plain words behind every ?, and words of packs in Traditional."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from minqing.cases.public import Status
from minqing.console import acts, acts_beside, acts_consent
from minqing.console.desk import ROOMS
from minqing.console.explained import (
    DEEDS,
    KEYS,
    WORD_OF_ACT,
    WORD_OF_STATUS,
    WORDS,
    WORDS_OF_RESIDENTS,
    list_deeds,
)
from minqing.mechanisms.public import to_traditional
from minqing.mechanisms.tests.test_words import list_words
from minqing.org.roles import PERMISSIONS, ROLES
from tests.doors.test_pages import sign_in

TEMPLATES = Path(__file__).resolve().parents[2]


def test_every_explained_word_stands_once() -> None:
    assert len(KEYS) == len(WORDS)


def test_every_question_mark_of_the_templates_leads_to_a_word() -> None:
    asked = {
        key
        for path in TEMPLATES.glob("*/templates/**/*.html")
        for key in re.findall(r'{% explain "([^"]+)" %}', path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked - KEYS == set()


def test_every_explained_act_is_an_act_and_has_its_word() -> None:
    source = "".join(
        Path(module.__file__ or "").read_text(encoding="utf-8")
        for module in (acts, acts_beside, acts_consent)
    )
    assert [key for key in WORD_OF_ACT if f'key="{key}"' not in source] == []
    assert set(WORD_OF_ACT.values()) - KEYS == set()


def test_word_without_explanation_draws_nothing() -> None:
    drawn = Template('{% load minqing %}{% explain "mine" %}').render(Context())
    assert drawn.strip() == ""


def test_statuses_with_a_word_exist_and_are_explained_to_residents() -> None:
    assert set(WORD_OF_STATUS) <= {str(status) for status in Status}
    assert set(WORD_OF_STATUS.values()) <= set(WORDS_OF_RESIDENTS) <= KEYS
    drawn = Template("{% load minqing %}{% explain_status 'planned' %}").render(Context())
    assert f"{reverse('portal:help')}#planned" in drawn


@pytest.mark.django_db(databases=["default", "keys"])
def test_public_help_explains_the_words_of_residents(client: Client) -> None:
    page = client.get(reverse("portal:help")).content.decode()
    assert [key for key in WORDS_OF_RESIDENTS if f'<dt id="{key}">' not in page] == []


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if role.held_by_post])
def test_day_of_a_post_is_what_it_may_do(role: str) -> None:
    held = ROLES[role].permissions
    deeds = list_deeds(held)
    assert deeds, "a post without anything to do"
    assert all(not deed.needs or deed.needs in held for deed in deeds)


def test_deeds_name_permissions_and_rooms_that_exist() -> None:
    assert {deed.needs for deed in DEEDS if deed.needs} - PERMISSIONS.keys() == set()
    assert all(reverse(f"console:{deed.room}", args=deed.args) for deed in DEEDS)


def test_key_of_a_room_opens_one_room() -> None:
    keys = [room.key for group in ROOMS for room in group.rooms if room.key]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ["village_cadre", "administrator"])
def test_links_of_my_day_open_for_me(role: str, small_demo: dict[str, str]) -> None:
    client = sign_in(role, small_demo)
    page = client.get(reverse("console:help")).content.decode()
    own = page.split('<ol class="my-day">')[1].split("</ol>")[0]
    addresses = set(re.findall(r'href="([^"]+)"', own))
    assert addresses
    assert {a: s for a in addresses if (s := client.get(a).status_code) != 200} == {}


def in_language(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


OF_PACKS = (
    "console:intake", "console:supervise", "console:mechanisms", "portal:board", "portal:guide",
    "portal:mechanisms",
)  # fmt: skip
"""Pages that are made of words of packs and hold little that people wrote."""


@pytest.mark.django_db(databases=["default", "keys"])
def test_no_word_of_a_pack_is_left_in_simplified(small_demo: dict[str, str]) -> None:
    client = in_language(sign_in("township_leader", small_demo), "zh-hant")
    clerk = in_language(sign_in("township_clerk", small_demo), "zh-hant")
    words = [word for word in list_words() if len(word) > 3 and to_traditional(word) != word]
    left, seen = set(), set()
    for door in OF_PACKS:
        answer = clerk if door == "console:intake" else client
        page = answer.get(reverse(door)).content.decode()
        left |= {(door, word) for word in words if f">{word}<" in page}
        seen |= {word for word in words if f">{to_traditional(word)}<" in page}
    assert left == set()
    assert len(seen) > 20, "the pages show words of packs at all"


@pytest.mark.django_db(databases=["default", "keys"])
def test_desk_says_place_and_name_apart_in_english(small_demo: dict[str, str]) -> None:
    client = in_language(sign_in("township_clerk", small_demo), "en")
    page = client.get(reverse("console:today")).content.decode()
    assert "· Casework for residents" in page
    with translation.override("en"):
        assert "Sort matters" in client.get(reverse("console:access")).content.decode()
