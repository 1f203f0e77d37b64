"""Gathering and completing the words of the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import catalogs


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house of its own, with catalogues of its own."""
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    monkeypatch.setattr(catalogs, "CODE", tmp_path)
    monkeypatch.setattr(catalogs, "EDGE", tmp_path)
    monkeypatch.setattr(catalogs, "LOCALE", tmp_path / "locale")
    (tmp_path / "templates").mkdir()
    return tmp_path


def _keys(house: Path) -> set[object]:
    return {key for _, key in catalogs.gather().places}


@pytest.mark.parametrize(
    ("template", "key"),
    [
        ('{% translate "今日事项" %}', "今日事项"),
        ("{% translate '签收' as word %}", "签收"),
        ('{{ name|default:_("未填") }}', "未填"),
        ("{% blocktranslate with n=x %}共 {{ n }} 件{% endblocktranslate %}", "共 %(n)s 件"),
        ("{% blocktranslate trimmed %}\n  甲\n  乙\n{% endblocktranslate %}", "甲 乙"),
        (
            "{% blocktranslate count n=x %}{{ n }} 件{% plural %}{{ n }} 多件{% endblocktranslate %}",
            ("%(n)s 件", "%(n)s 多件"),
        ),
    ],
)
def test_gather_finds_sentence_of_template(house: Path, template: str, key: object) -> None:
    (house / "templates" / "page.html").write_text(template)
    assert _keys(house) == {key}


@pytest.mark.parametrize(
    ("file", "code", "keys"),
    [
        ("views.py", 'x = _("办结")', {"办结"}),
        ("views.py", 'x = "不是屏幕用语"', set()),
        ("views.py", 'X = RefusalKind("a-b", "不能{verb}：{why}。")', {"不能{verb}：{why}。"}),
        ("terms.py", 'X = "待签收"\nY = "code"', {"待签收"}),
        ("terms.py", '"""文件说明。"""\nX = f"{1}件"', set()),
    ],
)
def test_gather_finds_sentences_of_python(
    house: Path, file: str, code: str, keys: set[str]
) -> None:
    (house / file).write_text(code)
    assert _keys(house) == keys


def test_update_adds_new_keeps_known_and_drops_unused(house: Path) -> None:
    page = house / "templates" / "page.html"
    page.write_text('{% translate "销号" %}{% translate "旧词" %}')
    catalogs.update()
    english = catalogs.catalog_path("en")
    english.write_text(english.read_text().replace('"销号"\nmsgstr ""', '"销号"\nmsgstr "Strike"'))
    page.write_text('{% translate "销号" %}{% translate "新词" %}')
    catalogs.update()
    texts = {message.id: message.string for message in catalogs.load("en") if message.id}
    assert texts == {"销号": "Strike", "新词": ""}
    assert catalogs.list_gaps("en", catalogs.gather()) == ["en: '新词' (templates/page.html)"]


@pytest.mark.parametrize(("language", "kept"), [("zh_Hant", ("共%(n)s件",)), ("en", ("", ""))])
def test_update_asks_anew_where_one_is_told_from_many(
    house: Path, language: str, kept: tuple[str, ...]
) -> None:
    page = house / "templates" / "page.html"
    page.write_text("{% blocktranslate with n=x %}共{{ n }}件{% endblocktranslate %}")
    catalogs.update()
    catalog = catalogs.load(language)
    catalog.get("共%(n)s件").string = "共%(n)s件"
    catalogs._write(language, catalog)
    body = "共{{ n }}件{% plural %}共{{ n }}件"
    page.write_text("{% blocktranslate count n=x %}" + body + "{% endblocktranslate %}")
    catalogs.update()
    assert catalogs.load(language).get("共%(n)s件").string == kept


def test_update_twice_changes_no_byte(house: Path) -> None:
    (house / "templates" / "page.html").write_text('{% translate "销号" %}')
    catalogs.update()
    before = catalogs.catalog_path("zh_Hant").read_bytes()
    catalogs.update()
    assert catalogs.catalog_path("zh_Hant").read_bytes() == before
    assert "銷號".encode() in before


def test_compile_writes_what_gettext_reads(house: Path) -> None:
    (house / "templates" / "page.html").write_text('{% translate "办结" %}')
    catalogs.update()
    catalogs.compile_all()
    assert "辦結".encode() in catalogs.catalog_path("zh_Hant").with_suffix(".mo").read_bytes()
