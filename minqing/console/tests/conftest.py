"""What tests of the desk share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from minqing.console.tests.at_provider import away, linked, provider

__all__ = ["away", "linked", "place", "provider"]


@pytest.fixture
def place(small_demo: dict[str, str]) -> Iterator[dict[str, str]]:
    """The small demonstration; what a test does to it is taken back."""
    with transaction.atomic(), transaction.atomic(using="keys"):
        yield small_demo
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
