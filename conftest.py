"""Fixtures and habits of every test, in the apps and in tests/ (see tests/harness/)."""

from hypothesis import settings as hypothesis_settings

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
