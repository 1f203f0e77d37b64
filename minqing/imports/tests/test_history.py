"""History of another system: its own times, its duplicates and transfers, once each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from minqing.cases.models import Case
from minqing.cases.public import Ended, find_history
from minqing.facts.models import Fact
from minqing.imports import engine
from minqing.imports.history_file import map_by_file, read_history_file
from minqing.imports.history_words import MOST_WORDS
from minqing.imports.models import RowResult
from minqing.imports.public import (
    BeginImport,
    FileRefused,
    Kind,
    Status,
    UndoBatch,
    find_batch,
    list_results,
)
from minqing.imports.tests.house import (
    CLERK,
    NOW,
    bring,
    build_banner,
    map_as_suggested,
    work,
    write_book,
)
from minqing.kernel.ids import new_id
from minqing.log.models import Entry
from minqing.log.public import get_state, run_once, submit
from minqing.vault.public import open_value

ROOT = Path(__file__).resolve().parents[3]
MAPPING = ROOT / "docs/reference/mappings/requests311.yaml"
HEADINGS = (
    "SRRecordID", "SRType", "CreatedDate", "SRStatus", "StatusDate", "DueDate", "CloseDate",
    "Agency", "Address", "Neighborhood",
)  # fmt: skip
STREET = "12 MADE UP LANE"

database = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.both_databases,
]


@pytest.fixture
def _house() -> None:
    engine.forget()
    build_banner()


def request(number: int, **changed: str) -> tuple[str, ...]:
    """A made-up row of the shape that cities publish."""
    cells = {
        "SRRecordID": f"19-{number:08}",
        "SRType": "Street light out",
        "CreatedDate": "04/12/2018 11:11:26 PM",
        "SRStatus": "Closed",
        "StatusDate": "04/14/2018 08:00:00 AM",
        "DueDate": "04/20/2018 11:11:26 PM",
        "CloseDate": "04/14/2018 08:00:00 AM",
        "Agency": "Lights",
        "Address": STREET,
        "Neighborhood": "Nowhere",
    }
    cells.update(changed)
    return tuple(cells[heading] for heading in HEADINGS)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    lines = [HEADINGS, *rows]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def map_file(batch: str, data: bytes | None = None) -> None:
    view = find_batch(CLERK, batch)
    assert view is not None
    mapping = read_history_file(data or MAPPING.read_bytes(), "m.yaml")
    answer = submit([map_by_file(view, mapping, command=new_id())], by=CLERK, now=NOW)[0]
    assert answer.ok, answer.refusal


def bring_history(*rows: tuple[str, ...], mapping: bytes | None = None) -> str:
    batch = bring(csv_of(*rows), "old.csv", Kind.HISTORY)
    map_file(batch, mapping)
    work()
    return batch


def import_history(*rows: tuple[str, ...]) -> str:
    batch = bring_history(*rows)
    assert submit([BeginImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok
    work()
    return batch


def see(batch: str):  # type: ignore[no-untyped-def]
    view = find_batch(CLERK, batch)
    assert view is not None
    return view


def find(number: int):  # type: ignore[no-untyped-def]
    return get_state(f"case:{find_history('311', f'19-{number:08}')}")


class TestBatch:
    pytestmark = [*database, pytest.mark.usefixtures("_house")]

    def test_preview_counts_and_writes_nothing(self) -> None:
        batch = bring_history(
            request(1),
            request(2, SRStatus="Closed (Duplicate)"),
            request(3, SRStatus="Closed (Transferred)"),
            request(4, SRStatus="Open", CloseDate=""),
            request(5, SRStatus="Lost"),
            request(6, CloseDate="", StatusDate=""),
            request(7, CloseDate="04/01/2018 08:00:00 AM"),
            request(1),
        )
        view = see(batch)
        counts = view.state.counts
        assert view.state.status is Status.CHECKED
        assert (counts.rows, counts.accepted, counts.refused) == (8, 4, 4)
        assert (counts.duplicate, counts.transferred, counts.unfinished) == (1, 1, 1)
        assert [(row.row, row.refusal.code) for row in list_results(view, "refused")] == [
            (6, "import-word-unknown"),
            (7, "import-history-end-missing"),
            (8, "import-history-times-disorder"),
            (9, "import-row-twice"),
        ]
        assert not Case.objects.exists()

    def test_history_keeps_its_own_times_and_rings_no_clock(self) -> None:
        import_history(
            request(1),
            request(2, SRStatus="Closed (Duplicate)"),
            request(3, SRStatus="Open (Duplicate)", CloseDate="", DueDate=""),
            request(4, SRStatus="Pending", CloseDate=""),
        )
        zone = ZoneInfo("America/New_York")
        state = find(1)
        assert state.raised_at == datetime(2018, 4, 12, 23, 11, 26, tzinfo=zone)
        assert state.closed_at == datetime(2018, 4, 14, 8, tzinfo=zone)
        assert state.recorded_at == NOW and state.clock is None and not state.is_living
        assert (state.origin.source, state.origin.status) == ("311", "Closed")
        assert state.origin.due_at == datetime(2018, 4, 20, 23, 11, 26, tzinfo=zone)
        assert state.result is None, "the table does not say what came of it"
        assert STREET in str(open_value(state.matter, ""))
        ended = [find(number).origin.ended for number in (2, 3, 4)]
        assert ended == [Ended.DUPLICATE, Ended.DUPLICATE, Ended.UNFINISHED]
        row = Case.objects.get(id=state.id)
        assert row.recorded_at == state.raised_at and row.due_at is None
        assert row.external_source == "311" and not row.living

    def test_figures_count_history_on_its_own_days(self) -> None:
        import_history(request(1), request(2, SRStatus="Open", CloseDate=""))
        while run_once(NOW):
            pass
        facts = Fact.objects.filter(stream__in=[f"case:{find(n).id}" for n in (1, 2)])
        days = sorted((one.kind, one.happened_at.astimezone(UTC).date().year) for one in facts)
        assert days == [("case_closed", 2018), ("case_raised", 2018), ("case_raised", 2018)]

    def test_nothing_of_a_row_stands_on_the_log_but_words_of_the_mapping(self) -> None:
        import_history(request(1))
        for event in _stored():
            assert STREET.encode() not in event and b"Nowhere" not in event

    def test_second_export_changes_nothing_and_names_what_differs(self) -> None:
        import_history(request(1), request(2))
        later = request(2, SRStatus="Closed (Duplicate)", CloseDate="04/15/2018 08:00:00 AM")
        batch = import_history(request(1), later, request(3), request(4))
        view = see(batch)
        counts = view.state.counts
        assert (counts.accepted, counts.already, counts.refused) == (2, 1, 1)
        (row,) = list_results(view, "refused")
        assert row.refusal.code == "import-history-otherwise"
        assert row.refusal.params["fields"] == ("办结时间", "状态或期限")
        assert Case.objects.count() == 4

    def test_import_goes_on_after_a_kill_without_doubles(self, monkeypatch) -> None:
        monkeypatch.setattr(engine, "CHUNK", 2)
        batch = bring_history(*(request(n) for n in range(1, 8)))
        assert submit([BeginImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok
        kept, calls = engine.make_result, []

        def make(*arguments):  # type: ignore[no-untyped-def]
            calls.append(1)
            if len(calls) == 5:
                raise SystemExit  # the third chunk was submitted, its answers were not kept
            return kept(*arguments)

        monkeypatch.setattr(engine, "make_result", make)
        with pytest.raises(SystemExit):
            work()
        assert Case.objects.count() == 6
        engine.forget()
        monkeypatch.setattr(engine, "make_result", kept)
        work()
        counts = see(batch).state.counts
        assert (counts.accepted, counts.already, counts.refused) == (7, 0, 0)
        assert Case.objects.count() == 7
        assert RowResult.objects.filter(batch=batch, phase="importing").count() == 7

    def test_undone_history_comes_in_again(self) -> None:
        batch = import_history(request(1), request(2))
        undo = UndoBatch(id=new_id(), batch=batch, reason="对照错了")
        assert submit([undo], by=CLERK, now=NOW)[0].ok
        work()
        assert see(batch).state.counts.accepted == 2
        counts = see(import_history(request(1), request(2))).state.counts
        assert (counts.accepted, counts.already) == (2, 0)
        assert Case.objects.exclude(close_reason="import_undone").count() == 2

    def test_contact_and_unknown_units_go_to_the_vault(self) -> None:
        mapping = """
