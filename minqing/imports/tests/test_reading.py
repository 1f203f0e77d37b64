import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from minqing.imports.reading import detect_encoding, open_rows
from minqing.imports.terms import FileRefused
from minqing.imports.tests.files import HEADINGS, message, write_csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_open_rows_reads_each_encoding(tmp_path: Path, encoding: str) -> None:
    body = "嘎查的井，“水”是咸的\n第二行,有逗号"
    path = write_csv(tmp_path / "a.csv", [message(1, 留言详情=body)], encoding=encoding)
    heading, row = open_rows(path)
    assert heading.cells == HEADINGS
    assert (row.number, row.cells[4]) == (2, body)


def test_open_rows_costs_only_the_badly_encoded_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [message(n) for n in range(1, 4)])
    data = Path(path).read_bytes().split(b"\r\n")
    data[2] = data[2].replace("第2户的井".encode(), b"\xff\xfe\xfd")
    Path(path).write_bytes(b"\r\n".join(data))
    rows = list(open_rows(path))
    assert [row.problem.code if row.problem else "" for row in rows] == [
        "", "", "import-row-encoding", "",
    ]  # fmt: skip
    assert str(rows[2].problem).startswith("不能导入第3行：第3格不是UTF-8编码的文字")


def test_open_rows_skips_empty_lines_but_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("留言时间,留言详情\n\n2020/1/1,井\n", encoding="utf-8")
    assert [row.number for row in open_rows(str(path))] == [1, 3]


def test_open_rows_says_where_a_quote_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('留言时间,留言详情\n2020/1/1,"' + "井" * 6_000_000, encoding="utf-8")
    last = list(open_rows(str(path)))[-1]
    assert last.problem is not None
    assert last.problem.code == "import-row-unreadable"


def test_open_rows_reads_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, message(1))
        sheet.write_number(2, 0, 25.0)
        sheet.write_datetime(
            2, 3, datetime(2020, 1, 6, 12, 9, 38), book.add_format({"num_format": "yyyy-mm-dd"})
        )
    rows = list(open_rows(str(path)))
    assert rows[1].cells[4] == message(1)[4]
    assert rows[2].number == 3
    assert rows[2].cells[0] == "25"
    assert rows[2].cells[3] == "2020-01-06 12:09:38"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", None, "import-file-missing"),
        ("a.pdf", b"%PDF", "import-file-kind"),
        ("a.csv", b"", "import-file-empty"),
        ("a.csv", b"\xff\xfe1\x00", "import-file-encoding"),
        ("a.xlsx", b"PK\x03\x04broken", "import-file-broken"),
    ],
)
def test_open_rows_refused_when_the_file_is_wrong(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileRefused) as refused:
        open_rows(str(path))
    assert refused.value.refusal.code == code


def test_detect_encoding_takes_the_one_that_spoils_fewer_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("留言时间,留言详情\n2020/1/1,井坏了\n".encode("gb18030") + b"\xff\xff\n")
    assert detect_encoding(io.BytesIO(path.read_bytes())) == "gb18030"
