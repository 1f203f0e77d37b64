"""Lists of the desk: filters in the address, views of one's own, acts on many, files."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from minqing.cases import exports
from minqing.cases.models import Case, SavedView
from minqing.cases.models import Export as ExportRow
from minqing.cases.public import CaseFilter, list_cases
from minqing.console import bulk, sheets
from minqing.console.forms import Typed
from minqing.console.lists import LISTS, DeskList, register_list
from minqing.console.reading import Asked
from minqing.console.tests.test_views import sign_in, take_in
from minqing.kernel.ids import new_id
from minqing.kernel.receipts import format_receipt
from minqing.log.models import Entry
from minqing.log.public import run_until_idle
from minqing.org.public import actor_for

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def clerk(small_demo: dict[str, str]) -> Iterator[Client]:
    yield sign_in(small_demo["township_clerk"])


def address(kind: str = "all", door: str = "ledger") -> str:
    return reverse(f"console:{door}", args=[kind])


def fetch(client: Client, query: str = "", kind: str = "all") -> str:
    answer = client.get(f"{address(kind)}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def cases_on(page: str) -> list[str]:
    return re.findall(r'name="case" value="(\w+)"', page)


# ---------------------------------------------------------------- the registry
def test_list_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register_list(DeskList(key="all", title="", what=""))


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_is_a_page_for_whoever_may_open_it(
    small_demo: dict[str, str], kind: str
) -> None:
    for login in small_demo.values():
        viewer = actor_for(get_user_model().objects.get(login=login))
        client = sign_in(login)
        may = "CASE_VIEW" in viewer.permissions and LISTS[kind].is_open_to(viewer)
        assert client.get(address(kind)).status_code == (200 if may else 403), login


# ---------------------------------------------------------------- the address
@pytest.mark.parametrize(
    "query",
    [
        "status=handling&time=soon&sort=moved",
        "channel=visit&unit=150627&outcome=solved&since=2026-01-01&until=2026-12-31&reopened=1",
        "since=nonsense&until=%00&channel=nowhere&sort=sideways&after=n99",
        "status=closed&sort=received",
        "category=roads&after=%FF",
    ],
)
def test_every_filter_is_a_page(clerk: Client, query: str) -> None:
    fetch(clerk, query)


def test_address_carries_what_is_asked_and_nothing_else() -> None:
    asked = Asked.from_query("all", {"status": "handling", "after": "x", "evil": "1"})
    assert asked.query == "status=handling"
    assert asked.is_filtered


def test_list_does_not_take_what_it_does_not_offer() -> None:
    assert Asked.from_query("planned", {"status": "closed"}).query == ""


def test_channel_filter_keeps_what_came_that_way(clerk: Client) -> None:
    run_until_idle(timezone.now())
    shown = cases_on(fetch(clerk, "channel=phone"))
    assert shown
    assert set(Case.objects.filter(id__in=shown).values_list("channel", flat=True)) == {"phone"}


def test_newest_come_first_when_asked(clerk: Client) -> None:
    run_until_idle(timezone.now())
    shown = cases_on(fetch(clerk, "sort=received"))
    times = dict(Case.objects.filter(id__in=shown).values_list("id", "recorded_at"))
    assert [times[one] for one in shown] == sorted(times.values(), reverse=True)


# ---------------------------------------------------------------- views
def keep(client: Client, name: str, query: str = "time=late") -> str:
    form = {"name": name, "query": query}
    return client.post(address(door="keep-view"), form, follow=True).content.decode()


def test_view_is_kept_shown_and_dropped(clerk: Client) -> None:
    assert "视图已保存。" in keep(clerk, "逾期的")
    page = fetch(clerk)
    assert 'href="/console/ledgers/all/?time=late"' in page
    view = SavedView.objects.get()
    clerk.post(reverse("console:drop-view", args=[view.id]))
    assert "逾期的" not in fetch(clerk)


def test_view_is_seen_and_dropped_by_its_owner_alone(
    clerk: Client, small_demo: dict[str, str]
) -> None:
    keep(clerk, "只给自己看")
    other = sign_in(small_demo["township_leader"])
    assert "只给自己看" not in fetch(other)
    view = SavedView.objects.get(name="只给自己看")
    assert other.post(reverse("console:drop-view", args=[view.id])).status_code == 404
    assert SavedView.objects.filter(pk=view.id).exists()


@pytest.mark.parametrize(
    ("name", "query"), [("", "time=late"), ("空的", ""), ("长" * 21, "time=late")]
)
def test_view_without_name_or_filter_is_refused(clerk: Client, name: str, query: str) -> None:
    assert "不能保存视图" in keep(clerk, name, query)


def test_ninth_view_is_refused(clerk: Client) -> None:
    for number in range(8):
        keep(clerk, f"第{number}个")
    assert "每个列表最多8个" in keep(clerk, "多的")


# ---------------------------------------------------------------- acts on many
def send(client: Client, step: str = "", **form: object) -> str:
    answer = client.post(address("all", "bulk"), {"step": step or "choose", **form})
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def carried(page: str) -> dict[str, str]:
    form = page[page.index('name="act"') - 100 :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


@pytest.fixture
def two(small_demo: dict[str, str]) -> list[str]:
    cadre = sign_in(small_demo["village_cadre"])
    return [take_in(cadre, "水泵坏了。", category="water-wells") for _ in range(2)]


def preview_triage(clerk: Client, two: list[str], ledger: str = "agent") -> str:
    village = Case.objects.get(pk=two[0]).place
    page = send(clerk, "choose", act="triage", case=two)
    assert "先看会怎样" in page
    return send(clerk, **carried(page), ledger=ledger, unit=village)


def test_preview_shows_each_row_and_writes_nothing(clerk: Client, two: list[str]) -> None:
    before = Entry.objects.count()
    page = preview_triage(clerk, two)
    assert page.count("待分办 → ") == 2
    assert Entry.objects.count() == before


def test_confirmed_act_is_done_once_however_often_it_is_sent(clerk: Client, two: list[str]) -> None:
    form = carried(preview_triage(clerk, two))
    page = send(clerk, **form)
    assert "已办 <b>2</b> 件" in page
    written = Entry.objects.count()
    assert "先前已经办过" in send(clerk, **form)
    assert Entry.objects.count() == written
    assert set(Case.objects.filter(id__in=two).values_list("ledger", flat=True)) == {"agent"}


def test_row_that_changed_meanwhile_says_so_and_the_others_are_done(
    clerk: Client, two: list[str]
) -> None:
    form = carried(preview_triage(clerk, two))
    send(clerk, **carried(preview_triage(clerk, two[:1], ledger="immediate")))
    page = send(clerk, **form)
    assert "已办 <b>1</b> 件" in page and "不能办 1 件" in page
    assert "没有保存：您查看之后内容已有变动" in page


def test_row_that_cannot_be_done_says_why_before(clerk: Client, two: list[str]) -> None:
    page = send(clerk, "preview", act="acknowledge", case=two)
    assert "不能办 2 件" in page
    assert "事项现在是“待分办”" in page


def test_missing_choice_is_asked_for_again(clerk: Client, two: list[str]) -> None:
    form = carried(send(clerk, "choose", act="triage", case=two))
    page = send(clerk, **form)
    assert "“归入台账”没有填" in page


def test_nothing_ticked_is_told(clerk: Client) -> None:
    answer = clerk.post(address("all", "bulk"), {"act": "triage"}, follow=True)
    assert "没有选中事项" in answer.content.decode()


def test_act_of_another_role_is_not_there(small_demo: dict[str, str]) -> None:
    caller = sign_in(small_demo["independent_caller"])
    assert caller.post(address("all", "bulk"), {"act": "triage"}).status_code == 404


def test_case_beyond_reach_is_refused_without_a_word_of_it(small_demo: dict[str, str]) -> None:
    cadre = sign_in(small_demo["village_cadre"])
    viewer = actor_for(get_user_model().objects.get(login=small_demo["village_cadre"]))
    far = Case.objects.filter(sealed=False, living=True).exclude(place=viewer.unit)
    far = far.exclude(holder_unit=viewer.unit)[0]
    page = send(cadre, "preview", act="acknowledge", case=[far.id])
    assert "可以办 <b>0</b> 件" in page
    assert far.id not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_whole_filter_is_taken_up_to_the_cap(
    clerk: Client, two: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 3)
    page = send(clerk, "preview", act="acknowledge", whole="1")
    assert len(carried(page)["rows"].split()) == 3


def test_rows_of_a_form_are_read_back() -> None:
    rows = [bulk.Row("A1", 3), bulk.Row("B2", 12)]
    assert bulk.read_rows(bulk.write_rows(rows)) == rows
    assert bulk.read_rows("A1 :3 B:x C:1") == [bulk.Row("C", 1)]


def test_commands_of_a_batch_have_the_same_ids_again(two: list[str]) -> None:
    rows, typed = bulk.see_rows(two), Typed({})
    act, batch = bulk.BULK_ACTS["acknowledge"], new_id()
    first, second = (bulk.make_commands(act, batch, rows, typed) for _ in range(2))
    assert [one.id for one in first] == [one.id for one in second]
    assert len({one.id for one in first}) == 2


# ---------------------------------------------------------------- files
def export(client: Client, form: str = "csv", query: str = "", kind: str = "all") -> bytes:
    answer = client.post(address(kind, "export"), {"form": form, "query": query})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type, attr-defined]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_holds_the_whole_list_and_says_how_many(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 7)
    rows = read_csv(export(clerk))
    body = rows[1 : rows.index([])]
    about = dict(rows[rows.index([]) + 1 :])
    viewer = actor_for(get_user_model().objects.get(login="clerk"))
    whole = list_cases(viewer, CaseFilter(), now=timezone.now())
    assert [row[0] for row in body] == [format_receipt(line.receipt) for line in whole.lines]
    assert len(body) == whole.count > 7
    assert (about["行数"], about["列表"]) == (str(len(body)), "全部事项")


def test_csv_begins_with_the_mark_that_spreadsheets_need(clerk: Client) -> None:
    assert export(clerk).startswith(b"\xef\xbb\xbf")


def test_workbook_holds_the_same_rows(clerk: Client) -> None:
    plain = read_csv(export(clerk, query="status=closed"))
    body = plain[: plain.index([])]
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(clerk, "xlsx", "status=closed")))
    names = book.sheet_names
    assert book.get_sheet_by_name("事项").to_python() == body
    about = next(name for name in names if name.startswith("说明"))
    assert about == f"说明（{len(body) - 1}行）"
    assert ["行数", str(len(body) - 1)] in book.get_sheet_by_name(about).to_python()


def test_export_is_on_the_log_with_its_filter_and_rows(clerk: Client) -> None:
    rows = read_csv(export(clerk, query="status=closed&place="))
    row = ExportRow.objects.latest("as_of")
    assert (row.list, row.filters, row.form) == ("all", '{"status":"closed"}', "csv")
    assert row.rows == rows.index([]) - 1
    entry = Entry.objects.get(stream=f"export:{row.id}")
    assert entry.scope.startswith("account:")


def test_export_of_nothing_is_refused(clerk: Client) -> None:
    form = {"form": "csv", "query": "since=1999-01-01&until=1999-01-02"}
    answer = clerk.post(address(door="export"), form, follow=True)
    assert "没有符合条件的事项" in answer.content.decode()


def test_export_of_a_list_of_others_is_refused(clerk: Client) -> None:
    assert clerk.post(address("call", "export"), {"form": "csv"}).status_code == 403


def test_name_and_phone_of_the_raiser_are_in_no_file(clerk: Client, two: list[str]) -> None:
    content = export(clerk).decode()
    assert "庚大爷" not in content and "10000001234" not in content


def test_formula_is_written_as_text(clerk: Client, small_demo: dict[str, str]) -> None:
    take_in(sign_in(small_demo["village_cadre"]), "=HYPERLINK(A1)+cmd")
    cells = [row[1] for row in read_csv(export(clerk)) if len(row) > 2]
    assert "'=HYPERLINK(A1)+cmd" in cells


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1"])
def test_risky_cell_gets_an_apostrophe(text: str) -> None:
    assert sheets.make_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["水泵", "1-2", "", "'=1", "a=1"])
def test_plain_cell_stays_as_it_is(text: str) -> None:
    assert sheets.make_safe(text) == text


def test_long_table_goes_on_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 2)
    rows = [[str(number)] for number in range(5)]
    with sheets.write_xlsx(["n"], iter(rows), [("a", "b")], names=("数", "说明")) as file:
        book = CalamineWorkbook.from_filelike(file)
    assert book.sheet_names == ["说明", "数", "数2", "数3"]
    assert book.get_sheet_by_name("数3").to_python() == [["n"], ["4"]]


def test_no_named_file_lies_beside_a_workbook_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed here would leave it behind, with the rows of a list in plain."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def look() -> Iterator[list[str]]:
        for _ in range(3):
            assert list(tmp_path.iterdir()) == []
            yield ["水泵"]

    with sheets.write_xlsx(["n"], look(), [("a", "b")], names=("数", "说明")) as file:
        assert len(CalamineWorkbook.from_filelike(file).get_sheet_by_name("数").to_python()) == 4


def test_csv_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "FLUSHED", 10)
    pieces = list(sheets.write_csv(["头"], iter([["水" * 9]] * 4), []))
    assert len(pieces) > 3


# ---------------------------------------------------------------- the search page
def test_search_page_marks_what_it_found_and_leads_there(clerk: Client, two: list[str]) -> None:
    run_until_idle(timezone.now())
    page = clerk.get(reverse("console:search"), {"q": "水泵"}).content.decode()
    assert "<mark>水泵</mark>" in page
    assert reverse("console:case", args=[two[0]]) in page


@pytest.mark.parametrize("typed", ["", "水", "龙卷风 台风", "<script>", "\0", "%" * 300])
def test_search_page_answers_whatever_is_typed(clerk: Client, typed: str) -> None:
    answer = clerk.get(reverse("console:search"), {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1]
