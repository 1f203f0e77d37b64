"""Imports through the real door: every row answered, nothing twice, nothing half written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings

from minqing.cases.public import CaseState, Channel, Outcome, Status
from minqing.gateway.imports import main
from minqing.imports.tests.files import HEADINGS, message, write_csv
from minqing.kernel.messages import Personal
from minqing.log.public import get_last_position, get_states, read_entries, submit
from minqing.mechanisms.public import publish_folder
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    RegisterPerson,
    adopt_divisions,
    system_actor,
)
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.both_databases,
]
BANNER, TOWN = "150627", "150627101"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
BY = system_actor("test")


@pytest.fixture(autouse=True)
def _banner() -> None:
    """A banner with one clerk and the mechanism that handles its cases."""
    adopt_divisions(BANNER, by=BY, now=NOW)
    for answer in submit(
        [
            CreatePost(id="1", post="clerk", unit=TOWN, role="township_clerk", title="分办员"),
            RegisterPerson(id="2", person="p", name=Personal("分办员1", "person:p")),
            AppointPerson(id="3", post="clerk", person="p", since=date(2026, 1, 1)),
        ],
        by=BY,
        now=NOW,
    ):
        assert answer.ok, answer.refusal
    for folder in sorted(Path(settings.PACKS_DIR).iterdir()):
        if (folder / "cases.yaml").is_file():
            assert publish_folder(folder, by=BY, now=NOW).ok


def run(capsys, path: str, unit: str = TOWN, mapping: str | None = None) -> dict:
    code = main(path, unit=unit, mapping=mapping, json=True)
    printed = json.loads(capsys.readouterr().out)
    assert code == (1 if "error" in printed else 0)
    return printed


def list_imported() -> list[CaseState]:
    """Return the cases that came by imports, by external number."""
    streams = {entry.stream for entry in read_entries(0, 100_000) if entry.scope == "system:import"}
    return sorted(get_states(streams).values(), key=lambda state: state.external_number)


def test_import_answers_every_row_and_changes_nothing_twice(capsys, tmp_path) -> None:
    rows = [message(n) for n in range(1, 8)]
    rows[2] = message(3, 留言时间="前天")
    path = write_csv(tmp_path / "a.csv", rows)
    first = run(capsys, path)
    assert (first["accepted"], first["already_done"]) == (6, 0)
    assert [(r["row"], r["code"]) for r in first["refused"]] == [(4, "import-time-unreadable")]
    position = get_last_position()
    second = run(capsys, path)
    assert (second["accepted"], second["already_done"]) == (0, 6)
    assert second["refused"] == first["refused"]
    assert get_last_position() == position


def test_import_keeps_past_times_and_the_reply(capsys, tmp_path) -> None:
    run(capsys, write_csv(tmp_path / "a.csv", [message(1)]))
    (case,) = list_imported()
    assert case.history and case.status is Status.CLOSED
    assert case.raised_at == datetime(2020, 1, 6, 4, 9, 38, tzinfo=UTC)
    assert case.closed_at == datetime(2020, 1, 9, 0, 0, tzinfo=UTC)
    assert case.result is not None and case.result.outcome is Outcome.EXPLAINED
    assert open_value(case.result.reply) == message(1)[5]
    assert open_value(case.matter) == "第1户的井\n\n第1户门前的井打不上水，想请人来看。"
    assert open_value(case.raiser)["name"] == "A00000001"
    assert (case.channel, case.external_number) == (Channel.IMPORT, "1")


def test_import_without_reply_is_a_living_case(capsys, tmp_path) -> None:
    row = message(1, 答复意见="", 答复时间="", 留言用户="")
    run(capsys, write_csv(tmp_path / "a.csv", [row]))
    (case,) = list_imported()
    assert case.is_living and case.holder_post == "clerk"
    assert case.raised_at == datetime(2020, 1, 6, 4, 9, 38, tzinfo=UTC)
    assert case.anonymity == "anonymous"


def test_import_takes_exact_duplicates_and_points_at_the_first(capsys, tmp_path) -> None:
    body = message(1)[4]
    rows = [message(1), message(2, 留言详情=body), message(1), message(3)]
    path = write_csv(tmp_path / "a.csv", rows)
    assert run(capsys, path)["accepted"] == 4
    cases = list_imported()
    pointed = [link.target for case in cases for link in case.links]
    first = next(case for case in cases if not case.links and case.external_number == "1")
    assert pointed == [f"case:{first.id}"] * 2
    assert run(capsys, path)["already_done"] == 4


def test_import_of_a_longer_export_adds_only_the_new_rows(capsys, tmp_path) -> None:
    run(capsys, write_csv(tmp_path / "a.csv", [message(n) for n in (1, 2)]))
    longer = [message(n) for n in (4, 2, 3, 1)]
    again = run(capsys, write_csv(tmp_path / "b.csv", longer, encoding="gb18030"))
    assert (again["accepted"], again["already_done"], again["refused"]) == (2, 2, [])


def test_import_of_the_same_rows_as_a_workbook_changes_nothing(capsys, tmp_path) -> None:
    rows = [message(n) for n in (1, 2, 3)]
    run(capsys, write_csv(tmp_path / "a.csv", rows))
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    assert run(capsys, str(path))["already_done"] == 3


def test_import_refuses_a_known_row_with_other_cells(capsys, tmp_path) -> None:
    run(capsys, write_csv(tmp_path / "a.csv", [message(1)]))
    changed = write_csv(tmp_path / "b.csv", [message(1, 答复意见="另一个答复，已办。")])
    (refused,) = run(capsys, changed)["refused"]
    assert refused["code"] == "import-row-imported-otherwise"
    assert refused["sentence"].startswith("不能导入第2行：")


@pytest.mark.parametrize(
    ("headings", "unit", "code"),
    [
        (("编号", "何时", "留言详请"), TOWN, "import-column-missing"),
        (HEADINGS, "999999", "import-unit-unknown"),
    ],
)
def test_import_writes_nothing_when_the_file_is_wrong(
    capsys, tmp_path, headings: Sequence[str], unit: str, code: str
) -> None:
    path = write_csv(tmp_path / "a.csv", [message(1)[: len(headings)]], headings=headings)
    position = get_last_position()
    assert run(capsys, path, unit)["error"]["code"] == code
    assert get_last_position() == position


def test_import_with_a_mapping_reads_foreign_columns(capsys, tmp_path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "columns: {No: number, Opened: raised_at, Text: body}\n"
        "time_formats: ['%m/%d/%Y %I:%M:%S %p']\nsource: hotline\n"
    )
    path = write_csv(
        tmp_path / "a.csv",
        [("7", "03/04/2020 01:02:03 PM", "井坏了")],
        headings=("No", "Opened", "Text"),
    )
    assert run(capsys, path, mapping=str(mapping))["accepted"] == 1
    assert list_imported()[0].raised_at == datetime(2020, 3, 4, 5, 2, 3, tzinfo=UTC)


HOSTILE = (
    "=cmd|'/C calc'!A1", "井\x00坏", "井\x1b[2J", "\u202e坏了", "坏" * 30_000,
    "'; DROP TABLE log_entry; --", "<script>alert(1)</script>", "{{ 7*7 }}", "${jndi:x}", "…\u200b",
)  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_import_of_hostile_text_gives_a_sentence_or_a_case(capsys, tmp_path, heading: str) -> None:
    rows = [message(n, **{heading: text}) for n, text in enumerate(HOSTILE, start=1)]
    printed = run(capsys, write_csv(tmp_path / "a.csv", rows))
    assert printed["accepted"] + len(printed["refused"]) == len(HOSTILE)
    assert printed["refused"]
    for refused in printed["refused"]:
        assert f"第{refused['row']}行" in refused["sentence"]
        assert not set(refused["sentence"]) & set("\x00\x1b\u202e")
    assert len(list_imported()) == printed["accepted"]


def test_import_of_a_broken_off_file_goes_on(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("minqing.imports.run.CHUNK", 2)
    rows = [message(n) for n in range(1, 8)]
    calls = 0

    def break_off(commands: Iterable, **fields):
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        return submit(commands, **fields)

    monkeypatch.setattr("minqing.imports.run.submit", break_off)
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(KeyboardInterrupt):
        main(path, unit=TOWN)
    monkeypatch.setattr("minqing.imports.run.submit", submit)
    printed = run(capsys, path)
    assert (printed["accepted"], printed["already_done"]) == (3, 4)


def test_import_in_words_names_each_refused_row(capsys, tmp_path) -> None:
    rows = [message(1), message(2, 留言详情="")]
    assert main(write_csv(tmp_path / "a.csv", rows), unit=TOWN) == 0
    assert capsys.readouterr().out.splitlines() == [
        "不能导入第3行：没有反映内容。请补上内容后再导入。",
        "共2行：已受理1行，先前已导入0行，未导入1行。",
    ]


def _find_real_messages() -> Path | None:
    """Return the folder of real messages: named by the environment, or beside the repository."""
    named = os.environ.get("MINQING_REAL_MESSAGES", "")
    folders = [Path(named)] if named else []
    folders.append(Path(settings.BASE_DIR).parent / "shared" / "data" / "messages")
    return next((folder for folder in folders if folder.is_dir()), None)


@pytest.mark.real_messages
def test_import_brings_the_real_messages_once(capsys) -> None:
    folder = _find_real_messages()
    if folder is None:
        pytest.skip("真实留言不在本机（MINQING_REAL_MESSAGES 或仓库旁的 shared/data/messages）")
    path = str(next(folder.glob("messages_with_replies_*.csv")))
    first = run(capsys, path, BANNER)
    assert (first["accepted"], first["refused"]) == (2816, [])
    second = run(capsys, path, BANNER)
    assert (second["accepted"], second["already_done"]) == (0, 2816)
    cases = list_imported()
    assert sum(bool(case.links) for case in cases) == 35  # exact duplicates of a body
    assert all(case.closed_at >= case.raised_at for case in cases)
