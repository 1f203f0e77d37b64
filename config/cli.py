"""`minqing`: the product's command line. Each command is a module of `config.commands`.

A command module has `HELP`, `add_arguments(parser)` and `run(arguments) -> int`; its name in
the command line is the module's name. Exit codes: 0 done, 1 the answer is "no" (a check found
something), 2 the command could not be carried out.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence

from django.db.utils import DatabaseError, OperationalError

from config import commands
from config.environment import ConfigurationError

NOT_PREPARED = "不能执行：数据库的表还没有建好，或比程序旧。请先运行 minqing prepare。"
NOT_REACHED = "不能执行：连不上数据库。请确认数据库已经启动，DATABASE_URL 写对了。原因：{detail}"
MISSING_IN_SQLITE = ("no such table", "no such column", "has no column named")
MISSING_IN_POSTGRESQL = {"42P01", "42703"}
"""Undefined table, undefined column."""


class CannotRun(Exception):
    """A command that cannot be carried out; the text is a whole sentence."""


def list_commands() -> Mapping[str, str]:
    """Return the names of the command modules by the name they have in the command line."""
    found = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    # "import" is a word of Python, so its module is called import_.
    return {name.rstrip("_"): f"{commands.__name__}.{name}" for name in found}


def build_parser(asked: str = "") -> argparse.ArgumentParser:
    """Return the parser of the command line; of a command that is `asked` for alone.

    The others are not even imported then: some of them bring half a second of libraries along.
    """
    parser = argparse.ArgumentParser(prog="minqing", description="Minqing 民情")
    choices = parser.add_subparsers(dest="command", metavar="命令", required=True)
    there = list_commands()
    for name, path in there.items() if asked not in there else [(asked, there[asked])]:
        module = importlib.import_module(path)
        command = choices.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def explain(error: DatabaseError) -> str:
    """Return what an administrator can do about an error of the database, "" for any other."""
    code = getattr(error.__cause__, "sqlstate", None)
    if code in MISSING_IN_POSTGRESQL or any(words in str(error) for words in MISSING_IN_SQLITE):
        return NOT_PREPARED
    if isinstance(error, OperationalError) and str(error).startswith("connection "):
        return NOT_REACHED.format(detail=str(error).splitlines()[0])
    return ""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Databases, keys, backups: everything that is written belongs to this user alone.
    os.umask(0o077)
    words = sys.argv[1:] if words is None else words
    arguments = build_parser(words[0] if words else "").parse_args(words)
    try:
        return int(arguments.run(arguments) or 0)
    except (CannotRun, ConfigurationError) as error:
        print(error, file=sys.stderr)
        return 2
    except DatabaseError as error:
        sentence = explain(error)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; do not complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
