"""`minqing prepare`: tables of both databases, style sheets and scripts in their place."""

from __future__ import annotations

import io
import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

import django
from django.core.management import call_command

from config.cli import CannotRun
from config.doors import open_door

HELP = "准备数据库和静态文件（可重复执行）"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true", help="逐项打印")


def run(arguments: Namespace) -> int:
    os.environ.setdefault("MINQING_STATIC", "collected")
    django.setup()
    loud = 1 if arguments.verbose else 0
    # Everything is imported once here, so that a broken part stops the start, not the first page.
    call_command("check", stdout=io.StringIO())
    # Keys first: the first personal value needs a key, never the other way round.
    call_command("migrate", database="keys", interactive=False, verbosity=loud)
    call_command("migrate", database="default", interactive=False, verbosity=loud)
    call_command("createcachetable", database="default", verbosity=loud)
    try:
        open_door("minqing.vault.public.check_master_key")()
    except Exception as error:
        if getattr(error, "code", "") != "master-key-wrong":
            raise
        raise CannotRun(str(error)) from None
    open_door("minqing.log.rebuild.catch_up")()
    if done := open_door("minqing.cases.search.index.renew")(datetime.now(UTC)):
        print(f"检索索引已按新版本重建：{done}件。")
    open_door("minqing.log.planning.refresh_statistics")()
    call_command("collectstatic", interactive=False, verbosity=loud)
    return 0
