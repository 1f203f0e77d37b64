"""Drafts: files in, check, comparison, publication with a day and a reason."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, run_once
from minqing.mechanisms.comparing import compare_packs
from minqing.mechanisms.drafts import check_draft, keep_draft, list_drafts, publish_draft
from minqing.mechanisms.loader import load_folder
from minqing.mechanisms.models import PackVersion
from minqing.mechanisms.packs import Packs
from minqing.mechanisms.tests.small_pack import small, write_pack

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BY = Actor(scope="account:1", post="admin", permissions=frozenset({"PACK_PUBLISH"}))
EXAMPLE = "examples:\n  - {name: 地方, kind: identity, expect: {place: '150627'}}\n"


def files_of(tmp_path: Path, **changes: Any) -> list[tuple[str, bytes]]:
    folder = write_pack(tmp_path, small(**changes), files={"examples/one.yaml": EXAMPLE})
    return [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*.yaml"))]


def keep(files: list[tuple[str, bytes]]) -> str:
    draft = new_id()
    refusal = keep_draft(files, draft=draft, by=BY, now=NOW)
    assert refusal is None, refusal
    return draft


def test_draft_of_yaml_files_is_checked_with_its_examples(tmp_path: Path) -> None:
    checked = check_draft(keep(files_of(tmp_path)), today=NOW.date())
    assert checked is not None and checked.sound
    assert (checked.examples, checked.before) == (1, None)
    assert checked.coverage is not None and checked.coverage.total == 1


def test_draft_of_a_zip_is_the_same(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files_of(tmp_path):
            place = f"examples/{name}" if name == "one.yaml" else name
            archive.writestr(f"small-trial/{place}", data)
    checked = check_draft(keep([("a.zip", out.getvalue())]), today=NOW.date())
    assert checked is not None and checked.sound


def test_unknown_key_is_named_with_file_path_value_and_nearest_word(tmp_path: Path) -> None:
    files = files_of(tmp_path)
    wrong = [(name, data.replace(b"owner:", b"ovner:")) for name, data in files]
    checked = check_draft(keep(wrong), today=NOW.date())
    assert checked is not None and not checked.sound
    problem = next(one for one in checked.problems if one.code == "pack-key-unknown")
    assert (problem.path, problem.value, problem.nearest) == ("$.ovner", "ovner", "owner")
    assert problem.file.endswith("pack.yaml") and problem.line > 1


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("../pack.yaml/x", b"a: 1")],
        [("cases.yaml", b"a: 1")],
        [("pack.yaml", b"\xff\xfe")],
        [("a.zip", b"PK\x03\x04broken")],
    ],
)
def test_files_that_are_no_draft_are_refused(files: list[tuple[str, bytes]]) -> None:
    refusal = keep_draft(files, draft=new_id(), by=BY, now=NOW)
    assert refusal is not None and refusal.code == "pack-draft-files"


def test_draft_is_published_from_a_day_with_its_reason(tmp_path: Path) -> None:
    checked = check_draft(keep(files_of(tmp_path, status="draft")), today=NOW.date())
    assert checked is not None
    day = date(2026, 4, 1)
    asked = {"valid_from": day, "command": new_id(), "by": BY, "now": NOW}
    nothing = publish_draft(checked, reason=" ", **asked)
    assert nothing.refusal is not None and nothing.refusal.code == "pack-publish-reason-missing"
    assert publish_draft(checked, reason="新年度施行", **asked).ok
    run_once(NOW)
    assert PackVersion.objects.get(key="small-trial").reason == "新年度施行"
    assert get_snapshot(Packs).current("small-trial").valid_from == day
    assert list_drafts() == []


def test_publishing_a_draft_needs_the_right(tmp_path: Path) -> None:
    checked = check_draft(keep(files_of(tmp_path)), today=NOW.date())
    assert checked is not None
    nobody = Actor(scope="account:2", post="clerk")
    answer = publish_draft(
        checked, valid_from=NOW.date(), reason="试", command=new_id(), by=nobody, now=NOW
    )
    assert answer.refusal is not None and answer.refusal.code == "not-allowed"


def test_compare_names_what_changed_by_its_words(tmp_path: Path) -> None:
    old = load_folder(write_pack(tmp_path, small())).pack
    changed = small(version=2, rules__0__settings__0__value=9)
    changed["parts"].append({"id": "more", "name_zh": "定责任", "name_en": "duty"})
    new = load_folder(write_pack(tmp_path, changed)).pack
    assert old is not None and new is not None
    found = {(c.kind, c.path, c.before, c.after) for c in compare_packs(old, new)}
    assert found == {
        ("changed", ("version",), "1", "2"),
        ("added", ("parts", "定责任"), "", "定责任"),
        ("changed", ("rules", "驻村", "settings", "min", "value"), "8", "9"),
    }
    assert compare_packs(old, old) == ()
