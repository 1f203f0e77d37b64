"""The journal of the process: one line an event, without personal data.

A line holds ids, constant messages and numbers. Two things would carry more, and are kept out
here: addresses of pages (a receipt, a search) and the texts of exceptions (a value that a
database refused). Of an exception the class and the places in the code are written; its text
only where MINQING_LOG_LEVEL is DEBUG, which is not for service.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}
TALKATIVE = ("django.request", "django.security", "django.server", "django.template")
"""Loggers whose messages are made of addresses and values."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers; stands in every line written meanwhile."""


def _constant(record: logging.LogRecord) -> str:
    """Return the message, or the template of it where the values would be addresses."""
    if record.name.startswith(TALKATIVE):
        return str(record.msg).replace("%s", "…")
    return record.getMessage()


def describe_exception(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    """Return class and places of an exception, innermost last; never its text."""
    frames = traceback.extract_tb(trace)[-12:]
    return {
        "type": type(error).__name__,
        "code": getattr(error, "code", "") if isinstance(getattr(error, "code", ""), str) else "",
        "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _short(path: str) -> str:
    for mark in ("/site-packages/", "/minqing/", "/config/"):
        if mark in path:
            return (
                path.rpartition(mark)[2]
                if mark == "/site-packages/"
                else (mark.strip("/") + "/" + path.rpartition(mark)[2])
            )
    return path.rpartition("/")[2]


def describe(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is written of a record."""
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _constant(record),
    }
    if request_id.get():
        line["request_id"] = request_id.get()
    line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
    if record.exc_info and record.exc_info[1] is not None:
        line["exception"] = describe_exception(record.exc_info[1], record.exc_info[2])
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            line["exception"]["text"] = str(record.exc_info[1])
    return line


class JsonFormatter(logging.Formatter):
    """Write time (UTC), level, logger, message, request and every `extra` of a record."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(describe(record), ensure_ascii=False, default=_name)


class TextFormatter(logging.Formatter):
    """The same, for a person who reads along."""

    def format(self, record: logging.LogRecord) -> str:
        line = describe(record)
        head = f"{line.pop('at')} {line.pop('level')} {line.pop('logger')}: {line.pop('message')}"
        rest = " ".join(f"{name}={json.dumps(value, ensure_ascii=False, default=_name)}"
                        for name, value in line.items())  # fmt: skip
        return f"{head} {rest}".rstrip()


def _name(value: object) -> str:
    # an object that somebody passed in `extra` could say anything of itself
    return type(value).__name__
