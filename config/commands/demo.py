"""`minqing demo`: load the demonstration, once."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "装入演示数据（可重复执行），并列出试用账号"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印旗县代码和账号")


def run(arguments: Namespace) -> int:
    return open_door("minqing.simulation.demo.load")(json=arguments.json) or 0
