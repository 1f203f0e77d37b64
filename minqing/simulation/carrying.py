"""Carrying out commands that must succeed: a refusal here is a fault of the simulation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from minqing.kernel.messages import Actor, Command
from minqing.log.public import submit


class CommandRefused(RuntimeError):
    """The house refused what the simulation asked; the sentence says why."""


def carry_out(commands: Iterable[Command], *, by: Actor, now: datetime) -> int:
    """Submit commands; returns how many were new. Raises CommandRefused at the first refusal."""
    sent = list(commands)
    new = 0
    for command, answer in zip(sent, submit(sent, by=by, now=now), strict=True):
        if answer.refusal is not None:
            raise CommandRefused(f"{type(command).TYPE} {command.id}: {answer.refusal}")
        new += answer.status == "accepted"
    return new
