"""`minqing log verify`: chains, and every row against the fold of its log."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "核对总账"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    verify = acts.add_parser("verify", help="核对链条，并逐行核对台账与总账是否一致")
    verify.add_argument("--incremental", action="store_true", help="只核对上次之后的部分")


def run(arguments: Namespace) -> int:
    return open_door("minqing.log.verify.main")(incremental=arguments.incremental) or 0
