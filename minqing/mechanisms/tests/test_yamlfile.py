"""Strict YAML: one value a key, nothing that grows, plain words stay words."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.mechanisms import yamlfile
from minqing.mechanisms.yamlfile import read_file, read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", {"a": "no"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 0150", {"a": "0150"}),
        ("a: 2014-01-01", {"a": "2014-01-01"}),
        ("a: 1e400", {"a": "1e400"}),
        ("a: .inf", {"a": ".inf"}),
        ("a: 8", {"a": 8}),
        ("a: -0.5", {"a": -0.5}),
        ("a: true", {"a": True}),
        ("a: null", {"a": None}),
        ("a:", {"a": None}),
        ("<<: x", {"<<": "x"}),
        ("a: 100000000000000000000", {"a": "100000000000000000000"}),
        ("", None),
    ],
)
def test_scalar_is_what_it_looks_like(text: str, value: object) -> None:
    document = read_text(text, name="x.yaml")
    assert document.problems == ()
    assert document.value == value
    if isinstance(value, dict) and "a" in value:
        assert type(document.value["a"]) is type(value["a"])


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "pack-key-duplicate", 3),
        ("a: &x 1\nb: *x\n", "pack-yaml-reference", 1),
        ("a: *x\n", "pack-yaml-reference", 1),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", "pack-yaml-reference", 2),
        ("a: !!str 1\n", "pack-yaml-reference", 1),
        ("a: [1, 2\n", "pack-yaml-broken", 2),
        ("a: 1\n  b: 2\n", "pack-yaml-broken", 2),
        ("a: 1\n---\nb: 2\n", "pack-yaml-broken", 2),
        ("{a: 1, [b]: 2}", "pack-value-type", 1),
        ("[" * 40 + "]" * 40, "pack-yaml-too-deep", 1),
        ("a: \x00", "pack-yaml-broken", 1),
    ],
)
def test_file_is_refused_with_code_and_line(text: str, code: str, line: int) -> None:
    (problem,) = read_text(text, name="x.yaml").problems
    assert (problem.code, problem.line, problem.file) == (code, line, "x.yaml")


def test_short_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    document = read_text("\n".join(lines), name="bomb.yaml")
    assert [problem.code for problem in document.problems] == ["pack-yaml-reference"]
    assert document.value is None


def test_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (yamlfile.MAX_BYTES + 1))
    (problem,) = read_file(path).problems
    assert problem.code == "pack-file-too-large"


@pytest.mark.parametrize(
    ("content", "code"), [(None, "pack-file-missing"), (b"a: \xff\xfe", "pack-file-unreadable")]
)
def test_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "x.yaml"
    if content is not None:
        path.write_bytes(content)
    (problem,) = read_file(path).problems
    assert problem.code == code
