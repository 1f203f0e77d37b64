"""Fixtures and habits of every test, in the apps and in tests/ (see tests/harness/)."""

import pytest
from hypothesis import settings as hypothesis_settings

from minqing.log.demonstration import forget_demonstration
from minqing.log.registry import LazySnapshots

pytest_plugins = [
    "tests.harness.databases",
    "tests.harness.server",
    "tests.harness.browser",
    "tests.harness.small_demo",
    "tests.harness.machine",
    "tests.harness.sharing",
    "tests.harness.packs",
]


# The machine is shared: how long an example takes proves nothing.
hypothesis_settings.register_profile("minqing", deadline=None)
hypothesis_settings.load_profile("minqing")


@pytest.fixture(autouse=True)
def _forget_snapshots() -> None:
    """Snapshots are kept per process; a test begins with an empty log."""
    LazySnapshots.forget()
    forget_demonstration()
