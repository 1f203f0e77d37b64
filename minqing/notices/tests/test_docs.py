"""What must stay readable: the event of a reminder, the page of its refusals."""

from __future__ import annotations

from pathlib import Path

from minqing.kernel.messages import RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.notices import rules

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def test_golden_event_is_still_read() -> None:
    body = (HERE / "golden" / "notices.reminded@1.json").read_bytes().strip()
    assert encode(registry.codec.decode("notices.reminded@1", body)) == body


def test_every_code_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/refusals-notices.md").read_text()
    kinds = [one for one in vars(rules).values() if isinstance(one, RefusalKind)]
    assert kinds
    for kind in kinds:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code
