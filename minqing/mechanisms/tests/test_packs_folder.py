"""The packs that come with the program: all load, all rules stand once, all examples hold."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from minqing.mechanisms import check, normal
from minqing.mechanisms.coverage import compute_coverage
from minqing.mechanisms.loader import list_folders, load_folder
from minqing.mechanisms.pack import Pack
from minqing.mechanisms.registry import registry
from minqing.mechanisms.schema import build_schema

FOLDERS = list_folders(Path(settings.PACKS_DIR))
RULES = 307
FIGURES = 249
PER_PREFIX = {
    "C110": 25, "DYL": 25, "SDN": 34, "TPS": 21, "YKS": 27, "WDM": 27, "ZLN": 22,
    "DHQ": 21, "CBH": 57, "WSQ": 14, "ZXB": 13, "WCX": 15, "BRF": 6,
}  # fmt: skip


def _load(folder: Path) -> Pack:
    loaded = load_folder(folder)
    assert loaded.pack is not None, [str(problem) for problem in loaded.problems]
    return loaded.pack


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [_load(folder) for folder in FOLDERS]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pack_loads_and_its_examples_hold(folder: Path) -> None:
    out = io.StringIO()
    assert check.main([folder], out=out) == 0, out.getvalue()
    assert f"通过 {folder.name}" in out.getvalue()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_pack_is_the_same_after_normalising(folder: Path) -> None:
    pack = _load(folder)
    assert normal.decode_body(normal.normalise(pack)) == pack


def test_there_are_twelve_mechanisms_and_the_form_of_the_briefing(packs: list[Pack]) -> None:
    assert Counter(pack.kind for pack in packs) == {"mechanism": 12, "documents": 1}


def test_every_rule_stands_exactly_once(packs: list[Pack]) -> None:
    ids = [rule.id for pack in packs for rule in pack.rules]
    assert len(ids) == len(set(ids)) == RULES
    assert Counter(rule.rpartition("-")[0] for rule in ids) == PER_PREFIX
    for prefix, count in PER_PREFIX.items():
        assert {f"{prefix}-{number:02d}" for number in range(1, count + 1)} <= set(ids)


def test_every_reported_figure_stands_exactly_once(packs: list[Pack]) -> None:
    ids = [figure.id for pack in packs for figure in pack.figures]
    assert len(ids) == len(set(ids)) == FIGURES


def test_every_figure_is_named_by_a_rule_of_its_mechanism(packs: list[Pack]) -> None:
    for pack in packs:
        named = {figure for rule in pack.rules for figure in rule.figures}
        assert {figure.id for figure in pack.figures} == named, pack.key


def test_all_remarks_on_rights_are_answered(packs: list[Pack]) -> None:
    remarks = {rule.remark for pack in packs for rule in pack.rules if rule.remark}
    assert remarks == {f"C-{number:02d}" for number in range(1, 13)}


@pytest.mark.parametrize(
    ("rule_id", "left_out"),
    [
        ("YKS-24", "person_control"),
        ("YKS-26", "stability_control"),
        ("SDN-32", "attendance_check_in"),
        ("C110-20", "personal_intelligence"),
        ("CBH-20", "texts_of_papers"),
    ],
)
def test_what_rights_forbid_is_left_out_with_reason(
    packs: list[Pack], rule_id: str, left_out: str
) -> None:
    rule = next(rule for pack in packs for rule in pack.rules if rule.id == rule_id)
    assert left_out in rule.left_out
    assert rule.remark and rule.reason_zh and rule.reason_en


def test_every_rule_is_running_partly_coming_or_explained(packs: list[Pack]) -> None:
    for pack in packs:
        coverage = compute_coverage(pack)
        counted = coverage.running + coverage.partly + coverage.coming + coverage.not_software
        assert counted == coverage.total == len(pack.rules)
        for item in coverage.rules:
            assert item.state != "running" or item.screen
            assert item.state != "not_software" or item.rule.reason_zh


def test_statements_are_written_for_both_languages(packs: list[Pack]) -> None:
    for rule in (rule for pack in packs for rule in pack.rules):
        assert re.search(r"[一-鿿]", rule.statement_zh) and rule.statement_zh.endswith("。"), (
            rule.id
        )
        assert not re.search(r"[一-鿿]", rule.statement_en) and rule.statement_en.endswith("."), (
            rule.id
        )


def test_screens_of_staff_carry_no_label_for_those_who_petition(packs: list[Pack]) -> None:
    # words as printed stay in term_zh and in labels of reported figures; ours do without
    for rule in (rule for pack in packs for rule in pack.rules):
        assert not re.search("上访人|重点人|信访人员|稳控对象", rule.statement_zh + rule.reason_zh)


def test_published_schema_names_every_key_and_section() -> None:
    schema = build_schema()
    assert {"rules", "figures", *registry.sections} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
