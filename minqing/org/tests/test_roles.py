"""The tables of roles and permissions are complete and keep doing and asking apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minqing.org.roles import (
    ASKING,
    DOING,
    PERMISSIONS,
    ROLES,
    Role,
    RoleUnknown,
    get_role,
    may_join,
)

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "permissions.md"
BRIEF = {
    "village_cadre", "village_secretary", "township_clerk", "township_leader",
    "department_handler", "department_reviewer", "independent_caller", "supervisor",
    "banner_clerk", "banner_leader", "discipline_recipient", "administrator", "resident", "system",
}  # fmt: skip


def test_roles_are_those_the_faces_know() -> None:
    assert set(ROLES) == BRIEF


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_role_is_described_and_its_permissions_exist(role: Role) -> None:
    assert all((role.title_zh, role.title_en, role.who_zh, role.who_en))
    assert role.permissions <= PERMISSIONS.keys()
    assert set(role.answers_to) <= ROLES.keys() - {role.code}


def test_every_permission_is_described_and_held_by_a_post_or_resident() -> None:
    held = frozenset().union(*(r.permissions for r in ROLES.values() if r.code != "system"))
    assert {name for name, text in PERMISSIONS.items() if not text} == set()
    assert PERMISSIONS.keys() - held == set()


def test_permissions_are_noun_and_verb() -> None:
    assert [name for name in PERMISSIONS if not re.fullmatch(r"[A-Z]+(_[A-Z]+)+", name)] == []


def test_independent_caller_never_handles() -> None:
    assert "CASE_CALLBACK" in get_role("independent_caller").permissions
    assert not get_role("independent_caller").permissions & DOING


# the system holds every permission: no person acts as it
@pytest.mark.parametrize("role", [r for r in ROLES.values() if r.code != "system"])
def test_role_never_both_handles_and_calls_back(role: Role) -> None:
    assert not (role.permissions & DOING and role.permissions & ASKING)


def test_may_join_refuses_doing_with_asking() -> None:
    assert may_join(["village_cadre", "village_secretary"])
    assert not may_join(["department_handler", "independent_caller"])


def test_who_answers_for_a_doer_can_do() -> None:
    for role in ROLES.values():
        if role.permissions & DOING:
            assert all(ROLES[above].permissions & DOING for above in role.answers_to), role.code


def test_administrator_sees_no_case() -> None:
    assert not [p for p in get_role("administrator").permissions if p.startswith("CASE_")]


def test_get_role_raises_when_unknown() -> None:
    with pytest.raises(RoleUnknown):
        get_role("petitioner")


def test_reference_lists_every_permission_and_role() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+?) \|", text, re.M))
    assert listed == PERMISSIONS
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| ([^|]+?) \|", text, re.M))
    assert rows == {role.code: role.title_zh for role in ROLES.values()}


def test_reference_gives_each_role_its_permissions() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for role in ROLES.values():
        cells = re.search(rf"^\| `{role.code}` \|.*$", text, re.M).group().split("|")
        listed = set(re.findall(r"`([A-Z_]+)`", cells[-2]))
        assert listed == (set() if role.code == "system" else role.permissions), role.code
