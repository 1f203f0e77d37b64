"""Every error of a pack is a value: file, path, value, nearest word, code, sentence."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.utils import translation
from django.utils.translation import gettext

from minqing.mechanisms import problems, terms
from minqing.mechanisms.loader import load_folder
from minqing.mechanisms.tests.small_pack import CLOCKS, make_registry, small, write_pack

OURS = {"key": "days", "value": 3, "source": "ours"}

WRONG: list[tuple[dict[str, Any], str, str, str, str]] = [
    # changes, code, path, value, nearest
    ({"tytle_zh": "x"}, "pack-key-unknown", "$.tytle_zh", "tytle_zh", "title_zh"),
    ({"trail": {}}, "pack-key-unknown", "$.trail", "trail", "trial"),
    ({"qqqq": 1}, "pack-key-unknown", "$.qqqq", "qqqq", ""),
    ({"status": "publishd"}, "pack-value-unknown", "$.status", "publishd", "published"),
    ({"version": "1"}, "pack-value-type", "$.version", "1", ""),
    ({"version": True}, "pack-value-type", "$.version", "true", ""),
    ({"version": 0}, "pack-value-range", "$.version", "0", ""),
    ({"version": 1.5}, "pack-value-type", "$.version", "1.5", ""),
    ({"schema": 2}, "pack-schema-unknown", "$.schema", "2", ""),
    ({"schema": "one"}, "pack-value-type", "$.schema", "one", ""),
    ({"key": "other-trial"}, "pack-folder-differs", "$.key", "other-trial", ""),
    ({"title_zh": ""}, "pack-value-range", "$.title_zh", "", ""),
    ({"title_zh": None}, "pack-value-type", "$.title_zh", "空", ""),
    ({"valid_from": "1.1.2014"}, "pack-value-type", "$.valid_from", "1.1.2014", ""),
    ({"valid_to": "2013-12-31"}, "pack-period-backward", "$.valid_to", "2013-12-31", ""),
    ({"place": "150627"}, "pack-value-type", "$.place", "150627", ""),
    ({"place__code": 150627}, "pack-value-type", "$.place.code", "150627", ""),
    ({"place__code": "15062"}, "pack-value-range", "$.place.code", "15062", ""),
    ({"parts": {}}, "pack-value-type", "$.parts", "{…}", ""),
    ({"levels__0__kinds": ["baner"]}, "pack-value-unknown", "$.levels[0].kinds[0]", "baner",
     "banner"),
    ({"roles__0__acts_as": "village_cader"}, "pack-value-unknown", "$.roles[0].acts_as",
     "village_cader", "village_cadre"),
    ({"roles__0__may": ["CASE_RECIEVE"]}, "pack-permission-unknown", "$.roles[0].may[0]",
     "CASE_RECIEVE", "CASE_RECEIVE"),
    ({"rules__0__part": "mod"}, "pack-part-unknown", "$.rules[0].part", "mod", "mode"),
    ({"rules__0__needs": ["cases.ledger"]}, "pack-need-unknown", "$.rules[0].needs[0]",
     "cases.ledger", "cases.ledgers"),
    ({"rules__0__needs": []}, "pack-rule-unexplained", "$.rules[0]", "TST-01", ""),
    ({"rules__0__remark": "C-01"}, "pack-reason-missing", "$.rules[0]", "TST-01", ""),
    ({"rules__0__left_out": ["x"]}, "pack-reason-missing", "$.rules[0]", "TST-01", ""),
    ({"rules__0__settings__0__source": "TST-02"}, "pack-source-unknown",
     "$.rules[0].settings[0].source", "TST-02", "TST-01"),
    ({"rules__0__settings": [OURS]}, "pack-reason-missing", "$.rules[0].settings[0]", "days", ""),
    ({"rules__0__settings__0__value": None}, "pack-reason-missing", "$.rules[0].settings[0]",
     "min", ""),
    ({"rules__0__settings__0__value": {"a": 1}}, "pack-value-type",
     "$.rules[0].settings[0].value", "{…}", ""),
    ({"rules__0__figures": ["TST-F02"]}, "pack-value-unknown", "$.rules[0].figures[0]",
     "TST-F02", "TST-F01"),
    ({"figures__0__value": "138"}, "pack-value-type", "$.figures[0].value", "138", ""),
    ({"figures__0__qualifier": "more then"}, "pack-value-unknown", "$.figures[0].qualifier",
     "more then", "more_than"),
    ({"trial": {"clocks": [{"span": 5, "unit": "workingdays", "source": "ours"}]}},
     "pack-value-unknown", "$.trial.clocks[0].unit", "workingdays", "working_days"),
    ({"trial": {"clocks": [{"spam": 5, "unit": "working_days", "source": "ours"}]}},
     "pack-key-unknown", "$.trial.clocks[0].spam", "spam", "span"),
    ({"trial": {"clocks": [{"span": 5, "unit": "working_days", "source": "TST-09"}]}},
     "pack-source-unknown", "$.trial.clocks[0].source", "TST-09", "TST-01"),
    ({"trial": {"clocks": [{"span": 0, "unit": "working_days", "source": "ours"}]}},
     "trial-no-hours", "$.trial.clocks[0].span", "0", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "path", "value", "nearest"), WRONG, ids=[f"{w[1]} {w[2]}" for w in WRONG]
)
def test_wrong_pack_is_refused_with_place_and_nearest_word(
    tmp_path: Path, changes: dict[str, Any], code: str, path: str, value: str, nearest: str
) -> None:
    known = make_registry()
    known.register_permissions(["CASE_RECEIVE"])
    loaded = load_folder(write_pack(tmp_path, small(**changes)), known=known)
    assert loaded.pack is None
    found = {(p.code, p.path): p for p in loaded.problems}
    assert (code, path) in found, [str(p) for p in loaded.problems]
    problem = found[code, path]
    assert (problem.value, problem.nearest) == (value, nearest)
    assert problem.file == "small-trial/pack.yaml"
    assert problem.line >= 1
    assert str(problem).startswith("不能") and str(problem).endswith("。")
    assert not re.search(r"\{[a-z]+\}", str(problem))
    if nearest:
        assert nearest in str(problem)


def test_missing_key_is_named_with_the_line_of_its_parent(tmp_path: Path) -> None:
    document = small()
    del document["rules"][0]["statement_zh"]
    folder = write_pack(tmp_path, document)
    (problem,) = load_folder(folder, known=make_registry()).problems
    assert (problem.code, problem.path, problem.value) == (
        "pack-key-missing",
        "$.rules[0]",
        "statement_zh",
    )
    text = (folder / "pack.yaml").read_text(encoding="utf-8").splitlines()
    assert "TST-01" in text[problem.line - 1]


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    document = small(status="publishd", version="1", place__code=1)
    loaded = load_folder(write_pack(tmp_path, document), known=make_registry())
    assert {p.path for p in loaded.problems} == {"$.status", "$.version", "$.place.code"}


@pytest.mark.parametrize("name", ["parts", "levels", "roles", "rules", "figures"])
def test_same_id_twice_is_refused(tmp_path: Path, name: str) -> None:
    document = small()
    document[name] += copy.deepcopy(document[name])
    loaded = load_folder(write_pack(tmp_path, document), known=make_registry())
    assert [(p.code, p.path) for p in loaded.problems] == [("pack-id-duplicate", f"$.{name}[1].id")]


SECTION = "clocks:\n- span: 5\n  unit: working_days\n  source: TST-01\n"


def test_section_file_beside_the_pack_is_merged(tmp_path: Path) -> None:
    known = make_registry()
    beside = load_folder(write_pack(tmp_path, small(), files={"trial.yaml": SECTION}), known=known)
    assert beside.problems == ()
    assert beside.pack is not None
    (tmp_path / "small-trial" / "trial.yaml").unlink()
    inline = load_folder(write_pack(tmp_path, small(trial=CLOCKS)), known=known)
    assert beside.pack == inline.pack
    assert beside.pack.section("trial").clocks[0].span == 5
    assert beside.pack.section("other") is None


@pytest.mark.parametrize(
    ("files", "document", "code", "file", "path", "nearest"),
    [
        ({"trail.yaml": SECTION}, small(), "pack-section-unknown", "trail.yaml", "$", "trial"),
        ({"trial.yaml": SECTION}, small(trial=CLOCKS), "pack-section-twice", "pack.yaml",
         "$.trial", ""),
        ({"trial.yaml": "clocks: 5\n"}, small(), "pack-value-type", "trial.yaml",
         "$.trial.clocks", ""),
        ({"trial.yaml": "\nclockz: []\n"}, small(), "pack-key-unknown", "trial.yaml",
         "$.trial.clockz", "clocks"),
        ({"trial.yaml": ""}, small(), "pack-value-type", "trial.yaml", "$.trial", ""),
        ({"trial.yaml": "clocks: []\nclocks: []\n"}, small(), "pack-key-duplicate",
         "trial.yaml", "$.trial.clocks", ""),
    ],
)  # fmt: skip
def test_wrong_section_file_is_named(
    tmp_path: Path,
    files: dict[str, str],
    document: dict[str, Any],
    code: str,
    file: str,
    path: str,
    nearest: str,
) -> None:
    loaded = load_folder(write_pack(tmp_path, document, files=files), known=make_registry())
    found = [(p.code, p.file, p.path, p.nearest) for p in loaded.problems]
    assert (code, f"small-trial/{file}", path, nearest) in found


def test_folder_without_pack_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load_folder(tmp_path, known=make_registry()).problems
    assert problem.code == "pack-file-missing"


@pytest.mark.parametrize("text", ["- 1\n", "text\n", ""])
def test_pack_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    folder = write_pack(tmp_path, small())
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (problem,) = load_folder(folder, known=make_registry()).problems
    assert problem.code == "pack-value-type"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Cannot use the mechanism file “x/pack.yaml”, line 3 $.version: “eins” is the wrong "
            "kind of value; expected: a whole number, nothing. Change it.",
        ),
        (
            "zh-hant",
            "不能採用工作機制文件“x/pack.yaml”第3行 $.version：“eins”不是整數、空值。"
            "請改成整數、空值。",
        ),
    ],
)
def test_fault_is_said_in_the_language_of_the_reader(language: str, said: str) -> None:
    fault = problems.VALUE_TYPE(
        "$.version", "eins", detail=terms.ONE_OF, line=3, kinds=(terms.WHOLE_NUMBER, terms.NOTHING)
    )
    with translation.override(language):
        assert msgspec.structs.replace(fault, file="x/pack.yaml").say(gettext) == said
