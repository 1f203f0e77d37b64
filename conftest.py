"""Fixtures and habits of every test, in the apps and in tests/ (see tests/harness/)."""

import pytest

from minqing.log.registry import LazySnapshots

pytest_plugins = [
    "tests.harness.databases",
    "tests.harness.server",
    "tests.harness.browser",
    "tests.harness.small_demo",
]


@pytest.fixture(autouse=True)
def _forget_snapshots() -> None:
    """Snapshots are kept per process; a test begins with an empty log."""
    LazySnapshots.forget()
