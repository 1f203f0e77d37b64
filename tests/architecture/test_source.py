"""Walls of the house that a linter does not see."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import pytest

from tests.architecture import source

MOST_LINES = 500
MOST_LINES_OF_FUNCTION = 80
ONE_SCREEN = 80
"""Lines of a README of a context."""
PURE_ROOMS = {"rules", "terms", "commands", "events", "state"}
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager"}
FACES = ("portal", "console", "fieldsync", "gateway")
# The doors of a context besides public.py: the kernel is everybody's language, the registry is
# where a context tells the log about itself.
OPEN_MODULES = ("minqing.kernel", "minqing.log.registry")
WRITERS_OF = {"log": "minqing.vault."}
"""The log is the one writer of the vault (ARCHITECTURE.md: kernel < vault < log)."""


def _is_pure(path: source.Path) -> bool:
    rooms = {part.removesuffix(".py") for part in path.relative_to(source.HOUSE).parts}
    return source.context_of(path) == "kernel" or bool(rooms & PURE_ROOMS)


def test_pure_rooms_import_no_django() -> None:
    wrong = [
        f"{source.name(path)}:{line} {module}"
        for path in source.list_python()
        if _is_pure(path)
        for line, module in source.list_imports(source.parse(path))
        if module.split(".")[0] in ("django", "psycopg", "sqlite3", "config")
    ]
    assert not wrong, "\n".join(wrong)


def test_pure_rooms_do_not_read_the_clock() -> None:
    readers = {"now", "utcnow", "today", "localtime"}
    wrong = [
        f"{source.name(path)}:{node.lineno} {node.func.attr}()"
        for path in source.list_python()
        if _is_pure(path)
        for node in source.walk(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in readers
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone", "time"}
    ]
    assert not wrong, "\n".join(wrong)


CLOCKS = {
    "log/demonstration.py",
    "log/backup.py",
    "vault/rotation.py",
    "signin/wall_clock.py",
}
"""Where the real clock is read: backups and keys are of this machine, not of its data;
telephones and providers go by the wall."""


def test_only_one_place_asks_for_the_time() -> None:
    # the simulation compares both clocks; everybody else asks log.public.get_now
    wrong = [
        f"{path.relative_to(source.HOUSE)}:{node.lineno}"
        for path in source.list_python()
        if source.context_of(path) != "simulation"
        and path.relative_to(source.HOUSE).as_posix() not in CLOCKS
        for node in source.walk(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "localtime"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone"}
    ]
    assert not wrong, "ask minqing.log.public.get_now instead:\n" + "\n".join(wrong)


def _crosses(path: source.Path, module: str) -> bool:
    """Whether an import reaches into another context past its public door."""
    parts = module.split(".")
    if parts[0] != "minqing" or len(parts) < 3 or parts[1] == source.context_of(path):
        return False
    if module.startswith(WRITERS_OF.get(source.context_of(path), "\0")):
        return False
    return parts[2] != "public" and not module.startswith(OPEN_MODULES)


def test_contexts_enter_each_other_by_public_only() -> None:
    wrong = [
        f"{source.name(path)}:{line} {module}"
        for path in source.list_python()
        for line, module in source.list_imports(source.parse(path))
        if _crosses(path, module)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_code_contains_the_key_of_a_pack() -> None:
    keys = [folder.name for folder in source.PACKS.iterdir() if folder.is_dir()]
    assert keys
    files = [*source.list_python("minqing", "config")]
    for pattern in ("*.html", "*.ts", "*.js", "*.vue"):
        files += [*source.HOUSE.rglob(pattern)]
    wrong = [
        f"{source.name(path)}: {key}"
        for path in files
        for key in keys
        if key in path.read_text(encoding="utf-8")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_context_tells_on_one_screen_what_it_is() -> None:
    contexts = [folder for folder in source.HOUSE.iterdir() if (folder / "__init__.py").is_file()]
    assert len(contexts) > 10
    long = {one.name: _count_lines(one / "README.md") for one in contexts}
    assert {name: lines for name, lines in long.items() if not 0 < lines <= ONE_SCREEN} == {}


def _count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0


def test_no_file_is_named_after_nothing() -> None:
    wrong = [
        source.name(path)
        for path in source.list_python("minqing", "config", tests=True)
        if BANNED_NAMES & {part.removesuffix(".py") for part in path.parts}
    ]
    assert not wrong, "\n".join(wrong)


def test_faces_write_only_through_submit() -> None:
    writes = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "create"}
    wrong = [
        f"{source.name(path)}:{node.lineno} .{node.func.attr}()"
        for face in FACES
        if (source.HOUSE / face).is_dir()
        for path in source.list_python(f"minqing/{face}")
        for node in source.walk(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
        and "objects" in ast.unparse(node.func.value)
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_stand_at_the_head_of_the_file() -> None:
    wrong = [
        f"{source.name(path)}:{inner.lineno}"
        for path in source.list_python()
        if path.name != "apps.py"
        for function in source.list_functions(source.parse(path))
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong, "\n".join(wrong)


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>"
    r"|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<script>x()</script>", True),
        ('<script src="/static/a.js"></script>', False),
        ('<script type="application/json" id="d">{}</script>', False),
        ('<p style="color:red">', True),
        ('<button onclick="x()">', True),
        ('<a data-confirm="?">', False),
    ],
)
def test_inline_pattern_finds_what_the_policy_refuses(text: str, found: bool) -> None:
    assert bool(INLINE.search(text)) is found


def test_templates_have_no_inline_scripts_or_styles() -> None:
    wrong = [
        f"{source.name(path)}: {match[0].strip()}"
        for path in sorted(source.HOUSE.rglob("templates/**/*.html"))
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_file_names_a_folder_of_the_workshop() -> None:
    # Written in two halves, so that this file does not find itself.
    workshop = re.compile("/wor" + r"k/(main|shared|\.)")
    kinds = {".py", ".md", ".yaml", ".toml", ".html", ".json", ".ts", ".in", ".txt", ""}
    wrong = [
        source.name(path)
        for folder in ("minqing", "config", "packs", "docs", "tests", "bench", "requirements")
        for path in sorted((source.ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts
        if workshop.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not wrong, "\n".join(wrong)


def test_long_files_and_functions_are_told() -> None:
    """Warn above the aims of the house; fail at twice the size, where nobody reads any more."""
    files = {
        source.name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in source.list_python("minqing", "config", "tests", tests=True)
    }
    functions = {
        f"{source.name(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in source.list_python("minqing", "config")
        for function in source.list_functions(source.parse(path))
    }
    for kind, sizes, most in (
        ("file", files, MOST_LINES),
        ("function", functions, MOST_LINES_OF_FUNCTION),
    ):
        for place, size in sizes.items():
            if size > most:
                warnings.warn(f"{kind} {place} has {size} lines (aim {most})", stacklevel=1)
        assert {place: size for place, size in sizes.items() if size > 2 * most} == {}
