"""The page of settings lists exactly the variables that the code reads."""

from __future__ import annotations

import ast
import re

from config.checks import locks
from tests.architecture import source

PAGE = source.ROOT / "docs" / "reference" / "settings.md"
VARIABLE = re.compile(r"^(?:MINQING_[A-Z_]+|DATABASE_URL|PORT)$")


def _read_variables() -> set[str]:
    return {
        node.value
        for path in source.list_python("minqing", "config")
        for node in source.walk(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.match(node.value)
    }


def test_page_lists_every_setting_that_is_read() -> None:
    listed = set(re.findall(r"`(MINQING_[A-Z_]+|DATABASE_URL|PORT)`", PAGE.read_text()))
    assert listed == _read_variables()


def test_only_config_reads_the_environment() -> None:
    readers = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.list_python()
        if "env" in source.read(path)
        for node in source.walk(path)
        if isinstance(node, ast.Subscript | ast.Call)
        and ast.unparse(node).startswith(("os.environ[", "os.environ.get(", "os.getenv("))
    ]
    assert not readers, "\n".join(readers)


def test_settings_stay_readable_in_one_sitting() -> None:
    lines = (source.ROOT / "config" / "settings.py").read_text().splitlines()
    assert len(lines) <= 400


def test_locks_have_hashes_no_address_and_a_reason_each() -> None:
    assert locks.list_faults() == []
