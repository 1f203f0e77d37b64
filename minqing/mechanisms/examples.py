"""Examples of a pack: facts in, outcome out, compared with what is expected. No database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from minqing.mechanisms import problems, terms
from minqing.mechanisms.conform import compare
from minqing.mechanisms.pack import Pack, covers
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import Registry, registry
from minqing.mechanisms.yamlfile import Document, read_file


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One example: `kind` says who runs it, `expect` names only what matters."""

    name: str
    kind: str
    given: dict[str, Any] = {}
    expect: dict[str, Any]


class ExampleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of `examples/`."""

    examples: tuple[Example, ...]


class Outcome(msgspec.Struct, frozen=True):
    """How many examples ran, and what differed."""

    count: int
    problems: tuple[Problem, ...] = ()


def run_examples(pack: Pack, folder: Path, *, known: Registry = registry) -> Outcome:
    """Run every example in `folder/examples`."""
    files = sorted((folder / "examples").glob("*.yaml"))
    found: list[Problem] = []
    count = 0
    for path in files:
        document = read_file(path, name=f"{folder.name}/examples/{path.name}")
        found += document.problems
        if document.problems:
            continue
        wrong = compare(document.value, ExampleFile)
        if wrong:
            found += [document.place(problem) for problem in wrong]
            continue
        parsed = msgspec.convert(document.value, ExampleFile)
        count += len(parsed.examples)
        for index, example in enumerate(parsed.examples):
            found += _run(pack, example, f"$.examples[{index}]", document, known)
    if not files:
        missing = problems.EXAMPLE_MISSING()
        found.append(msgspec.structs.replace(missing, file=folder.name))
    return Outcome(count, tuple(found))


def _run(
    pack: Pack, example: Example, path: str, document: Document, known: Registry
) -> list[Problem]:
    run = known.examples.get(example.kind)
    if run is None:
        kinds = tuple(known.examples)
        return [document.place(problems.EXAMPLE_KIND(f"{path}.kind", example.kind, allowed=kinds))]
    try:
        outcome = run(pack, example.given)
    except (ValueError, KeyError, TypeError, LookupError) as error:
        detail = f"{type(error).__name__}: {error}"
        return [document.place(problems.EXAMPLE_BROKEN(path, example.name, detail=detail))]
    plain = msgspec.json.decode(msgspec.json.encode(outcome))
    differing = _differences(example, plain, path)
    return [document.place(problem) for problem in differing]


def _differences(example: Example, outcome: Mapping[str, Any], path: str) -> list[Problem]:
    found = []
    for key, wanted in example.expect.items():
        where = f"{path}.expect.{key}"
        if key not in outcome:
            found.append(problems.KEY_UNKNOWN(where, key, allowed=tuple(outcome)))
        elif outcome[key] != wanted:
            differs = problems.EXAMPLE_DIFFERS(
                where,
                example.name,
                detail=terms.EXPECTED,
                key=key,
                wanted=str(wanted),
                found=str(outcome[key]),
            )
            found.append(differs)
    return found


def run_identity(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Outcome of an example of kind `identity`.

    Given `unit` (a unit code) it says whether the mechanism is in force there; otherwise how
    many parts, levels, roles, rules and figures the pack has, and its place.
    """
    unknown = [key for key in given if key != "unit"]
    if unknown:
        raise ValueError(f"no such fact: {unknown[0]}")
    counts = {
        name: len(getattr(pack.identity, name))
        for name in ("parts", "levels", "roles", "rules", "figures")
    }
    unit = str(given.get("unit", pack.place.code))
    return {
        "place": pack.place.code,
        "printed": pack.place.printed,
        "applies": covers(pack.place.code, unit),
        **counts,
    }
