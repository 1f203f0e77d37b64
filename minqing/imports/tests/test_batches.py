"""A batch from file to undo, through the real door and the real worker."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook

from minqing.cases.models import Case
from minqing.cases.public import LinkCase
from minqing.households.models import Household
from minqing.imports import engine
from minqing.imports.models import Batch, RowResult
from minqing.imports.public import (
    BeginImport,
    CancelImport,
    FileRefused,
    Kind,
    Status,
    UndoBatch,
    count_results,
    find_batch,
    iterate_answers,
    list_results,
    write_workbook,
)
from minqing.imports.retention import drop_old_files
from minqing.imports.tests.files import HEADINGS, message
from minqing.imports.tests.house import (
    CLERK,
    NOW,
    bring,
    build_banner,
    import_all,
    map_as_suggested,
    try_out,
    work,
    write_book,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, read_stream, run_once, submit
from minqing.org.public import Directory
from minqing.vault.models import VaultFile

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.both_databases,
]


@pytest.fixture(autouse=True)
def _house() -> None:
    engine.forget()
    build_banner()


def see(batch: str):  # type: ignore[no-untyped-def]
    view = find_batch(CLERK, batch)
    assert view is not None
    return view


def book_of(*rows: tuple[object, ...]) -> bytes:
    return write_book([HEADINGS, *rows])


def test_dry_run_answers_every_row_with_its_cell_and_writes_nothing() -> None:
    bad = message(3, 留言时间="前天")
    batch = try_out(book_of(message(1), message(2), bad, message(4, 留言详情=message(1)[4])))
    view = see(batch)
    assert view.state.status is Status.CHECKED
    counts = view.state.counts
    assert (counts.rows, counts.accepted, counts.same_text, counts.refused) == (4, 3, 1, 1)
    (row,) = list_results(view, "refused")
    assert (row.place, row.refusal.code) == ("台账!D4", "import-time-unreadable")
    assert "前天" not in str(row.refusal)
    assert not Case.objects.exists()


def test_import_makes_what_the_dry_run_promised() -> None:
    batch = import_all(book_of(message(1), message(2, 答复意见="", 答复时间="")))
    view = see(batch)
    assert view.state.status is Status.IMPORTED
    assert (view.state.counts.accepted, view.state.counts.refused) == (2, 0)
    assert Case.objects.count() == 2
    (entry,) = [e for e in read_stream(f"import:{batch}") if e.type == "import.begun@1"]
    case = Case.objects.first()
    assert read_stream(f"case:{case.id}")[0].cause == entry.position


def test_second_import_of_the_same_rows_is_already_done() -> None:
    data = book_of(message(1), message(2))
    import_all(data)
    counts = see(import_all(data)).state.counts
    assert (counts.accepted, counts.already) == (0, 2)
    assert Case.objects.count() == 2


def test_import_goes_on_after_a_kill_and_knows_its_own_rows(monkeypatch) -> None:
    monkeypatch.setattr(engine, "CHUNK", 2)
    batch = try_out(book_of(*(message(n) for n in range(1, 6))))
    assert submit([BeginImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok

    def killed(*_: object) -> None:
        raise SystemExit  # after the second chunk was submitted, before its answers are kept

    kept = engine.make_result
    calls: list[int] = []

    def make(*arguments: object) -> object:
        calls.append(1)
        return killed() if len(calls) == 3 else kept(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "make_result", make)
    with pytest.raises(SystemExit):
        work()
    assert Case.objects.count() == 4
    engine.forget()
    monkeypatch.setattr(engine, "make_result", kept)
    work()
    counts = see(batch).state.counts
    assert (counts.accepted, counts.already) == (5, 0)
    assert Case.objects.count() == 5
    assert RowResult.objects.filter(batch=batch, phase="importing").count() == 5


def test_undo_takes_back_what_nobody_touched_and_lists_the_rest() -> None:
    batch = import_all(book_of(message(1), message(2), message(3, 答复意见="", 答复时间="")))
    touched = Case.objects.get(external_number="2").id
    person = Actor(
        scope="account:2", post="clerk", unit=CLERK.unit, units=CLERK.units,
        permissions=frozenset({"CASE_TRIAGE", "CASE_HANDLE", "CASE_RECEIVE", "CASE_VIEW"}),
    )  # fmt: skip
    link = LinkCase(id=new_id(), case=touched, relation="same", target="case:x")
    assert submit([link], by=person, now=NOW)[0].ok
    undo = UndoBatch(id=new_id(), batch=batch, reason="列名对错了")
    assert submit([undo], by=CLERK, now=NOW)[0].ok
    work()
    view = see(batch)
    assert view.state.status is Status.UNDONE
    assert (view.state.counts.accepted, view.state.counts.kept) == (2, 1)
    assert [row.subject for row in list_results(view, "kept")] == [touched]
    reasons = dict(Case.objects.values_list("external_number", "close_reason"))
    assert reasons == {"1": "import_undone", "2": "history", "3": "import_undone"}
    assert not Case.objects.filter(close_reason="import_undone", living=True).exists()


def test_rows_of_an_undone_batch_come_in_again() -> None:
    data = book_of(message(1), message(2))
    batch = import_all(data)
    assert submit([UndoBatch(id=new_id(), batch=batch, reason="错")], by=CLERK, now=NOW)[0].ok
    work()
    counts = see(import_all(data)).state.counts
    assert (counts.accepted, counts.already) == (2, 0)
    assert Case.objects.exclude(close_reason="import_undone").count() == 2


def test_households_come_in_by_the_same_machinery_and_go_again() -> None:
    villages = ("嘎查村", "户编号", "户主", "联系电话", "人口", "常住或外出")
    directory = get_snapshot(Directory)
    village = directory.unit(directory.children(CLERK.unit)[0]).name
    rows = [
        villages,
        (village, "001", "张三", "１３８00000001", 3, "常住"),
        (village, "002", "李四", "", 2, "外出"),
        (village, "001", "王五", "", 1, "常住"),
        ("没有的村", "003", "赵六", "", 1, "常住"),
        (village, "004", "钱七", "", "几口", "常住"),
    ]
    batch = import_all(write_book(rows), kind=Kind.HOUSEHOLDS)
    view = see(batch)
    assert (view.state.counts.accepted, view.state.counts.refused) == (2, 3)
    assert [(r.place, r.refusal.code) for r in list_results(view, "refused")] == [
        ("台账!B4", "import-dwelling-twice"),
        ("台账!A5", "import-village-unknown"),
        ("台账!E6", "import-number-unreadable"),
    ]
    assert sorted(Household.objects.values_list("members", "presence")) == [
        (2, "away"), (3, "resident"),
    ]  # fmt: skip
    assert submit([UndoBatch(id=new_id(), batch=batch, reason="错")], by=CLERK, now=NOW)[0].ok
    work()
    assert set(Household.objects.values_list("closed", flat=True)) == {"import_undone"}


def test_answers_stand_beside_the_same_rows() -> None:
    batch = import_all(book_of(message(1), message(2, 留言时间="前天")))
    answers = list(iterate_answers(see(batch)))
    assert answers[0][0].cells[: len(HEADINGS)] == HEADINGS
    assert [found and found.fate for _, found in answers] == [None, "accepted", "refused"]
    assert answers[1][1].receipt == Case.objects.get().receipt
    data = write_workbook([["=1+1", "甲"]], sheet="结果")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python() == [["=1+1", "甲"]]


def test_file_lies_encrypted_and_goes_with_its_term() -> None:
    batch = import_all(book_of(message(1)))
    file = VaultFile.objects.get(subject=f"import:{batch}")
    assert not file.staged
    data = (settings.FILES_DIR / "vault" / file.digest[:2] / file.digest).read_bytes()
    assert not data.startswith(b"PK")
    later = NOW + timedelta(days=31)
    assert [type(c).__name__ for c in drop_old_files(later, 10)] == ["EraseSubject", "DropFile"]
    run_once(later)
    assert not VaultFile.objects.filter(subject=f"import:{batch}").exists()
    assert Batch.objects.get(id=batch).dropped
    late = submit([UndoBatch(id=new_id(), batch=batch, reason="晚")], by=CLERK, now=later)[0]
    assert late.refusal is not None and late.refusal.code == "import-undo-too-late"


def test_cancelled_batch_drops_its_file_at_once() -> None:
    batch = bring(book_of(message(1)))
    assert submit([CancelImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok
    run_once(NOW)
    assert not VaultFile.objects.filter(subject=f"import:{batch}").exists()


def test_batch_is_not_seen_outside_of_its_reach() -> None:
    batch = bring(book_of(message(1)))
    stranger = Actor(
        scope="account:3", post="other", unit="150627102", units=("150627102",),
        permissions=frozenset({"CASE_IMPORT"}),
    )  # fmt: skip
    assert find_batch(stranger, batch) is None
    refused = submit([CancelImport(id=new_id(), batch=batch)], by=stranger, now=NOW)[0]
    assert refused.refusal is not None and refused.refusal.code == "import-batch-unknown"


def test_upload_refused_when_the_post_may_not_keep_such_rows() -> None:
    clerk = Actor(
        scope="account:4", post="x", unit=CLERK.unit, units=CLERK.units,
        permissions=frozenset({"CASE_IMPORT"}),
    )  # fmt: skip
    with pytest.raises(AssertionError, match="不能导入户情"):
        bring(book_of(message(1)), kind=Kind.HOUSEHOLDS, by=clerk)
    assert not VaultFile.objects.exists()


def test_upload_refused_when_the_content_is_no_table() -> None:
    with pytest.raises(FileRefused) as refused:
        bring(b"%PDF-1.7 ...", name="a.xlsx")
    assert refused.value.refusal.code == "import-file-kind"


def test_heading_is_found_below_a_title_and_times_as_numbers_are_read() -> None:
    title = ("2026年群众诉求台账",)
    row = [*message(1)]
    row[3] = 43836.5
    row[6] = datetime(2020, 1, 9, 8)
    batch = bring(write_book([title, HEADINGS, row]))
    map_as_suggested(batch)
    work()
    view = see(batch)
    assert view.state.heading == 2
    assert (view.state.counts.accepted, count_results(view)["refused"]) == (1, 0)
