"""What a file may bring: bombs, lies about its kind, merged cells, spoilt numbers."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from minqing.imports.cleaning import clean_cell
from minqing.imports.reading import Source, is_workbook, list_sheets, name_cell, open_source
from minqing.imports.terms import Field, FileRefused
from minqing.imports.tests.house import write_book


def refuse(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        list(open_source(Source(data, "a.xlsx")))
    return refused.value.refusal.code


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_archive_that_swells_is_refused_before_it_is_unpacked() -> None:
    bomb = zip_of(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=b"0" * 5_000_000)
    assert refuse(bomb) == "import-file-swollen"


def test_archive_that_is_no_workbook_is_refused() -> None:
    assert refuse(zip_of(word__document_xml=b"<a/>")) == "import-file-kind"


def test_broken_archive_is_refused() -> None:
    assert refuse(b"PK\x03\x04" + b"x" * 100) == "import-file-broken"


@pytest.mark.parametrize("start", [b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1", b"\x89PNG\r\n"])
def test_other_kinds_are_refused_whatever_their_name(start: bytes) -> None:
    assert refuse(start + b"x") == "import-file-kind"


def test_kind_is_told_by_content() -> None:
    assert is_workbook(Source(write_book([["a"]]), "a.csv"))
    assert not is_workbook(Source("列,名".encode(), "a.xlsx"))


def test_merged_cells_stand_in_every_row_they_span() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row("B2", ["类别", "内容"])
        page.merge_range("B3:B5", "水利")
        for row in range(3):
            page.write(2 + row, 2, f"第{row}件")
    rows = list(open_source(Source(out.getvalue(), "a.xlsx", heading=2)))
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert [row.cells[1] for row in rows[1:]] == ["水利"] * 3


def test_number_beyond_fifteen_digits_costs_its_row() -> None:
    rows = list(open_source(Source(write_book([["号", "名"], [150627199001011234, "甲"]]), "a")))
    assert rows[1].problem is not None
    assert rows[1].problem.code == "import-cell-number-spoilt"


def test_leading_zeros_of_texts_stay() -> None:
    rows = list(open_source(Source(write_book([["号"], ["007"]]), "a")))
    assert rows[1].cells == ("007",)


def test_formula_gives_what_a_person_sees() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["户数"])
        page.write_formula(1, 0, "=1+1", value=2)
    assert list(open_source(Source(out.getvalue(), "a")))[1].cells == ("2",)


def test_hidden_sheets_are_not_offered() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("看得见")
        book.add_worksheet("藏着").hide()
    assert list_sheets(Source(out.getvalue(), "a")) == ("看得见",)


def test_wide_digits_become_narrow_where_numbers_stand() -> None:
    assert clean_cell("１２３－４", Field.NUMBER, 2) == "123-4"
    assert clean_cell("共１２户", Field.BODY, 2) == "共１２户"


@pytest.mark.parametrize(
    ("row", "column", "name"), [(17, 3, "C17"), (2, 26, "Z2"), (2, 27, "AA2"), (5, 0, "5")]
)
def test_cells_are_named_as_spreadsheets_do(row: int, column: int, name: str) -> None:
    assert name_cell(row, column) == name