source: 旧系统
columns: {编号: number, 时间: raised_at, 结案: closed_at, 内容: body, 姓名: user, 电话: phone,
  转往: moved-to, 重复于: duplicate-of, 村: village}
"""
        headings = ("编号", "时间", "结案", "内容", "姓名", "电话", "转往", "重复于", "村")
        data = write_book(
            [
                headings,
                (
                    "7",
                    "2019-05-01",
                    "2019-05-02",
                    "井坏了",
                    "张三",
                    "13800000001",
                    "王五家",
                    "6",
                    "",
                ),
                ("8", "2019-05-01", "", "路坏了", "", "", "", "", "没有的村"),
            ]
        )
        batch = bring(data, "旧.xlsx", Kind.HISTORY)
        map_file(batch, mapping.encode())
        work()
        assert submit([BeginImport(id=new_id(), batch=batch)], by=CLERK, now=NOW)[0].ok
        work()
        state = get_state(f"case:{find_history('旧系统', '7')}")
        assert state.origin.moved_to == "" and state.origin.duplicate_of == "6"
        assert state.origin.ended is Ended.DUPLICATE
        assert str(open_value(state.matter, "")) == "井坏了\n转给哪个单位：王五家"
        assert state.anonymity == "named"
        (row,) = list_results(see(batch), "refused")
        assert (row.place, row.refusal.code) == ("台账!I3", "import-village-unknown")

    def test_history_without_a_mapping_file_is_mapped_by_hand(self) -> None:
        data = write_book(
            [
                ("工单编号", "反映时间", "反映内容", "状态", "办结时间"),
                ("1", "2019-05-01", "井坏了", "已办结", "2019-05-02"),
                ("2", "2019-05-01", "路坏了", "重复", ""),
                ("3", "2019-05-01", "灯坏了", "", ""),
            ]
        )
        batch = bring(data, "旧.xlsx", Kind.HISTORY)
        map_as_suggested(batch)
        work()
        counts = see(batch).state.counts
        assert (counts.accepted, counts.duplicate, counts.unfinished) == (3, 1, 1)

    def test_table_without_a_heading_of_the_mapping_is_refused(self) -> None:
        batch = bring(b"SRRecordID,Created\n1,2\n", "old.csv", Kind.HISTORY)
        with pytest.raises(FileRefused) as refused:
            map_by_file(see(batch), read_history_file(MAPPING.read_bytes(), "m"), command=new_id())
        assert refused.value.refusal.code == "import-column-missing"

    def test_codes_of_a_mapping_that_lead_elsewhere_cost_their_rows(self) -> None:
        mapping = MAPPING.read_text() + 'places: {Nowhere: "110101"}\n'
        mapping = mapping.replace("Neighborhood: body", "Neighborhood: village")
        batch = bring_history(request(1), mapping=mapping.encode())
        (row,) = list_results(see(batch), "refused")
        assert row.refusal.code == "import-history-code-wrong"


def _stored() -> list[bytes]:
    return [bytes(one) for one in Entry.objects.values_list("body", flat=True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {a: number}", "缺少 source"),
        ("source: x", "缺少 columns"),
        ("source: x\ncolumns: {a: nummer}", "最接近的是“number”"),
        ("source: x\ncolumns: {a: number}\ncolums: {}", "最接近的是“columns”"),
        ("source: x\ncolumns: {a: number}\nstatuses: {Done: setled}", "最接近的是“settled”"),
        ("source: x\ncolumns: {a: number}\nzone: Mars/Olympus", "时区"),
        ("source: x\ncolumns: {a: number}\nzone: ../../etc/passwd", "时区"),
        ("source: x\ncolumns: &a {a: number}\nplaces: *a", "不是正确的 YAML"),
        ("source: [", "不是正确的 YAML"),
        ("!!python/object/apply:os.system ['true']", "缺少 columns"),
    ],
)
def test_mapping_file_refused(text: str, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_history_file(text.encode(), "m.yaml")
    assert said in str(refused.value.refusal)


def test_mapping_with_too_many_words_is_refused() -> None:
    words = "\n".join(f"  w{n}: a" for n in range(MOST_WORDS + 1))
    text = f"source: x\ncolumns: {{a: number}}\ncategories:\n{words}"
    with pytest.raises(FileRefused, match="超过3000个词"):
        read_history_file(text.encode(), "m.yaml")


@pytest.mark.parametrize("path", sorted((ROOT / "docs/reference/mappings").glob("*.yaml")))
def test_every_mapping_of_the_reference_is_read(path: Path) -> None:
    assert read_history_file(path.read_bytes(), path.name).source
