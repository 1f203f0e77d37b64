"""What must stay readable: events of batches, the page of their refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.imports import history_terms, rules, terms
from minqing.imports.events import BATCH_EVENTS, MappingSaved
from minqing.imports.slips import reading as slips
from minqing.kernel.messages import RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[3]


def test_every_event_version_has_a_golden_file() -> None:
    types = {cls.TYPE for cls in (*BATCH_EVENTS, MappingSaved)}
    assert types <= {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    assert encode(registry.codec.decode(path.stem, body)) == body


def test_every_code_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/refusals-imports.md").read_text()
    kinds = [
        k
        for room in (terms, rules, history_terms, slips)
        for k in vars(room).values()
        if isinstance(k, RefusalKind)
    ]
    assert len({kind.code for kind in kinds}) > 40
    for kind in kinds:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code
