"""Databases that earlier versions left behind, kept to be upgraded (README.md beside this)."""

from __future__ import annotations

import json
import lzma
import tarfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "left_behind"
"""`<name>.tar.xz`: what stood in the var folder; `<name>.json`: what was true of it;
`<name>-events.json`: one body of each event type, as the golden files had them."""

PARTS = ("minqing.sqlite3", "keys.sqlite3", "master.key", "secret.key", "demo-accounts.json")


def list_names() -> list[str]:
    """Return the names of all kept databases, oldest first."""
    return sorted(path.name.removesuffix(".tar.xz") for path in FOLDER.glob("*.tar.xz"))


def load_expectation(name: str) -> dict[str, Any]:
    """Return what was recorded when the database was packed."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def unpack(name: str, var: Path) -> None:
    """Put a kept database into an empty var folder."""
    with tarfile.open(FOLDER / f"{name}.tar.xz") as archive:
        archive.extractall(var, filter="data")


def pack(name: str, var: Path, expectation: dict[str, Any]) -> None:
    """Keep the database of a var folder. Nobody may have it open."""
    FOLDER.mkdir(exist_ok=True)
    with lzma.open(FOLDER / f"{name}.tar.xz", "wb", preset=9 | lzma.PRESET_EXTREME) as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for part in PARTS:
                archive.add(var / part, arcname=part, filter=_anonymous)
    text = json.dumps(expectation, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def pack_events(name: str, house: Path) -> None:
    """Keep the golden files of all contexts as they stand."""
    golden = {path.stem: path.read_text().strip() for path in house.glob("*/tests/golden/*.json")}
    text = json.dumps(golden, ensure_ascii=False, indent=0, sort_keys=True)
    (FOLDER / f"{name}-events.json").write_text(text + "\n")


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    # whose machine packed it is nobody's business
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o600
    return member
