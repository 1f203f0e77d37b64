"""The pages of the house: what runs behind, which rules run, with their page and their test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from minqing.console.reading.operations import PARTS
from minqing.console.tests.test_views import sign_in
from minqing.log.registry import registry as log
from minqing.mechanisms.registry import registry as mechanisms


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
