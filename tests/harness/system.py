"""What tests need from the system: a browser, a CJK font, PostgreSQL, Pango for PDF.

As root on Debian the missing packages are installed; otherwise one line says what is missing
and what that means. Never fails: the tests that need something say so themselves.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.harness.browser import find_chromium
from tests.harness.postgres import PostgresMissing, find_binaries


def has_postgres() -> bool:
    try:
        find_binaries()
    except PostgresMissing:
        return False
    return True


def has_cjk_font() -> bool:
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def has_library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


NEEDS = {
    "chromium": lambda: find_chromium() is not None,
    "fonts-noto-cjk": has_cjk_font,
    "libpango-1.0-0": lambda: has_library("pango-1.0"),
    "libpangoft2-1.0-0": lambda: has_library("pangoft2-1.0"),
    "libharfbuzz-subset0": lambda: has_library("harfbuzz-subset"),
    "postgresql": has_postgres,
}


def list_missing() -> list[str]:
    """Return the Debian packages that are missing."""
    return [package for package, present in NEEDS.items() if not present()]


def install(packages: list[str]) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=environment, **quiet)
    words = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(words, env=environment, **quiet)


def main() -> None:
    missing = list_missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print("正在安装：" + " ".join(missing), file=sys.stderr)
        install(missing)
        missing = list_missing()
    if missing:
        print("缺少系统软件包（相关测试会失败）：" + " ".join(missing), file=sys.stderr)


if __name__ == "__main__":
    main()
