"""Rules of the household mechanism that must run, and some that must not seem to. Computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from minqing.mechanisms.coverage import compute_coverage
from minqing.mechanisms.loader import load_folder


@pytest.fixture(scope="module")
def states() -> dict[str, str]:
    folders = sorted(Path(settings.PACKS_DIR).iterdir())
    folder = next(one for one in folders if (one / "duties.yaml").is_file())
    pack = load_folder(folder).pack
    assert pack is not None
    return {item.rule.id: item.state for item in compute_coverage(pack).rules}


LATER = {
    *(f"SDN-{number:02d}" for number in (4, *range(13, 21))),  # trips and weekly, monthly duties
    "SDN-21",  # surveys
    "SDN-26",  # the joint meeting
    "SDN-32",  # regulations
}
"""What is built by later issues; a rule that runs must be taken off this list."""


def test_all_rules_run_but_those_of_later_issues(states: dict[str, str]) -> None:
    assert {rule for rule, state in states.items() if state != "running"} == LATER
