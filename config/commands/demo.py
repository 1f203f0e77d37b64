"""`minqing demo`: load the demonstration, once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "装入演示数据（可重复执行），并列出试用账号"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印旗县代码和账号")
    parser.add_argument("--scale", choices=("full", "small"), default="full", help="规模")
    parser.add_argument("--today", metavar="年-月-日", help="演示到哪一天为止（默认今天）")
    parser.add_argument("--check", action="store_true", help="按总账核对演示数据应有的数字")
    parser.add_argument("--advance", metavar="天数", help="让演示再往前走若干天，如 7d")


def run(arguments: Namespace) -> int:
    door = open_door("minqing.simulation.door.run")
    return door(
        json=arguments.json,
        scale=arguments.scale,
        today=arguments.today or "",
        check=arguments.check,
        advance=arguments.advance or "",
    )
