"""`minqing packs check [PATH…]`: packs and their examples, without a database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from django.conf import settings

from minqing.mechanisms import problems
from minqing.mechanisms.examples import run_examples
from minqing.mechanisms.loader import Loaded, list_folders, load_folder
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import Registry, registry


def main(
    paths: Sequence[str | Path] = (), *, out: TextIO | None = None, known: Registry = registry
) -> int:
    """Check packs and print what is wrong, in Chinese; returns 1 when anything is."""
    stream = out or sys.stdout
    folders, lost = _collect([Path(path) for path in paths] or [Path(settings.PACKS_DIR)])
    for problem in lost:
        print(str(problem), file=stream)
    wrong = len(lost)
    for folder in folders:
        loaded = load_folder(folder, known=known)
        found, ran = _problems_of(loaded, known)
        wrong += len(found)
        for problem in found:
            print(_line(problem), file=stream)
        if loaded.pack is not None and not found:
            print(
                f"通过 {folder.name} 第{loaded.pack.version}版："
                f"规则{len(loaded.pack.rules)}条，示例{ran}个",
                file=stream,
            )
    print(f"共检查{len(folders)}个工作机制，发现{wrong}处问题。", file=stream)
    return 1 if wrong or not folders else 0


def _collect(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    folders: list[Path] = []
    lost: list[Problem] = []
    for path in paths:
        listed = list_folders(path.parent if path.is_file() else path)
        folders += [folder for folder in listed if folder not in folders]
        if not listed:
            missing = problems.FILE_MISSING()
            lost.append(_named(missing, str(path / "pack.yaml")))
    return folders, lost


def _named(problem: Problem, file: str) -> Problem:
    return Problem(code=problem.code, sentence=problem.sentence, file=file)


def _problems_of(loaded: Loaded, known: Registry) -> tuple[list[Problem], int]:
    if loaded.pack is None:
        return list(loaded.problems), 0
    outcome = run_examples(loaded.pack, loaded.folder, known=known)
    return [*loaded.problems, *outcome.problems], outcome.count


def _line(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}: [{problem.code}] {problem}"
