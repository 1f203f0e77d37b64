"""Databases in tests: real files on SQLite (WAL, threads, locks as in service), both aliases."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase

from config.collecting import set_loaded_aside

QUICK_PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


STAY = frozenset({"django_content_type", "auth_permission"})
"""Tables that the migrations fill and no test changes."""


def pytest_configure(config: pytest.Config) -> None:
    TransactionTestCase._fixture_teardown = _leave_empty  # type: ignore[attr-defined]
    # Signing in is not what a test measures, and the real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = QUICK_PASSWORDS
    # Every client of a test has a chain of middlewares of its own: style sheets and scripts are
    # looked up when one is asked for, not all of them for each client.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish() -> None:
    """Leave what is loaded by now, all tests among it, out of what Python looks through."""
    set_loaded_aside()


def _leave_empty(test: TransactionTestCase) -> None:
    names = test._databases_names(include_mirrors=False)  # type: ignore[attr-defined]
    empty_databases(names)


def empty_databases(aliases: Iterable[str] = ("default", "keys")) -> None:
    """Delete every row of the test databases.

    Looks first which tables hold any: Django's own way empties all of them, and then fills in
    again what the migrations left, which takes longer than most tests.
    """
    for alias in aliases:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(_find_full(alias))
            for (table,) in cursor.fetchall():
                # foreign keys are looked at when the transaction ends
                cursor.execute(f'DELETE FROM "{table}"')


@cache
def _find_full(alias: str) -> str:
    """Return the statement that names the tables with a row."""
    there = connections[alias].introspection.django_table_names(only_existing=True)
    wanted = [table for table in there if table not in STAY]
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in wanted
    )


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
