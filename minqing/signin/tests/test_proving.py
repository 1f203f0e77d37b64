"""Second factors in a database: each proof once, secrets deleted, links to one account each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from minqing.kernel.messages import Actor, Personal, Refusal
from minqing.log.public import submit
from minqing.org import public as org
from minqing.org.models import Account
from minqing.org.tests.builders import BANNER, DAY, NOW, VILLAGE, new_command
from minqing.signin import commands as c
from minqing.signin import enrolling, proving
from minqing.signin.models import FactorUse, RecoveryCode, Signin
from minqing.signin.policy import has_factor
from minqing.signin.provider.accounts import make_account_link
from minqing.vault.models import VaultItem

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
SYSTEM = org.system_actor("test")
ADMIN = Actor(
    scope="account:9", person="admin", units=(BANNER,), permissions=frozenset({"ACCOUNT_ADMIN"})
)
AT = datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)


def do(*commands: Any, by: Actor = SYSTEM) -> list[str]:
    answers = submit(commands, by=by, now=NOW)
    return [answer.refusal.code if answer.refusal else answer.status for answer in answers]


@pytest.fixture
def accounts() -> dict[str, Account]:
    """Two cadres of a village with an account each."""
    org.adopt_divisions(BANNER, by=SYSTEM, now=NOW)
    made = {}
    for person, post in (("jia", "P1"), ("yi", "P2")):
        name = Personal("王某", f"person:{person}")
        register = new_command(org.RegisterPerson, person=person, name=name, home=BANNER)
        create = new_command(
            org.CreatePost, post=post, unit=VILLAGE, role="village_cadre", title="岗"
        )
        appoint = new_command(org.AppointPerson, post=post, person=person, since=DAY)
        assert do(register, create, appoint) == ["accepted"] * 3
        opened = new_command(org.OpenAccount, person=person, login=f"cadre-{person}")
        assert do(opened, by=ADMIN) == ["accepted"]
        found = org.find_account(person)
        assert found is not None
        made[person] = found
    return made


def enrol(account: Account, seed: str = "seed") -> str:
    """Add an app; returns its secret."""
    by = org.actor_for(account)
    secret = enrolling.make_code_secret(account, seed, now=AT)
    typed = pyotp.TOTP(secret).at(AT)
    done = enrolling.confirm_code(account, by, seed, typed, "手机", now=NOW, at=AT)
    assert done is True
    return secret


def test_digits_are_taken_once_and_never_backwards(accounts: dict[str, Account]) -> None:
    code = pyotp.TOTP(enrol(accounts["jia"]))
    later = AT + timedelta(seconds=60)
    before, now, after = (code.at(later, counter_offset=n) for n in (-1, 0, 1))
    assert proving.try_code("jia", now, now=later).accepted
    assert not proving.try_code("jia", now, now=later).accepted
    assert not proving.try_code("jia", before, now=later).accepted
    assert proving.try_code("jia", after, now=later).accepted


def test_digits_of_another_person_are_refused(accounts: dict[str, Account]) -> None:
    code = pyotp.TOTP(enrol(accounts["jia"]))
    enrol(accounts["yi"])
    later = AT + timedelta(seconds=60)
    assert not proving.try_code("yi", code.at(later), now=later).accepted


def test_same_seed_gives_each_account_its_own_secret(accounts: dict[str, Account]) -> None:
    assert enrol(accounts["jia"]) != enrol(accounts["yi"])


def test_recovery_code_is_good_once_and_for_its_owner(accounts: dict[str, Account]) -> None:
    for account in accounts.values():
        enrol(account)
    codes = enrolling.make_recovery_codes(org.actor_for(accounts["jia"]), now=NOW)
    assert not isinstance(codes, Refusal) and len(set(codes)) == 10
    assert not proving.try_code("yi", codes[0], now=AT).accepted
    proof = proving.try_code("jia", codes[0].upper().replace("-", " "), now=AT)
    assert (proof.accepted, proof.left) == (True, 9)
    assert not proving.try_code("jia", codes[0], now=AT).accepted
    again = enrolling.make_recovery_codes(org.actor_for(accounts["jia"]), now=NOW)
    assert not isinstance(again, Refusal)
    assert not proving.try_code("jia", codes[1], now=AT).accepted
    assert proving.try_code("jia", again[1], now=AT).left == 9


def test_clearing_leaves_nothing_and_ends_sessions(accounts: dict[str, Account]) -> None:
    account = accounts["jia"]
    kept, sessions = VaultItem.objects.count(), account.sessions
    enrol(account)
    enrolling.make_recovery_codes(org.actor_for(account), now=NOW)
    assert has_factor("jia") and VaultItem.objects.count() == kept + 1
    clear = new_command(c.ClearFactors, person="jia", reason="手机丢失")
    assert do(clear, by=ADMIN) == ["accepted"]
    assert not has_factor("jia") and VaultItem.objects.count() == kept
    assert not FactorUse.objects.exists() and not RecoveryCode.objects.exists()
    account.refresh_from_db()
    assert account.sessions == sessions + 1


def test_subject_is_linked_to_one_account_even_in_one_batch(
    accounts: dict[str, Account],
) -> None:
    links = [make_account_link(f"L-{person}", person, "u-1", now=NOW) for person in ("jia", "yi")]
    said = do(*links, by=ADMIN)
    assert said[0] == "accepted" and said[1] != "accepted"
    assert Signin.objects.exclude(link=None).count() == 1
    again = make_account_link("L-3", "yi", "u-1", now=NOW)
    assert do(again, by=ADMIN) == ["signin-subject-taken"]


def test_program_changes_no_factor(accounts: dict[str, Account]) -> None:
    enrol(accounts["jia"])
    actor = org.actor_for(accounts["jia"])
    program = Actor(scope="token:1", person=actor.person, post=actor.post)
    codes = new_command(c.MakeRecoveryCodes, person="jia")
    assert do(codes, by=program) == ["signin-not-yours"]
