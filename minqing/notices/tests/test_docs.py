"""What must stay readable: the event of a reminder, the page of its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.kernel.messages import RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.notices import rules
from minqing.notices.channels import rules as channel_rules
from minqing.notices.inbound import rules as text_rules

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.mark.parametrize("path", sorted((HERE / "golden").glob("*.json")), ids=lambda one: one.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    assert encode(registry.codec.decode(path.stem, body)) == body


def test_every_code_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/refusals-notices.md").read_text()
    rooms = (rules, channel_rules, text_rules)
    kinds = [one for room in rooms for one in vars(room).values() if isinstance(one, RefusalKind)]
    assert kinds
    for kind in kinds:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code
