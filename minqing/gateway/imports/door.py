"""What `minqing import cases FILE` does: the edge of an import, with words for a person."""

from __future__ import annotations

import sys
from contextlib import closing

import msgspec

from minqing.imports.public import (
    UNIT_WRONG,
    Destination,
    FileRefused,
    Job,
    Scratch,
    Tally,
    import_file,
    load_mapping,
)
from minqing.log.public import get_now, get_snapshot
from minqing.org.public import Directory, system_actor


def main(file: str, unit: str, mapping: str | None = None, json: bool = False) -> int:
    """Import a file of messages into a unit; returns the exit code.

    0: every row was answered (refused rows are answers too). 1: the file, its heading, the
    mapping or the unit is wrong, and nothing was written. `mapping`: path of a YAML file
    (minqing/imports/mapping.py). Standard output carries the result, standard error the progress.
    """
    with closing(Scratch()) as scratch:
        try:
            read = load_mapping(mapping) if mapping else None
            job = Job(
                to=find_destination(unit),
                by=system_actor("import"),
                now=get_now(),
                scratch=scratch,
                progress=_show_progress,
            )
            tally = import_file(file, job, mapping=read)
        except FileRefused as error:
            _print_refused_file(error, json)
            return 1
        (_print_json if json else _print_words)(tally, scratch)
        return 0


def find_destination(unit: str) -> Destination:
    """Return where rows go; raises FileRefused when the unit is unknown."""
    directory = get_snapshot(Directory)
    if not directory.has(unit):
        raise FileRefused(UNIT_WRONG(unit=unit))
    return Destination(unit, directory.banner_of(unit))


def _show_progress(tally: Tally) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r已处理{tally.rows}行")
        sys.stderr.flush()


def _print_refused_file(error: FileRefused, json: bool) -> None:
    if json:
        document = {"accepted": 0, "already_done": 0, "refused": []}
        document["error"] = {"code": error.refusal.code, "sentence": str(error.refusal)}
        _write(msgspec.json.encode(document).decode())
    sys.stderr.write(f"{error.refusal}\n")


def _print_json(tally: Tally, scratch: Scratch) -> None:
    """Print {"accepted", "already_done", "refused": [{"row", "code", "sentence"}]}, streamed."""
    sys.stdout.write(
        f'{{"accepted": {tally.accepted}, "already_done": {tally.already_done}, "refused": ['
    )
    for index, refused in enumerate(scratch.refused()):
        sys.stdout.write(("," if index else "") + msgspec.json.encode(refused).decode())
    _write("]}")


def _print_words(tally: Tally, scratch: Scratch) -> None:
    for refused in scratch.refused():
        named = f"第{refused.row}行"  # sentences of other contexts know no row
        _write(refused.sentence if named in refused.sentence else f"{named}：{refused.sentence}")
    _write(
        f"共{tally.rows}行：已受理{tally.accepted}行，先前已导入{tally.already_done}行，"
        f"未导入{tally.refused}行。"
    )
    if tally.same_text:
        _write(f"其中{tally.same_text}行与前面某一行内容完全相同，均已收下并注明。")


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
