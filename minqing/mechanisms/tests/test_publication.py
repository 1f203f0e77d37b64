"""From files to the log: publication, snapshot, tables, coverage, once only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, read_entries, read_stream, submit
from minqing.mechanisms import projection, queries
from minqing.mechanisms.commands import PublishPack, RetirePack
from minqing.mechanisms.models import Pack as PackRow
from minqing.mechanisms.models import PackVersion
from minqing.mechanisms.packs import Packs
from minqing.mechanisms.publication import OFFICE, main, publish, publish_folder
from minqing.mechanisms.registry import registry
from minqing.mechanisms.tests.small_pack import small, write_pack

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EXAMPLES = {"examples/a.yaml": "examples: [{name: 例, kind: identity, expect: {rules: 1}}]\n"}
STREAM = "pack:small-trial"


@pytest.fixture(autouse=True)
def _only_base_checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "checks", {})
    yield


def _folder(base: Path, **changes: object) -> Path:
    return write_pack(base, small(**changes), files=EXAMPLES)


def test_folder_becomes_an_entry_a_row_and_a_snapshot(tmp_path: Path) -> None:
    done = publish_folder(_folder(tmp_path), by=OFFICE, now=NOW)
    assert done.ok and done.answer is not None and done.answer.status == "accepted"
    assert [entry.type for entry in read_stream(STREAM)] == ["pack.published@1"]
    row = PackRow.objects.get(key="small-trial")
    assert (row.version, row.status, row.place, row.rule_count) == (1, "published", "150627", 1)
    assert get_snapshot(Packs).current("small-trial").title == "试用机制"


def test_same_folder_again_is_already_done_and_adds_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    answers = [publish_folder(folder, by=OFFICE, now=NOW).answer for _ in range(3)]
    assert [a.status for a in answers if a] == ["accepted", "already-done", "already-done"]
    assert len(list(read_stream(STREAM))) == 1


def test_same_version_with_another_body_is_refused(tmp_path: Path) -> None:
    publish_folder(_folder(tmp_path), by=OFFICE, now=NOW)
    done = publish_folder(_folder(tmp_path, owner="他旗"), by=OFFICE, now=NOW)
    assert done.answer is not None and done.answer.refusal is not None
    assert done.answer.refusal.code == "pack-version-exists"
    assert "版本号改为2" in str(done.answer.refusal)
    assert not done.ok
    assert get_snapshot(Packs).current("small-trial").identity.owner == "某旗"


def test_new_version_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    publish_folder(_folder(tmp_path), by=OFFICE, now=NOW)
    publish_folder(_folder(tmp_path, version=2, owner="他旗"), by=OFFICE, now=NOW)
    packs = get_snapshot(Packs)
    assert packs.current("small-trial").version == 2
    assert packs.get("small-trial", 1).identity.owner == "某旗"


def test_retired_version_leaves_the_page(tmp_path: Path) -> None:
    publish_folder(_folder(tmp_path), by=OFFICE, now=NOW)
    viewer = Actor(scope="account:1")
    assert [c.pack.key for c in queries.list_coverage(viewer)] == ["small-trial"]
    retire = RetirePack(id=new_id(), key="small-trial", version=1, reason="试行期满")
    assert submit([retire], by=OFFICE, now=NOW)[0].ok
    assert queries.list_coverage(viewer) == []
    assert queries.find_coverage(viewer, "small-trial") is None
    assert PackRow.objects.get(key="small-trial").status == "retired"


def test_follower_lists_versions_and_repeats_harmlessly(tmp_path: Path) -> None:
    publish_folder(_folder(tmp_path), by=OFFICE, now=NOW)
    publish_folder(_folder(tmp_path, version=2), by=OFFICE, now=NOW)
    retire = RetirePack(id=new_id(), key="small-trial", version=1, reason="旧")
    submit([retire], by=OFFICE, now=NOW)
    entries = list(read_entries(0, 100))
    projection.follow(entries)
    first = list(PackVersion.objects.order_by("id").values())
    projection.follow(entries)
    assert list(PackVersion.objects.order_by("id").values()) == first
    shown = queries.list_versions(Actor(scope="account:1"), "small-trial")
    assert [(v.version, v.status, v.reason) for v in shown] == [
        (2, "published", ""),
        (1, "retired", "旧"),
    ]


def test_actor_without_permission_publishes_nothing(tmp_path: Path) -> None:
    cadre = Actor(scope="account:9")
    done = publish_folder(_folder(tmp_path), by=cadre, now=NOW)
    assert done.answer is not None and done.answer.refusal is not None
    assert done.answer.refusal.code == "not-allowed"
    assert not PackRow.objects.exists()


def test_wrong_files_publish_nothing(tmp_path: Path) -> None:
    done = publish_folder(_folder(tmp_path, status="publishd"), by=OFFICE, now=NOW)
    assert done.answer is None and not done.ok
    assert [p.code for p in done.problems] == ["pack-value-unknown"]
    assert list(read_stream(STREAM)) == []


def test_failing_example_publishes_nothing(tmp_path: Path) -> None:
    wrong = {"examples/a.yaml": EXAMPLES["examples/a.yaml"].replace("rules: 1", "rules: 2")}
    folder = write_pack(tmp_path, small(), files=wrong)
    done = publish_folder(folder, by=OFFICE, now=NOW)
    assert [p.code for p in done.problems] == ["pack-example-differs"]
    assert list(read_stream(STREAM)) == []


def test_command_with_a_hostile_body_is_refused_in_words() -> None:
    bodies = ["", "{", "[]", "null", '{"schema":{},"identity":{},"sections":{}}', "<b>" * 1000]
    commands = [PublishPack(id=new_id(), key="small-trial", body=body) for body in bodies]
    answers = submit(commands, by=OFFICE, now=NOW)
    assert {answer.status for answer in answers} == {"refused"}
    assert all(str(a.refusal).startswith("不能") for a in answers)


def test_command_line_says_what_happened(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    lines = []
    for _ in range(2):
        out = io.StringIO()
        assert main(folder, out=out) == 0
        lines.append(out.getvalue().strip())
    assert lines == [
        "已发布：试用机制（small-trial）第1版",
        "此前已发布：试用机制（small-trial）第1版",
    ]
    out = io.StringIO()
    assert main(_folder(tmp_path, owner="他旗"), out=out) == 1
    assert "[pack-version-exists]" in out.getvalue()
    out = io.StringIO()
    assert main(tmp_path / "nowhere", out=out) == 1
    assert out.getvalue().startswith("不能读取")


def test_folder_of_packs_is_published_as_a_whole(tmp_path: Path) -> None:
    _folder(tmp_path)
    assert [item.folder for item in publish(tmp_path, now=NOW)] == ["small-trial"]
