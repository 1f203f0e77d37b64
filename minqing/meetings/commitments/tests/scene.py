"""A promise of a village in the database, for tests of reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from minqing.activities.tests.village import BANNER, make_village
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import submit
from minqing.meetings.commitments.commands import ClearWords, MakeCommitment
from minqing.meetings.commitments.tests.builders import FRIDAY, MONDAY, at
from minqing.org.public import compute_permissions, resident_actor, system_actor
from minqing.org.tests.builders import new_command

BY = system_actor("test")
SECRET = "换王小明家门口的机井水泵，联系13800138000"


def viewer(unit: str, *roles: str, post: str = "P-x") -> Actor:
    return Actor(
        scope="account:1",
        unit=unit,
        post=post,
        roles=roles,
        units=(unit,),
        permissions=compute_permissions(roles),
    )


def do(command: Any, *, day: date = MONDAY, by: Actor = BY) -> str:
    """Send a command on a day; returns the code of its refusal, empty when accepted."""
    (answer,) = submit([command], by=by, now=at(day))
    return "" if answer.refusal is None else answer.refusal.code


def promise(village: str, key: str = "P1", due: date = FRIDAY, text: str = SECRET) -> None:
    command = new_command(
        MakeCommitment,
        commitment=key,
        subject=f"unit:{village}",
        measure=Personal(text, f"commitment:{key}"),
        due=due,
        unit=village,
        post="P-cadre",
    )
    assert do(command) == ""


def clear(key: str, text: str, words: str = "measure") -> None:
    command = new_command(
        ClearWords, commitment=key, key=words, words=Personal(text, f"commitment:{key}")
    )
    assert do(command) == ""


def resident() -> Actor:
    return resident_actor("public:somebody")


__all__ = ["BANNER", "BY", "SECRET", "at", "clear", "do", "make_village", "promise", "viewer"]
