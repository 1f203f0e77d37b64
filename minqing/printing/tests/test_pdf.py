"""PDF itself: what is missing is said, nothing is fetched, every size has a name."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from minqing.printing import pdf
from minqing.printing.catalogue import SHEET_OF, SIZE_ZH, Size
from minqing.printing.codes import draw_code, write_code
from minqing.printing.condition import check_pdf


def read(data: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))


def test_missing_font_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "has_chinese_font", lambda: False)
    assert "fonts-noto-cjk" in pdf.find_missing()
    with pytest.raises(pdf.PdfMissing):
        pdf.make_pdf("<main></main>", Size.A4)


def test_doctor_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_pdf().tone == "well"
    monkeypatch.setattr(pdf, "has_chinese_font", lambda: False)
    found = check_pdf()
    assert (found.tone, "fonts-noto-cjk" in found.sentence) == ("soon", True)


def test_fonts_are_counted_by_language() -> None:
    assert pdf._count_fonts(b":lang=zh-cn") > 0
    assert pdf._count_fonts(b":family=no such family") == 0


def test_sheet_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
        '<text y="15">secret</text></svg>'
    )
    pictures = f'<img src="{secret.as_uri()}"><img src="http://localhost:1/x">'
    made = pdf.make_pdf(f"<html><body>字{pictures}</body></html>", Size.A4)
    assert read(made).strip() == "字"


def test_sheet_is_tagged_for_readers_aloud() -> None:
    made = pdf.make_pdf('<html lang="zh-hans"><title>回执</title><h1>回执</h1></html>', Size.A4)
    assert pikepdf.open(io.BytesIO(made)).Root.MarkInfo.Marked is True
    assert pdfium.PdfDocument(made).get_metadata_value("Title") == "回执"


def test_every_size_has_a_name() -> None:
    assert set(SIZE_ZH) == set(Size)
    assert {size for sheet in SHEET_OF.values() for size in sheet.sizes} <= set(Size)


def test_code_has_no_words_of_its_address_in_it() -> None:
    for drawn in (draw_code("http://localhost/q/1/"), write_code("http://localhost/q/1/")):
        assert "localhost" not in drawn
        assert "<path" in drawn
