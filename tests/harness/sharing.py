"""Which files of tests are read, and how they are shared out (`-n 2 --dist loadfile`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TOGETHER = {
    "tests/browser/": "browser",
    "tests/journeys/test_written_commands.py": "browser",
    "tests/test_ground.py": "browser",
    "tests/upgrade/": "upgrade",
    "tests/crash/": "crash",
    "tests/doors/": "doors",
    "minqing/simulation/": "simulation",
}
"""What runs in one process, as it shares what is dear to make: a browser and a server with a
demonstration, an upgraded database, a prepared one, pages that were opened."""

FIRST = ("tests/browser/", "tests/upgrade/", "tests/hostile/", "tests/crash/", "tests/doors/")
"""What takes longest begins first, so that the processes end at about the same moment."""


ON_BOTH = "both_databases"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread that hold nothing of what is chosen: two of three on PostgreSQL."""
    chosen = config.getoption("markexpr")
    if ON_BOTH not in chosen or f"not {ON_BOTH}" in chosen:
        return None
    is_file = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_file and ON_BOTH not in collection_path.read_text("utf-8") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long folders first where tests are shared out."""
    if hasattr(config, "workerinput"):  # a process among several
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    begins = (number for number, folder in enumerate(FIRST) if item.nodeid.startswith(folder))
    return next(begins, len(FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return a scheduler that keeps each file whole, and some folders too."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # only where tests are shared out

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            groups = (group for begin, group in TOGETHER.items() if nodeid.startswith(begin))
            return next(groups, super()._split_scope(nodeid))

    return Sharing(config, log)
