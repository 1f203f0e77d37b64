"""What earlier versions left behind is upgraded by `minqing prepare` and goes on living."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.harness.server import make_environment, run_minqing
from tests.upgrade import fixture
from tests.upgrade.conftest import CopyUpgraded


@dataclass(frozen=True)
class Upgraded:
    """A kept database after `minqing prepare`: what was true before, and how to ask it."""

    before: Mapping[str, Any]
    environment: Mapping[str, str]

    def ask(self, act: str) -> Any:
        """Run a step of `tests.upgrade.ask` or `observe` on it; returns its answer."""
        words = [sys.executable, "-m", *act.split()]
        done = subprocess.run(
            words, env=dict(self.environment), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module", params=fixture.list_names())
def upgraded(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    copy_upgraded: CopyUpgraded,
) -> Upgraded:
    """An upgraded copy of each kept database."""
    var = tmp_path_factory.mktemp("left")
    copy_upgraded(request.param, var)
    environment = make_environment(var, DJANGO_SETTINGS_MODULE="config.settings")
    return Upgraded(fixture.load_expectation(request.param), environment)


@pytest.fixture(scope="module")
def after(upgraded: Upgraded) -> dict[str, Any]:
    found: dict[str, Any] = upgraded.ask("tests.upgrade.observe")
    return found


def test_log_is_untouched_by_an_upgrade(upgraded: Upgraded, after: dict[str, Any]) -> None:
    assert after["log"] == upgraded.before["log"]


def test_cases_stand_where_they_stood(upgraded: Upgraded, after: dict[str, Any]) -> None:
    before = upgraded.before["cases"]
    moved = {
        f"{case} {column}": (was, after["cases"][case].get(column))
        for case, columns in before.items()
        for column, was in columns.items()
        if after["cases"][case].get(column) != was
    }
    assert (after["cases"].keys(), moved) == (before.keys(), {})


def test_every_role_still_finds_its_cases(upgraded: Upgraded, after: dict[str, Any]) -> None:
    assert after["lists"] == upgraded.before["lists"]


def test_receipts_still_tell_how_it_went(upgraded: Upgraded, after: dict[str, Any]) -> None:
    assert after["tracked"] == upgraded.before["tracked"]


def test_personal_values_still_open(upgraded: Upgraded, after: dict[str, Any]) -> None:
    assert after["opened"] == upgraded.before["opened"]


def test_rows_made_anew_from_the_log_equal_the_upgraded_ones(upgraded: Upgraded) -> None:
    assert upgraded.ask("tests.upgrade.ask rebuild") == []


def test_every_page_and_every_case_opens_for_those_who_may(upgraded: Upgraded) -> None:
    told = upgraded.ask("tests.upgrade.ask pages")
    assert told["broken"] == []
    assert told["opened"] > 250, "each page by three of twelve accounts, and their cases"
    assert told["cases"] > 80, "all that stand in their lists"


def test_old_cases_live_on(upgraded: Upgraded) -> None:
    told = upgraded.ask("tests.upgrade.ask live_on")
    assert (told["refused"], told["accepted"]) == ({}, 4)
    done = run_minqing("log", "verify", environment=upgraded.environment)
    assert done.returncode == 0, done.stdout
