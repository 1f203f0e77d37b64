"""Events live for ever: a golden file for each version, read back and written the same."""

from pathlib import Path

import pytest

from minqing.log.codec import encode
from minqing.log.registry import registry
from minqing.signin.events import EVENTS

GOLDEN = Path(__file__).parent / "golden"


def test_every_event_version_has_a_golden_file() -> None:
    assert {cls.TYPE for cls in EVENTS} <= {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_event_is_still_read(path: Path) -> None:
    body = path.read_bytes().strip()
    event = registry.codec.decode(path.stem, body)
    assert encode(event) == body
