"""Lists of units, of posts with people, and a working calendar: from file to undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from minqing.households.public import (
    AssignCaseload,
    HouseholdHead,
    Presence,
    RegisterHousehold,
)
from minqing.imports import engine
from minqing.imports.public import (
    BeginImport,
    Kind,
    MapColumns,
    Mapped,
    UndoBatch,
    bring_file,
    find_batch,
    find_moved_deadlines,
    list_calendar_changes,
    list_results,
    preview_file,
)
from minqing.imports.terms import Field
from minqing.imports.tests.house import BANNER, BY, NOW, TOWN, build_banner, work, write_book
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_snapshot, get_state, submit
from minqing.org.models import Post, Unit
from minqing.org.public import Directory, GrantPermission

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.both_databases,
]
ADMIN = Actor(
    scope="account:9",
    person="admin",
    post="admin",
    unit=BANNER,
    units=(BANNER,),
    roles=("administrator",),
    permissions=frozenset({"UNIT_ADMIN", "POST_ADMIN", "CALENDAR_LOAD"}),
)
UNITS = ("单位代码", "单位名称", "上级单位", "类型")
POSTS = ("岗位编号", "单位", "岗位名称", "岗位类别", "人员编号", "姓名", "任职起日", "任职止日")
DAYS = ("日期", "安排", "节日")


@pytest.fixture(autouse=True)
def _house() -> None:
    engine.forget()
    build_banner()


def bring(kind: Kind, headings: Sequence[str], *rows: Sequence[object], by: Actor = ADMIN) -> str:
    """Upload a list, take the columns as they are guessed, let the dry run end."""
    batch = new_id()
    data = write_book([headings, *rows])
    refusal = bring_file(
        by, data, "名册.xlsx", batch=batch, kind=kind, unit=BANNER, command=new_id(), now=NOW
    )
    assert refusal is None, refusal
    shown = preview_file(see(batch))
    wish = MapColumns(
        id=new_id(),
        batch=batch,
        columns=tuple(Mapped(c.number, Field(c.field)) for c in shown.columns if c.field),
        source="旗委组织部",
        sheet=shown.sheet,
        heading=shown.heading,
    )
    answer = submit([wish], by=by, now=NOW)[0]
    assert answer.ok, answer.refusal
    work()
    return batch


def see(batch: str):  # type: ignore[no-untyped-def]
    view = find_batch(ADMIN, batch)
    assert view is not None
    return view


def carry_out(batch: str) -> str:
    assert submit([BeginImport(id=new_id(), batch=batch)], by=ADMIN, now=NOW)[0].ok
    work()
    return batch


def undo(batch: str) -> None:
    assert submit([UndoBatch(id=new_id(), batch=batch, reason="传错了")], by=ADMIN, now=NOW)[0].ok
    work()


def codes(batch: str) -> list[tuple[str, str]]:
    """Return the cell and the code of each refused row."""
    return [(row.place, row.refusal.code) for row in list_results(see(batch), "refused")]


# ---------------------------------------------------------------- units
def test_units_come_in_from_above_to_below_and_go_back_again() -> None:
    batch = bring(
        Kind.UNITS, UNITS,
        ("150627-D1", "水利局", "", "部门"),
        ("150627-D1-1", "水利站", "水利局", "其他单位"),
    )  # fmt: skip
    assert see(batch).state.counts.accepted == 2
    assert not Unit.objects.filter(code="150627-D1").exists()
    carry_out(batch)
    assert Unit.objects.get(code="150627-D1-1").parent == "150627-D1"
    undo(batch)
    assert see(batch).state.counts.accepted == 2
    assert get_snapshot(Directory).unit("150627-D1").closed


def test_unit_with_something_in_it_stays() -> None:
    batch = carry_out(bring(Kind.UNITS, UNITS, ("150627-D1", "水利局", "", "部门")))
    post = ("", "水利局", "经办人", "部门经办人", "", "", "", "")
    carry_out(bring(Kind.POSTS, POSTS, post))
    undo(batch)
    assert (see(batch).state.counts.accepted, see(batch).state.counts.kept) == (0, 1)
    assert not get_snapshot(Directory).unit("150627-D1").closed


def test_faulty_rows_of_a_list_of_units_are_told_by_cell() -> None:
    batch = bring(
        Kind.UNITS, UNITS,
        ("150627-D1", "水利局", "没有的局", "部门"),
        ("150627-D2", "林业局", "", "科"),
        ("150627-D3", "交通局", "", "部门"),
        ("150627-D3", "交通运输局", "", "部门"),
        (TOWN, "札萨克镇", "", "镇"),
        ("区划 1", "别的局", "", "部门"),
    )  # fmt: skip
    assert codes(batch) == [
        ("台账!C2", "import-parent-below"),
        ("台账!D3", "import-word-unknown"),
        ("台账!A5", "import-row-twice"),
        ("台账!A6", "unit-exists"),
        ("台账!A7", "org-code-wrong"),
    ]


def test_unknown_word_is_answered_with_the_words_a_person_writes() -> None:
    batch = bring(Kind.UNITS, UNITS, ("150627-D2", "林业局", "", "科"))
    refusal = list_results(see(batch), "refused")[0].refusal
    known = str(refusal.params["known"])
    assert "部门" in known
    assert "department" not in known, "codes are taken, but nobody is told to write them"


# ---------------------------------------------------------------- posts
CADRE = ("", TOWN, "分办员2", "苏木镇（街道）经办员", "", "王甲", "2026-03-01", "2027-03-01")


def test_posts_come_in_with_their_people_and_go_back_again() -> None:
    batch = bring(Kind.POSTS, POSTS, CADRE, ("", TOWN, "督查", "督查员", "", "", "", ""))
    assert see(batch).state.counts.accepted == 2
    carry_out(batch)
    post = Post.objects.get(title="分办员2")
    directory = get_snapshot(Directory)
    assert directory.person_name(post.person) == "王甲"
    assert (post.role, post.since, post.until) == (
        "township_clerk", date(2026, 3, 1), date(2027, 3, 1),
    )  # fmt: skip
    assert Post.objects.get(title="督查").person == ""
    undo(batch)
    assert see(batch).state.counts.accepted == 2
    assert Post.objects.get(title="分办员2").abolished
    assert get_state(f"person:{post.person}").left == date(2026, 3, 1)


def test_rows_of_an_undone_list_may_come_in_again() -> None:
    undo(carry_out(bring(Kind.POSTS, POSTS, CADRE)))
    again = carry_out(bring(Kind.POSTS, POSTS, CADRE))
    assert see(again).state.counts.accepted == 1
    assert Post.objects.filter(title="分办员2", abolished=False).count() == 1


def test_second_import_sets_nothing_up_twice_and_tells_a_changed_row() -> None:
    numbered = ("G1", TOWN, "分办员2", "苏木镇（街道）经办员", "7", "王甲", "2026-03-01", "")
    carry_out(bring(Kind.POSTS, POSTS, CADRE, numbered))
    counts = see(bring(Kind.POSTS, POSTS, CADRE, numbered)).state.counts
    assert (counts.accepted, counts.already) == (0, 2)
    changed = bring(Kind.POSTS, POSTS, (*numbered[:5], "李乙", *numbered[6:]))
    assert codes(changed) == [("台账!2", "import-post-otherwise")]


def test_one_person_of_two_rows_is_registered_once() -> None:
    first = ("", TOWN, "分办员2", "苏木镇（街道）经办员", "7", "王甲", "2026-03-01", "")
    second = ("", TOWN, "镇领导", "苏木镇（街道）领导", "7", "王甲", "2026-03-01", "")
    asking = ("", BANNER, "回访", "回访员", "7", "王甲", "2026-03-01", "")
    batch = bring(Kind.POSTS, POSTS, first, second, asking)
    assert codes(batch) == [("台账!D4", "post-incompatible")]
    carry_out(batch)
    people = set(Post.objects.filter(title__in=("分办员2", "镇领导")).values_list("person"))
    assert len(people) == 1


def test_post_that_somebody_touched_stays() -> None:
    batch = carry_out(bring(Kind.POSTS, POSTS, CADRE))
    post = Post.objects.get(title="分办员2").id
    grant = GrantPermission(
        id=new_id(), post=post, permission="CASE_CALLBACK", until=date(2026, 6, 1), reason="代班"
    )
    clash = submit([grant], by=ADMIN, now=NOW)[0]
    assert clash.refusal is not None and clash.refusal.code == "grant-mixes"
    fits = GrantPermission(
        id=new_id(), post=post, permission="CASE_SUPERVISE", until=date(2026, 6, 1), reason="代班"
    )
    assert submit([fits], by=ADMIN, now=NOW)[0].ok
    undo(batch)
    assert see(batch).state.counts.kept == 1


def test_faulty_rows_of_a_list_of_posts_are_told_by_cell() -> None:
    batch = bring(
        Kind.POSTS, POSTS,
        ("", "没有的镇", "分办员", "苏木镇（街道）经办员", "", "", "", ""),
        ("", TOWN, "分办员", "镇长", "", "", "", ""),
        ("", TOWN, "分办员", "苏木镇（街道）经办员", "", "王甲", "三月", ""),
        ("", TOWN, "分办员", "苏木镇（街道）经办员", "", "王甲", "", ""),
        ("", TOWN, "", "苏木镇（街道）经办员", "", "", "", ""),
        ("", TOWN, "分办员", "苏木镇（街道）经办员", "8", "", "2026-03-01", ""),
        ("", TOWN, "分办员", "苏木镇（街道）经办员", "", "王甲", "2026-03-01", "2026-02-01"),
    )  # fmt: skip
    assert codes(batch) == [
        ("台账!B2", "import-place-unknown"),
        ("台账!D3", "import-word-unknown"),
        ("台账!G4", "import-time-unreadable"),
        ("台账!G5", "import-dwelling-field-missing"),
        ("台账!C6", "import-dwelling-field-missing"),
        ("台账!F7", "post-set-up-name-missing"),
        ("台账!H8", "post-period-wrong"),
    ]


# ---------------------------------------------------------------- calendar
NOTICE = (
    *((f"2027-10-{day:02}", "放假", "国庆节") for day in range(1, 8)),
    *((f"2027-02-{day:02}", "放假", "春节") for day in range(5, 12)),
    ("2027-10-09", "上班", ""),
)
"""Only the days that are kept otherwise than their weekday; 9 October 2027 is a Saturday."""


def test_calendar_of_a_notice_is_filled_up_and_shown_before_it_is_loaded() -> None:
    batch = bring(Kind.CALENDAR, DAYS, *NOTICE)
    assert see(batch).state.counts.accepted == len(NOTICE)
    changed = {one.day: one.now for one in list_calendar_changes(see(batch))}
    assert changed[date(2027, 10, 9)] == "workday"
    assert find_moved_deadlines(ADMIN, see(batch)).count == 0  # no case lives then
    carry_out(batch)
    calendar = get_snapshot(WorkCalendar)
    assert [calendar.is_workday(date(2027, 10, day)) for day in (7, 8, 9, 10)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not calendar.is_provisional(date(2027, 10, 9))
    undo(batch)
    assert see(batch).state.counts.accepted == len(NOTICE)
    assert get_snapshot(WorkCalendar).is_provisional(date(2027, 10, 9))


def test_calendar_that_was_taken_back_may_be_loaded_again() -> None:
    undo(carry_out(bring(Kind.CALENDAR, DAYS, *NOTICE)))
    again = carry_out(bring(Kind.CALENDAR, DAYS, *NOTICE))
    assert see(again).state.counts.accepted == len(NOTICE)
    assert not get_snapshot(WorkCalendar).is_provisional(date(2027, 10, 9))


def test_calendar_stays_when_another_was_loaded_since() -> None:
    batch = carry_out(bring(Kind.CALENDAR, DAYS, *NOTICE))
    carry_out(bring(Kind.CALENDAR, DAYS, *NOTICE[:-1]))
    undo(batch)
    assert see(batch).state.counts.kept == len(NOTICE)
    assert not get_snapshot(WorkCalendar).is_workday(date(2027, 10, 9))


def test_one_wrong_day_loads_nothing_and_every_row_says_why() -> None:
    wrong = (("2027-10-08", "也许", ""), NOTICE[0])
    batch = bring(Kind.CALENDAR, DAYS, *NOTICE, *wrong)
    assert see(batch).state.counts.accepted == 0
    found = dict(codes(batch))
    last = len(NOTICE) + 1
    assert found[f"台账!B{last + 1}"] == "import-word-unknown"
    assert found[f"台账!A{last + 2}"] == "import-day-twice"
    assert found["台账!2"] == "import-whole-refused"
    assert list_calendar_changes(see(batch)) == []


def test_implausible_year_is_refused_row_by_row() -> None:
    batch = bring(Kind.CALENDAR, DAYS, ("2027-10-01", "放假", "国庆节"))
    assert [code for _, code in codes(batch)] == ["calendar-year-implausible"]


# ---------------------------------------------------------------- rights
@pytest.mark.parametrize("kind", [Kind.UNITS, Kind.POSTS, Kind.CALENDAR, Kind.CASES])
def test_who_may_not_enter_it_by_hand_may_not_bring_it_in(kind: Kind) -> None:
    able = {"CASE_IMPORT"} if kind is not Kind.CASES else {"POST_ADMIN", "UNIT_ADMIN"}
    by = Actor(
        scope="account:2", post="x", unit=BANNER, units=(BANNER,), permissions=frozenset(able)
    )
    refusal = bring_file(
        by, write_book([DAYS]), "甲.xlsx", batch=new_id(), kind=kind, unit=BANNER,
        command=new_id(), now=NOW,
    )  # fmt: skip
    assert refusal is not None and refusal.code == "import-right-missing"


def test_batch_of_a_list_is_not_seen_without_its_right() -> None:
    batch = bring(Kind.POSTS, POSTS, CADRE)
    clerk = Actor(
        scope="account:2", unit=BANNER, units=(BANNER,), permissions=frozenset({"CASE_IMPORT"})
    )
    assert find_batch(clerk, batch) is None
    begin = submit([BeginImport(id=new_id(), batch=batch)], by=clerk, now=NOW)[0]
    assert begin.refusal is not None and begin.refusal.code == "import-right-missing"


def test_post_that_holds_households_stays() -> None:
    batch = carry_out(bring(Kind.POSTS, POSTS, CADRE))
    post = Post.objects.get(title="分办员2").id
    village = next(code for code in get_snapshot(Directory).children(TOWN))
    household = "H1"
    head = Personal(HouseholdHead("甲", ""), f"household:{household}")
    commands = (
        RegisterHousehold(
            id=new_id(), household=household, unit=village, presence=Presence.RESIDENT, head=head
        ),
        AssignCaseload(id=new_id(), post=post, households=(household,)),
    )
    for answer in submit(commands, by=BY, now=NOW):
        assert answer.ok, answer.refusal
    undo(batch)
    assert see(batch).state.counts.kept == 1
