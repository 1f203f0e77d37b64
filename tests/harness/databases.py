"""Databases in tests: real files on SQLite (WAL, threads, locks as in service), both aliases."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connections

QUICK_PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_configure(config: pytest.Config) -> None:
    # Signing in is not what a test measures, and the real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = QUICK_PASSWORDS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test that may use the database use the key store too.

    `submit` seals personal values, so hardly a test needs one database without the other;
    a test that names `databases` itself keeps its choice.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and "databases" not in marker.kwargs:
            chosen = {**marker.kwargs, "databases": "__all__"}
            item.add_marker(pytest.mark.django_db(*marker.args, **chosen), append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give each test process its own database files, master key and files folder."""
    folder = tmp_path_factory.mktemp("database")
    settings.MINQING_MASTER_KEY_FILE = folder / "master.key"
    settings.FILES_DIR = settings.MEDIA_ROOT = folder / "files"
    settings.FILES_DIR.mkdir()
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(folder / f"{alias}.sqlite3")


@pytest.fixture
def on_sqlite() -> bool:
    """Whether this run is on SQLite."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def database_settings() -> dict[str, Any]:
    """The description of the default database, for tests that start processes of their own."""
    return dict(connections["default"].settings_dict)
