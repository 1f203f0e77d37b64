"""`minqing backup DIR`: database, keys and files together."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.doors import open_door

HELP = "备份数据库、密钥和文件到一个文件夹"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="文件夹")


def run(arguments: Namespace) -> int:
    return open_door("minqing.log.backup.backup")(arguments.folder) or 0
