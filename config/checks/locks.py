"""Locks pin by hash and name no address; each direct dependency says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
# Written in two halves, so that this file does not find itself.
ADDRESS = re.compile(r"https?:" + "//|--index-url|--extra-index-url|--find-links")
PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+")
UNWANTED = ("uv.lock", "pylock.toml", "poetry.lock")


def list_faults() -> list[str]:
    return [*_addresses(), *_unhashed(), *_unexplained(), *_unwanted()]


def _lock_files() -> Iterator[Path]:
    yield from sorted(REQUIREMENTS.glob("*.txt"))
    for name in ("package-lock.json", ".npmrc"):
        for path in sorted(ROOT.glob(f"frontend/**/{name}")):
            if "node_modules" not in path.parts:
                yield path


def _addresses() -> Iterator[str]:
    for path in _lock_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            # npm notes where a package asks for donations; that is no source of packages.
            if ADDRESS.search(line) and '"url"' not in line and '"funding"' not in line:
                yield f"{path.relative_to(ROOT)}:{number}: 锁定文件里有地址：{line.strip()[:80]}"


def _unhashed() -> Iterator[str]:
    for path in sorted(REQUIREMENTS.glob("*.txt")):
        text = path.read_text().replace("\\\n", " ")
        for line in text.splitlines():
            if PINNED.match(line) and "--hash=sha256:" not in line:
                yield f"{path.relative_to(ROOT)}: {line.split()[0]} 没有哈希值"


def _unexplained() -> Iterator[str]:
    for path in sorted(REQUIREMENTS.glob("*.in")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            plain = line.strip()
            if plain and not plain.startswith(("#", "-r ")) and " # " not in plain:
                yield f"{path.relative_to(ROOT)}:{number}: 没有写明用途：{plain}"


def _unwanted() -> Iterator[str]:
    for name in UNWANTED:
        if (ROOT / name).exists():
            yield f"{name}: 这种锁定文件写有地址，不要提交"
