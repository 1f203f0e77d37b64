"""Acts of the desk against the commands and the table of verbs below."""

from __future__ import annotations

import pytest

from minqing.cases import public as c
from minqing.console.acts import ACTS, NEVER_MAIN, Act, Making
from minqing.console.forms import Options, Typed, show_field
from minqing.console.reading.onecase import CONFIRM
from minqing.org.public import ROLES

TYPES = {command.TYPE for command in c.COMMANDS}
NOT_ON_A_CASE_PAGE = {
    "case.receive",  # 登记事项
    "case.record-history",  # import
    "case.take-back-import",  # undoing an import
    "case.look-again",  # the sweep
    "case.link",  # by later contexts
    "case.note-emergency-shown",  # said with the receiving
    # pages of their own: 代办清单, 移到新版
    "case.take-more-papers",
    "case.list-needed-papers",
    "case.hand-in-papers",
    "case.move-to-version",
    # pages of their own (并案、拆分), and what the reaction sends
    "case.merge",
    "case.unmerge",
    "case.split",
    "case.answer-with-main",
    "case.look-with-main",
    "case.take-lead",
    # cards of their own on the page: 照片和材料, 群众的请求
    "case.attach-files",
    "case.answer-request",
}
TYPED = {
    "kind": "help", "ledger": "agent", "category": "water-well", "outcome": "solved",
    "reply": "已换泵。", "papers": "户口本\n\n收入证明", "tried": "看过现场，本村没有备用泵。",
    "reason": "x", "words": "原因", "post": "p1", "plan_unit": "u1", "plan_date": "2026-12-01",
    "plan_reason": "要资金", "legal_channel": "court", "rule": "办法第三条", "organ": "人社局",
    "remarks": "请写日期", "means": "phone", "proof": "1", "answered": "yes", "solved": "no",
    "rating": "satisfied", "until": "2026-12-01", "amount": "3", "raiser_told": "phone",
    "source": "hotline_12345", "number": "GD1", "due_at": "2026-12-01T18:00",
    "note": "还在等", "channels.review": "1", "facts": "又断了", "new_date": "2026-12-31", "unit": "",
    "request": "correct",
}  # fmt: skip


def make(act: Act, data: dict[str, str]) -> Making:
    return Making(command="C1", case="CASE", version=3, typed=Typed(data))


def test_every_command_on_a_case_is_offered_as_an_act() -> None:
    assert {act.verb for act in ACTS} == TYPES - NOT_ON_A_CASE_PAGE


def test_every_act_of_the_desk_is_open_to_some_post() -> None:
    held = {right for role in ROLES.values() if role.held_by_post for right in role.permissions}
    asked = {command.TYPE: command.PERMISSION for command in c.COMMANDS}
    assert [act.key for act in ACTS if asked[act.verb] and asked[act.verb] not in held] == []


def test_keys_of_acts_are_unlike() -> None:
    assert len({act.key for act in ACTS}) == len(ACTS)
    assert {act.key for act in ACTS} >= NEVER_MAIN


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.key)
def test_act_builds_its_command_with_id_and_version(act: Act) -> None:
    command = act.build(make(act, TYPED))
    assert command is not None
    assert (command.TYPE, command.id, command.expected_version) == (act.verb, "C1", 3)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.key)
def test_act_says_what_will_happen(act: Act) -> None:
    assert str(act.will).endswith("。")
    assert str(act.done).endswith("。")


@pytest.mark.parametrize("act", [one for one in ACTS if one.fields], ids=lambda act: act.key)
def test_empty_form_is_told_field_by_field(act: Act) -> None:
    needed = [f for f in act.fields if not f.optional and f.kind != "check"]
    typed = Typed({}, prefix=f"{act.key}-")
    typed.check(act.fields, Options())
    assert [fault.field for fault in typed.faults] == [f"{act.key}-{f.name}" for f in needed]


def test_call_never_claims_the_residents_screen() -> None:
    act = next(one for one in ACTS if one.verb == CONFIRM)
    command = act.build(make(act, TYPED))
    assert isinstance(command, c.RecordConfirmation)
    assert (command.given_on, command.in_resident_mode) == (c.GivenOn.CALL, False)
    assert (command.answered, command.solved) == (True, False)


def test_papers_are_one_a_line() -> None:
    act = next(one for one in ACTS if one.key == "errand")
    command = act.build(make(act, TYPED))
    assert isinstance(command, c.TakeOnErrand)
    assert command.papers == ("户口本", "收入证明")


@pytest.mark.parametrize(
    ("key", "name", "text"),
    [
        ("pause", "until", "明天"),
        ("plan", "plan_date", "2026-13-01"),
        ("ask-extension", "amount", "三"),
    ],
)
def test_what_cannot_be_read_is_told_and_builds_nothing(key: str, name: str, text: str) -> None:
    act = next(one for one in ACTS if one.key == key)
    making = make(act, TYPED | {name: text})
    assert act.build(making) is None
    assert [fault.field for fault in making.typed.faults] == [f"f-{name}"]


def test_shown_field_keeps_what_was_typed_and_its_fault() -> None:
    act = next(one for one in ACTS if one.key == "raise")
    typed = Typed({"tried": "  看过了 "}, prefix="raise-")
    typed.blame(act.fields[0], "“{label}”太短。")
    shown = show_field(act.fields[0], typed, Options(), "raise-")
    assert (shown.value, shown.error) == ("看过了", "“已做工作”太短。")


def test_choice_outside_the_list_is_told() -> None:
    act = next(one for one in ACTS if one.key == "tell")
    typed = Typed({"means": "smoke-signals"}, prefix="tell-")
    typed.check(act.fields, Options())
    assert [fault.field for fault in typed.faults] == ["tell-means"]
