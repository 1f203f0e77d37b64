"""Every command with every role: who may is compared with a list that people review."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.kernel.messages import Actor, Command
from minqing.log.registry import registry
from minqing.log.submit import check_permission
from minqing.org.roles import ROLES, get_role

REVIEWED = Path(__file__).with_name("commands.txt")


def list_commands() -> list[type[Command]]:
    return sorted(
        (c for c in registry.commands if not c.TYPE.startswith("tally.")), key=lambda c: c.TYPE
    )


def list_holders(command: type[Command]) -> list[str]:
    """Return the roles that may send a command; the system, which may all, is left out."""
    if not command.PERMISSION:
        return ["anyone"]
    return [
        code
        for code, role in ROLES.items()
        if code != "system" and command.PERMISSION in role.permissions
    ]


def write_list() -> str:
    return "".join(f"{c.TYPE}: {' '.join(list_holders(c)) or '-'}\n" for c in list_commands())


def test_who_may_send_each_command_is_as_reviewed() -> None:
    """A new command, or a role that gains one, changes the list: write it anew and review it.

    `python manage.py shell -c 'from tests.doors.test_commands import *; print(write_list(), end="")'`
    """
    assert write_list() == REVIEWED.read_text()


REFUSING = [
    (command, role)
    for command in list_commands()
    for role in ROLES
    if command.PERMISSION and command.PERMISSION not in get_role(role).permissions
]


@pytest.mark.parametrize("role", ROLES)
def test_role_without_the_permission_is_refused(role: str) -> None:
    actor = Actor(scope=f"account:{role}", permissions=get_role(role).permissions)
    refused = {c.TYPE for c in list_commands() if check_permission(c, actor) is not None}
    expected = {command.TYPE for command, other in REFUSING if other == role}
    assert refused == expected


def test_no_resident_command_needs_an_account() -> None:
    resident = get_role("resident").permissions
    names = {c.TYPE for c in list_commands() if c.PERMISSION in resident}
    assert {"case.receive", "case.reopen", "case.withdraw"} <= names
