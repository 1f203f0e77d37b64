"""Checks of the section `responsibilities` that a schema cannot say. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from minqing.cases.pack_dispatch import ResponsibilitiesSection
from minqing.cases.soundness import CODE_TWICE
from minqing.mechanisms.public import Identity, Problem, ProblemKind

CITES_MISSING = ProblemKind(
    "pack-cites-missing",
    "不能采用工作机制文件“{file}”第{line}行 {path}：责任清单条目“{value}”没有依据文件。请补上。",
)
DATES_TURNED = ProblemKind(
    "pack-dates-turned",
    "不能采用工作机制文件“{file}”第{line}行 {path}：“{value}”的停用日期不晚于启用日期。请更正。",
)


def check_responsibilities(
    section: ResponsibilitiesSection, identity: Identity
) -> Iterable[Problem]:
    """List what is wrong with a catalogue: double codes, lines without a paper, turned dates."""
    seen: set[str] = set()
    for name in ("entries", "not_below"):
        for at, line in enumerate(getattr(section, name)):
            where = f"$.responsibilities.{name}[{at}]"
            if line.code in seen:
                yield CODE_TWICE(where, line.code)
            seen.add(line.code)
            if not line.cites:
                yield CITES_MISSING(where, line.code)
    for at, entry in enumerate(section.entries):
        ends = entry.valid_to
        if ends is not None and entry.valid_from is not None and ends <= entry.valid_from:
            yield DATES_TURNED(f"$.responsibilities.entries[{at}].valid_to", entry.code)
