"""`minqing run`: web and worker in one process (SQLite), or several (PostgreSQL).

Granian keeps a small parent that starts the serving process and restarts nothing: a process
that dies takes the command down, and whoever supervises it decides. The parent must not set
Django up: it would hold a second copy of everything for nothing.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import socket
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import IO

from django.conf import settings
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from config.cli import CannotRun
from config.environment import read_number

OPEN = 512
"""Connections that a serving process keeps open at once; descriptors are commonly 1,024."""
SILENT_MS = 20_000
"""Milliseconds after which a connection that asks nothing is closed."""
HELP = "启动网页服务和后台工作线程"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="端口（默认取 PORT，再默认 8000）")
    parser.add_argument("--no-prepare", action="store_true", help="不先准备数据库和静态文件")


def run(arguments: Namespace) -> int:
    os.environ.setdefault("MINQING_STATIC", "collected")
    os.environ["MINQING_STARTED_BY"] = "run"
    port = arguments.port or read_number("PORT", 8000, least=1, most=65535)
    _check_port(port)
    lock = lock_database()
    if not arguments.no_prepare:
        _prepare()
    _share_metrics()
    logging.getLogger("_granian").addFilter(_is_for_people)
    print(f"民情 http://{settings.RUN_ADDRESS}:{port}", flush=True)
    Server(
        "config.wsgi:application",
        address=settings.RUN_ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.RUN_PROCESSES,
        blocking_threads=settings.RUN_THREADS,
        # A blocking thread that ends would take its database connection with it.
        blocking_threads_idle_timeout=600,
        # counts connections, also those that say nothing: browsers keep theirs open
        backpressure=OPEN,
        http1_settings=HTTP1Settings(header_read_timeout=SILENT_MS),
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    if lock:
        lock.close()
    return 0


def _is_for_people(record: logging.LogRecord) -> bool:
    """Leave out the advice on threads: more than cores are wanted, they wait in one group."""
    return "spawning up to" not in record.getMessage()


def _check_port(port: int) -> None:
    """Refuse a port in use: Granian would share it silently with the server already there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.RUN_ADDRESS, port))
        except OSError as error:
            raise CannotRun(
                f"不能在 {settings.RUN_ADDRESS}:{port} 启动服务：{error.strerror}。"
                "请换一个端口，例如 PORT=8001 make run。"
            ) from None


def lock_database() -> IO[str] | None:
    """Hold the one place of a server on an SQLite file, None on PostgreSQL.

    Writers are ordered by a mutex inside the process, so a second server would not see it.
    The serving process inherits the lock: it lasts until both have ended.
    """
    if not settings.ON_SQLITE:
        return None
    database = Path(settings.DATABASES["default"]["NAME"])
    # Never lock the database file itself: closing it again would drop SQLite's own locks.
    lock = open(database.with_name(database.name + ".server"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CannotRun(
            f"不能启动服务：另一个服务进程正在使用 {database.name}。请先停止它。"
        ) from None
    return lock


def _share_metrics() -> None:
    """Let several processes count into files that one answer adds up; begin anew."""
    if settings.RUN_PROCESSES > 1:
        folder = settings.VAR_DIR / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _prepare() -> None:
    """Prepare in a child: this process stays without Django."""
    words = [sys.executable, "-m", "config", "prepare"]
    if subprocess.run(words, check=False).returncode:
        raise CannotRun("不能启动服务：数据库或静态文件没有准备好。请先看上面的原因。")
