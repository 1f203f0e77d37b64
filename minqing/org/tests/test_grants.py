"""Permissions beside the role's (例外授权): with reason and end, on the log, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from minqing.org.commands import (
    AppointPerson,
    CreatePost,
    GrantPermission,
    RegisterPerson,
    RevokePermission,
)
from minqing.org.roles import ASKING, GRANTABLE, PERMISSIONS, ROLES
from minqing.org.tests.builders import DAY, VILLAGE, House, named, new_command, small_banner


@pytest.fixture
def house() -> House:
    built = small_banner()
    built.ok(
        new_command(CreatePost, post="C", unit=VILLAGE, role="village_cadre", title="包户干部"),
        new_command(CreatePost, post="S", unit=VILLAGE, role="supervisor", title="督查员"),
        new_command(RegisterPerson, person="jia", name=named("jia")),
        new_command(AppointPerson, post="C", person="jia", since=DAY),
    )
    return built


def grant(**changed: Any) -> GrantPermission:
    fields = {"post": "C", "permission": "CASE_MERGE", "until": DAY + timedelta(30),
              "reason": "代管并案"}  # fmt: skip
    return new_command(GrantPermission, **{**fields, **changed})


def held(house: House, on: date) -> bool:
    return "CASE_MERGE" in house.directory().actor("C", scope="t", on=on).permissions


def test_granted_permission_holds_until_its_end(house: House) -> None:
    house.ok(grant())
    assert held(house, DAY) and held(house, DAY + timedelta(29))
    assert not held(house, DAY + timedelta(30))


def test_revoked_permission_is_gone_at_once(house: House) -> None:
    house.ok(grant(), new_command(RevokePermission, post="C", permission="CASE_MERGE", reason="完"))
    assert not held(house, DAY)


def test_granting_again_changes_the_end(house: House) -> None:
    house.ok(grant(), grant(until=DAY + timedelta(60)))
    assert [g.until for g in house.directory().post("C").grants] == [DAY + timedelta(60)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"permission": "CASE_VIEW_SEALED"}, "grant-unknown"),
        ({"permission": "FLY"}, "grant-unknown"),
        ({"permission": "CASE_HANDLE"}, "grant-held"),
        ({"permission": "CASE_CALLBACK"}, "grant-mixes"),
        ({"post": "S", "permission": "CASE_HANDLE"}, "grant-mixes"),
        ({"until": DAY}, "grant-period-wrong"),
        ({"until": DAY + timedelta(367)}, "grant-period-wrong"),
        ({"reason": "  "}, "grant-reason-missing"),
        ({"post": "none"}, "post-unknown"),
    ],
)
def test_grant_is_refused(house: House, changed: dict[str, Any], code: str) -> None:
    refused = house.do(grant(**changed))
    assert refused is not None and refused.code == code


@pytest.mark.parametrize(("reason", "code"), [("完", "grant-missing"), ("", "grant-missing")])
def test_revoking_what_was_never_granted_is_refused(house: House, reason: str, code: str) -> None:
    command = new_command(RevokePermission, post="C", permission="CASE_MERGE", reason=reason)
    refused = house.do(command)
    assert refused is not None and refused.code == code


def test_what_is_kept_from_grants_stays_with_its_roles() -> None:
    kept = {"CASE_VIEW_SEALED", "CASE_UNMASK", "CASE_CONFIRM", "POST_ADMIN", "ACCOUNT_ADMIN",
            "UNIT_ADMIN", "SUBJECT_ERASE", "SUBJECT_CHANGE", "PACK_PUBLISH"}  # fmt: skip
    assert not kept & GRANTABLE
    assert GRANTABLE <= PERMISSIONS.keys() and GRANTABLE & ASKING
    assert set(ROLES["system"].permissions) >= GRANTABLE
