import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.imports.cleaning import clean_cell
from minqing.imports.terms import Field
from minqing.kernel.messages import Refusal


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("井坏了\x00", "import-cell-control"),
        ("井\x1b[31m坏了", "import-cell-control"),
        ("井\ud800坏了", "import-cell-control"),
        ("金额\u202e0001元", "import-cell-direction"),
        ("\u2066隐藏\u2069", "import-cell-direction"),
        ("=cmd|'/C calc'!A1", "import-cell-formula"),
        ("＝1+1", "import-cell-formula"),
        ("+SUM(A1:A9)", "import-cell-formula"),
        ("@SUM(1)", "import-cell-formula"),
        ('-HYPERLINK("x")', "import-cell-formula"),
        ("井" * 20_001, "import-cell-too-long"),
        ("x" * 1_000_000, "import-cell-too-long"),
    ],
)
def test_clean_cell_refuses_hostile_text(text: str, code: str) -> None:
    refused = clean_cell(text, Field.BODY, 7)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert str(refused).startswith("不能导入第7行：反映内容")
    assert "{" not in str(refused)


@pytest.mark.parametrize(
    "text",
    [
        "-路灯坏了",
        "+86 100-0000 打不通",
        "1=1 是什么意思",
        "@村委会，井坏了",
        "- A区（东）积水",
        "--",
    ],
)
def test_clean_cell_keeps_ordinary_text(text: str) -> None:
    assert clean_cell(text, Field.BODY, 2) == text


def test_clean_cell_drops_invisible_signs_and_joins_line_ends() -> None:
    assert clean_cell("\ufeff井\u200b坏了\r\n第二行\r ", Field.BODY, 2) == "井坏了\n第二行"
    assert clean_cell("A000\n1234", Field.USER, 2) == "A000 1234"


@given(st.text(max_size=60))
def test_clean_cell_leaves_nothing_hidden(text: str) -> None:
    cleaned = clean_cell(text, Field.BODY, 2)
    if isinstance(cleaned, str):
        assert cleaned == cleaned.strip()
        assert clean_cell(cleaned, Field.BODY, 2) in (cleaned,) or cleaned[:1] in "=＝@+-"
        assert not set(cleaned) & set("\x00\x1b\u200b\u202e\u2066\ufeff\r")
