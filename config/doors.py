"""Calling into contexts from the command line, which stands above all of them.

The one place where names of other modules are resolved late: importing a context needs the
registries set up, and `minqing --help` should not pay for that.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import django
from django.utils.module_loading import import_string

from config.cli import CannotRun


def open_door(path: str) -> Callable[..., Any]:
    """Set Django up and return the function at `package.module.function`.

    Raises `CannotRun` when the context is not part of this installation.
    """
    django.setup()
    module = path.rpartition(".")[0]
    try:
        present = find_spec(module) is not None
    except ModuleNotFoundError:
        present = False
    if not present:
        raise CannotRun(f"不能执行这个命令：本版本还没有 {module}。请升级后再试。")
    door: Callable[..., Any] = import_string(path)
    return door
