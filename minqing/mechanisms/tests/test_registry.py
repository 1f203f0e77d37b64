"""A registry that refuses: wrong, double and unknown names fail at start, naming them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.urls import reverse

from minqing.mechanisms.examples import run_identity
from minqing.mechanisms.registry import Registry, registry
from minqing.mechanisms.tests.small_pack import TrialSection, make_registry


class Loose(msgspec.Struct):
    span: int


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda k: k.register_section("trial", TrialSection), ValueError, "trial"),
        (lambda k: k.register_section("rules", TrialSection), ValueError, "rules"),
        (lambda k: k.register_section("Bad-Name", TrialSection), ValueError, "Bad-Name"),
        (lambda k: k.register_section("loose", Loose), TypeError, "loose"),
        (lambda k: k.register_section("late", TrialSection, version=2), ValueError, "upcaster"),
        (lambda k: k.register_capability("cases.ledger"), ValueError, "cases.ledgers"),
        (lambda k: k.register_screen("cases.ledger", "x"), ValueError, "cases.ledgers"),
        (lambda k: k.register_example_kind("identity", run_identity), ValueError, "identity"),
    ],
)
def test_registry_refuses_naming_the_word(
    act: Callable[[Any], None], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        act(make_registry())


def test_capability_and_screen_are_registered_once() -> None:
    known = Registry()
    known.register_capability("cases.ledgers")
    with pytest.raises(ValueError, match="twice"):
        known.register_capability("cases.ledgers")
    known.register_screen("cases.ledgers", "console:ledgers")
    with pytest.raises(ValueError, match="twice"):
        known.register_screen("cases.ledgers", "console:ledgers")


@pytest.mark.parametrize("name", sorted(registry.capabilities))
def test_registered_capability_has_tests_that_exist_and_a_page_that_opens(name: str) -> None:
    provided = registry.capabilities[name]
    assert provided.tests, f"{name} names no test"
    missing = [path for path in provided.tests if not (Path(settings.BASE_DIR) / path).is_file()]
    assert missing == []
    screen = registry.find_screen(name)
    assert not screen or reverse(screen)


def test_screens_belong_to_capabilities_that_are_built() -> None:
    assert registry.screens.keys() <= registry.capabilities.keys()
