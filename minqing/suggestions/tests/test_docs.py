"""What must stay readable: events of suggestions, the page of their refusals, their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.kernel.messages import RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.suggestions import corpus, rules
from minqing.suggestions.terms import FAILURE_ZH, Failure

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/refusals-suggestions.md"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    assert encode(registry.codec.decode(path.stem, body)) == body


def test_every_code_stands_in_the_reference() -> None:
    page = PAGE.read_text("utf-8")
    kinds = [
        one
        for room in (rules, corpus)
        for one in vars(room).values()
        if isinstance(one, RefusalKind)
    ]
    assert kinds
    for kind in kinds:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code


def test_every_failure_has_its_sentence() -> None:
    assert set(FAILURE_ZH) == set(Failure)
