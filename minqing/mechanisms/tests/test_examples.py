"""Examples: facts in, outcome compared; every way they can be wrong is a problem."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from minqing.mechanisms import check, normal
from minqing.mechanisms.examples import run_examples
from minqing.mechanisms.tests.small_pack import make_registry, small, write_pack

KNOWN = make_registry()


def _run(tmp_path: Path, text: str) -> tuple[int, list[tuple[str, str, str]]]:
    folder = write_pack(tmp_path, small(), files={"examples/a.yaml": text})
    outcome = run_examples(normal.build(small(), {}, known=KNOWN), folder, known=KNOWN)
    return outcome.count, [(p.code, p.path, p.nearest) for p in outcome.problems]


GOOD = 'examples:\n- {name: 某例, kind: identity, given: {unit: "150627102"}, expect: %s}\n'


def test_example_that_holds_is_counted(tmp_path: Path) -> None:
    assert _run(tmp_path, GOOD % "{applies: true, rules: 1}") == (1, [])


@pytest.mark.parametrize(
    ("text", "code", "path", "nearest"),
    [
        (GOOD % "{applies: false}", "pack-example-differs", "$.examples[0].expect.applies", ""),
        (GOOD % "{aplies: true}", "pack-key-unknown", "$.examples[0].expect.aplies", "applies"),
        (GOOD.replace("identity", "identty") % "{}", "pack-example-kind-unknown",
         "$.examples[0].kind", "identity"),
        (GOOD.replace("unit", "unitt") % "{}", "pack-example-broken", "$.examples[0]", ""),
        ("examples: [{name: x, kind: identity}]\n", "pack-key-missing", "$.examples[0]", ""),
        ("example: []\n", "pack-key-unknown", "$.example", "examples"),
        ("a: [\n", "pack-yaml-broken", "$", ""),
    ],
)  # fmt: skip
def test_wrong_example_is_a_problem(
    tmp_path: Path, text: str, code: str, path: str, nearest: str
) -> None:
    assert (code, path, nearest) in _run(tmp_path, text)[1]


def test_pack_without_examples_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, small())
    outcome = run_examples(normal.build(small(), {}, known=KNOWN), folder, known=KNOWN)
    assert [p.code for p in outcome.problems] == ["pack-example-missing"]


def test_check_prints_place_and_nearest_word_and_fails(tmp_path: Path) -> None:
    write_pack(tmp_path, small(status="publishd"))
    out = io.StringIO()
    assert check.main([tmp_path], out=out, known=KNOWN) == 1
    first = out.getvalue().splitlines()[0]
    for word in ("small-trial/pack.yaml:4:", "$.status", "publishd", "published"):
        assert word in first
    assert "发现1处问题" in out.getvalue()


def test_check_of_good_pack_succeeds(tmp_path: Path) -> None:
    write_pack(tmp_path, small(), files={"examples/a.yaml": GOOD % "{applies: true}"})
    out = io.StringIO()
    assert check.main([tmp_path / "small-trial"], out=out, known=KNOWN) == 0
    assert "发现0处问题" in out.getvalue()


def test_check_of_path_without_packs_fails(tmp_path: Path) -> None:
    out = io.StringIO()
    assert check.main([tmp_path / "nowhere"], out=out, known=KNOWN) == 1
    assert "不能读取工作机制" in out.getvalue()
