from datetime import UTC, datetime

import pytest

from minqing.imports.mapping import Columns, MappingFile, find_columns
from minqing.imports.messages import hash_body, identify, read_message
from minqing.imports.terms import Field, Message, RawRow
from minqing.imports.tests.files import HEADINGS, message
from minqing.kernel.messages import Refusal

NOW = datetime(2026, 5, 6, tzinfo=UTC)
COLUMNS = find_columns(HEADINGS, file="a.csv")


def read(cells: tuple[str, ...], columns: Columns = COLUMNS) -> Message | Refusal:
    return read_message(RawRow(5, cells), columns, now=NOW)


def test_read_message_keeps_texts_and_times() -> None:
    found = read(message(3))
    assert isinstance(found, Message)
    assert (found.row, found.number, found.user) == (5, "3", "A00000003")
    assert found.raised_at == datetime(2020, 1, 6, 4, 9, 38, tzinfo=UTC)
    assert found.replied_at == datetime(2020, 1, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (message()[:5], "import-row-ragged"),
        ((*message(), "多出"), "import-row-ragged"),
        (message(留言详情="  "), "import-body-missing"),
        (message(留言时间=""), "import-time-missing"),
        (message(留言时间="去年冬天"), "import-time-unreadable"),
        (message(答复时间="01/02/2020"), "import-time-unreadable"),
        (message(留言时间="2031/1/1"), "import-time-in-future"),
        (message(答复时间="2020/1/5"), "import-times-reversed"),
        (message(答复意见="=1+1"), "import-cell-formula"),
    ],
)
def test_read_message_refused_with_row_and_reason(cells: tuple[str, ...], code: str) -> None:
    refused = read(cells)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert str(refused).startswith("不能导入第5行：")


def test_read_message_takes_a_date_of_reply_on_the_same_day() -> None:
    found = read(message(答复时间="2020/1/6"))
    assert isinstance(found, Message)
    assert found.replied_at == found.raised_at


def test_read_message_takes_empty_cells_past_the_heading() -> None:
    assert isinstance(read((*message(), "", " ")), Message)


def test_read_message_maps_categories_and_refuses_unknown_ones() -> None:
    mapping = MappingFile(
        columns={"时间": Field.RAISED_AT, "事": Field.BODY, "类": Field.CATEGORY},
        categories={"水": "water.well"},
    )
    columns = find_columns(["时间", "事", "类"], file="a.csv", mapping=mapping)
    known = read(("2020/1/1", "井坏了", "水"), columns)
    assert isinstance(known, Message)
    assert known.category == "water.well"
    unknown = read(("2020/1/1", "井坏了", "电"), columns)
    assert isinstance(unknown, Refusal)
    assert unknown.code == "import-category-unknown"


def _plain(body: str = "井坏了", number: str = "7", **fields: object) -> Message:
    return Message(**{"row": 1, "body": body, "number": number, "raised_at": NOW, **fields})


def test_identify_depends_on_source_number_body_and_occurrence_only() -> None:
    other_row = _plain("井 坏了\n", row=99, user="乙", subject="井", raised_at=NOW.replace(hour=3))
    assert identify(_plain(), source="热线", occurrence=0) == identify(
        other_row, source="热线", occurrence=0
    )
    ids = {
        identify(_plain(), source="热线", occurrence=0),
        identify(_plain(), source="热线", occurrence=1),
        identify(_plain(), source="信箱", occurrence=0),
        identify(_plain(number="8"), source="热线", occurrence=0),
        identify(_plain("井修了"), source="热线", occurrence=0),
    }
    assert len(ids) == 5


def test_identify_tells_rows_without_number_apart_by_time() -> None:
    early, late = _plain(number=""), _plain(number="", raised_at=NOW.replace(hour=1))
    assert identify(early, source="s", occurrence=0) != identify(late, source="s", occurrence=0)


def test_hash_body_ignores_white_space() -> None:
    assert hash_body("井 坏\n了") == hash_body("井坏了") != hash_body("井坏")
