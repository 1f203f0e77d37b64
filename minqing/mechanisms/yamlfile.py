"""Reading YAML strictly: plain values only, no key twice, nothing that can grow or hide.

Anchors, aliases and tags are refused, so a short file stays short in memory. Words such as
`no` and times such as `12:30` stay text; only true, false, null and decimal numbers are more.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from minqing.mechanisms import problems, terms
from minqing.mechanisms.problems import Problem

MAX_BYTES = 512_000
"""A pack file larger than this is refused; the largest of the twelve has about 60 kB."""
MAX_DEPTH = 24

_Base: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"


class _StrictLoader(_Base):
    yaml_implicit_resolvers: dict[str, Any] = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _StrictLoader.add_implicit_resolver(tag, re.compile(pattern), list(first))


_resolve(_NULL, r"^(null|~|)$", "n~")
_StrictLoader.yaml_implicit_resolvers.setdefault("", []).append((_NULL, re.compile(r"^$")))
_resolve(_BOOL, r"^(true|false)$", "tf")
_resolve(_INT, r"^-?(0|[1-9][0-9]*)$", "-0123456789")
_resolve(_FLOAT, r"^-?(0|[1-9][0-9]*)\.[0-9]+$", "-0123456789")


class Document(msgspec.Struct, frozen=True):
    """A read file: its plain value, the line of every path, and what was wrong."""

    file: str
    value: Any = None
    lines: dict[str, int] = {}
    problems: tuple[Problem, ...] = ()

    def place(self, problem: Problem) -> Problem:
        """The problem with this file and the line of its path (or of the nearest parent)."""
        path = problem.path
        while path and path not in self.lines:
            path = re.sub(r"(\.[^.\[\]]+|\[\d+\])$", "", path) if path != "$" else ""
        line = problem.line or self.lines.get(path, 1)
        return msgspec.structs.replace(problem, file=self.file, line=line)


def read_file(path: Path, *, name: str = "") -> Document:
    """Read one file. Every error is a problem in the document; nothing is raised."""
    shown = name or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _failed(shown, problems.FILE_TOO_LARGE("$", size, detail=str(MAX_BYTES)))
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return _failed(shown, problems.FILE_MISSING())
    except UnicodeDecodeError:
        return _failed(shown, problems.FILE_UNREADABLE(detail=terms.NOT_UTF8))
    except OSError as error:
        return _failed(shown, problems.FILE_UNREADABLE(detail=error.strerror or str(error)))
    return read_text(text, name=shown)


def read_text(text: str, *, name: str) -> Document:
    """Read YAML text; `name` stands in the problems."""
    try:
        found = _find_reference(text)
        if found is not None:
            return _failed(name, found)
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return _failed(
            name, problems.YAML_BROKEN(detail=error.problem or terms.FORM_WRONG, line=line)
        )
    except (yaml.YAMLError, RecursionError) as error:
        return _failed(name, problems.YAML_BROKEN(detail=type(error).__name__, line=1))
    builder = _Builder()
    value = builder.build(node, "$", 0) if node is not None else None
    document = Document(name, value, builder.lines)
    found_problems = tuple(document.place(problem) for problem in builder.problems)
    return msgspec.structs.replace(document, problems=found_problems)


def _failed(name: str, problem: Problem) -> Document:
    return Document(name, problems=(msgspec.structs.replace(problem, file=name),))


def _find_reference(text: str) -> Problem | None:
    """Look for anchors, aliases and tags in the event stream, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_StrictLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            return problems.YAML_TOO_DEEP(detail=str(MAX_DEPTH), line=line)
        word = getattr(event, "anchor", None) or getattr(event, "tag", None)
        if word:
            return problems.YAML_REFERENCE("$", word, line=line)
    return None


def _compose(text: str) -> yaml.Node | None:
    loader = _StrictLoader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


class _Builder:
    """Turns nodes into plain values and remembers the line of every path."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: str, depth: int) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [
                self.build(item, f"{path}[{index}]", depth + 1)
                for index, item in enumerate(node.value)
            ]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(problems.VALUE_TYPE(path, "{…}", detail=terms.TEXT, line=line))
                continue
            key = key_node.value
            inner = f"{path}.{key}"
            if key in built:
                self.problems.append(problems.KEY_DUPLICATE(inner, key, line=line))
                continue
            self.lines[inner] = line
            built[key] = self.build(value_node, inner, depth + 1)
        return built


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if node.tag == _NULL:
        return None
    if node.tag == _BOOL:
        return text == "true"
    if node.tag == _INT:
        return int(text) if len(text) <= 18 else text
    if node.tag == _FLOAT:
        return float(text)
    return text
