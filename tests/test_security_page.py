"""docs/security.md names tests that exist: a measure without its test is only a promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:minqing|tests)/[\w/]+(?:\.py)?/?(?:::\w+)?)`", PAGE)))


@pytest.mark.parametrize("named", NAMED)
def test_named_test_exists(named: str) -> None:
    path, _, function = named.partition("::")
    place = ROOT / path
    assert place.exists(), f"{path} is gone"
    if function:
        assert f"def {function}(" in place.read_text()


def test_every_threat_names_a_test() -> None:
    table = PAGE.split("## Threats and measures")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 12
    assert [row for row in rows if "`" not in row.rsplit("|", 2)[-2]] == []
