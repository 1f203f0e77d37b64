"""A pack folder to a typed pack: `pack.yaml` and one `<section>.yaml` beside it per section.

Every error is a value (problems.Problem); the loader knows no mechanism by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from minqing.mechanisms import normal, problems, terms
from minqing.mechanisms.pack import IDENTITY_KEYS, SCHEMA, Pack
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import Registry, registry
from minqing.mechanisms.soundness import check_pack
from minqing.mechanisms.yamlfile import Document, read_file

MAIN = "pack.yaml"


class Loaded(msgspec.Struct, frozen=True):
    """What became of one folder: a pack, or none and problems."""

    folder: Path
    pack: Pack | None = None
    problems: tuple[Problem, ...] = ()


def list_folders(path: Path) -> list[Path]:
    """List the pack folders of a path: itself, or those in it that hold a pack.yaml."""
    if (path / MAIN).exists():
        return [path]
    if not path.is_dir():
        return []
    return sorted(folder for folder in path.iterdir() if (folder / MAIN).exists())


def load_folder(folder: Path, *, known: Registry = registry) -> Loaded:
    """Load one pack. `pack` is None when anything is wrong."""
    main = read_file(folder / MAIN, name=f"{folder.name}/{MAIN}")
    found = list(main.problems)
    if found:
        return Loaded(folder, problems=tuple(found))
    if not isinstance(main.value, dict):
        wrong = problems.VALUE_TYPE("$", "…", detail=terms.NAMED_ITEMS)
        return Loaded(folder, problems=(main.place(wrong),))
    documents, sections, trouble = _gather_sections(folder, main, known)
    found += trouble
    documents["$"] = main
    identity = {key: value for key, value in main.value.items() if key not in known.sections}
    found += _place(_check_head(identity, folder, known), documents)
    if found:
        return Loaded(folder, problems=tuple(found))
    try:
        pack = normal.build(identity, sections, known=known)
    except normal.PackInvalid as error:
        return Loaded(folder, problems=tuple(_place(error.problems, documents)))
    unsound = _place(check_pack(pack, known), documents)
    return Loaded(folder, None if unsound else pack, tuple(unsound))


def load_all(path: Path, *, known: Registry = registry) -> list[Loaded]:
    """Load every pack of a folder of packs."""
    return [load_folder(folder, known=known) for folder in list_folders(path)]


def _gather_sections(
    folder: Path, main: Document, known: Registry
) -> tuple[dict[str, Document], dict[str, Any], list[Problem]]:
    """Sections written in pack.yaml or in a file of their own; with what is wrong."""
    sections = {key: main.value[key] for key in main.value if key in known.sections}
    documents = {f"$.{name}": main for name in sections}
    found: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        name, shown = path.stem, f"{folder.name}/{path.name}"
        if path.name == MAIN:
            continue
        if name not in known.sections:
            wrong = problems.SECTION_UNKNOWN("$", name, allowed=tuple(known.sections))
            found.append(msgspec.structs.replace(wrong, file=shown))
            continue
        if name in sections:
            found.append(main.place(problems.SECTION_TWICE(f"$.{name}", name)))
            continue
        document = _shift(read_file(path, name=shown), name)
        found += document.problems
        documents[f"$.{name}"] = document
        sections[name] = document.value
    return documents, sections, found


def _shift(document: Document, name: str) -> Document:
    """Paths of a section file begin with the section's name, as if it stood in pack.yaml."""
    lines = {f"$.{name}{path[1:]}": line for path, line in document.lines.items()}
    moved = tuple(
        msgspec.structs.replace(problem, path=f"$.{name}{problem.path[1:]}")
        for problem in document.problems
    )
    return msgspec.structs.replace(document, lines=lines, problems=moved)


def _check_head(identity: dict[str, Any], folder: Path, known: Registry) -> list[Problem]:
    """Schema version, key and unknown keys, before anything else is looked at."""
    schema = identity.get("schema")
    if isinstance(schema, int) and schema != SCHEMA:
        return [problems.SCHEMA_UNKNOWN("$.schema", schema, detail=str(SCHEMA))]
    allowed = (*IDENTITY_KEYS, *known.sections)
    found = [
        problems.KEY_UNKNOWN(f"$.{key}", key, allowed=allowed)
        for key in identity
        if key not in IDENTITY_KEYS
    ]
    key = identity.get("key")
    if isinstance(key, str) and key != folder.name:
        found.append(problems.FOLDER_DIFFERS("$.key", key, detail=folder.name))
    return found


def _place(found: Iterable[Problem], documents: dict[str, Document]) -> list[Problem]:
    """Give problems the file and line they belong to."""
    placed = []
    for problem in found:
        name = problem.path[2:].partition(".")[0].partition("[")[0]
        document = documents.get(f"$.{name}", documents["$"])
        placed.append(document.place(problem))
    return placed
