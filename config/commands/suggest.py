"""`minqing suggest train`: the model that suggests category and unit."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.doors import open_door

HELP = "训练类别和单位的系统建议"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    train = acts.add_parser("train", help="用本单位已定的研判训练，可加一个标注文件")
    train.add_argument(
        "--labelled", type=Path, metavar="文件", help="csv，有“反映内容”和“类别”两列"
    )


def run(arguments: Namespace) -> int:
    return open_door("minqing.suggestions.training.main")(arguments.labelled) or 0
