"""Where one text counts its matters itself: a first cut for splitting (拆分). Pure.

Only what the teller marked (第二件, 二是, 2、, 另外) is cut; a person moves the cuts.
"""

from __future__ import annotations

import re

SHORTEST = 6
"""Signs that a matter has at least; shorter pieces belong to the one before. Source: ours."""

_NUMBER = "[一二三四五六七八九十]"
_MARKS = re.compile(
    rf"第(?:{_NUMBER}+|\d+)(?:件事?|个事?|[,，、])"
    rf"|(?:(?<=[。；;，,：:\n])|^){_NUMBER}是"
    rf"|(?:(?<=[。；;，,：:\n\s])|^)(?:\d{{1,2}}[、.．](?!\d)|[（(](?:\d{{1,2}}|{_NUMBER}+)[）)])"
    rf"|(?:(?<=[。；;\n])|^)(?:{_NUMBER}+、|另外|还有(?:一件|一个|个)事)"
)


def list_matters(text: str) -> tuple[str, ...]:
    """Return the matters that a text counts itself, in order; empty when it counts none.

    What stands before the first mark (who speaks, where) is no matter unless only one mark
    follows: then it is the first matter (“……。另外……”).
    """
    marks = list(_MARKS.finditer(text))
    if not marks:
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    pieces = [
        text[mark.end() : end].strip(" \n，,。；;：:、")
        for mark, end in zip(marks, ends, strict=True)
    ]
    before = text[: marks[0].start()].strip(" \n，,。；;：:、")
    if len(marks) == 1:
        pieces.insert(0, before)
    found = [piece for piece in pieces if len(piece) >= SHORTEST]
    return tuple(found) if len(found) > 1 else ()
