"""Events live for ever: a golden file for each version, read back and written the same."""

from pathlib import Path

import pytest

from minqing.log.codec import encode
from minqing.log.letters import LETTER
from minqing.log.registry import registry
from minqing.log.subjects import SUBJECT

GOLDEN = Path(__file__).parent / "golden"
NEWEST = {cls.TYPE: cls for cls in (*SUBJECT.events, *LETTER.events)}


def test_every_event_version_has_a_golden_file() -> None:
    assert NEWEST.keys() <= {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    event = registry.codec.decode(path.stem, body)
    if path.stem in NEWEST:
        assert encode(event) == body
