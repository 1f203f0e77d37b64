"""How files of tests are shared out among processes (`-n 2 --dist loadfile`)."""

from __future__ import annotations

from typing import Any

import pytest

TOGETHER = ("tests/browser/", "tests/upgrade/", "tests/crash/")
"""Folders whose files run in one process: they share what is dear to make, a demonstration, an
upgraded database, a prepared one."""

FIRST = ("tests/browser/", "tests/upgrade/", "tests/hostile/", "tests/crash/")
"""What takes longest begins first, so that the processes end at about the same moment."""


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
            together = (folder for folder in TOGETHER if nodeid.startswith(folder))
            return next(together, super()._split_scope(nodeid))

    return Sharing(config, log)
