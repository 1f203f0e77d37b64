"""Rules of signing in, without a database: whose act, which reason, what is left."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from minqing.kernel.messages import Actor, Frame, Personal, Refusal, VaultRef
from minqing.org.public import Directory
from minqing.signin import commands as c
from minqing.signin import events as e
from minqing.signin.rules import decide, evolve, needs
from minqing.signin.state import FactorPolicy, Links, SigninState
from minqing.signin.terms import MOST_FACTORS, FactorKind, FactorSecret

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
DIGEST = "a" * 64
OWN = Actor(scope="account:1", person="p", post="cadre", unit="village")
ADMIN = Actor(scope="account:2", person="a", post="admin", unit="banner")


class Places:
    """A directory with one person in one post, of a role; the administrator reaches `reached`."""

    def __init__(self, role: str = "village_cadre", reached: tuple[str, ...] = ("village",)):
        self.role, self.reached = role, reached

    def posts_of(self, person: str) -> tuple[str, ...]:
        return ("cadre",) if person == "p" else ()

    def post(self, post: str) -> Any:
        return SimpleNamespace(role=self.role)

    def has(self, unit: str) -> bool:
        return bool(unit)

    def reaches(self, by: Actor, unit: str) -> bool:
        return unit in self.reached


def frame(
    by: Actor = OWN,
    places: Places | None = None,
    roles: frozenset[str] = frozenset(),
    owners: dict[str, str] | None = None,
) -> Frame:
    views: dict[type, Any] = {
        Directory: places or Places(),
        FactorPolicy: FactorPolicy(roles),
        Links: Links(owners or {}),
    }
    return Frame(now=NOW, by=by, snapshots=views)


def states(state: SigninState | None = None, *, home: str = "village") -> dict[str, Any]:
    person = SimpleNamespace(home=home, login="cadre1")
    return {"signin:p": state, "person:p": person}


def add(factor: str = "f1", *, title: str = "办公手机", subject: str = "person:p") -> c.AddFactor:
    return c.AddFactor(
        id=f"c-{factor}",
        person="p",
        factor=factor,
        kind=FactorKind.CODE,
        title=title,
        secret=Personal(FactorSecret(secret="S"), subject, ref=VaultRef(f"ref-{factor}")),
    )


def having(*factors: str) -> SigninState:
    state = SigninState()
    for factor in factors:
        state = evolve(
            state,
            e.FactorAdded(
                at=NOW,
                factor=factor,
                kind=FactorKind.CODE,
                title=factor,
                secret=VaultRef(f"ref-{factor}"),
            ),
        )
    return state


def remove(factor: str = "f1") -> c.RemoveFactor:
    return c.RemoveFactor(id="c-r", person="p", factor=factor)


def clear(reason: str = "手机丢失") -> c.ClearFactors:
    return c.ClearFactors(id="c-c", person="p", reason=reason)


def link(subject: str = "u-1", digest: str = DIGEST, owner: str = "person:p") -> c.LinkAccount:
    value = Personal(subject, owner, ref=VaultRef("ref-s"))
    return c.LinkAccount(id="c-l", person="p", subject=value, digest=digest)


def unlink(reason: str = "离岗") -> c.UnlinkAccount:
    return c.UnlinkAccount(id="c-u", person="p", reason=reason)


CODES = c.MakeRecoveryCodes(id="c-m", person="p")
LINKED = SigninState(link=DIGEST, subject=VaultRef("ref-old"))
OTHER = Actor(scope="account:3", person="x")
TOKEN = Actor(scope="token:1", person="p")
SELF = Actor(scope="account:2", person="p")
FULL = having(*(f"f{n}" for n in range(MOST_FACTORS)))

REFUSED: tuple[tuple[str, Any, Any, Frame], ...] = (
    ("signin-not-yours", add(), states(), frame(OTHER)),
    ("signin-not-yours", add(), states(), frame(TOKEN)),
    ("signin-not-yours", remove(), states(having("f1")), frame(ADMIN)),
    ("signin-not-yours", CODES, states(having("f1")), frame(ADMIN)),
    ("signin-title-wrong", add(title=" "), states(), frame()),
    ("signin-title-wrong", add(title="长" * 31), states(), frame()),
    ("signin-id-wrong", add("f1"), states(having("f1")), frame()),
    ("signin-id-wrong", add("f/1"), states(), frame()),
    ("signin-id-wrong", add(subject="person:x"), states(), frame()),
    ("signin-too-many", add("more"), states(FULL), frame()),
    ("signin-unknown", remove("f2"), states(having("f1")), frame()),
    (
        "signin-needed",
        remove("f1"),
        states(having("f1")),
        frame(roles=frozenset({"village_cadre"})),
    ),
    ("signin-none", CODES, states(), frame()),
    ("signin-none", clear(), states(), frame(ADMIN)),
    ("signin-own", clear(), states(having("f1")), frame(SELF)),
    ("signin-own", link(), states(), frame(SELF)),
    ("signin-own", unlink(), states(LINKED), frame(SELF)),
    ("signin-out-of-reach", clear(), states(having("f1"), home="far"), frame(ADMIN)),
    ("signin-person-unknown", clear(), {"signin:p": having("f1")}, frame(ADMIN)),
    ("signin-reason-missing", clear(" "), states(having("f1")), frame(ADMIN)),
    ("signin-reason-missing", clear("长" * 201), states(having("f1")), frame(ADMIN)),
    ("signin-reason-missing", unlink(""), states(LINKED), frame(ADMIN)),
    ("signin-subject-wrong", link(" "), states(), frame(ADMIN)),
    ("signin-subject-wrong", link("u" * 256), states(), frame(ADMIN)),
    ("signin-subject-wrong", link(digest="x"), states(), frame(ADMIN)),
    ("signin-subject-wrong", link(owner="person:x"), states(), frame(ADMIN)),
    ("signin-subject-taken", link(), states(), frame(ADMIN, owners={DIGEST: "other"})),
    ("signin-not-linked", unlink(), states(), frame(ADMIN)),
)


@pytest.mark.parametrize(("code", "command", "before", "where"), REFUSED)
def test_act_is_refused(code: str, command: Any, before: Any, where: Frame) -> None:
    decided = decide(command, before, where)
    assert isinstance(decided, Refusal) and decided.code == code


def event_of(command: Any, before: Any, where: Frame) -> Any:
    decided = decide(command, before, where)
    assert not isinstance(decided, Refusal), decided
    ((stream, event),) = [(one.stream, one.event) for one in decided]
    assert stream == needs(command)[0] == "signin:p"
    return event


def test_own_factor_is_added_and_removed() -> None:
    added = event_of(add(), states(), frame())
    state = evolve(None, added)
    assert [one.title for one in state.factors] == ["办公手机"]
    removed = event_of(remove(), states(state), frame())
    assert removed.secret == "ref-f1"
    assert evolve(state, removed).factors == ()


def test_last_but_one_may_go_where_one_is_needed() -> None:
    where = frame(roles=frozenset({"village_cadre"}))
    assert event_of(remove(), states(having("f1", "f2")), where).factor == "f1"


def test_clearing_names_every_secret_and_who_did_it() -> None:
    event = event_of(clear(), states(having("f1", "f2")), frame(ADMIN))
    assert (event.secrets, event.by_post) == (("ref-f1", "ref-f2"), "admin")
    state = evolve(having("f1", "f2"), event)
    assert state.factors == () and state.cleared is not None
    assert state.cleared.reason == "手机丢失"


def test_link_replaces_the_one_before() -> None:
    event = event_of(link(), states(LINKED), frame(ADMIN))
    assert event.replaces == "ref-old"
    state = evolve(LINKED, event)
    assert (state.link, state.subject) == (DIGEST, "ref-s")
    gone = evolve(state, event_of(unlink(), states(state), frame(ADMIN)))
    assert (gone.link, gone.subject) == ("", "")


def test_new_codes_are_told_without_the_codes() -> None:
    event = event_of(CODES, states(having("f1")), frame())
    assert event == e.RecoveryCodesMade(at=NOW)
    assert evolve(having("f1"), event) == having("f1")
