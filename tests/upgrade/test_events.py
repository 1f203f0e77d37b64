"""No event that was ever written becomes unreadable or comes to mean something else.

`<name>-events.json`: one body of each event type of a finished version, as its golden files
had them. A context may widen an event (a field with a default) and its golden file with it;
what earlier versions wrote stays here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from minqing.log.codec import encode
from minqing.log.registry import registry
from tests.upgrade.fixture import FOLDER

CONTEXTS = Path(__file__).parents[2] / "minqing"
KEPT = {
    f"{path.stem} {type_name}": (type_name, body)
    for path in sorted(FOLDER.glob("*-events.json"))
    for type_name, body in json.loads(path.read_text()).items()
}


def test_every_event_the_program_writes_has_a_golden_file() -> None:
    golden = {path.stem for path in CONTEXTS.glob("**/tests/golden/*.json")}
    ours = {name for name in registry.codec.names() if not name.startswith("tally.")}
    assert ours - golden == set()


@pytest.mark.parametrize("name", sorted(KEPT))
def test_event_of_a_finished_version_is_still_read(name: str) -> None:
    type_name, body = KEPT[name]
    assert registry.codec.decode(type_name, body.encode())


@pytest.mark.parametrize("name", sorted(KEPT))
def test_fields_of_an_old_event_keep_their_values(name: str) -> None:
    type_name, body = KEPT[name]
    event = registry.codec.decode(type_name, body.encode())
    if type(event).TYPE != type_name:
        return  # a newer version took its place: the context tests its upcaster
    written: dict[str, Any] = json.loads(body)
    read = json.loads(encode(event))
    assert {field: read.get(field) for field in written} == written
