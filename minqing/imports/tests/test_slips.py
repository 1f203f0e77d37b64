"""Slips on paper: from lines with their places to proposals; and one slip really read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from minqing.imports.slips import reading
from minqing.imports.slips.fields import Proposed, propose
from minqing.imports.slips.pictures import cut
from minqing.imports.slips.reading import Line, is_installed, read_lines
from minqing.vault.cleaning import clean_file
from minqing.vault.public import FileRefused

PLACES = {"东沟嘎查": "1", "东沟": "1", "西沟嘎查": "2"}
FONTS = sorted(Path("/usr/share/fonts").rglob("NotoSans*CJK*Regular*")) or sorted(
    Path("/usr/share/fonts").rglob("*CJK*")
)


def lines(*texts: str, score: float = 0.9) -> list[Line]:
    return [Line(text, score, 40, 50 * at, 600, 50 * at + 40) for at, text in enumerate(texts)]


def values(found: dict[str, Proposed]) -> dict[str, str]:
    return {name: one.value for name, one in found.items()}


def test_fields_are_found_under_their_labels() -> None:
    found = propose(
        lines(
            "群众意见单", "反映人：张三", "联系电话：138 0000 0001", "嘎查村：东沟嘎查二组",
            "反映内容：村东头的井打不上水，", "已经两个月了，请派人修。",
        ),
        PLACES,
    )  # fmt: skip
    assert values(found) == {
        "name": "张三", "phone": "13800000001", "unit": "1",
        "matter": "村东头的井打不上水，\n已经两个月了，请派人修。",
    }  # fmt: skip
    assert found["matter"].box == (40, 200, 600, 290) and found["name"].score == 0.9


def test_value_in_the_same_row_belongs_to_the_label_beside_it() -> None:
    row = [
        Line("姓名", 0.9, 40, 100, 120, 140), Line("李四", 0.8, 160, 97, 260, 137),
        Line("电话", 0.9, 400, 101, 470, 141), Line("0477-5123456", 0.7, 500, 103, 700, 143),
    ]  # fmt: skip
    found = propose([Line("意见单", 1, 40, 0, 300, 60), *row], PLACES)
    assert values(found)["name"] == "李四" and values(found)["phone"] == "04775123456"
    assert found["phone"].box == (500, 103, 700, 143)


def test_slip_without_labels_is_all_text_but_its_heading() -> None:
    found = propose(lines("意见单", "路灯坏了三天。", "西沟嘎查王五 13900000002"), PLACES)
    assert values(found) == {
        "name": "", "phone": "13900000002", "unit": "2",
        "matter": "路灯坏了三天。\n西沟嘎查王五 13900000002",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["电话：12345", "电话：1380000000", "身份证150627199001011234"])
def test_digits_that_are_no_telephone_are_not_proposed(text: str) -> None:
    assert values(propose(lines("意见单", text), PLACES))["phone"] == ""


def test_word_that_begins_like_a_label_is_text() -> None:
    found = propose(lines("意见单", "内容：电话亭倒了", "电话亭在路口"), PLACES)
    assert values(found)["matter"] == "电话亭倒了\n电话亭在路口"


def test_place_that_nobody_knows_is_shown_and_not_proposed() -> None:
    found = propose(lines("意见单", "嘎查村：北山嘎查"), PLACES)
    assert (found["unit"].value, found["unit"].words) == ("", "北山嘎查")
    assert found["unit"].box is not None


def test_part_of_the_picture_is_cut_within_its_edges() -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(out, "JPEG")
    assert cut(out.getvalue(), (-50, 10, 900, 40)).startswith("data:image/jpeg;base64,")


def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr(reading, "is_installed", lambda: False)
    with pytest.raises(FileRefused) as refused:
        read_lines(b"")
    assert "pip install 'minqing[ocr]'" in str(refused.value.refusal)


def draw_slip() -> bytes:
    picture = Image.new("RGB", (1200, 900), "white")
    pen = ImageDraw.Draw(picture)
    large, plain = (ImageFont.truetype(str(FONTS[0]), size) for size in (60, 40))
    pen.text((420, 40), "群众意见单", fill="black", font=large)
    for at, text in enumerate(
        (
            "姓名：张小明",
            "联系电话：13800000001",
            "嘎查村：东沟嘎查",
            "反映内容：",
            "机井水泵坏了，请派人修理。",
        )
    ):
        pen.text((80, 180 + 100 * at), text, fill="black", font=plain)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.skipif(not is_installed(), reason="the extra `ocr` is not installed here")
@pytest.mark.skipif(not FONTS, reason="no Chinese font to draw a slip with")
def test_drawn_slip_is_really_read() -> None:
    found = values(propose(read_lines(clean_file(draw_slip()).data), PLACES))
    assert found["phone"] == "13800000001" and found["unit"] == "1"
    assert found["name"] == "张小明" and "水泵坏了" in found["matter"]


@pytest.mark.skipif(not is_installed(), reason="the extra `ocr` is not installed here")
def test_empty_sheet_is_refused_with_a_sentence() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    with pytest.raises(FileRefused) as refused:
        read_lines(clean_file(out.getvalue()).data)
    assert refused.value.refusal.code == "slip-unreadable"
