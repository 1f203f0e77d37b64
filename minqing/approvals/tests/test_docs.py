"""docs/reference/refusals-approvals.md names every code of this context."""

from __future__ import annotations

import re
from pathlib import Path

from minqing.approvals import commands as c
from minqing.approvals import refusals
from minqing.approvals.queries import STEP_ZH
from minqing.approvals.terms import APPROVAL_STATUS_ZH, ApprovalStatus, Step
from minqing.kernel.messages import RefusalKind

ROOT = Path(__file__).resolve().parents[3]
KINDS = [one for one in vars(refusals).values() if isinstance(one, RefusalKind)]


def test_every_code_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/refusals-approvals.md").read_text()
    for kind in KINDS:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code


def test_sentences_say_what_why_and_what_to_do() -> None:
    for kind in KINDS:
        assert re.fullmatch(r"approval(-[a-z]+)+", kind.code)
        assert kind.sentence.startswith("不") and kind.sentence.endswith("。")
        assert "：" in kind.sentence


def test_every_word_has_its_label() -> None:
    assert set(APPROVAL_STATUS_ZH) == set(ApprovalStatus)
    assert set(STEP_ZH) == {"asked", *(step.value for step in Step)}


def test_commands_are_documented() -> None:
    for command in c.COMMANDS:
        assert command.__doc__ and command.TYPE.startswith("approval.")
