"""Documents that a test reads: the life of a case, the codes of refusals."""

from __future__ import annotations

import re
from pathlib import Path

from minqing.cases import commands as c
from minqing.cases.callups import rules as call_ups
from minqing.cases.events import EVENTS
from minqing.cases.life import render_life
from minqing.cases.rules import dispatch_refusals, refusals
from minqing.cases.rules.table import VERBS
from minqing.cases.terms import (
    ANONYMITY_ZH,
    CHANNEL_ZH,
    CLOCK_ZH,
    CLOSE_REASON_ZH,
    GIVEN_ON_ZH,
    KIND_ZH,
    LEDGER_ZH,
    MEANS_ZH,
    OUTCOME_ZH,
    RATING_ZH,
    REOPEN_ZH,
    SPOKEN_ZH,
    STATUS_ZH,
    Anonymity,
    Channel,
    ClockName,
    CloseReason,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Rating,
    ReopenCause,
    Spoken,
    Status,
)
from minqing.cases.timeline import EVENT_ZH
from minqing.kernel.messages import RefusalKind
from minqing.org.public import PERMISSIONS

ROOT = Path(__file__).resolve().parents[3]
KINDS = [
    one
    for room in (refusals, dispatch_refusals, call_ups)
    for one in vars(room).values()
    if isinstance(one, RefusalKind)
]


def test_life_page_is_the_table():
    assert (ROOT / "docs/reference/case-life.md").read_text() == render_life() + "\n"


def test_every_code_stands_in_the_reference():
    page = (ROOT / "docs/reference/refusals.md").read_text()
    for kind in KINDS:
        assert f"| `{kind.code}` | {kind.sentence} |" in page, kind.code


def test_codes_are_stable_words_and_sentences_end():
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    for kind in KINDS:
        assert re.fullmatch(r"(case|call-up)(-[a-z]+)+", kind.code)
        assert kind.sentence.startswith("不") and kind.sentence.endswith("。")
        assert "：" in kind.sentence


def test_every_word_has_its_label():
    for words, labels in (
        (Status, STATUS_ZH),
        (Ledger, LEDGER_ZH),
        (Outcome, OUTCOME_ZH),
        (Channel, CHANNEL_ZH),
        (MatterKind, KIND_ZH),
        (Anonymity, ANONYMITY_ZH),
        (Spoken, SPOKEN_ZH),
        (Means, MEANS_ZH),
        (GivenOn, GIVEN_ON_ZH),
        (Rating, RATING_ZH),
        (ClockName, CLOCK_ZH),
        (CloseReason, CLOSE_REASON_ZH),
        (ReopenCause, REOPEN_ZH),
    ):
        assert set(words) == set(labels)


def test_every_event_has_its_words():
    assert set(EVENT_ZH) == set(EVENTS)


def test_permissions_are_those_that_roles_can_grant():
    asked = {verb.command.PERMISSION for verb in VERBS} - {""}
    assert asked <= set(PERMISSIONS)


def test_commands_and_events_are_documented():
    for command in c.COMMANDS:
        assert command.__doc__ and command.TYPE.startswith("case.")
