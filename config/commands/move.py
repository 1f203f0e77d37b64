"""`minqing move --to ADDRESS`: everything to another database, by replaying the log.

Two processes, since each knows one installation: this one makes the source ready and
describes it; a child whose environment names the target receives it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace

from config.cli import CannotRun
from config.commands.run import lock_database
from config.doors import open_door
from config.environment import read_database

HELP = "把全部数据迁移到另一个数据库（重放总账，逐行核对）"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", metavar="地址", help="目标数据库，例如 postgresql://…")
    parser.add_argument("--keys-to", default="", metavar="地址", help="目标密钥库（默认同 --to）")
    parser.add_argument("--receive", action="store_true", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    if arguments.receive:
        received: int = open_door("minqing.log.moving.receive_main")(sys.stdin.buffer.read())
        return received
    if not arguments.to:
        raise CannotRun("不能迁移：没有写明目标数据库。请用 --to 指定。")
    read_database("--to", arguments.to)  # a wrong address is refused in a sentence
    lock = lock_database()
    try:
        described = _describe()
        return _send(described, _target_environment(arguments))
    finally:
        if lock:
            lock.close()


def _describe() -> bytes:
    describe = open_door("minqing.log.moving.send_main")
    try:
        written: bytes = describe()
    except Exception as error:
        if not getattr(error, "code", "").startswith("move-"):
            raise
        raise CannotRun(str(error)) from None
    return written


def _target_environment(arguments: Namespace) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "MINQING_KEYS_URL"}
    more = {"MINQING_KEYS_URL": arguments.keys_to} if arguments.keys_to else {}
    return kept | {"DATABASE_URL": arguments.to} | more


def _send(described: bytes, environment: dict[str, str]) -> int:
    for alias in ("keys", "default"):
        words = [sys.executable, "-m", "django", "migrate", f"--database={alias}", "-v0"]
        if subprocess.run(words, env=environment, check=False).returncode:
            raise CannotRun("不能迁移：目标数据库无法建表。请先看上面的原因。")
    words = [sys.executable, "-m", "config", "move", "--receive"]
    return subprocess.run(words, input=described, env=environment, check=False).returncode
