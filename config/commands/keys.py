"""`minqing keys rotate`: a new master key, every data key wrapped anew."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.doors import open_door

HELP = "更换主密钥"


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="动作", required=True)
    acts.add_parser("rotate", help="更换主密钥并重新包封全部数据密钥；中断后再次执行即可接着做")


def run(arguments: Namespace) -> int:
    return open_door("minqing.vault.rotation.main")() or 0
