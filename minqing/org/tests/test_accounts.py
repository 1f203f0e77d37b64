"""What an administrator does to an account: on the log, at once, without ever a password."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from minqing.kernel.messages import Actor, Personal
from minqing.log.public import read_stream, submit
from minqing.org import public
from minqing.org.models import Account
from minqing.org.tests.builders import BANNER, DAY, NOW, VILLAGE, new_command

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
SYSTEM = public.system_actor("test")
ADMIN = Actor(
    scope="account:1", person="admin", units=(BANNER,), permissions=frozenset({"ACCOUNT_ADMIN"})
)
GOOD, OTHER = "cao-yuan-150627", "sha-chang-627150"


def do(*commands: Any, by: Actor = SYSTEM) -> list[str]:
    answers = submit(commands, by=by, now=NOW)
    return [answer.refusal.code if answer.refusal else answer.status for answer in answers]


@pytest.fixture
def account() -> Account:
    """The account of 甲, who is a cadre of a village, with a password of their own."""
    public.adopt_divisions(BANNER, by=SYSTEM, now=NOW)
    name = Personal("王甲", "person:jia")
    assert (
        do(
            new_command(
                public.CreatePost, post="P1", unit=VILLAGE, role="village_cadre", title="岗"
            ),
            new_command(public.RegisterPerson, person="jia", name=name, home=BANNER),
            new_command(public.AppointPerson, post="P1", person="jia", since=DAY),
        )
        == ["accepted"] * 3
    )
    assert do(new_command(public.OpenAccount, person="jia", login="cadre12"), by=ADMIN) == [
        "accepted"
    ]
    found = public.find_account("jia")
    assert found is not None
    return public.choose_password(*public.make_link(found), GOOD)


def test_opened_account_signs_in_after_its_owner_chose_a_password(account: Account) -> None:
    assert authenticate(username="cadre12", password=GOOD) == account
    assert public.actor_for(account).post == "P1"


def test_link_works_once(account: Account) -> None:
    link = public.make_link(account)
    public.choose_password(*link, OTHER)
    with pytest.raises(public.LinkUsed):
        public.choose_password(*link, GOOD)


def test_link_refuses_a_weak_password_and_stays_good(account: Account) -> None:
    link = public.make_link(account)
    with pytest.raises(ValidationError):
        public.choose_password(*link, "12345")
    public.choose_password(*link, OTHER)


@pytest.mark.parametrize("token", ["", "x-y", "cv1-0123456789"])
def test_made_up_link_is_refused(account: Account, token: str) -> None:
    with pytest.raises(public.LinkUsed):
        public.find_by_link(account.pk, token)


def test_reset_ends_the_old_password_and_older_links(account: Account) -> None:
    older = public.make_link(account)
    assert do(new_command(public.ResetPassword, person="jia", reason="忘记"), by=ADMIN) == [
        "accepted"
    ]
    assert authenticate(username="cadre12", password=GOOD) is None
    with pytest.raises(public.LinkUsed):
        public.find_by_link(*older)


def test_locked_account_is_out_at_once_and_comes_back(account: Account, client: Any) -> None:
    client.force_login(account)
    do(new_command(public.LockAccount, person="jia", reason="借调"), by=ADMIN)
    assert authenticate(username="cadre12", password=GOOD) is None
    assert "_auth_user_id" in client.session  # the session is there, and opens nothing
    assert client.get("/console/").status_code == 302
    do(new_command(public.UnlockAccount, person="jia", reason="返岗"), by=ADMIN)
    assert authenticate(username="cadre12", password=GOOD) == account


def test_acts_on_accounts_stand_on_the_log_without_password_or_link(account: Account) -> None:
    do(new_command(public.LockAccount, person="jia", reason="借调"), by=ADMIN)
    entries = read_stream("person:jia")
    assert [entry.type for entry in entries][-2:] == [
        "person.account-opened@1", "person.account-locked@1",
    ]  # fmt: skip
    token = public.make_link(account)[1]
    assert all(GOOD.encode() not in e.body and token.encode() not in e.body for e in entries)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (new_command(public.OpenAccount, person="jia", login="other1"), "account-exists"),
        (new_command(public.OpenAccount, person="yi", login="王乙"), "account-login-wrong"),
        (new_command(public.OpenAccount, person="yi", login="cadre12"), "clashes-with-existing"),
        (new_command(public.OpenAccount, person="nobody", login="abc"), "person-unknown"),
        (new_command(public.LockAccount, person="jia", reason=" "), "account-reason-missing"),
        (new_command(public.UnlockAccount, person="jia", reason="完"), "account-open"),
        (new_command(public.LockAccount, person="admin", reason="试"), "account-own"),
        (new_command(public.ResetPassword, person="far", reason="忘"), "unit-out-of-reach"),
    ],
)
def test_act_on_an_account_is_refused(account: Account, command: Any, code: str) -> None:
    for person, home in (("yi", BANNER), ("admin", BANNER), ("far", "1506")):
        name = Personal("某人", f"person:{person}")
        do(new_command(public.RegisterPerson, person=person, name=name, home=home))
    assert do(command, by=ADMIN) == [code]


@pytest.mark.parametrize("kind", [public.LockAccount, public.ResetPassword])
def test_locked_account_is_neither_locked_nor_reset(account: Account, kind: Any) -> None:
    do(new_command(public.LockAccount, person="jia", reason="借调"), by=ADMIN)
    assert do(new_command(kind, person="jia", reason="再办"), by=ADMIN) == ["account-locked"]
