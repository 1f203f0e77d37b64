"""The product's source as the architecture tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "minqing"
PACKS = ROOT / "packs"


def list_python(*folders: str, tests: bool = False, migrations: bool = False) -> list[Path]:
    """Return the Python files below the given folders (default: the house)."""
    unwanted = {"node_modules"} | set() if tests else {"node_modules", "tests"}
    unwanted = unwanted if migrations else unwanted | {"migrations"}
    return [
        path
        for folder in folders or ("minqing",)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not unwanted & set(path.relative_to(ROOT).parts)
    ]


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(read(path), filename=str(path))


@cache
def walk(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file; half a dozen tests look through all of them."""
    return tuple(ast.walk(parse(path)))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def context_of(path: Path) -> str:
    """Return the context a file of the house belongs to ("" for minqing/__init__.py)."""
    parts = path.relative_to(HOUSE).parts
    return parts[0] if len(parts) > 1 else ""


def list_imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every import; `from a import b` gives "a.b"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide which context is meant"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def list_functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
