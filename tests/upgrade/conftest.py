"""Databases that earlier versions left behind, upgraded once for all files of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.server import make_environment, run_minqing
from tests.upgrade import fixture

CopyUpgraded = Callable[[str, Path], None]


@pytest.fixture(scope="session")
def copy_upgraded(tmp_path_factory: pytest.TempPathFactory) -> CopyUpgraded:
    """Return what puts a kept database, after `minqing prepare`, into an empty var folder."""
    upgraded: dict[str, Path] = {}

    def copy(name: str, var: Path) -> None:
        if name not in upgraded:
            there = tmp_path_factory.mktemp("upgraded")
            fixture.unpack(name, there)
            done = run_minqing("prepare", environment=make_environment(there))
            assert done.returncode == 0, done.stdout + done.stderr
            upgraded[name] = there
        shutil.copytree(upgraded[name], var, dirs_exist_ok=True)

    return copy
