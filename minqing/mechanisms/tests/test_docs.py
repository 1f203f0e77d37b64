"""docs/reference/packs.md names every key, capability, code, command and event."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from minqing.kernel.messages import RefusalKind
from minqing.mechanisms import commands, events, pack, problems, rules
from minqing.mechanisms.capabilities import CAPABILITIES
from minqing.mechanisms.examples import Example
from minqing.mechanisms.problems import ProblemKind

PAGE = (Path(settings.BASE_DIR) / "docs/reference/packs.md").read_text(encoding="utf-8")
STRUCTS = (
    pack.Identity, pack.Place, pack.Part, pack.Level, pack.Role, pack.Rule, pack.Setting,
    pack.Alias, pack.Figure,
)  # fmt: skip
KEYS = sorted({field.name for cls in STRUCTS for field in msgspec.structs.fields(cls)})
CODES = [
    kind.code
    for module in (problems, rules)
    for kind in vars(module).values()
    if isinstance(kind, ProblemKind | RefusalKind)
]
NAMES = [
    commands.PublishPack.TYPE,
    commands.RetirePack.TYPE,
    events.PackPublished.TYPE,
    events.PackRetired.TYPE,
    commands.PublishPack.PERMISSION,
]


@pytest.mark.parametrize("word", [*KEYS, *CAPABILITIES, *CODES, *NAMES])
def test_reference_names_it(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("key", [field.name for field in msgspec.structs.fields(Example)])
def test_reference_shows_every_key_of_an_example(key: str) -> None:
    assert f"{key}:" in PAGE


def test_codes_are_unique() -> None:
    assert len(CODES) == len(set(CODES))
