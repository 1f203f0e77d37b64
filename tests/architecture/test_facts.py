"""Facts from the start: every stream kind tells figures something, or says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from minqing.facts.public import EXTRACTORS, KINDS
from minqing.facts.tests.reading import make_entry
from minqing.log.registry import registry

SILENT = {
    "subject": "erasing, sealing and holding data is the work of the archive, not of casework",
    "letter": "dead letters are the operation of the program",
    "pack": "which mechanism was in force is read from its versions, with their periods",
    "calendar": "days of work are read from the calendar itself, as of any issue of it",
    "unit": "unit paths as they were stand in the directory that the lake keeps beside the facts",
    "person": "one row a person would follow people; posts filled are counted instead",
    "remit": "papers that say who is sent; counted by no figure",
    "handover": "the posts that changed hands say it themselves",
    "reminder": "what the program says to its users is no deed of theirs",
    "approval": "what was asked and consented to is counted by the case it is about",
    "export": "who took data out is for the audit, not for figures",
    "arrival": "a re-sent need is the case that it became",
    "suggestions": "figures of the models are their own results; cases count what was shown",
    "token": "which programs hold a key is the administration of the house",
    "signin": "how somebody proves who they are is theirs, and the administration's",
    "channel": "how messages go out is the operation of the program",
    "contact": "a number to write to is personal data; messages are counted in the outbox",
    "sms": "a text that came in is the answer or the matter that it became",
    "peer": "with whom work orders are exchanged is the administration of the house",
    "order": "a work order is the case that it becomes; what was refused stands in the books",
    "exchangeday": "what differs between two books is the operation of the program",
    "hook": "which programs are told is the administration of the house",
    "import": "rows that came in from files are cases, households and visits themselves",
    "mapping": "names of columns",
}
"""Stream kinds that register no facts, each with its reason."""

UNSAID = frozenset(
    {
        "post", "person", "leader", "deputy", "giver", "taker", "name", "title", "head", "address",
        "raiser", "matter", "reply", "words", "remarks", "group", "household",
    }
)  # fmt: skip
"""Fields of events whose values stand in no row: people, posts, vault references, free text."""

GOLDEN = sorted(
    path
    for path in Path(__file__).parents[2].glob("minqing/*/tests/golden/*.json")
    if path.stem in EXTRACTORS
)


OURS = [kind for kind in registry.kinds.values() if ".tests." not in kind.state.__module__]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_every_stream_kind_registers_facts_or_says_why_not(kind: Any) -> None:
    speaks = any(event.TYPE in EXTRACTORS for event in kind.events)
    assert speaks != (kind.name in SILENT)


def test_no_reason_stands_for_a_kind_that_is_gone() -> None:
    assert set(SILENT) <= set(registry.kinds)


def test_facts_are_made_of_known_events() -> None:
    assert set(EXTRACTORS) <= set(registry.codec.names())


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_rows_name_registered_kinds_and_nobody(path: Path) -> None:
    event = registry.codec.decode(path.stem, path.read_bytes().strip())
    said = {
        value
        for field, value in msgspec.to_builtins(event).items()
        if field in UNSAID and isinstance(value, str) and value
    }
    for row in EXTRACTORS[path.stem](make_entry(event, f"{path.stem.partition('.')[0]}:X1")):
        assert row.kind in KINDS
        shown = {row.unit, row.banner, row.holder, row.category, *map(str, row.data.values())}
        assert not said & shown
