"""What must stay readable: events for ever, the page of refusals, sentences that say what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minqing.exchange.days import rules as days
from minqing.exchange.hooks import rules as hooks
from minqing.exchange.orders import rules as orders
from minqing.exchange.orders import taking
from minqing.exchange.peers import mapping_file
from minqing.exchange.peers import rules as peers
from minqing.kernel.messages import RefusalKind
from minqing.log.codec import encode
from minqing.log.registry import registry

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs/reference/refusals-exchange.md"
ROOMS = (peers, mapping_file, orders, taking, days, hooks)
KINDS = [one for room in ROOMS for one in vars(room).values() if isinstance(one, RefusalKind)]


@pytest.mark.parametrize("path", sorted((HERE / "golden").glob("*.json")), ids=lambda one: one.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    assert encode(registry.codec.decode(path.stem, body)) == body


def test_every_code_stands_in_the_reference() -> None:
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    assert len(KINDS) > 30
    assert {f"| `{kind.code}` | {kind.sentence} |" for kind in KINDS} <= lines


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_code_is_a_word_and_its_sentence_says_what_to_do(kind: RefusalKind) -> None:
    assert re.fullmatch(r"(peer|mapping|order|day|hook)(-[a-z]+)+", kind.code)
    assert re.fullmatch(r"不[能必][^：]*：.+。[^。]+。", kind.sentence), kind.sentence
