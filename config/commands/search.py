"""`minqing search rebuild`: make the search index anew from cases and vault."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from config.doors import open_door

HELP = "重建检索索引"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("rebuild",), metavar="rebuild")


def run(arguments: Namespace) -> int:
    done = open_door("minqing.cases.search.index.rebuild")(datetime.now(UTC))
    print(f"已重建：{done}件。")
    return 0
