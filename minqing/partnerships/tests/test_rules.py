"""Rules of projects: tables of refusals, stages in order, random histories. No database."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.kernel.money import Money
from minqing.org.public import Directory
from minqing.org.tests.builders import DAY, NOW, SYSTEM, TOWN, VILLAGE, new_command, small_banner
from minqing.partnerships import rules
from minqing.partnerships.commands import (
    BeginProject,
    CancelProject,
    FinishProject,
    FoundProject,
    RegisterProject,
)
from minqing.partnerships.terms import Stage

DIRECTORY = small_banner().directory()
ELSEWHERE = "150627103201"
CLERK = Actor(scope="account:1", units=(VILLAGE,), permissions=SYSTEM.permissions)


class Book:
    """States of projects, written by the rules only, beside two matters."""

    def __init__(self) -> None:
        near = SimpleNamespace(place=VILLAGE, holder_unit=VILLAGE, sealed=False)
        far = SimpleNamespace(place=ELSEWHERE, holder_unit=ELSEWHERE, sealed=False)
        sealed = SimpleNamespace(place=VILLAGE, holder_unit=VILLAGE, sealed=True)
        self.states: dict[str, Any] = {
            "case:near": near, "case:far": far, "case:sealed": sealed,
            "case:next": near,
        }  # fmt: skip

    def code(self, command: Any, by: Actor = CLERK) -> str:
        frame = Frame(now=NOW, by=by, snapshots={Directory: DIRECTORY})
        streams = rules.needs(command)
        seen = {stream: self.states.get(stream) for stream in streams}
        decided = rules.decide(command, seen, frame)
        if isinstance(decided, Refusal):
            return decided.code
        for item in decided:
            assert item.stream in streams
            self.states[item.stream] = rules.evolve(self.states.get(item.stream), item.event)
        return ""

    @property
    def project(self) -> Any:
        return self.states["project:P1"]


@pytest.fixture
def book() -> Book:
    return Book()


def register(**changed: Any) -> RegisterProject:
    fields = {
        "project": "P1",
        "name": "三社机井更新",
        "place": VILLAGE,
        "unit": TOWN,
        "year": 2026,
        "money": Money.of("12.5", "万元"),
        "cases": ("near",),
    }
    return new_command(RegisterProject, **{**fields, **changed})


def make(kind: type, /, **fields: Any) -> Any:
    return new_command(kind, project="P1", **fields)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"money": None, "cases": ()}, ""),
        ({"project": "P/1"}, "project-id-wrong"),
        ({"name": "井"}, "project-name-wrong"),
        ({"name": "井" * 61}, "project-name-wrong"),
        ({"place": "nowhere"}, "project-unit-unknown"),
        ({"unit": "nowhere"}, "project-unit-unknown"),
        ({"place": TOWN}, "project-out-of-reach"),
        ({"year": 226}, "project-year-wrong"),
        ({"money": Money.of(-1)}, "project-money-wrong"),
        ({"cases": ("nothing",)}, "project-cases-wrong"),
        ({"cases": ("far",)}, "project-cases-wrong"),
        ({"cases": ("sealed",)}, "project-cases-wrong"),
        ({"cases": tuple(map(str, range(201)))}, "project-cases-wrong"),
    ],
)
def test_registration_is_refused_with_its_reason(
    book: Book, changed: dict[str, Any], code: str
) -> None:
    assert book.code(register(**changed)) == code


def test_project_goes_through_its_stages_in_order(book: Book) -> None:
    begin, finish = make(BeginProject, on=DAY), make(FinishProject, on=DAY, money=Money.of(9))
    assert book.code(begin) == "project-unknown"
    book.code(register())
    assert book.code(register()) == "project-exists"
    assert book.code(finish) == "project-stage-wrong"
    assert book.code(make(BeginProject, on=DAY + timedelta(days=1))) == "project-day-wrong"
    assert book.code(make(BeginProject, on=DAY - timedelta(days=1))) == "project-day-wrong"
    assert book.code(begin, Actor(scope="a", units=(ELSEWHERE,))) == "project-out-of-reach"
    assert book.code(begin) == ""
    assert book.code(make(FinishProject, on=DAY, money=Money.of(-9))) == "project-money-wrong"
    assert book.code(finish) == ""
    assert (book.project.stage, book.project.spent) == (Stage.FINISHED, Money.of(9))
    assert book.code(make(CancelProject, reason="不办了")) == "project-stage-wrong"


def test_finished_project_cost_what_was_planned_unless_said(book: Book) -> None:
    book.code(register())
    book.code(make(BeginProject, on=DAY))
    book.code(make(FinishProject, on=DAY))
    assert book.project.spent == Money.of("12.5", "万元")


def test_matters_are_added_once(book: Book) -> None:
    book.code(register())
    assert book.code(make(FoundProject, cases=("near",))) == "project-cases-same"
    assert book.code(make(FoundProject, cases=("far",))) == "project-cases-wrong"
    assert book.code(make(FoundProject, cases=("near", "next", "next"))) == ""
    assert book.project.cases == ("near", "next")


def test_cancelled_project_says_why(book: Book) -> None:
    book.code(register())
    assert book.code(make(CancelProject, reason=" ")) == "project-reason-missing"
    assert book.code(make(CancelProject, reason="并入通村路计划")) == ""
    assert (book.project.stage, book.project.reason) == (Stage.CANCELLED, "并入通村路计划")


ACTS = st.sampled_from(
    [
        register(),
        make(FoundProject, cases=("next",)),
        make(BeginProject, on=DAY),
        make(FinishProject, on=DAY),
        make(CancelProject, reason="不办了"),
    ]
)


@given(st.lists(ACTS, max_size=10))
def test_ended_project_never_changes_again(acts: list[Any]) -> None:
    book, ended = Book(), None
    for act in acts:
        book.code(act)
        state = book.states.get("project:P1")
        if ended is not None:
            assert state == ended
        elif state is not None and state.stage in (Stage.FINISHED, Stage.CANCELLED):
            ended = state
