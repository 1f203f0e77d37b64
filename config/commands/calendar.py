"""`minqing calendar load FILE`: a year's notice, or the days of a region, from a csv file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.doors import open_door

HELP = "装入新一年的工作日历，或本地放假安排"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    load = acts.add_parser("load", help="从 csv 文件装入；列出因此变动的时限")
    load.add_argument("file", type=Path, metavar="文件")
    load.add_argument("--notice", default="", help="依据的通知，例如 国办发明电〔2026〕×号")
    load.add_argument("--regional", action="store_true", help="文件是本地放假、半日和补班的安排")


def run(arguments: Namespace) -> int:
    load = open_door("minqing.mechanisms.calendars.door.main")
    return load(arguments.file, arguments.notice, regional=arguments.regional) or 0
