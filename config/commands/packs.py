"""`minqing packs check | publish`: the files that say how a mechanism works."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "检查或发布工作机制（机制包）"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    check = acts.add_parser("check", help="检查机制包及其算例，不需要数据库")
    check.add_argument("paths", nargs="*", metavar="路径")
    publish = acts.add_parser("publish", help="发布一个机制包")
    publish.add_argument("path", metavar="路径")


def run(arguments: Namespace) -> int:
    if arguments.act == "check":
        return open_door("minqing.mechanisms.check.main")(arguments.paths) or 0
    return open_door("minqing.mechanisms.publication.main")(arguments.path) or 0
