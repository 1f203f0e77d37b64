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


@pytest.mark.parametrize("rule", ["SDN-01", "SDN-10", "SDN-11", "SDN-12", "SDN-29", "SDN-30"])
def test_rule_runs(states: dict[str, str], rule: str) -> None:
    assert states[rule] == "running"


@pytest.mark.parametrize("rule", ["SDN-04", "SDN-13", "SDN-16", "SDN-20", "SDN-21", "SDN-26"])
def test_rule_whose_duty_is_not_set_up_does_not_seem_to_run(
    states: dict[str, str], rule: str
) -> None:
    assert states[rule] != "running"
