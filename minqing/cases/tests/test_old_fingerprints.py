"""Fingerprints that earlier programs gave to one and the same need are known for ever.

The values were computed by those programs, at the commits that are named.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from minqing.cases.public import Channel, Link, MatterKind, RaiserDetails, ReceiveCase
from minqing.kernel.messages import Command, Personal
from minqing.log import fingerprints
from minqing.log.registry import registry

KEY = bytes(range(32))
NEED = ReceiveCase(
    id="01HGOLDEN",
    case="c1",
    receipt="NLTA-00-ABCDEF-K",
    unit="150627",
    channel=Channel.VISIT,
    kind=MatterKind.APPEAL,
    matter=Personal("机井坏了", "case:c1"),
    raiser=Personal(RaiserDetails(name="张三"), "person:p1"),
    links=(Link("same-text-as", "case:c0"),),
)
GIVEN = {
    "the first, of 18 fields (1c3e45e2)": "05cb7080562c5d001814cda101275149",
    "the last with every field (7aaf7bc4)": "12a73386b1e3874acab6d4e374e5618c",
}
FULL_FORM = {
    # a value that stands in commands and has defaults without leaving them out: it keeps its
    # fields as they are, what is new comes as a value of its own
    "Attachment": "file media size thumb name width height pages",
    "HouseholdHead": "name phone",
    "Money": "fen unit currency",
    "Personal": "value subject ref",
    "Posting": "kind origin full_time",
    "RaiserDetails": "name phone address",
    "Spot": "words latitude longitude within",
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN.keys())
def test_need_is_known_by_the_fingerprint_of_then(given: str) -> None:
    assert fingerprints.was_made_before(bytes.fromhex(given), NEED, KEY)
    other = msgspec.structs.replace(NEED, unit="150628")
    assert not fingerprints.was_made_before(bytes.fromhex(given), other, KEY)


def test_every_old_shape_still_fits_its_command() -> None:
    now = {command.TYPE: set(command.__struct_fields__) for command in registry.commands}
    strange = {
        name: shape
        for name, shapes in fingerprints._read_shapes().items()
        for shape in shapes
        if not set(shape) <= now[name]
    }
    assert strange == {}


def test_values_in_commands_leave_out_what_holds_its_default() -> None:
    """Otherwise a value that gains a field makes every repeat another wish."""
    found: dict[str, str] = {}
    for command in registry.commands:
        assert command.__struct_config__.omit_defaults, command.TYPE
        for value in _list_values(command):
            optional = any(not field.required for field in msgspec.structs.fields(value))
            if optional and not value.__struct_config__.omit_defaults:
                found[value.__name__] = " ".join(value.__struct_fields__)
    assert found == FULL_FORM


def _list_values(command: type[Command]) -> set[type[msgspec.Struct]]:
    found: set[Any] = set()
    waiting: list[object] = [msgspec.inspect.type_info(command)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, msgspec.inspect.StructType):
            if one.cls in found:
                continue
            found.add(one.cls)
            waiting += [field.type for field in one.fields]
        elif isinstance(one, msgspec.inspect.UnionType):
            waiting += one.types
        elif isinstance(one, msgspec.inspect.VarTupleType):
            waiting.append(one.item_type)
        elif isinstance(one, msgspec.inspect.DictType):
            waiting.append(one.value_type)
    # Personal[str] and Personal[Spot] are one Personal
    return {getattr(cls, "__origin__", cls) for cls in found - {command}}
