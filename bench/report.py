"""docs/bench.md, written from bench/results/*.json. Nothing in it is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import report_doors
from bench.machine import RESULTS
from bench.tables import make_table, mark, name_database

PAGE = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
VENDORS = ("sqlite", "postgresql")
LEVELS = ("village", "town", "department", "banner", "league", "caller")
QUERIES = {
    "immediate": "即办台账",
    "agent": "代办台账",
    "report_up": "上报台账",
    "today": "今日事项",
    "case": "case page",
}
"""What is also asked without drawing."""

PAGES = {"today": "今日事项", "supervise": "督办", "case": "case page"}

HEAD = """# Speed

Written by `python -m bench.report` from the files in `bench/results/`; do not edit. Run
everything again with `make bench`, one measure with `python -m bench NAME --cases 10000,100000`,
on PostgreSQL with `python -m tests.harness.postgres --durable -- python -m bench`.

**How to read it.** The machine is small and shared: other work ran beside the measures. Ratios
are between neighbouring runs of one round, of which the middle is given. Where a page is timed,
*wall* is what the clock said, *worked* is the time that processors worked for it (this process
and its database process), which neighbours do not change; waits for the disk are not in it.

**How the databases were filled.** One banner (Ejin Horo) with its real villages and 34
departments. Up to 20,000 cases were really submitted, as a mix of fifteen kinds of lives over
four weeks (imported history, settled on the spot, errands, reported up to town and department,
to be sorted, reviewed, told, called, planned; about a third living). Beyond that they are
copies of those, row by row, with ids, receipts, command ids, words and keys of their own, so
that every row verifies; place, category and times are those of their patterns. All cases stand
in one banner: a region would spread them over a hundred.
"""


def write_report() -> None:
    """Write the page from what results there are."""
    results = _load()
    parts = [HEAD, _machines(results)]
    parts += [
        make(results)
        for make in (
            _submit,
            _fill,
            _sweep,
            _lists,
            _search,
            _export,
            _import,
            _verify,
            _memory,
            _suggest,
            _paint,
            report_doors.say_bulk,
            report_doors.say_intake,
            report_doors.say_agenda,
            report_doors.say_readers,
        )
    ]
    PAGE.write_text("\n".join(part for part in parts if part))


def _load() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text())
        vendor = path.stem.rpartition("-")[2]
        found.setdefault(result["name"], {})[vendor] = result
    return {
        name: {vendor: ours[vendor] for vendor in VENDORS if vendor in ours}
        for name, ours in found.items()
    }


def _machines(results: dict[str, dict[str, Any]]) -> str:
    rows = []
    for name, ours in results.items():
        for result in ours.values():
            m = result["machine"]
            text = f"{m['cores']} shared cores, {m['memory_gib']} GiB, {m['system']}, Python {m['python']}"
            rows.append((name, m["database"], text, m["measured_at"]))
    return "## Machine\n\n" + make_table(("measure", "database", "machine", "on"), rows)


def _submit(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{one['commands']:,} in chunks of {one['chunk']}",
            f"{one['rows']:,}",
            one["submit_us_per_command"],
            one["driver_us_per_command"],
            mark(one["ratio"], one["wanted"], least=True),
            one.get("worked_ratio", "–"),
            " ".join(map(str, one["ratios"])),
        )
        for one in results.get("submit", {}).values()
    ]
    head = (
        "database",
        "commands",
        "rows",
        "submit µs",
        "driver µs",
        "ratio",
        "of worked time",
        "rounds",
    )
    text = (
        "\n`submit` of receive-case commands against the driver's fastest insert of the same rows,"
        " tables, indexes and durability (executemany, COPY). Wanted: a ratio of at least 0.4.\n\n"
    )
    return "## Submit against the driver\n" + text + make_table(head, rows) if rows else ""


def _fill(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{size['cases']:,}",
            f"{size['living']:,}",
            f"{size['entries']:,}",
            f"{size['mib']:,}",
            f"{size['mib'] * 1024 / size['cases']:.1f}",
            f"{size['submit_us_per_command']:.0f}" if "submit_us_per_command" in size else "–",
            f"{size['copied_cases'] / size['copy_seconds']:,.0f}"
            if "copied_cases" in size
            else "–",
        )
        for one in results.get("fill", {}).values()
        for size in one["sizes"]
    ]
    head = ("database", "cases", "living", "entries", "MiB", "KiB a case",
            "submit µs a command, mixed", "copied a second")  # fmt: skip
    return "## Filling\n\n" + make_table(head, rows) if rows else ""


def _suggest(results: dict[str, dict[str, Any]]) -> str:
    parts = []
    for one in results.get("suggest", {}).values():
        rows = [
            (
                line["texts"],
                line["accuracy"],
                line["macro_f1"],
                line["promised"],
                f"{line['coverage']:.1%}",
                f"{line['precision']:.1%}",
                f"{line['coverage_one']:.1%}",
                f"{line['precision_one']:.1%}",
            )
            for line in one["lines"]
        ]
        reference = one["reference"]
        text = (
            f"\n{one['messages']:,} real messages with {one['labels']} labels (no licence stated:"
            " they stay outside), 5 folds; the reference is accuracy"
            f" {reference['accuracy']}, macro-F1 {reference['macro_f1']}. Thresholds were chosen"
            " on other texts than those counted. *Up to 3*: the decided label is among those"
            " shown. Learning and measuring takes about"
            f" {one['lines'][-1]['seconds']} s in a process of its own; answering one text"
            f" {one['answer_ms']} ms in the server, from a model of {one['model_kib']:,} KiB.\n\n"
        )
        head = ("texts", "accuracy", "macro-F1", "precision wanted", "up to 3: shown",
                "up to 3: right", "1 alone: shown", "1 alone: right")  # fmt: skip
        parts.append("## Suggestions of category\n" + text + make_table(head, rows))
    return "\n".join(parts)


def _sweep(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{size['living']:,}",
            f"{size['due']:,}",
            size["seconds"],
            size["worked_seconds"],
            size["us_per_case"],
            size["find_500_ms"],
            size["nothing_due_ms"],
            " ".join(map(str, size["rounds"])),
        )
        for one in results.get("sweep", {}).values()
        for size in one["sizes"]
    ]
    head = ("database", "living", "due", "seconds", "worked", "µs a due case", "find 500, ms",
            "nothing due, ms", "rounds")  # fmt: skip
    text = (
        "\nThe clock `cases-look-again` run to its end, each due case answered through `submit`."
        " Wanted: cost follows the 10,000, not the living.\n\n"
    )
    growth = [
        f"{name_database(one)}: worked time grows {one['growth']}-fold from"
        f" {one['sizes'][0]['living']:,} to {one['sizes'][-1]['living']:,} living cases.\n"
        for one in results.get("sweep", {}).values()
    ]
    return (
        "\n".join(["## Clock sweep" + "\n" + text + make_table(head, rows), *growth])
        if rows
        else ""
    )


def _lists(results: dict[str, dict[str, Any]]) -> str:
    parts = []
    for one in results.get("lists", {}).values():
        wanted = one["wanted_p95_ms"]
        for size in sorted({line["cases"] for line in one["lines"]}):
            for way, title in (("page", "whole page"), ("query", "query alone")):
                lines = [x for x in one["lines"] if x["cases"] == size and x["way"] == way]
                cells = {(line["list"], line["viewer"]): line for line in lines}
                names = dict.fromkeys(line["list"] for line in lines)
                rows = [
                    (_say_list(name), *(_cell(cells.get((name, one)), wanted) for one in LEVELS))
                    for name in names
                    if way == "page" or name in QUERIES
                ]
                parts.append(
                    f"### {name_database(one)}, {size:,} cases, {title}\n{_say_pace(lines)}"
                )
                parts.append(make_table(("", *LEVELS), rows))
    text = (
        "\nMilliseconds at 95 of 100 calls: worked / wall (statements). Warm, 50 rows, counted to"
        f" 1,000, through Django's test client with drawing. Wanted: below {WANTED}."
        " **Bold**: worked time is above it. Every list of the registry with three filters: *all*"
        " (none), *soon* (the rule's own warning), *rare* (one category of many, newest first).\n"
    )
    return "\n".join(["## Lists", text, *parts]) if parts else ""


def _say_pace(lines: Sequence[dict[str, Any]]) -> str:
    """Return how fast the machine was meanwhile; "" where that was not measured."""
    paces = sorted(line["pace"] for line in lines if "pace" in line)
    if not paces:
        return ""
    middle = paces[len(paces) // 2]
    return (
        f"\nBeside them 10,000 rounds of plain Python took {paces[0]} to {paces[-1]} ms, {middle}"
        " at the middle: the machine is shared.\n"
    )


def _say_list(name: str) -> str:
    return QUERIES.get(name) or PAGES.get(name) or name


def _search(results: dict[str, dict[str, Any]]) -> str:
    parts = []
    for one in results.get("search", {}).values():
        wanted = one["wanted_p95_ms"]
        for size in one["sizes"]:
            cells = {(line["words"], line["viewer"]): line for line in size["lines"]}
            rows = [
                (words, *(_cell(cells.get((words, level)), wanted) for level in LEVELS))
                for words in dict.fromkeys(line["words"] for line in size["lines"])
            ]
            parts.append(
                f"### {name_database(one)}, {size['cases']:,} cases\n\n"
                f"Index: {size['tokens_mib']} MiB of tokens, {size['blocks_mib']} MiB in"
                f" {size['blocks']:,} blocks; made anew at {size['index_us_per_case']} µs a case;"
                f" {size['burst']} cases received at once were found {size['behind_seconds']} s"
                " later.\n"
            )
            parts.append(make_table(("words", *LEVELS), rows))
    text = (
        "\nMilliseconds at 95 of 100 calls for the top 50 with their words opened and marked:"
        " worked / wall (statements). Wanted: below 50. Living and ended cases.\n"
    )
    return "\n".join(["## Search", text, *parts]) if parts else ""


def _export(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{size['cases']:,}",
            f"{size['rows']:,}",
            form,
            size["driver"]["seconds"],
            size[form]["seconds"],
            size[form]["ratio"],
            size[form]["us_per_row"],
            size[form]["grew_mib"],
        )
        for one in results.get("export", {}).values()
        for size in one["sizes"]
        for form in ("csv", "xlsx")
    ]
    head = ("database", "cases", "rows", "file", "driver s", "ours s", "ratio", "µs a row",
            "process grew, MiB")  # fmt: skip
    text = (
        "\nThe whole list of ended cases, as the league's supervisor takes it out, against the"
        " driver's raw export of the plain columns in the same order. Ours opens the words of"
        " every case besides. Growth: the most above where the process stood.\n\n"
    )
    return "## Export\n" + text + make_table(head, rows) if rows else ""


def _import(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{one['rows']:,}",
            say,
            one[part]["seconds"],
            one[part]["writes"],
            one[part]["p50"],
            mark(one[part]["p95"], one["wanted_p95_ms"]),
            one[part]["p99"],
            f"{one['rows_per_second']:,}" if part == "import" else "–",
        )
        for one in results.get("import-beside", {}).values()
        for part, say in (("idle", "nothing else"), ("dry_run", "dry run"), ("import", "import"))
    ]
    head = ("database", "rows", "beside", "seconds", "writes", "p50 ms", "p95 ms", "p99 ms",
            "rows a second")  # fmt: skip
    text = (
        "\nA desk receives a case about ten times a second while the worker tries and then imports"
        " a csv of messages, two thirds of them answered long ago. Milliseconds of one write of"
        " the desk, on the wall. Wanted: p95 below 150.\n\n"
    )
    return "## Import beside the desk\n" + text + make_table(head, rows) if rows else ""


WANTED = 100


def _cell(line: dict[str, Any] | None, wanted: float) -> str:
    if line is None:
        return "–"
    if "error" in line:
        return f"**{line['error']}**"
    worked = line["busy_p95"]
    return f"{mark(worked, wanted)} / {line['p95']} ({line['statements']})"


def _verify(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            f"{size['cases']:,}",
            f"{size['entries']:,}",
            size["seconds"],
            size["worked_seconds"],
            f"{size['entries_per_second']:,}",
            f"{size['entries_per_worked_second']:,}",
            size["positions_seconds"],
            f"{size['days_seconds']} ({size['days']})",
            size["longest_silence_seconds"],
            size["process_peak_mib"],
        )
        for one in results.get("verify", {}).values()
        for size in one["sizes"]
    ]
    head = ("database", "cases", "entries", "seconds", "worked", "entries a second",
            "a worked second", "positions, s",
            "days, s (days)", "longest silence, s", "peak MiB of the process")  # fmt: skip
    text = (
        "\nEvery stream folded again, every row made again, days and chain checked, progress told"
        " after every 500 streams. Days are closed for the really submitted part alone. The peak"
        " is of the measuring process, which also filled the database.\n\n"
    )
    return "## Verify\n" + text + make_table(head, rows) if rows else ""


def _memory(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            name_database(one),
            "demonstration" if one["demonstration"] else "empty",
            one["pages"],
            one["pss_mib_at_start"],
            mark(one["pss_mib"], one["wanted_mib"]),
            " + ".join(map(str, one["pss_mib_by_process"])),
        )
        for one in results.get("memory", {}).values()
    ]
    head = ("database", "content", "pages", "PSS at start, MiB", "PSS, MiB", "by process")
    text = (
        "\n`minqing run` with its worker, idle after ten pages, all its processes (the database"
        " server's are not ours). Wanted: below 300 MiB.\n\n"
    )
    return "## Memory\n" + text + make_table(head, rows) if rows else ""


def _paint(results: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            line["page"],
            line["role"] or "–",
            line["width"],
            mark(line["ms"], one["wanted_ms"]),
            line["slowest_ms"],
            line["first_byte_ms"],
            f"{line['bytes']:,}",
            line["requests"],
        )
        for one in results.get("paint", {}).values()
        for line in one["pages"]
    ]
    head = ("page", "role", "width", "ms", "slowest ms", "first byte ms", "bytes", "requests")
    text = (
        "\nLargest contentful paint of the demonstration's first pages in Chromium, its processor"
        " slowed six times behind 1.6 Mbit/s and 150 ms of way, nothing cached; the middle of five"
        " visits. Bytes: all that came in, as compressed. Wanted: below 1,500 ms and 100,000"
        " bytes. Server and browser share the machine's two cores with everything else on it.\n\n"
    )
    return "## First paint\n" + text + make_table(head, rows) if rows else ""


if __name__ == "__main__":
    write_report()
