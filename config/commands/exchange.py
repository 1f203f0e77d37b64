"""`minqing exchange …`: work orders by file, what words mean, both books of a day."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from config.doors import open_door

HELP = "与热线、信访机构交换工单：收文件、换对照表、对账"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=["reconcile", "take", "map"], help="做什么")
    parser.add_argument("file", nargs="?", default="", metavar="文件", help="take：JSON；map：csv")
    parser.add_argument("--peer", default="", metavar="编号", help="对接单位；只有一个时不用写")
    parser.add_argument("--day", type=date.fromisoformat, metavar="日期", help="默认昨天")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印结果")


def run(arguments: Namespace) -> int:
    door = open_door("minqing.gateway.exchange.door.main")
    return int(
        door(
            arguments.act,
            file=arguments.file,
            peer=arguments.peer,
            day=arguments.day,
            as_json=arguments.json,
        )
    )
