"""The file in which an installation writes what a peer's words mean here: three columns."""

from __future__ import annotations

import csv
import io

from minqing.cases.public import MatterKind
from minqing.exchange.peers.terms import MOST_PAIRS, KindPair, WordMapping, WordPair
from minqing.kernel.messages import Refusal, RefusalKind

FILE_WRONG = RefusalKind(
    "mapping-file-wrong",
    "不能读取对照表：第{line}行不对。每行三格：分类、地点或者性质，对方用语，本地代码。请改好后再传。",
)
FILE_UNREADABLE = RefusalKind(
    "mapping-file-unreadable", "不能读取对照表：不是 csv 文件，或者太大。请另存为 csv 后再传。"
)
REFUSALS = (FILE_WRONG, FILE_UNREADABLE)

MOST_BYTES = 2 * 1024 * 1024
PARTS = {"分类": "category", "地点": "place", "性质": "kind"}
HEADING = ("什么", "对方用语", "本地代码")


def read_mapping(data: bytes) -> WordMapping | Refusal:
    """Return the mapping that a csv file says, or which line is wrong."""
    text = _decode(data)
    if text is None:
        return FILE_UNREADABLE()
    found: dict[str, list[tuple[str, str]]] = {"category": [], "place": [], "kind": []}
    try:
        for line, row in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (line == 1 and tuple(cells[:3]) == HEADING):
                continue
            if not _keep(cells, found) or line > MOST_PAIRS + 100:
                return FILE_WRONG(line=line)
    except csv.Error:
        return FILE_UNREADABLE()
    return WordMapping(
        categories=tuple(WordPair(*pair) for pair in found["category"]),
        places=tuple(WordPair(*pair) for pair in found["place"]),
        kinds=tuple(KindPair(word, MatterKind(code)) for word, code in found["kind"]),
    )


def _keep(cells: list[str], found: dict[str, list[tuple[str, str]]]) -> bool:
    if len(cells) < 3 or not cells[1] or not cells[2] or any(cells[3:]):
        return False
    part = PARTS.get(cells[0], cells[0])
    if part not in found or (part == "kind" and cells[2] not in set(MatterKind)):
        return False
    found[part].append((cells[1], cells[2]))
    return True


def _decode(data: bytes) -> str | None:
    if len(data) > MOST_BYTES or b"\x00" in data:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def write_mapping(mapping: WordMapping) -> str:
    """Return a mapping as the file that says it; a word that looks like a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADING)
    names = {part: word for word, part in PARTS.items()}
    writer.writerows((names["category"], _plain(one.word), one.code) for one in mapping.categories)
    writer.writerows((names["place"], _plain(one.word), one.code) for one in mapping.places)
    writer.writerows((names["kind"], _plain(one.word), one.kind.value) for one in mapping.kinds)
    return out.getvalue()


def _plain(word: str) -> str:
    return f"'{word}" if word[:1] in "=+-@\t" else word
