"""Drafts: the files of a version that is not published yet, checked each time they are looked at.

A draft is no fact about anybody's work and stands in a table of its own; publishing it is a
command on the pack's stream. Drafts that nobody published are dropped after half a year.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from minqing.kernel.messages import Actor, Refusal, RefusalKind
from minqing.log.public import Answer, get_snapshot, submit
from minqing.mechanisms import normal
from minqing.mechanisms.commands import PublishPack
from minqing.mechanisms.comparing import Change, compare_packs
from minqing.mechanisms.coverage import PackCoverage, compute_coverage
from minqing.mechanisms.examples import run_examples
from minqing.mechanisms.load import LoadReport, measure_load
from minqing.mechanisms.loader import MAIN, load_folder
from minqing.mechanisms.models import PackDraft
from minqing.mechanisms.pack import Pack
from minqing.mechanisms.packs import Packs
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.yamlfile import read_file

MOST_BYTES = 3_000_000
MOST_FILES = 80
KEPT_FOR = timedelta(days=183)
_NAME = re.compile(r"(examples/)?[a-z0-9][a-z0-9_-]{0,59}\.yaml")

FILES_WRONG = RefusalKind(
    "pack-draft-files",
    "不能收下工作机制草案：要有 pack.yaml，各节一个 yaml 文件，示例放在 examples 里"
    "（或打成一个 zip）。请核对文件。",
)
FILES_LARGE = RefusalKind(
    "pack-draft-large", "不能收下工作机制草案：文件过多或过大。请只放 yaml 文件。"
)
DRAFT_UNREADY = RefusalKind(
    "pack-draft-not-sound", "不能发布这份草案：检查没有通过。请改正各处问题后重新上传。"
)
REASON_MISSING = RefusalKind(
    "pack-publish-reason-missing", "不能发布工作机制：没有写明理由。请写明为什么施行这一版。"
)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as checked now. `pack` None: it cannot be read. `before`: the version in force."""

    draft: PackDraft
    pack: Pack | None
    problems: tuple[Problem, ...]
    examples: int = 0
    coverage: PackCoverage | None = None
    before: Pack | None = None
    changes: tuple[Change, ...] = ()
    loads: tuple[LoadReport, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.pack is not None and not self.problems


def keep_draft(
    files: Sequence[tuple[str, bytes]], *, draft: str, by: Actor, now: datetime
) -> Refusal | None:
    """Keep uploaded files (YAML, or one zip of them) as a draft; returns why not."""
    found = _unpack(files)
    if isinstance(found, Refusal):
        return found
    key = _read_key(found)
    text = msgspec.json.encode(found).decode()
    PackDraft.objects.filter(kept_at__lt=now - KEPT_FOR).delete()
    PackDraft.objects.get_or_create(
        id=draft, defaults={"key": key, "files": text, "post": by.post, "kept_at": now}
    )
    return None


def _unpack(files: Sequence[tuple[str, bytes]]) -> dict[str, str] | Refusal:
    pairs: list[tuple[str, bytes]] = []
    for name, data in files:
        if data[:4] == b"PK\x03\x04":
            inner = _unzip(data)
            if isinstance(inner, Refusal):
                return inner
            pairs += inner
        else:
            pairs.append((name, data))
    if len(pairs) > MOST_FILES or sum(len(data) for _, data in pairs) > MOST_BYTES:
        return FILES_LARGE()
    return _sort(pairs)


def _unzip(data: bytes) -> list[tuple[str, bytes]] | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".yaml")]
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
                return FILES_LARGE()
            return [(part.filename, archive.read(part)) for part in parts]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return FILES_WRONG()


def _sort(pairs: Sequence[tuple[str, bytes]]) -> dict[str, str] | Refusal:
    """Return the files by their place in a pack's folder; what holds examples goes there."""
    found: dict[str, str] = {}
    for name, data in pairs:
        parts = Path(name).parts
        at_home = parts[-2:-1] == ("examples",) or data.lstrip().startswith(b"examples:")
        place = f"examples/{parts[-1]}" if at_home else parts[-1] if parts else ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return FILES_WRONG()
        if not _NAME.fullmatch(place) or place in found:
            return FILES_WRONG()
        found[place] = text
    return found if MAIN in found else FILES_WRONG()


def _read_key(files: Mapping[str, str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MAIN
        path.write_text(files[MAIN], encoding="utf-8")
        value = read_file(path).value
    key = value.get("key", "") if isinstance(value, dict) else ""
    return key if isinstance(key, str) and re.fullmatch(r"[a-z0-9-]{1,60}", key) else "draft"


def list_drafts(key: str = "") -> list[PackDraft]:
    """List the drafts that stand, of one mechanism or of all, the newest first."""
    rows = PackDraft.objects.order_by("-kept_at")
    return list(rows.filter(key=key) if key else rows)


def drop_draft(draft: str) -> None:
    """Throw a draft away."""
    PackDraft.objects.filter(id=draft).delete()


def check_draft(draft: str, *, today: date) -> Checked | None:
    """Read a draft, run its examples, and measure it; None when there is none."""
    row = PackDraft.objects.filter(id=draft).first()
    if row is None:
        return None
    files = msgspec.json.decode(row.files, type=dict[str, str])
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / row.key
        (folder / "examples").mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        loaded = load_folder(folder)
        if loaded.pack is None:
            return Checked(draft=row, pack=None, problems=loaded.problems)
        outcome = run_examples(loaded.pack, folder)
    pack = loaded.pack
    before = get_snapshot(Packs).find_current(pack.key)
    return Checked(
        draft=row,
        pack=pack,
        problems=outcome.problems,
        examples=outcome.count,
        coverage=compute_coverage(pack),
        before=before,
        changes=compare_packs(before, pack) if before is not None else (),
        loads=tuple(measure_load(pack, today)),
    )


def publish_draft(
    checked: Checked,
    *,
    valid_from: date,
    reason: str,
    command: str,
    by: Actor,
    now: datetime,
) -> Answer:
    """Publish a sound draft from a day on; its files go when it is accepted."""
    if checked.pack is None or not checked.sound:
        return Answer(status="refused", command_id=command, refusal=DRAFT_UNREADY())
    if not reason.strip():
        return Answer(status="refused", command_id=command, refusal=REASON_MISSING())
    identity = msgspec.structs.replace(
        checked.pack.identity, valid_from=valid_from, status="published"
    )
    pack = msgspec.structs.replace(checked.pack, identity=identity)
    wish = PublishPack(
        id=command, key=pack.key, body=normal.normalise(pack), reason=reason.strip()
    )  # fmt: skip
    answer = submit([wish], by=by, now=now)[0]
    if answer.ok:
        drop_draft(checked.draft.id)
    return answer
