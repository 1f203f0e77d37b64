"""Rules of both mechanisms that must run, and some that must not seem to. Computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from minqing.mechanisms.coverage import PackCoverage, compute_coverage
from minqing.mechanisms.loader import load_folder


def read_coverage(key: str) -> PackCoverage:
    pack = load_folder(Path(settings.PACKS_DIR) / key).pack
    assert pack is not None
    return compute_coverage(pack)


@pytest.fixture(scope="module")
def states() -> dict[str, str]:
    rules = read_coverage("siding-sandao-nongshi-huban").rules
    return {item.rule.id: item.state for item in rules}


LATER = {
    *(f"SDN-{number:02d}" for number in (4, *range(13, 21))),  # trips and weekly, monthly duties
    "SDN-21",  # surveys
    "SDN-32",  # regulations
}
"""What is built by later issues; a rule that runs must be taken off this list."""


def test_all_rules_run_but_those_of_later_issues(states: dict[str, str]) -> None:
    assert {rule for rule, state in states.items() if state != "running"} == LATER


DISTRICT_LATER = {
    "WDM-07",  # mediation as a file of its own
    "WDM-24",  # appraisal
    "WDM-25",  # monthly reports
}
"""What of the district's mechanism is built later; a rule that runs must be taken off."""


def test_district_rules_run_or_say_what_is_missing() -> None:
    rules = read_coverage("minqing-fenxihui-wuda").rules
    assert {item.rule.id for item in rules if item.state != "running"} == DISTRICT_LATER
    for item in rules:
        missing = [need for need in item.needs if not need.met]
        assert bool(missing) == (item.rule.id in DISTRICT_LATER)
        assert item.state != "not_software"  # nothing of it is left out for good
