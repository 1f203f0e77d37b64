"""Events live for ever: a golden file for each version, read back and written the same."""

from pathlib import Path

import pytest

from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.meetings.commitments.checks.rules import EVENTS as CHECK_EVENTS
from minqing.meetings.commitments.events import EVENTS as OWN_EVENTS
from minqing.meetings.commitments.progress import MOVES

EVENTS = (*OWN_EVENTS, *CHECK_EVENTS)
GOLDEN = Path(__file__).parent / "golden"


def test_every_event_version_has_a_golden_file() -> None:
    assert {cls.TYPE for cls in EVENTS} <= {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    event = registry.codec.decode(path.stem, body)
    if path.stem in {cls.TYPE for cls in EVENTS}:
        assert encode(event) == body


def test_progress_is_told_of_entries_that_exist() -> None:
    known = {name.partition("@")[0] for kind in registry.kinds.values() for name in _types(kind)}
    assert MOVES.keys() <= known


def _types(kind: object) -> list[str]:
    return [event.TYPE for event in kind.events]  # type: ignore[attr-defined]
