"""Promises on the public board: structured fields at once, words once confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from minqing.cases.public import find_told_places
from minqing.kernel.messages import Personal
from minqing.log.public import get_snapshot, get_state
from minqing.meetings.commitments.board import _key_of
from minqing.meetings.commitments.commands import (
    MakeComment,
    MoveDate,
    PublishComment,
    ReplyToComment,
    WithholdCommitment,
)
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.public import (
    BoardWanted,
    Line,
    PublicCommitment,
    find_board_commitment,
    list_board_commitments,
    list_of_cases,
)
from minqing.meetings.commitments.redaction import propose
from minqing.meetings.commitments.rules import CommitmentDraft, evolve, make
from minqing.meetings.commitments.streams import COLUMNS, commitment_row
from minqing.meetings.commitments.tests.builders import FRIDAY, MONDAY
from minqing.meetings.commitments.tests.scene import (
    BANNER,
    BY,
    at,
    clear,
    do,
    make_village,
    promise,
    resident,
    viewer,
)
from minqing.org.tests.builders import new_command
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
LATER = FRIDAY + timedelta(days=14)
START, AFTER = at(MONDAY), at(FRIDAY + timedelta(days=1))


@pytest.fixture
def village() -> str:
    village = make_village(1)
    promise(village)
    return village


class _Snapshots(dict):  # type: ignore[type-arg]
    """Snapshots by type, as the log hands them to a row."""

    def __missing__(self, kind: type) -> object:
        return get_snapshot(kind)


def board(now: datetime = START, **wanted: str) -> tuple[PublicCommitment, ...]:
    return list_board_commitments([BANNER], BoardWanted(**wanted), now=now).lines


def test_fields_are_public_at_once_and_words_when_confirmed(village: str) -> None:
    (one,) = board()
    assert (one.line, one.first_due, one.measure) == (Line.RUNNING, FRIDAY, "")
    clear("P1", "换三社机井水泵")
    assert board()[0].measure == "换三社机井水泵"


def test_line_is_overdue_on_the_day_after_by_itself(village: str) -> None:
    assert board(at(FRIDAY, hour=23))[0].line is Line.RUNNING
    assert board(at(FRIDAY + timedelta(days=1), hour=0))[0].line is Line.OVERDUE
    assert len(board(AFTER, line="overdue")) == 1 and board(AFTER, line="running") == ()


def test_first_date_stays_beside_the_new_one_and_its_reason(village: str) -> None:
    reason = Personal("厂家缺货", "commitment:P1")
    assert do(new_command(MoveDate, commitment="P1", due=LATER, reason=reason)) == ""
    (one,) = board()
    assert (one.line, one.first_due, one.due) == (Line.RESCHEDULED, FRIDAY, LATER)
    assert one.dates[1].reason == "" and one.dates[1].is_waiting
    clear("P1", "厂家缺货", "reason-1")
    assert board()[0].dates[1].reason == "厂家缺货"


def test_withheld_line_says_so_and_nothing_else(village: str) -> None:
    clear("P1", "换三社机井水泵")
    hide = new_command(WithholdCommitment, commitment="P1", legal_class="third-party")
    assert do(hide, by=viewer(BANNER, "banner_leader", post="P-chief")) == ""
    (one,) = board()
    assert "第十五条" in one.withheld_zh
    assert (one.measure, one.unit_name, one.place_name, one.due) == ("", "", "", None)
    assert board(place=village) == () and board(unit=village) == ()


def test_promises_of_a_case_are_told_as_the_board_tells_them(village: str) -> None:
    clear("P1", "换三社机井水泵")
    Commitment.objects.filter(id="P1").update(subject="case:C1", category="water")
    told = list_of_cases([BANNER], ["C1", "C2"], now=START)
    assert told == {"C1": list(board())}
    assert village not in str(told) and list_of_cases([], ["C1"], now=START) == {}
    Commitment.objects.filter(id="P1").update(withheld=True)
    assert list_of_cases([BANNER], ["C1"], now=START) == {}


def test_other_banners_are_not_on_it(village: str) -> None:
    assert list_board_commitments([], BoardWanted(), now=at(MONDAY)).lines == ()
    assert find_board_commitment([], "P1", now=at(MONDAY)) is None


def test_pages_follow_each_other_without_a_gap(village: str) -> None:
    for number in range(2, 6):
        promise(village, f"P{number}")
    seen, after = [], ""
    while True:
        page = list_board_commitments([BANNER], BoardWanted(), now=at(MONDAY), after=after, size=2)
        seen += [one.id for one in page.lines]
        after = page.next
        if not after:
            break
    assert sorted(seen) == ["P1", "P2", "P3", "P4", "P5"]


def list_pages(now: datetime, **wanted: bool) -> list[str]:
    seen, after = [], ""
    while True:
        page = list_board_commitments(
            [BANNER], BoardWanted(), now=now, after=after, size=2, **wanted
        )
        seen += [one.id for one in page.lines]
        after = page.next
        if not after:
            return seen


def test_overdue_ones_stand_first_however_old_on_every_page(village: str) -> None:
    for number in range(2, 8):
        promise(village, f"P{number}")
    rows = Commitment.objects
    for number, days in ((1, 3), (2, 40), (3, 9)):
        made = START - timedelta(days=400 + number)
        rows.filter(id=f"P{number}").update(made_at=made, due=FRIDAY - timedelta(days=days))
    now = at(FRIDAY)
    assert list_pages(now) == ["P2", "P3", "P1", "P7", "P6", "P5", "P4"]
    assert list_pages(now, newest=True)[-3:] == ["P1", "P2", "P3"]
    rows.filter(id="P2").update(living=False)
    assert list_pages(now)[:2] == ["P3", "P1"] and list_pages(now)[-1] == "P2"


def test_comment_is_public_after_moderation_and_its_raw_words_are_gone(village: str) -> None:
    comment = MakeComment(
        id="C-one", commitment="P1", words=Personal("王小明家没水", "comment:C-one")
    )
    assert do(comment, by=resident()) == ""
    found = find_board_commitment([BANNER], "P1", now=at(MONDAY))
    assert found is not None and found.comments == () and found.takes_comments
    raw = get_state("commitment:P1").comments[0].words
    assert open_value(raw) == "王小明家没水"
    words = Personal("有一户没水", "comment:C-one")
    assert do(new_command(PublishComment, commitment="P1", comment="C-one", words=words)) == ""
    reply = Personal("已派人去看", "commitment:P1")
    assert do(new_command(ReplyToComment, commitment="P1", comment="C-one", words=reply)) == ""
    found = find_board_commitment([BANNER], "P1", now=at(MONDAY))
    assert found is not None
    assert [(one.text, one.reply) for one in found.comments] == [("有一户没水", "已派人去看")]
    assert open_value(raw) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("给王小明修井", "给王某某修井"),
        ("恢复供水，联系13800138000。", "恢复供水，联系138******00。"),
        ("联系１３８００１３８０００", "联系138******00"),
        ("修3号楼2单元501室的暖气", "修×号楼×单元×室的暖气"),
        ("3月20日前换水泵2台", "3月20日前换水泵2台"),
    ],
)
def test_proposal_covers_what_points_at_a_person(text: str, expected: str) -> None:
    assert propose(text, ("王小明",)).text == expected


def test_village_of_a_lone_matter_is_not_told() -> None:
    village = make_village(1)
    for key, subject, category in (("P1", "case:K1", ""), ("P2", "case:K2", "water")):
        draft = CommitmentDraft(f"C-{key}.measure", FRIDAY, village, "P-cadre")
        event = make(
            draft, id=key, meeting="", item="", subject=subject, now=START, by=BY,
            place=village, category=category, home=BANNER,
        )  # fmt: skip
        state = evolve(None, event)
        row = dict(zip(COLUMNS, commitment_row(key, state, _Snapshots()), strict=True))
        Commitment.objects.create(**row)
        told = find_told_places([BANNER], [_key_of(Commitment.objects.get(id=key))], now=START)
        assert set(told.values()) == {BANNER}
