"""The reference page names every trouble, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.gateway.api.errors import RECEIPTS_TRIED, TOO_OFTEN
from minqing.gateway.open311.troubles import KINDS

DOCS = Path(__file__).resolve().parents[4] / "docs/reference"


@pytest.mark.parametrize("page", ["open311.md", "open311.zh.md"])
def test_reference_names_every_trouble(page) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    kinds = (*KINDS, RECEIPTS_TRIED, TOO_OFTEN)
    for kind in kinds:
        assert f"| {kind.status} | `{kind.code}` | {kind.sentence} |" in text, kind.code
    assert text.count("| `open311-") == len(KINDS)
