"""Search: two signs, reach in the question, sealed never, erased gone, rebuilt the same."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases.models import SearchBlock, SearchText
from minqing.cases.public import CaseFilter, search_cases
from minqing.cases.search import bitmaps, index, tokens
from minqing.cases.search.finding import mark_words
from minqing.cases.terms import (
    Anonymity,
    Channel,
    Ledger,
    MatterKind,
    Outcome,
    RaiserDetails,
)
from minqing.cases.tests.builders import (
    OTHER_VILLAGE,
    RESIDENT,
    SYSTEM,
    VILLAGE,
    WATER,
    staff,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import (
    EraseSubject,
    SealSubject,
    UnsealSubject,
    run_until_idle,
    status,
)
from minqing.vault.keystore.models import SubjectKey

KEY = b"k" * 32
NAME = "独孤验证"


# ---------------------------------------------------------------- pure
@given(st.sets(st.integers(0, bitmaps.BLOCK - 1)))
def test_block_is_read_back_as_it_was_written(wanted: set[int]) -> None:
    stored = bitmaps.encode(wanted)
    assert as_set(bitmaps.meet([stored])) == wanted
    assert len(stored) <= bitmaps.BLOCK // 8


def draw_places() -> st.SearchStrategy[set[int]]:
    """Few places, and so many that they are stored as bits."""
    few = st.sets(st.integers(0, bitmaps.BLOCK - 1), min_size=1, max_size=90)
    steps = st.integers(1, 40)
    return few | st.builds(lambda first, step: set(range(first, bitmaps.BLOCK, step)), steps, steps)


def as_set(found: bitmaps.Places) -> set[int]:
    return set(bitmaps.newest_first(found))


@given(draw_places() | st.just(set()), draw_places(), draw_places())
def test_block_gains_and_loses_places(before: set[int], gained: set[int], lost: set[int]) -> None:
    lost -= gained
    after = bitmaps.change(bitmaps.encode(before), gained, lost)
    assert after == bitmaps.encode(before - lost | gained), "one form for one set"


@given(st.lists(draw_places(), min_size=1, max_size=4), draw_places(), st.integers(0, 20_000))
def test_stored_blocks_are_joined_as_sets_are(
    wanted: list[set[int]], other: set[int], place: int
) -> None:
    stored = [bitmaps.encode(each) for each in wanted]
    met, alone = bitmaps.meet(stored), bitmaps.meet([bitmaps.encode(other)])
    expected = set.intersection(*wanted)
    assert as_set(met) == expected
    assert as_set(bitmaps.both(met, alone)) == expected & other
    assert as_set(bitmaps.either(met, alone)) == expected | other
    assert as_set(bitmaps.below(met, place)) == {one for one in expected if one < place}


@given(st.sets(st.integers(0, bitmaps.BLOCK - 1)))
def test_places_come_newest_first(wanted: set[int]) -> None:
    bits = sum(1 << place for place in wanted)
    assert list(bitmaps.places(bits)) == sorted(wanted, reverse=True)


@given(st.text(max_size=60), st.text(min_size=2, max_size=6))
def test_tokens_of_a_part_are_tokens_of_the_whole(text: str, part: str) -> None:
    whole = tokens.word_tokens(KEY, text + part + text)
    for word in tokens.split_words(part):
        assert tokens.word_tokens(KEY, word) <= whole | tokens.word_tokens(KEY, part)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("水泵", ("水泵",)),
        ("  水泵　机井 ", ("水泵", "机井")),
        ("水", ()),
        ("ＡＢ-cd", ("ab", "cd")),
        ("水泵，水泵", ("水泵",)),
        ("", ()),
    ],
)
def test_typed_words_are_split_and_folded(typed: str, words: tuple[str, ...]) -> None:
    assert tokens.split_words(typed) == words


def test_token_says_nothing_without_the_key() -> None:
    assert tokens.word_tokens(KEY, "水泵") != tokens.word_tokens(b"o" * 32, "水泵")
    assert tokens.word_tokens(KEY, "张三").isdisjoint(tokens.name_tokens(KEY, "张三"))


@given(st.text(max_size=80), st.text(min_size=1, max_size=4))
def test_marking_keeps_every_sign(text: str, word: str) -> None:
    assert "".join(piece for piece, _ in mark_words(text, [word.casefold()])) == text


def test_found_words_are_marked() -> None:
    assert mark_words("机井水泵坏", ["水泵"]) == (("机井", False), ("水泵", True), ("坏", False))


# ---------------------------------------------------------------- in the database
pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def follow(house) -> None:
    run_until_idle(house.now)


def found(house, name: str, typed: str, **wanted: object) -> list[str]:
    viewer = SYSTEM if name == "system" else staff(name)
    both = CaseFilter(both=True, **wanted)
    return [h.line.id for h in search_cases(viewer, typed, both, now=house.now).hits]


def triage(house, case: str, by: str, kind: MatterKind) -> None:
    command = c.TriageCase(
        id=new_id(), case=case, kind=kind, ledger=Ledger.IMMEDIATE, category="water-wells"
    )
    answer = house.send(command, by)
    assert answer.refusal is None, str(answer.refusal)


@pytest.fixture
def several(house, words):
    """A1 a well in the village, A2 a road in the other one, A3 at the water department."""
    house.received("A1", text="村东头的机井水泵坏了半个月。", external_number="12345-20260302-77")
    house.received("A2", "neighbour", unit=OTHER_VILLAGE, text="村口的路坏了，下雨走不了车。",
                   category="roads-village-road")  # fmt: skip
    house.received("A3", text="水泵电缆被偷。")
    tried = words("A3", "村里请水管员看过，没有资金更换。")
    house.must(c.RaiseToNextLevel, "cadre", "A3", tried=tried)
    house.must(c.AcknowledgeCase, "clerk", "A3")
    house.must(c.RaiseToNextLevel, "clerk", "A3", tried=tried, unit=WATER)
    follow(house)
    return house


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("clerk", "水泵", {"A1", "A3"}),
        ("clerk", "坏了", {"A1", "A2"}),
        ("clerk", "坏了 下雨", {"A2"}),
        ("clerk", "机井水泵", {"A1"}),
        ("clerk", "井泵", set()),
        ("clerk", "RA1", {"A1"}),
        ("clerk", "20260302", {"A1"}),
        ("clerk", "12345-20260302-77", {"A1"}),
        ("cadre", "坏了", {"A1"}),
        ("neighbour", "水泵", set()),
        ("handler", "水泵", {"A3"}),
        ("handler", "坏了", set()),
        ("office", "水泵", {"A1", "A3"}),
        ("clerk", VILLAGE, {"A1", "A3"}),
        ("clerk", "水", set()),
    ],
)
def test_search_finds_what_is_in_reach(several, name, typed, expected) -> None:
    assert set(found(several, name, typed)) == expected


def test_nothing_is_found_without_the_permission_to_view(several) -> None:
    viewer = msgspec.structs.replace(staff("clerk"), permissions=frozenset({"CASE_UNMASK"}))
    assert search_cases(viewer, "水泵", CaseFilter(both=True), now=several.now).hits == ()


def test_category_is_found_by_its_words(several) -> None:
    assert found(several, "clerk", "道路") == ["A2"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"status": "awaiting_triage"}, {"A1"}),
        ({"ledger": "report_up"}, {"A3"}),
        ({"channel": "visit"}, {"A1", "A3"}),
        ({"channel": "phone"}, set()),
        ({"unit": WATER}, {"A3"}),
        ({"category": "roads"}, set()),
        ({"place": OTHER_VILLAGE}, set()),
    ],
)
def test_search_is_narrowed_by_filters(several, wanted, expected) -> None:
    assert set(found(several, "clerk", "水泵", **wanted)) == expected


def test_text_is_shown_with_the_word_marked(several) -> None:
    (hit,) = search_cases(staff("clerk"), "村东", CaseFilter(both=True), now=several.now).hits
    assert ("村东", True) in hit.text
    assert hit.where == ("matter",)


def test_reply_is_found_once_it_is_written(several, words) -> None:
    reply = words("A1", "已更换启动器。")
    several.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=reply)
    assert found(several, "clerk", "启动器") == []
    follow(several)
    assert found(several, "clerk", "启动器") == ["A1"]


def test_case_that_moved_is_found_by_its_new_holder_alone(several, words) -> None:
    returned = words("A3", "不归本部门管。")
    several.must(c.ReturnCase, "handler", "A3", reason="not_our_duty", words=returned)
    assert found(several, "handler", "水泵") == []  # before the index knows: the row decides
    follow(several)
    assert found(several, "handler", "水泵") == []
    assert set(found(several, "clerk", "水泵")) == {"A1", "A3"}


# ---------------------------------------------------------------- names
def named(house, case: str, anonymity: Anonymity = Anonymity.NAMED, subject: str = "") -> None:
    details = RaiserDetails(name=NAME, phone="100-0000")
    raiser = Personal(details, subject or f"case:{case}")
    house.received(case, anonymity=anonymity, raiser=raiser)


def test_name_is_found_by_those_who_may_uncover_it(house) -> None:
    named(house, "N1")
    follow(house)
    assert found(house, "cadre", NAME) == ["N1"]
    assert found(house, "chief", NAME) == found(house, "chief", "独孤")
    unmasking = {n: "CASE_UNMASK" in staff(n).permissions for n in ("cadre", "supervisor")}
    for name, may in unmasking.items():
        assert bool(found(house, name, NAME)) is may, name


def test_name_stays_masked_in_what_is_found(house) -> None:
    named(house, "N1")
    follow(house)
    page = search_cases(staff("cadre"), NAME, CaseFilter(both=True), now=house.now)
    assert "name" in page.hits[0].where
    assert NAME not in msgspec.json.encode(page.hits[0].line).decode()
    assert NAME not in str(page.hits[0].text)


def test_sealed_identity_is_never_found_by_name(house) -> None:
    named(house, "N1", Anonymity.SEALED)
    follow(house)
    assert found(house, "cadre", NAME) == []


def test_sealed_complaint_is_in_no_index(house) -> None:
    complaint = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    text = "举报水泵采购的问题。"
    house.received("S1", RESIDENT, kind=complaint, channel=Channel.PORTAL, text=text)
    follow(house)
    for name in ("cadre", "clerk", "chief", "recipient", "system"):
        assert found(house, name, "举报") == []
    assert not SearchText.objects.filter(case="S1").exists()


def test_case_that_turns_out_a_complaint_leaves_the_index(house) -> None:
    house.received("S1", text="村会计截留水泵款。")
    follow(house)
    assert found(house, "clerk", "会计") == ["S1"]
    triage(house, "S1", "clerk", MatterKind.COMPLAINT_AGAINST_OFFICIAL)
    assert found(house, "clerk", "会计") == []
    follow(house)
    assert not SearchText.objects.filter(case="S1").exists()


# ---------------------------------------------------------------- erasure, rebuilding
def read_index() -> tuple[dict[str, frozenset[int]], dict[str, set[int]]]:
    """Return the tokens of each case, and the cases of each token as the blocks have them."""
    texts = SearchText.objects.exclude(number=index.MARK)
    numbers = dict(texts.values_list("number", "case"))
    by_case = {one.case: index.read_tokens(one.tokens) for one in texts}
    by_block: dict[str, set[int]] = {case: set() for case in by_case}
    for block in SearchBlock.objects.all():
        first = (block.key & ((1 << bitmaps.BLOCKS_SHIFT) - 1)) << bitmaps.SHIFT
        for place in as_set(bitmaps.meet([bytes(block.cases)])):
            by_block[numbers[first | place]].add(block.key >> bitmaps.BLOCKS_SHIFT)
    return by_case, by_block


def test_blocks_and_tokens_say_the_same(several) -> None:
    by_case, by_block = read_index()
    assert {case: set(found) for case, found in by_case.items()} == by_block


def erase(house, subject: str) -> None:
    command = EraseSubject(id=new_id(), subject=subject, reason="本人申请删除")
    assert house.send(command, SYSTEM_ERASER).ok


SYSTEM_ERASER = msgspec.structs.replace(
    SYSTEM, scope="account:eraser", permissions=SYSTEM.permissions | {"SUBJECT_ERASE"}
)


def test_erased_words_leave_the_index(several) -> None:
    key = index.get_key(several.now)
    secret = tokens.word_tokens(key, "村东")
    assert secret <= read_index()[0]["A1"]
    erase(several, "case:A1")
    assert found(several, "clerk", "村东") == []  # the text is gone: nothing to be found in it
    follow(several)
    by_case, by_block = read_index()
    assert secret.isdisjoint(by_case["A1"]) and secret.isdisjoint(by_block["A1"])
    assert found(several, "clerk", "RA1") == ["A1"]


def test_erased_person_is_found_by_name_no_more(house) -> None:
    named(house, "N1", subject="person:77")
    follow(house)
    assert found(house, "cadre", NAME) == ["N1"]
    erase(house, "person:77")
    follow(house)
    key = index.get_key(house.now)
    assert tokens.name_tokens(key, NAME).isdisjoint(read_index()[0]["N1"])
    assert found(house, "cadre", NAME) == []


def test_cases_of_a_person_are_found_without_reading_every_row(several) -> None:
    rows = index.find_rows_of(["person:甲", "person:乙"]).values_list("case")
    if connection.vendor == "sqlite":
        assert "USING INDEX cases_search_subject" in rows.explain()
    assert list(rows) == []


def test_rebuilt_index_is_the_same(several) -> None:
    erase(several, "case:A2")
    follow(several)
    rows = [list(model.objects.order_by("pk").values()) for model in (SearchText, SearchBlock)]
    assert index.rebuild(several.now) == 3
    assert rows == [
        list(model.objects.order_by("pk").values()) for model in (SearchText, SearchBlock)
    ]


def test_case_sealed_by_archive_rules_is_found_by_its_words_no_more(several) -> None:
    seal = SealSubject(id=new_id(), subject="case:A1", reason="归档封存")
    assert several.send(seal, SYSTEM_ERASER).ok
    follow(several)
    assert found(several, "clerk", "村东") == []
    key = index.get_key(several.now)
    assert tokens.word_tokens(key, "村东").isdisjoint(read_index()[0]["A1"])
    back = UnsealSubject(id=new_id(), subject="case:A1", reason="法院调阅")
    assert several.send(back, SYSTEM_ERASER).ok
    follow(several)
    assert found(several, "clerk", "村东") == ["A1"]


def test_far_blocks_are_walked_from_the_newest(house, monkeypatch) -> None:
    monkeypatch.setattr(bitmaps, "SHIFT", 1)
    monkeypatch.setattr(bitmaps, "BLOCK", 2)
    monkeypatch.setattr(bitmaps, "_WHOLE", 1)
    monkeypatch.setattr(bitmaps, "_LONGEST_LIST", 0)
    for number in range(9):
        house.received(f"B{number}", text="同一条路坏了。")
    follow(house)
    assert found(house, "clerk", "路坏") == [f"B{number}" for number in reversed(range(9))]


def test_index_of_a_lost_key_is_made_anew(several) -> None:
    SubjectKey.objects.using("keys").filter(subject="index:cases").delete()
    assert not search_cases(staff("clerk"), "水泵", CaseFilter(), now=several.now).ready
    several.received("A9", text="又来一件水泵的事。")
    follow(several)
    assert set(found(several, "clerk", "水泵")) == {"A1", "A3", "A9"}


def test_search_before_the_worker_ran_says_it_is_not_ready(house) -> None:
    house.received("A1")
    assert not search_cases(staff("clerk"), "水泵", CaseFilter(), now=house.now).ready


def test_lag_of_the_index_is_shown_to_operators(several) -> None:
    assert status()["parts"]["cases-search"]["behind"] == 0
    several.received("A9")
    assert status()["parts"]["cases-search"]["behind"] > 0


def test_pages_of_a_search_follow_each_other(house) -> None:
    for number in range(7):
        house.now += timedelta(minutes=1)
        house.received(f"B{number}", text="同一条路坏了。")
    follow(house)
    seen, after = [], ""
    while True:
        page = search_cases(
            staff("clerk"), "路坏", CaseFilter(), now=house.now, after=after, size=3
        )
        seen += [hit.line.id for hit in page.hits]
        after = page.next
        if not after:
            break
    assert seen == [f"B{number}" for number in reversed(range(7))]
