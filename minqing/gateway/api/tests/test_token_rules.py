"""What a token may be given, and who takes it back: no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minqing.cases.tests.builders import OTHER_VILLAGE, TOWN, UNITS, VILLAGE
from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.org.public import Directory
from minqing.tokens import rules
from minqing.tokens.commands import IssueToken, RevokeToken
from minqing.tokens.state import TokenState
from minqing.tokens.terms import BY_POST, HANDED_IN, NEVER_GIVEN, ActsAs

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DIRECTORY = Directory(UNITS)
CADRE = Actor(
    scope="account:1",
    person="p1",
    post="cadre",
    unit=VILLAGE,
    units=(VILLAGE,),
    permissions=frozenset({"CASE_RECEIVE", "CASE_VIEW", "CASE_UNMASK"}),
)
ADMIN = replace(
    CADRE, scope="account:2", person="p2", post="admin", unit=TOWN, units=(TOWN,),
    permissions=frozenset({"ACCOUNT_ADMIN", "UNIT_ADMIN"}),
)  # fmt: skip


def wish(**more: Any) -> IssueToken:
    given = {
        "id": "c1",
        "token": "T1",
        "name": "热线",
        "scopes": ("CASE_VIEW",),
        "until": TODAY + timedelta(days=30),
        "digest": "0" * 64,
        **more,
    }
    return IssueToken(**given)


def decide(command: Any, by: Actor = CADRE, state: TokenState | None = None) -> Any:
    frame = Frame(now=NOW, by=by, snapshots={Directory: DIRECTORY})
    return rules.decide(command, {f"token:{command.token}": state}, frame)


def issue(by: Actor = CADRE, **more: Any) -> TokenState:
    (decided,) = decide(wish(**more), by)
    return rules.evolve(None, decided.event)


@pytest.mark.parametrize(
    ("more", "by", "code"),
    [
        ({}, replace(CADRE, scope="token:T0"), "token-by-token"),
        ({}, replace(CADRE, scope="system:worker"), "token-by-token"),
        ({}, replace(CADRE, post=""), "token-without-post"),
        ({"token": "a/b"}, CADRE, "token-id-wrong"),
        ({"name": " "}, CADRE, "token-name-wrong"),
        ({"name": "长" * 41}, CADRE, "token-name-wrong"),
        ({"scopes": ()}, CADRE, "token-scope-missing"),
        ({"scopes": ("CASE_TRIAGE",)}, CADRE, "token-scope-not-own"),
        ({"scopes": ("CASE_UNMASK",)}, CADRE, "token-scope-not-own"),
        ({"scopes": ("CASE_VIEW",)}, ADMIN, "token-scope-not-own"),
        ({"units": (OTHER_VILLAGE,)}, CADRE, "token-unit-not-own"),
        ({"units": ("nowhere",)}, CADRE, "token-unit-not-own"),
        ({"units": (VILLAGE,) * 51}, CADRE, "token-units-many"),
        ({"until": TODAY}, CADRE, "token-until-wrong"),
        ({"until": TODAY + timedelta(days=367)}, CADRE, "token-until-wrong"),
        ({"digest": "secret"}, CADRE, "token-digest-wrong"),
        ({"acts_as": ActsAs.SYSTEM}, CADRE, "token-system-not-allowed"),
        ({"acts_as": ActsAs.SYSTEM, "scopes": ("CASE_VIEW",)}, ADMIN, "token-scope-not-own"),
    ],
)
def test_token_beyond_its_issuer_is_refused(more, by, code) -> None:
    refused = decide(wish(**more), by)
    assert isinstance(refused, Refusal) and refused.code == code
    assert str(refused).startswith("不能")


@given(
    own=st.sets(st.sampled_from(["CASE_VIEW", "CASE_RECEIVE", "CASE_UNMASK", "UNIT_ADMIN"])),
    asked=st.sets(
        st.sampled_from(["CASE_VIEW", "CASE_RECEIVE", "CASE_UNMASK", "UNIT_ADMIN", BY_POST]),
        min_size=1,
    ),
    acts_as=st.sampled_from(ActsAs),
    is_admin=st.booleans(),
)
def test_no_token_holds_more_than_its_issuer_may_give(own, asked, acts_as, is_admin) -> None:
    held = frozenset(own | ({"ACCOUNT_ADMIN"} if is_admin else set()))
    decided = decide(wish(scopes=tuple(asked), acts_as=acts_as), replace(CADRE, permissions=held))
    if isinstance(decided, Refusal):
        return
    scopes = set(decided[0].event.scopes)
    assert not scopes & NEVER_GIVEN
    assert scopes <= held | {BY_POST} | (HANDED_IN if acts_as is ActsAs.SYSTEM else frozenset())


def test_administrator_gives_a_program_the_handing_in_of_matters() -> None:
    state = issue(ADMIN, acts_as=ActsAs.SYSTEM, scopes=("CASE_RECEIVE",), units=(VILLAGE,))
    assert (state.acts_as, state.scopes, state.units) == (
        ActsAs.SYSTEM, ("CASE_RECEIVE",), (VILLAGE,),
    )  # fmt: skip


def test_same_token_is_not_issued_twice() -> None:
    assert decide(wish(), CADRE, issue()).code == "token-exists"


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (CADRE, ""),
        (ADMIN, ""),
        (replace(CADRE, person="p9"), "token-not-yours"),
        (replace(ADMIN, person="p9", units=(OTHER_VILLAGE,)), "token-not-yours"),
        (replace(CADRE, scope="token:T1"), "token-by-token"),
    ],
)
def test_token_is_revoked_by_its_owner_or_an_administrator_above(by, code) -> None:
    decided = decide(RevokeToken(id="c2", token="T1"), by, issue())
    assert (decided.code if isinstance(decided, Refusal) else "") == code


def test_unknown_and_ended_tokens_are_told_apart() -> None:
    revoking = RevokeToken(id="c2", token="T1")
    assert decide(revoking).code == "token-unknown"
    state = issue()
    ended = rules.evolve(state, decide(revoking, CADRE, state)[0].event)
    assert ended.revoked_at == NOW
    assert decide(revoking, CADRE, ended).code == "token-revoked-already"
