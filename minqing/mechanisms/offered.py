"""Newer versions that came with the program: offered, never put in force by themselves.

An installation keeps the version that its people published. When a newer program brings another
one, an administrator takes it as a draft, sees what changes, and publishes it or leaves it.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings

from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_snapshot
from minqing.mechanisms.drafts import keep_draft
from minqing.mechanisms.loader import MAIN, list_folders
from minqing.mechanisms.packs import Packs

_VERSION = re.compile(r"^version:\s*([0-9]{1,6})\s*$", re.MULTILINE)


class Offered(msgspec.Struct, frozen=True):
    """A version of a published mechanism that came with the program; `current`: the one in force."""

    key: str
    version: int
    current: int


def list_offered() -> list[Offered]:
    """Return the mechanisms in force of which the program's folder holds a newer version."""
    packs, found = get_snapshot(Packs), []
    for folder in list_folders(Path(settings.PACKS_DIR)):
        version, current = _read_version(folder), packs.find_current(folder.name)
        if current is not None and version > current.version:
            found.append(Offered(folder.name, version, current.version))
    return found


def _read_version(folder: Path) -> int:
    """Return the number that a folder's main file states, 0 where it states none."""
    try:
        text = (folder / MAIN).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return 0
    found = _VERSION.search(text)
    return int(found[1]) if found else 0


def take_offered(key: str, *, draft: str, by: Actor, now: datetime) -> Refusal | None:
    """Keep the files of an offered version as a draft; returns why not.

    Raises LookupError when nothing is offered under this key.
    """
    if key not in {one.key for one in list_offered()}:
        raise LookupError(key)
    folder = Path(settings.PACKS_DIR) / key
    files = sorted([*folder.glob("*.yaml"), *folder.glob("examples/*.yaml")])
    named = [(str(file.relative_to(folder)), file.read_bytes()) for file in files]
    return keep_draft(named, draft=draft, by=by, now=now)
