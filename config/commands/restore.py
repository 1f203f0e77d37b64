"""`minqing restore DIR`: bring a backup back; the log starts a new epoch."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.doors import open_door

HELP = "从备份恢复，并开始新的总账纪元"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="文件夹")


def run(arguments: Namespace) -> int:
    return open_door("minqing.log.backup.restore")(arguments.folder) or 0
