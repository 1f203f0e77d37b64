"""The parts of docs/bench.md about doors for many at once: bulk, intake, agenda, readers."""

from __future__ import annotations

from typing import Any

from bench.tables import make_table, mark, name_database


def say_bulk(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{one['commands']:,} in chunks of {one['chunk']}",
            f"{one['rows']:,}",
            one["bulk_us_per_command"],
            one["driver_us_per_command"],
            mark(one["ratio"], one["wanted"], least=True),
            one["worked_ratio"],
            " ".join(map(str, one["ratios"])),
        )
        for one in results.get("bulk", {}).values()
    ]
    head = ("database", "commands", "rows", "bulk µs", "driver µs", "ratio", "of worked time",
            "rounds")  # fmt: skip
    text = (
        "\nMatters sent to `POST /api/v1/bulk` in one request, through token, decoding, `submit` and"
        " an answer a line, against the driver's fastest insert of the same rows. Wanted: a ratio of"
        " at least 0.35.\n\n"
    )
    return "## Bulk endpoint against the driver\n" + text + make_table(head, rows) if rows else ""


def say_intake(results: dict[str, dict[str, Any]]) -> str:
    names = ("minqing", "django-helpdesk")
    rows = [
        (
            name_database(one),
            line["connections"],
            *(line[name]["per_second"] for name in names),
            mark(line["ratio"], one["wanted"], least=True),
            *(_say_spread(line[name]) for name in names),
        )
        for one in results.get("intake", {}).values()
        for line in one["lines"]
    ]
    head = ("database", "connections", "ours a second", "helpdesk a second", "ratio",
            "ours p50 / p95 / p99 ms", "helpdesk p50 / p95 / p99 ms")  # fmt: skip
    text = (
        "\nOne matter over HTTP to a durable receipt, beside the public ticket form of"
        " django-helpdesk 2.6 on the same machine, database, server (Granian, as many threads) and"
        " load generator. Wanted: at least 3 times the throughput.\n\n"
    )
    return "## Intake over HTTP\n" + text + make_table(head, rows) if rows else ""


def say_agenda(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            line["what"],
            mark(line["wall_ms"], one["wanted_ms"]),
            line["worked_ms"],
            line["slowest_ms"],
        )
        for one in results.get("agenda", {}).values()
        for line in one["lines"]
    ]
    head = ("database", "what", "wall ms", "worked ms", "slowest ms")
    text = (
        "\nThe agenda of a district's meeting with 100,000 stuck matters waiting for it, and as many"
        " for another beside it; the middle of 20 rounds. Wanted: below 1,000 ms.\n\n"
    )
    return "## Agenda of a district\n" + text + make_table(head, rows) if rows else ""


def say_readers(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (name_database(one), said, kind, line["per_second"], _say_spread(line))
        for one in results.get("readers", {}).values()
        for key, said in (("alone", "200 readers"), ("beside", "200 readers, 20 writers"))
        for kind, line in one[key].items()
    ]
    head = ("database", "who", "what", "a second", "p50 / p95 / p99 ms")
    text = (
        "\nReaders of the public board and of tracking pages over HTTP, without and with people who"
        " raise matters. Nobody pauses, so the server is always full and the percentiles are those"
        " of a queue of 200; the load generator shares the two cores.\n\n"
    )
    return "## Board and tracking under readers\n" + text + make_table(head, rows) if rows else ""


def _say_spread(line: dict[str, Any]) -> str:
    return " / ".join(str(line[f"p{share}_ms"]) for share in (50, 95, 99))
