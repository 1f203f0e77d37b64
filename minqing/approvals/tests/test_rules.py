"""The approval act alone, with a demonstration kind whose subject is a number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.approvals import commands as c
from minqing.approvals import events as e
from minqing.approvals import kinds, rules
from minqing.approvals.kinds import ApprovalKind, Moved, register_approval_kind
from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import ApprovalStatus, Step
from minqing.kernel.messages import Actor, Event, Frame, Personal, Refusal, RefusalKind, VaultRef

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
GONE = RefusalKind("demo-gone", "不能核准：已经结束。请核对。")
BARRED = RefusalKind("demo-barred", "不能核准：您经办过。请由他人核准。")
SUBJECT = "demo:1"


class Spent(Event, frozen=True, kw_only=True):
    """The act of the demonstration kind."""

    TYPE = "demo.spent@1"
    amount: int


def _follow(subject: Any, state: ApprovalState, moved: Moved, frame: Frame) -> Any:
    if moved.step is not Step.GRANTED:
        return ()
    if state.terms["amount"] > 90:
        return GONE()
    return (Spent(amount=int(state.terms["amount"])),)


KIND = ApprovalKind(
    code="demo-spend",
    zh="支出",
    permission="CASE_APPROVE",
    sees=lambda subject, state, frame: frame.by.unit != "elsewhere",
    stands=lambda subject, state, frame: None if subject.open else GONE(),
    may_decide=lambda subject, state, frame: BARRED() if frame.by.post == "barred" else None,
    accepts=lambda subject, terms, frame: None if terms.get("amount", 0) else GONE(),
    follow=_follow,
)


@pytest.fixture(autouse=True, scope="module")
def demo_kind() -> Iterator[None]:
    register_approval_kind(KIND)
    yield
    kinds._kinds.pop(KIND.code)


def actor(name: str, **changes: Any) -> Actor:
    facts: dict[str, Any] = {
        "scope": f"account:{name}",
        "post": name,
        "person": f"person-{name}",
        "unit": "town",
        "roles": ("leader",),
        "permissions": frozenset({"CASE_APPROVE"}),
    }
    return Actor(**{**facts, **changes})


SYSTEM = Actor(scope="system:x", kind="system", permissions=frozenset({"CASE_APPROVE"}))


def said(text: str) -> Personal[str]:
    return Personal(text, "demo:1", VaultRef("ref"))


class Story:
    """A request that was asked for, and everything done with it."""

    def __init__(self, persons: int = 2, roles: tuple[str, ...] = (), amount: int = 5) -> None:
        self.subject = SimpleNamespace(open=True)
        self.acts: list[Event] = []
        self.now = NOW
        asked = rules.ask(
            KIND.code,
            approval="1",
            subject=SUBJECT,
            words=VaultRef("why"),
            persons=persons,
            roles=roles,
            frame=Frame(now=NOW, by=actor("asker")),
            terms={"amount": amount},
        )
        self.state: ApprovalState | None = rules.evolve(None, asked.event)

    def do(self, command: type[c.ApprovalCommand], by: Actor, **fields: Any) -> Refusal | None:
        self.now += timedelta(minutes=1)
        made = command(id="x", approval="1", subject=SUBJECT, **fields)
        states = {"approval:1": self.state, SUBJECT: self.subject}
        decided = rules.decide(made, states, Frame(now=self.now, by=by))
        if isinstance(decided, Refusal):
            assert "{" not in str(decided)
            return decided
        for item in decided:
            assert item.stream in rules.needs(made)
            if item.stream == SUBJECT:
                self.acts.append(item.event)
            else:
                self.state = rules.evolve(self.state, item.event)
        return None

    def code(self, command: type[c.ApprovalCommand], by: Actor, **fields: Any) -> str:
        refused = self.do(command, by, **fields)
        return "" if refused is None else refused.code


def test_act_happens_with_the_last_of_two_consents() -> None:
    story = Story()
    assert story.do(c.GiveConsent, actor("one")) is None
    assert story.acts == []
    assert story.do(c.GiveConsent, actor("two")) is None
    assert story.acts == [Spent(amount=5)]
    assert story.state.status is ApprovalStatus.GRANTED


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (actor("asker"), "approval-own-request"),
        (actor("other", person="person-asker"), "approval-own-request"),
        (actor("other", scope="account:asker"), "approval-own-request"),
        (actor("clerk", permissions=frozenset()), "approval-not-allowed"),
        (actor("one", kind="resident"), "approval-not-allowed"),
        (SYSTEM, "approval-not-allowed"),
        (actor("one", post=""), "approval-not-allowed"),
        (actor("barred"), "demo-barred"),
        (actor("one", unit="elsewhere"), "approval-unknown"),
    ],
)
def test_consent_is_refused_to_who_may_not_give_it(by: Actor, code: str) -> None:
    assert Story().code(c.GiveConsent, by) == code


def test_nobody_counts_twice_by_another_post_or_session() -> None:
    story = Story()
    story.do(c.GiveConsent, actor("one"))
    for again in (
        actor("one"),
        actor("second-post", person="person-one"),
        actor("x", scope="account:one"),
    ):
        assert story.code(c.GiveConsent, again) == "approval-already-agreed"


def test_program_that_acts_for_many_persons_is_not_taken_for_one() -> None:
    story = Story()
    for name in ("one", "two"):
        assert story.do(c.GiveConsent, actor(name, scope="system:demo")) is None
    assert len(story.acts) == 1


def test_roles_frozen_at_asking_narrow_who_may_decide() -> None:
    story = Story(persons=1, roles=("chief",))
    assert story.code(c.GiveConsent, actor("one")) == "approval-not-allowed"
    assert story.code(c.GiveConsent, actor("one", roles=("chief",))) == ""


def test_sending_back_voids_consents_and_needs_remarks() -> None:
    story = Story()
    story.do(c.GiveConsent, actor("one"))
    assert story.code(c.SendBackRequest, actor("two"), remarks=said(" ")) == (
        "approval-remarks-missing"
    )
    assert story.do(c.SendBackRequest, actor("two"), remarks=said("太多")) is None
    assert story.state.consents == ()
    assert story.code(c.GiveConsent, actor("three")) == "approval-status-forbids"
    assert story.do(c.AskAgain, actor("asker"), terms={"amount": 3}, words=said("少些")) is None
    assert (story.state.round, story.state.terms) == (2, {"amount": 3})
    story.do(c.GiveConsent, actor("one"))
    story.do(c.GiveConsent, actor("two"))
    assert story.acts == [Spent(amount=3)]


def test_asking_again_is_for_the_asker_with_terms_and_words() -> None:
    story = Story()
    story.do(c.SendBackRequest, actor("one"), remarks=said("太多"))
    fields = {"terms": {"amount": 3}, "words": said("少些")}
    assert story.code(c.AskAgain, actor("two"), **fields) == "approval-not-asker"
    assert story.code(c.AskAgain, actor("asker"), **{**fields, "words": said("")}) == (
        "approval-words-missing"
    )
    assert story.code(c.AskAgain, actor("asker"), **{**fields, "terms": {}}) == "demo-gone"
    story.subject.open = False
    assert story.code(c.AskAgain, actor("asker"), **fields) == "demo-gone"


def test_refused_effect_leaves_no_half_state() -> None:
    story = Story(persons=1, amount=95)
    before = story.state
    assert story.code(c.GiveConsent, actor("one")) == "demo-gone"
    assert story.state is before
    assert story.acts == []


def test_withdrawn_request_cannot_be_granted() -> None:
    story = Story()
    assert story.code(c.WithdrawRequest, actor("one")) == "approval-not-asker"
    assert story.do(c.WithdrawRequest, actor("asker")) is None
    assert story.code(c.GiveConsent, actor("one")) == "approval-status-forbids"


def test_request_lapses_by_the_system_when_its_matter_went_on() -> None:
    story = Story()
    assert story.code(c.LapseRequest, actor("one")) == "approval-system-only"
    assert story.code(c.LapseRequest, SYSTEM) == "approval-still-stands"
    story.subject.open = False
    assert story.code(c.GiveConsent, actor("one")) == "demo-gone"
    assert story.do(c.LapseRequest, SYSTEM) is None
    assert story.state.status is ApprovalStatus.LAPSED
    assert not story.state.is_open


def test_request_about_something_else_is_unknown() -> None:
    story = Story()
    made = c.GiveConsent(id="x", approval="1", subject="demo:2")
    states = {"approval:1": story.state, "demo:2": story.subject}
    answer = rules.decide(made, states, Frame(now=NOW, by=actor("one")))
    assert isinstance(answer, Refusal) and answer.code == "approval-unknown"
    states = {"approval:1": None, "demo:2": story.subject}
    answer = rules.decide(made, states, Frame(now=NOW, by=actor("one")))
    assert isinstance(answer, Refusal) and answer.code == "approval-unknown"


def test_offered_acts_are_those_that_are_accepted() -> None:
    story = Story()
    frame = Frame(now=NOW, by=actor("one"))
    offered = rules.available(story.state, story.subject, frame)
    assert offered == ("approval.give-consent", "approval.send-back")
    frame = Frame(now=NOW, by=actor("asker"))
    assert rules.available(story.state, story.subject, frame) == ("approval.withdraw",)
    assert not rules.can(c.GiveConsent, None, None, frame)


NAMES = ("asker", "one", "two", "three")
ACTS = (c.GiveConsent, c.SendBackRequest, c.AskAgain, c.WithdrawRequest)
MOVES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ACTS)), max_size=20)


@settings(max_examples=150, deadline=None)
@given(MOVES, st.integers(1, 3))
def test_no_act_is_ever_carried_out_by_fewer_persons_than_asked(moves, persons) -> None:
    story = Story(persons=persons)
    agreed: list[str] = []
    for name, act in moves:
        fields = {
            c.SendBackRequest: {"remarks": said("再议")},
            c.AskAgain: {"terms": {"amount": 5}, "words": said("再报")},
        }.get(act, {})
        if story.do(act, actor(name), **fields) is None:
            agreed = [*agreed, name] if act is c.GiveConsent else []
    if story.acts:
        assert len(story.acts) == 1
        assert len(set(agreed)) == persons
        assert "asker" not in agreed


@pytest.mark.parametrize("code", ["nodash", "Case-x", "demo-spend"])
def test_malformed_or_double_kind_fails_at_start(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        register_approval_kind(
            ApprovalKind(
                code=code,
                zh="x",
                permission="x",
                sees=KIND.sees,
                stands=KIND.stands,
                may_decide=KIND.may_decide,
                accepts=KIND.accepts,
                follow=KIND.follow,
            )
        )


def test_every_event_is_folded() -> None:
    assert set(rules._FOLDS) | {e.ApprovalAsked} == set(e.EVENTS)
