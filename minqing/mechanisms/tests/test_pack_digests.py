"""A pack whose text changed has another version: what is in force at one place under a number
must be what is in force elsewhere under it, and an older installation is only offered a newer one.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from minqing.mechanisms.loader import list_folders

FOLDERS = list_folders(Path(settings.PACKS_DIR))
KEPT = Path(__file__).parent / "golden" / "pack-digests.txt"
CHANGED = "{key}: 内容变了，版本号还是 {version}。把 version 加一，并在 golden/pack-digests.txt 末尾添 “{line}”。"


def digest(folder: Path) -> str:
    """Return the hash of what a pack says; comments, order of keys and examples do not count."""
    said = {
        file.name: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.yaml"))
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def read_kept() -> list[tuple[str, int, str]]:
    rows = (line.split() for line in KEPT.read_text(encoding="utf-8").splitlines())
    return [(key, int(version), kept) for key, version, kept in rows]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pack_says_what_its_version_said_when_it_was_kept(folder: Path) -> None:
    version = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))["version"]
    kept = {number: found for key, number, found in read_kept() if key == folder.name}
    line = f"{folder.name} {version} {digest(folder)}"
    assert kept.get(version) == digest(folder), CHANGED.format(
        key=folder.name, version=version, line=line
    )
    assert version == max(kept)


def test_no_version_of_a_pack_is_kept_twice() -> None:
    named = [(key, version) for key, version, _ in read_kept()]
    assert len(named) == len(set(named))
    assert {key for key, _ in named} == {folder.name for folder in FOLDERS}
