from pathlib import Path

import pytest

from minqing.imports.mapping import find_columns, load_mapping
from minqing.imports.terms import Field, FileRefused
from minqing.imports.tests.files import HEADINGS


def test_find_columns_guesses_known_headings() -> None:
    columns = find_columns([*HEADINGS, "完整性"], file="a.csv")
    assert columns.places[Field.BODY] == 4
    assert columns.places[Field.REPLIED_AT] == 6
    assert Field.CATEGORY not in columns.places
    assert columns.width == 8


def test_find_columns_ignores_byte_order_mark_and_spaces() -> None:
    columns = find_columns(["\ufeff留言编号 ", " 留言时间", "留言详情"], file="a.csv")
    assert columns.places[Field.NUMBER] == 0


def test_find_columns_refused_naming_the_nearest_heading() -> None:
    with pytest.raises(FileRefused) as refused:
        find_columns(["留言编号", "留言时间", "留言详请"], file="a.csv")
    assert refused.value.refusal.code == "import-column-missing"
    assert str(refused.value) == (
        "不能导入文件“a.csv”：没有“留言详情”一列（反映内容）。"
        "最接近的列是“留言详请”。请改列名，或写一份列名对照表。"
    )


def test_find_columns_refused_listing_the_heading_when_nothing_is_near() -> None:
    with pytest.raises(FileRefused, match="表头是：name、amount"):
        find_columns(["name", "amount"], file="a.csv")


def test_find_columns_refused_when_a_heading_stands_twice() -> None:
    with pytest.raises(FileRefused) as refused:
        find_columns(["留言时间", "留言详情", "留言详情"], file="a.csv")
    assert refused.value.refusal.code == "import-column-twice"


def _write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_load_mapping_reads_columns_formats_and_categories(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "columns: {What: body, When: raised_at}\n"
        "time_formats: ['%m/%d/%Y %I:%M:%S %p']\n"
        "categories: {Water: water.well}\nsource: 热线\n",
    )
    columns = find_columns(["When", "What"], file="a.csv", mapping=load_mapping(path))
    assert columns.places == {Field.BODY: 1, Field.RAISED_AT: 0}
    assert columns.time_formats == ("%m/%d/%Y %I:%M:%S %p",)
    assert columns.source == "热线"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: {内容: bdoy}", "“内容”一列写的“bdoy”不是字段，最接近的是“body”"),
        (
            "columns: {内容: body}\ntimeformats: []",
            "没有“timeformats”这一项，最接近的是“time_formats”",
        ),
        ("内容: body", "缺少 columns"),
        ("columns: [", "不是正确的 YAML"),
    ],
)
def test_load_mapping_refused_with_the_nearest_word(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FileRefused, match="不能使用列名对照表") as refused:
        load_mapping(_write(tmp_path, text))
    assert words in str(refused.value)


def test_load_mapping_refused_when_missing() -> None:
    with pytest.raises(FileRefused, match="文件打不开"):
        load_mapping("no-such-file.yaml")
