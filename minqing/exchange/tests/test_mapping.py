"""The file that says what a peer's words mean: read strictly, written so that it is safe to open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases.public import MatterKind
from minqing.exchange.peers.mapping_file import read_mapping, write_mapping
from minqing.exchange.public import (
    KindPair,
    MapWords,
    OpenPeer,
    PeerKind,
    PeerSecret,
    WordMapping,
    WordPair,
    make_key,
)
from minqing.exchange.tests.house import Line, find_category, find_village, open_line, order
from minqing.imports.tests.house import BANNER, BY
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal, Refusal
from minqing.log.public import get_state, submit

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_file_that_is_written_reads_as_the_same_mapping(
    categories: list[str], places: list[str]
) -> None:
    mapping = WordMapping(
        categories=tuple(WordPair(word, "water.supply") for word in categories),
        places=tuple(WordPair(word, "150627101201") for word in places),
        kinds=(KindPair("咨询", MatterKind.ENQUIRY),),
    )
    assert read_mapping(write_mapping(mapping).encode()) == mapping


@pytest.mark.parametrize(
    "row",
    [
        "分类,用水问题", "分类,,water", "什么也不是,用水,water", "性质,咨询,没有这种",
        "分类,用水,water,多一格",
    ],
)  # fmt: skip
def test_wrong_line_is_named(row: str) -> None:
    found = read_mapping(f"地点,东村,1\n{row}\n".encode())
    assert isinstance(found, Refusal)
    assert (found.code, found.params["line"]) == ("mapping-file-wrong", 2)


@pytest.mark.parametrize("data", [b"\0", b"\xff\xff\xff", b'"a', b"x" * 3_000_000])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    assert isinstance(read_mapping(data), Refusal)


def test_file_of_an_office_program_in_its_own_encoding_is_read() -> None:
    found = read_mapping("什么,对方用语,本地代码\n地点,东村,1\n".encode("gb18030"))
    assert isinstance(found, WordMapping)
    assert found.places == (WordPair("东村", "1"),)


def test_word_like_a_formula_is_written_as_text() -> None:
    text = write_mapping(WordMapping(places=(WordPair('=HYPERLINK("x")', "1"),)))
    assert "'=HYPERLINK" in text


# ---------------------------------------------------------------- what the rules say of it
@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as opened:
        yield opened


def refuse(line: Line, mapping: WordMapping) -> str:
    (answer,) = submit(
        [MapWords(id=new_id(), peer=line.peer, mapping=mapping)], by=BY, now=line.now()
    )
    assert answer.refusal is not None
    return answer.refusal.code


@pytest.mark.django_db(databases=["default", "keys"])
def test_mapping_to_what_does_not_exist_is_refused(line: Line) -> None:
    place = WordPair("东村", find_village())
    assert refuse(line, WordMapping()) == "mapping-empty"
    assert refuse(line, WordMapping(places=(WordPair("x", "999"),))) == "mapping-unit"
    assert refuse(line, WordMapping(places=(WordPair("x", "15"),))) == "mapping-unit"
    assert refuse(line, WordMapping(categories=(WordPair("x", "no"),))) == "mapping-category"
    assert refuse(line, WordMapping(places=(place, WordPair("东 村", "1")))) == "mapping-twice"
    assert refuse(line, WordMapping(places=(WordPair("x" * 101, "1"),))) == "mapping-long"


@pytest.mark.django_db(databases=["default", "keys"])
def test_order_keeps_the_version_of_the_mapping_that_was_asked(line: Line) -> None:
    first = line.hotline.issue(**order(place="西头"))
    line.hotline.deliver()
    assert line.hotline.book[first].standing == "pending"
    mapping = WordMapping(
        categories=(WordPair("用水问题", find_category()),),
        places=(WordPair("西头", find_village(2)),),
    )
    (answer,) = submit(
        [MapWords(id=new_id(), peer=line.peer, mapping=mapping)], by=BY, now=line.now()
    )
    assert answer.ok
    second = line.hotline.issue(**order(place="西 头"))
    line.hotline.book[first].standing = ""
    line.hotline.deliver()
    assert line.hotline.book[first].standing == "pending"
    assert line.hotline.book[second].standing == "accepted"
    assert get_state(f"peer:{line.peer}").version == 2


@pytest.mark.django_db(databases=["default", "keys"])
def test_source_of_a_banner_has_one_peer(line: Line) -> None:
    peer = new_id()
    secret = PeerSecret(theirs=make_key(), ours=make_key())
    wish = OpenPeer(
        id=new_id(),
        peer=peer,
        unit=BANNER,
        kind=PeerKind.HOTLINE,
        source="hotline_12345",
        title="另一条热线",
        secret=Personal(secret, subject=f"peer:{peer}"),
    )
    (answer,) = submit([wish], by=BY, now=line.now())
    assert answer.refusal is not None and answer.refusal.code == "peer-source-taken"
