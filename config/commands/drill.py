"""`minqing drill DIR`: bring a backup back for a trial, beside the running service."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from config.doors import open_door

HELP = "演练恢复：把备份恢复到临时位置，核对后丢弃"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="文件夹")
    parser.add_argument("--inspect", action="store_true", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    if arguments.inspect:
        return open_door("minqing.log.drill.inspect_main")() or 0
    return open_door("minqing.log.drill.drill")(arguments.folder) or 0
