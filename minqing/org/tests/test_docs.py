"""The page of refusals names every code of the organisation."""

from __future__ import annotations

import re
from pathlib import Path

from minqing.kernel.messages import RefusalKind
from minqing.org.rules import checks, persons, posts, remits, staffing, stationing, teams, units

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/refusals-org.md"
ROOMS = (checks, units, posts, staffing, persons, stationing, teams, remits)
KINDS = {
    one.code: one for room in ROOMS for one in vars(room).values() if isinstance(one, RefusalKind)
}


def test_every_code_stands_in_the_reference() -> None:
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    assert {f"| `{kind.code}` | {kind.sentence} |" for kind in KINDS.values()} <= lines


def test_codes_are_stable_words_and_sentences_say_what_to_do() -> None:
    for kind in KINDS.values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", kind.code)
        assert re.fullmatch(r"不[能必][^：]*：[^。]+。[^。]+。", kind.sentence), kind.sentence
