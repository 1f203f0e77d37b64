"""Events live for ever: one golden file for each version, read back and written the same.

A golden file is never changed. A new version of an event gets a new type and a new file, and
an upcaster that reads the old one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.cases.arrivals import Arrived
from minqing.cases.callups.commands import EVENTS as CALL_UP_EVENTS
from minqing.cases.events import EVENTS
from minqing.cases.exports import ListExported
from minqing.log.codec import encode
from minqing.log.registry import registry

GOLDEN = Path(__file__).parent / "golden"
NEWEST = {cls.TYPE: cls for cls in (*EVENTS, *CALL_UP_EVENTS, Arrived, ListExported)}


def test_every_event_version_has_a_golden_file() -> None:
    assert NEWEST.keys() <= {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    event = registry.codec.decode(path.stem, body)
    assert type(event).TYPE in NEWEST
    if path.stem in NEWEST:  # an older version is read by its upcaster, never written again
        assert encode(event) == body
