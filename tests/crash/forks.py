"""A process that has everything imported and forks one child for each plan it reads.

`python -m tests.crash.forks PROGRAM`: each line of standard input is a plan, each line of
standard output says how its child ended and what it printed. A child is a process of its own in
all that the crash tests look at: it opens its own connections, dies alone, leaves no clean-up.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable

import django


def carry_out(act: Callable[[dict[str, object]], None], plan: dict[str, object]) -> tuple[int, str]:
    """Fork a child that carries out a plan; returns its exit code and what it printed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.dup2(writing, 1)
        code = 1
        try:
            act(plan)
            sys.stdout.flush()
            code = 0
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    program = importlib.import_module(sys.argv[1])
    for line in sys.stdin:
        code, said = carry_out(program.carry_out, json.loads(line))
        print(json.dumps([code, said]), flush=True)


if __name__ == "__main__":
    main()
