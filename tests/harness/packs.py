"""Packs are read from their files once a process: a hundred tests publish the same folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minqing.mechanisms import publication
from minqing.mechanisms.loader import Loaded, load_folder

_read: dict[Any, Loaded] = {}


def load_once(folder: Path) -> Loaded:
    """Return what the loader makes of a folder, from before where no file of it changed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    key = (folder, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))
    if key not in _read:
        _read[key] = load_folder(folder)
    return _read[key]


@pytest.fixture(scope="session", autouse=True)
def _packs_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "load_folder", load_once)
        yield
