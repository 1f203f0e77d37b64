"""`minqing doctor`: one screen that says how this installation is."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

import msgspec

from config.doors import open_door

HELP = "体检：一屏看清本机的情况"
MARKS = {"well": "正常", "soon": "注意", "late": "有问题"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(arguments: Namespace) -> int:
    look = open_door("minqing.log.condition.look")
    findings = [*look(datetime.now(UTC)), open_door("minqing.printing.condition.check_pdf")()]
    if arguments.json:
        sys.stdout.write(msgspec.json.encode(findings).decode() + "\n")
    else:
        for found in findings:
            sys.stdout.write(f"{MARKS[found.tone]:\u3000<3} {found.title}：{found.sentence}\n")
    return 1 if any(found.tone == "late" for found in findings) else 0
