"""Normalising: equal packs give equal texts, reading back loses nothing, upcasters apply."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.mechanisms import normal
from minqing.mechanisms.conform import compare
from minqing.mechanisms.pack import Identity
from minqing.mechanisms.registry import Registry
from minqing.mechanisms.tests.small_pack import CLOCKS, make_registry, small


class NewClock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    span: int
    unit: str
    source: str
    pause: bool


class NewSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    clocks: tuple[NewClock, ...]


KNOWN = make_registry()
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
)
SLUG = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
NUMBER = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
VALUE = st.booleans() | NUMBER | TEXT


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Plain identities, with and without the keys that have defaults."""
    document = small(
        title_zh=draw(TEXT),
        owner=draw(TEXT),
        version=draw(st.integers(1, 10_000)),
        status=draw(st.sampled_from(["draft", "published", "retired"])),
        valid_from=draw(st.dates()).isoformat(),
        figures__0__value=draw(NUMBER),
        rules__0__settings__0__value=draw(st.none() | VALUE | st.lists(VALUE, max_size=3)),
    )
    document["parts"] = [
        {"id": name, "name_zh": draw(TEXT), "name_en": draw(TEXT)}
        for name in draw(st.lists(SLUG, max_size=4, unique=True))
    ]
    if draw(st.booleans()):
        document["valid_to"] = draw(st.none() | st.dates().map(lambda day: day.isoformat()))
    if draw(st.booleans()):
        document["aliases"] = [{"printed": draw(TEXT), "today": draw(TEXT), "since": "2019"}]
    return document


SECTIONS = st.just({}) | st.builds(
    lambda span: {"trial": {"clocks": [{"span": span, "unit": "working_days", "source": "ours"}]}},
    st.integers(0, 400),
)


@given(documents(), SECTIONS)
def test_normalised_pack_reads_back_as_the_same(
    document: dict[str, Any], sections: dict[str, Any]
) -> None:
    pack = normal.build(document, sections, known=KNOWN)
    body = normal.normalise(pack, known=KNOWN)
    again = normal.decode_body(body, known=KNOWN)
    assert again == pack
    assert normal.normalise(again, known=KNOWN) == body


@given(documents())
def test_order_and_left_out_defaults_do_not_change_the_text(document: dict[str, Any]) -> None:
    pack = normal.build(document, {}, known=KNOWN)
    full = msgspec.to_builtins(pack.identity)
    plain = msgspec.json.decode(msgspec.json.encode(full))
    turned = dict(reversed(list(plain.items())))
    assert normal.normalise(normal.build(turned, {}, known=KNOWN), known=KNOWN) == (
        normal.normalise(pack, known=KNOWN)
    )


@given(documents(), st.data())
def test_walk_and_msgspec_agree_on_what_is_a_pack(
    document: dict[str, Any], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(document)))
    if data.draw(st.booleans()):
        document[key] = data.draw(st.none() | st.booleans() | NUMBER | TEXT | st.just([]))
    else:
        del document[key]
    try:
        msgspec.convert(document, Identity)
        accepted = True
    except msgspec.ValidationError:
        accepted = False
    assert (compare(document, Identity) == []) is accepted


def test_digest_differs_when_one_sign_differs() -> None:
    first = normal.normalise(normal.build(small(), {}, known=KNOWN), known=KNOWN)
    second = normal.normalise(normal.build(small(owner="他旗"), {}, known=KNOWN), known=KNOWN)
    assert normal.digest(first) != normal.digest(second)
    assert len(normal.digest(first)) == 64


def test_older_section_is_brought_up_on_reading() -> None:
    body = normal.normalise(normal.build(small(), {"trial": CLOCKS}, known=KNOWN), known=KNOWN)
    later = Registry()

    def add_pause(section: dict[str, Any]) -> dict[str, Any]:
        return {"clocks": [{**clock, "pause": False} for clock in section["clocks"]]}

    later.register_section("trial", NewSection, version=2, upcasters={1: add_pause})
    pack = normal.decode_body(body, known=later)
    assert pack.section("trial").clocks[0].pause is False


def _body(**changes: Any) -> str:
    text = normal.normalise(normal.build(small(), {"trial": CLOCKS}, known=KNOWN), known=KNOWN)
    document = json.loads(text)
    document.update(changes)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("not json", "pack-file-unreadable"),
        ("[]", "pack-file-unreadable"),
        ("{}", "pack-file-unreadable"),
        (_body(schema={"pack": 2, "trial": 1}), "pack-schema-unknown"),
        (_body(schema={"pack": 1, "trial": 9}), "pack-schema-unknown"),
        (_body(schema={"pack": 1}), "pack-schema-unknown"),
        (_body(schema=[]), "pack-file-unreadable"),
        (_body(identity=None), "pack-file-unreadable"),
        (_body(identity={}), "pack-key-missing"),
        (_body(sections={"other": {}}), "pack-key-unknown"),
        (_body(sections=[]), "pack-file-unreadable"),
        (_body(sections={"trial": 5}), "pack-value-type"),
    ],
)
def test_body_that_is_no_pack_is_refused(body: str, code: str) -> None:
    with pytest.raises(normal.PackInvalid) as caught:
        normal.decode_body(body, known=KNOWN)
    assert caught.value.problems[0].code == code
