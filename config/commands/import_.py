"""`minqing import cases FILE`: messages from a csv or a workbook, through the usual door."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "导入事项（csv、xlsx），逐行给出结果"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["cases"], help="导入什么")
    parser.add_argument("file", metavar="文件")
    parser.add_argument("--unit", required=True, metavar="代码", help="受理单位代码")
    parser.add_argument("--mapping", metavar="文件", help="列名对照表")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印结果")


def run(arguments: Namespace) -> int:
    load = open_door("minqing.gateway.imports.main")
    return (
        load(arguments.file, unit=arguments.unit, mapping=arguments.mapping, json=arguments.json)
        or 0
    )
