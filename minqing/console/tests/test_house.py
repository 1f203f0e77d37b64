"""The pages of the house: what runs behind, which rules run, with their page and their test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from minqing.cases.models import KeptCase
from minqing.console.reading.operations import PARTS
from minqing.console.tests.test_views import sign_in
from minqing.kernel.ids import new_id
from minqing.kernel.receipts import format_receipt
from minqing.log.public import SealSubject, get_snapshot, get_state, submit
from minqing.log.registry import registry as log
from minqing.mechanisms.public import Packs
from minqing.mechanisms.registry import registry as mechanisms
from minqing.org.public import system_actor
from tests.harness.small_demo import NOW


def test_everything_that_runs_behind_has_a_name_in_words() -> None:
    behind = {*log.followers, *log.reactions, *log.clocks}
    assert behind <= PARTS.keys()


def test_every_capability_names_a_page_and_tests_that_exist() -> None:
    for name, provided in mechanisms.capabilities.items():
        assert mechanisms.find_screen(name), name
        reverse(mechanisms.find_screen(name))
        assert provided.tests, name
        for test in provided.tests:
            assert (Path(settings.BASE_DIR) / test).is_file(), test


@pytest.mark.django_db(databases=["default", "keys"])
def test_rule_that_runs_stands_with_its_page_and_its_tests(small_demo: dict[str, str]) -> None:
    client: Client = sign_in(small_demo["township_clerk"])
    address = reverse("console:mechanism", args=["siding-sandao-nongshi-huban"])
    page = client.get(address).content.decode()
    assert "旧称和今名" in page and "城乡居民基本医疗保险" in page
    row = page[page.index("SDN-09") :].partition("</tr>")[0]
    assert reverse("console:caseloads") in row
    assert "households/test_coverage.py" in row


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ["village_cadre", "banner_clerk", "department_handler"])
def test_pages_of_rules_open_for_who_is_shown_them(place: dict[str, str], role: str) -> None:
    client = sign_in(place[role])
    keys = {pack.key for pack in get_snapshot(Packs).all() if pack.kind == "mechanism"}
    doors = set()
    for key in keys:
        page = client.get(reverse("console:mechanism", args=[key])).content.decode()
        doors |= set(re.findall(r'href="([^"]+)">打开页面', page))
    refused = [door for door in doors if client.get(door).status_code != 200]
    assert doors and refused == []


@pytest.mark.django_db(databases=["default", "keys"])
def test_sealed_matter_is_unsealed_by_its_receipt_with_a_reason(place: dict[str, str]) -> None:
    admin, clerk = sign_in(place["administrator"]), sign_in(place["township_clerk"])
    kept = KeptCase.objects.filter(gone=False).order_by("-ended_at").first()
    assert kept is not None
    submit(
        [SealSubject(id=new_id(), subject=f"case:{kept.case}", reason="期满")],
        by=system_actor("test"), now=NOW,
    )  # fmt: skip
    address = reverse("console:retention-receipt")
    typed = {"receipt": format_receipt(kept.receipt), "reason": "法院调取", "act": "unseal"}
    assert clerk.post(address, typed).status_code == 403
    for receipt, said in (
        ("7CHA-00-000000-0", "没有这个回执编号"),
        (typed["receipt"], "已启封并保全"),
    ):
        page = admin.post(address, typed | {"receipt": receipt}, follow=True).content.decode()
        assert said in page
    state = get_state(f"subject:case:{kept.case}")
    assert (state.sealed, state.held) == (False, "法院调取")
