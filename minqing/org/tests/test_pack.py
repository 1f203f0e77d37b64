"""A pack's place must be a real division."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from minqing.mechanisms.public import CAPABILITIES, Pack
from minqing.mechanisms.registry import registry
from minqing.org.apps import CAPABILITIES as OURS
from minqing.org.pack import check_place
from minqing.org.roles import PERMISSIONS


def pack_of(code: str) -> Pack:
    return cast(Pack, SimpleNamespace(place=SimpleNamespace(code=code)))


@pytest.mark.parametrize("code", ["15", "1529", "150627", "150304", "152529"])
def test_check_place_passes_a_real_division(code: str) -> None:
    assert list(check_place(pack_of(code))) == []


def test_check_place_names_path_and_value_when_unknown() -> None:
    problem: Any = next(check_place(pack_of("150699")))
    assert (problem.code, problem.path, problem.value) == (
        "pack-place-unknown", "$.place.code", "150699",
    )  # fmt: skip


def test_packs_may_grant_the_permissions_of_the_house() -> None:
    assert PERMISSIONS.keys() <= registry.permissions


def test_capabilities_are_registered_with_tests_that_exist() -> None:
    root = Path(__file__).resolve().parents[3]
    for name in OURS:
        assert name in CAPABILITIES
        assert all((root / test).is_file() for test in registry.capabilities[name].tests)
