"""`minqing log verify | recompute | rebuild`: prove the rows, or make them anew from the log."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "核对总账，或按总账重做台账"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    verify = acts.add_parser("verify", help="核对链条，并逐行核对台账与总账是否一致")
    verify.add_argument("--incremental", action="store_true", help="只核对上次之后的部分")
    acts.add_parser("recompute", help="重算由日历和单位推出的列，列出变动的处数")
    acts.add_parser("rebuild", help="按总账重做全部台账")


def run(arguments: Namespace) -> int:
    if arguments.act == "verify":
        return open_door("minqing.log.verify.main")(incremental=arguments.incremental) or 0
    if arguments.act == "recompute":
        changes = open_door("minqing.log.rebuild.recompute_derived")()
        sys.stdout.write(f"已重算，变动{len(changes)}处。\n")
        return 0
    count = open_door("minqing.log.rebuild.rebuild_all")()
    sys.stdout.write(f"已按总账重做{count}个对象。\n")
    return 0
