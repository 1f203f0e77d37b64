"""A small pack for tests, as plain values and as files, and a registry of its own."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from minqing.mechanisms.examples import run_identity
from minqing.mechanisms.pack import Identity
from minqing.mechanisms.problems import Problem, ProblemKind
from minqing.mechanisms.registry import Registry

NO_HOURS = ProblemKind("trial-no-hours", "不能采用“{file}”第{line}行 {path}：没有时限。请补上。")


class Clock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    span: int
    unit: Literal["working_days", "calendar_days"]
    source: str


class TrialSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    clocks: tuple[Clock, ...]


def check_trial(section: TrialSection, identity: Identity) -> Iterator[Problem]:
    for index, clock in enumerate(section.clocks):
        if clock.span == 0:
            yield NO_HOURS(f"$.trial.clocks[{index}].span", clock.span)


def make_registry() -> Registry:
    known = Registry()
    known.register_section("trial", TrialSection, check_trial)
    known.register_example_kind("identity", run_identity)
    return known


SMALL: dict[str, Any] = {
    "schema": 1,
    "key": "small-trial",
    "version": 1,
    "status": "published",
    "title_zh": "试用机制",
    "title_en": "Trial",
    "summary_zh": "供测试。",
    "summary_en": "For tests.",
    "owner": "某旗",
    "valid_from": "2014-01-01",
    "place": {"code": "150627", "printed": "某旗"},
    "parts": [{"id": "mode", "name_zh": "定方式", "name_en": "mode"}],
    "levels": [{"id": "banner", "name_zh": "旗", "name_en": "banner", "kinds": ["banner"]}],
    "roles": [{"id": "cadre", "name_zh": "干部", "name_en": "cadre", "may": ["CASE_RECEIVE"]}],
    "rules": [
        {
            "id": "TST-01",
            "part": "mode",
            "term_zh": "驻村",
            "statement_zh": "干部驻村。",
            "statement_en": "Cadres live in villages.",
            "needs": ["org.posts"],
            "settings": [{"key": "min", "value": 8, "source": "TST-01"}],
            "figures": ["TST-F01"],
        }
    ],
    "figures": [
        {
            "id": "TST-F01",
            "label_zh": "队",
            "label_en": "teams",
            "value": 138,
            "unit": "team",
            "qualifier": "exact",
            "printed": "138支",
            "dimension": "stock",
        }
    ],
}
CLOCKS = {"clocks": [{"span": 5, "unit": "working_days", "source": "TST-01"}]}


def small(**changes: Any) -> dict[str, Any]:
    """A copy of the small pack; `a__0__b=x` sets a[0].b."""
    document = copy.deepcopy(SMALL)
    for path, value in changes.items():
        *way, last = path.split("__")
        at: Any = document
        for step in way:
            at = at[int(step)] if step.isdecimal() else at[step]
        at[last] = value
    return document


def write_pack(
    base: Path, document: Mapping[str, Any], *, files: Mapping[str, str] | None = None
) -> Path:
    """Write a pack folder named by its key; `files` by name inside the folder."""
    folder = base / "small-trial"
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
