"""Deciding about publication and retirement, on states without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.mechanisms import normal, rules
from minqing.mechanisms.commands import PublishPack, RetirePack
from minqing.mechanisms.events import PackPublished, PackRetired
from minqing.mechanisms.packs import Packs, PackUnknown
from minqing.mechanisms.registry import registry
from minqing.mechanisms.state import PackState
from minqing.mechanisms.tests.small_pack import small

FRAME = Frame(now=datetime(2026, 3, 2, tzinfo=UTC), by=Actor(scope="system:t", kind="system"))
STREAM = "pack:small-trial"


@pytest.fixture(autouse=True)
def _without_permissions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # the small pack stands in no division table
    monkeypatch.setattr(registry, "checks", {})
    yield


def _body(**changes: Any) -> str:
    return normal.normalise(normal.build(small(**changes), {}))


def _publish(state: PackState | None, body: str, key: str = "small-trial") -> Any:
    command = PublishPack(id="1", key=key, body=body)
    return rules.decide(command, {f"pack:{key}": state}, FRAME)


def _after(*bodies: str) -> PackState:
    state: PackState | None = None
    for body in bodies:
        (decided,) = _publish(state, body)
        state = rules.evolve(state, decided.event)
    assert state is not None
    return state


def test_first_version_is_published_as_it_stands() -> None:
    body = _body()
    (decided,) = _publish(None, body)
    assert decided.stream == STREAM
    assert decided.event == PackPublished(
        version=1, title="试用机制", body=body, digest=normal.digest(body)
    )


def test_body_is_normalised_before_it_is_kept() -> None:
    document = msgspec.json.decode(_body())
    document["identity"] = dict(reversed(document["identity"].items()))
    (decided,) = _publish(None, msgspec.json.encode(document).decode())
    assert decided.event.body == _body()


@pytest.mark.parametrize(
    ("before", "changes", "code"),
    [
        ([], {"status": "draft"}, "pack-not-ready"),
        ([], {"status": "retired"}, "pack-not-ready"),
        ([{}], {}, "pack-already-published"),
        ([{}], {"owner": "他旗"}, "pack-version-exists"),
        ([{}, {"version": 3}], {"version": 2}, "pack-version-not-newer"),
        ([{}], {"version": 2, "rules__0__part": "mod"}, "pack-part-unknown"),
    ],
)
def test_publication_is_refused_with_code(
    before: list[dict[str, Any]], changes: dict[str, Any], code: str
) -> None:
    state = _after(*(_body(**item) for item in before)) if before else None
    refusal = _publish(state, _body(**changes))
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert str(refusal).startswith("不能") and "{" not in str(refusal)


def test_body_of_another_pack_is_refused() -> None:
    refusal = _publish(None, _body(), key="other-trial")
    assert refusal.code == "pack-key-differs"


def test_body_that_cannot_be_read_is_refused() -> None:
    assert _publish(None, "{").code == "pack-file-unreadable"


def test_same_content_with_a_key_that_an_older_program_did_not_write_is_the_same() -> None:
    document = msgspec.json.decode(_body())
    del document["identity"]["aliases"]
    older = PackPublished(
        version=1, title="x", body=msgspec.json.encode(document).decode(), digest="0" * 64
    )
    refusal = _publish(rules.evolve(None, older), _body())
    assert refusal.code == "pack-already-published"


@pytest.mark.parametrize(
    ("version", "reason", "code"),
    [
        (2, "旧", "pack-version-unknown"),
        (1, "  ", "pack-retire-reason-missing"),
    ],
)
def test_retirement_is_refused_with_code(version: int, reason: str, code: str) -> None:
    command = RetirePack(id="1", key="small-trial", version=version, reason=reason)
    assert rules.decide(command, {STREAM: _after(_body())}, FRAME).code == code


def test_retired_version_stays_readable_but_is_not_current() -> None:
    state = _after(_body(), _body(version=2))
    command = RetirePack(id="1", key="small-trial", version=2, reason=" 试行期满 ")
    (decided,) = rules.decide(command, {STREAM: state}, FRAME)
    assert decided.event == PackRetired(version=2, reason="试行期满")
    state = rules.evolve(state, decided.event)
    assert rules.decide(command, {STREAM: state}, FRAME).code == "pack-already-retired"
    packs = Packs({"small-trial": state})
    assert packs.current("small-trial").version == 1
    assert packs.get("small-trial", 2).version == 2


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4), st.booleans()), max_size=10))
def test_published_body_never_changes_whatever_follows(
    acts: list[tuple[bool, int, bool]],
) -> None:
    state: PackState | None = None
    seen: dict[int, str] = {}
    for publishes, version, other in acts:
        command = (
            PublishPack(
                id="1",
                key="small-trial",
                body=_body(version=version, owner="他旗" if other else "某旗"),
            )
            if publishes
            else RetirePack(id="1", key="small-trial", version=version, reason="旧")
        )
        decided = rules.decide(command, {STREAM: state}, FRAME)
        if not isinstance(decided, Refusal):
            state = rules.evolve(state, decided[0].event)
        for item in state.versions if state else ():
            assert seen.setdefault(item.version, item.body) == item.body
            assert item.digest == normal.digest(item.body)
    numbers = [item.version for item in state.versions] if state else []
    assert numbers == sorted(set(numbers))


def _packs() -> Packs:
    wide = _after(_body(place__code="1506"))
    near = _after(_body())
    paper = _after(_body(kind="documents"))
    return Packs({"wide": wide, "near": near, "paper": paper})


@pytest.mark.parametrize(
    ("path", "banner", "found"),
    [
        (("15", "1506", "150627", "150627102"), "150627", "150627"),
        (("15", "1506", "150626"), "150626", "1506"),
        (("15", "1503", "150304"), "150304", None),
    ],
)
def test_smallest_place_decides_which_mechanism_holds(
    path: tuple[str, ...], banner: str, found: str | None
) -> None:
    pack = _packs().for_unit(path, banner)
    assert (pack.place.code if pack else None) == found


def test_mechanism_without_the_section_asked_for_is_passed_over() -> None:
    assert _packs().for_unit(("15", "1506", "150627"), "150627", section="cases") is None


def test_pack_is_in_force_from_its_first_day_to_before_its_last() -> None:
    state = _after(_body(valid_to="2015-01-01"))
    packs = Packs({"small-trial": state})
    found = [
        packs.find_current("small-trial", on=day) is not None
        for day in (date(2013, 12, 31), date(2014, 1, 1), date(2014, 12, 31), date(2015, 1, 1))
    ]
    assert found == [False, True, True, False]


def test_unknown_pack_raises_naming_it() -> None:
    with pytest.raises(PackUnknown, match="nowhere"):
        Packs({}).current("nowhere")
    with pytest.raises(PackUnknown, match="version 9"):
        _packs().get("near", 9)
