"""docs/reference/refusals-signin.md names every code of this context."""

from __future__ import annotations

import re
from pathlib import Path

from minqing.kernel.messages import RefusalKind
from minqing.signin import rules

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/refusals-signin.md"
KINDS = [one for one in vars(rules).values() if isinstance(one, RefusalKind)]


def test_every_code_stands_in_the_reference() -> None:
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    assert {f"| `{kind.code}` | {kind.sentence} |" for kind in KINDS} <= lines


def test_codes_are_stable_words_and_sentences_say_what_to_do() -> None:
    for kind in KINDS:
        assert re.fullmatch(r"signin(-[a-z]+)+", kind.code)
        assert re.fullmatch(r"不[能必][^：]*：[^。]+。[^。]+。", kind.sentence), kind.sentence
