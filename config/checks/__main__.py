"""`make check`: every check runs, failures are counted, nothing is changed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from config.checks import locks, words

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

COMMANDS: dict[str, list[str]] = {
    "lint": [str(BIN / "ruff"), "check", "--no-cache", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--no-cache", "."],
    "types": [str(BIN / "mypy")],
    "layers": [str(BIN / "lint-imports"), "--no-cache"],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "packs": [sys.executable, "-m", "config", "packs", "check"],
}
FINDERS: dict[str, Callable[[], list[str]]] = {
    "translations": words.list_gaps,
    "locks": locks.list_faults,
}


def run_command(name: str, words_: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        words_,
        cwd=ROOT,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    _report(name, done.returncode == 0, done.stdout.rstrip())
    return done.returncode == 0


def run_finder(name: str, find: Callable[[], list[str]]) -> bool:
    faults = find()
    _report(name, not faults, "\n".join(faults))
    return not faults


def _report(name: str, fine: bool, detail: str) -> None:
    sys.stdout.write(f"{'ok    ' if fine else 'FAILED'} {name}\n")
    if not fine:
        sys.stdout.write("".join(f"       {line}\n" for line in detail.splitlines()))
    sys.stdout.flush()


@contextlib.contextmanager
def scratch_environment() -> Iterator[dict[str, str]]:
    """Yield an environment whose database and secrets are thrown away."""
    with tempfile.TemporaryDirectory(prefix="minqing-check-") as folder:
        kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        yield kept | {"MINQING_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}


def main() -> int:
    with scratch_environment() as environment:
        fine = [run_command(name, line, environment) for name, line in COMMANDS.items()]
    fine += [run_finder(name, find) for name, find in FINDERS.items()]
    sys.stdout.write(f"{fine.count(True)} passed, {fine.count(False)} failed\n")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
