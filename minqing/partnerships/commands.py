"""Wishes about benefit projects. `project` is the id after `project:`."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command
from minqing.kernel.money import Money


class RegisterProject(Command, frozen=True, kw_only=True):
    """Register a project that was decided on because of what was found (SDN-30).

    `name`: public words, no person. `place`: code of the unit where it is carried out; `unit`:
    who carries it out. `money`: planned, printed in its own unit; None while it is not known.
    `cases`: ids of the matters it is founded on, each in reach.
    """

    TYPE: ClassVar[str] = "project.register"
    PERMISSION: ClassVar[str] = "PROJECT_EDIT"

    project: str
    name: str
    place: str
    unit: str
    year: int
    money: Money | None = None
    cases: tuple[str, ...] = ()


class FoundProject(Command, frozen=True, kw_only=True):
    """Add matters that the project is to solve (依据的事项)."""

    TYPE: ClassVar[str] = "project.found-on"
    PERMISSION: ClassVar[str] = "PROJECT_EDIT"

    project: str
    cases: tuple[str, ...]


class BeginProject(Command, frozen=True, kw_only=True):
    """Note that work on it began, on a day up to today."""

    TYPE: ClassVar[str] = "project.begin"
    PERMISSION: ClassVar[str] = "PROJECT_EDIT"

    project: str
    on: date


class FinishProject(Command, frozen=True, kw_only=True):
    """Note that it is finished; `money`: what it cost, when that differs from the plan."""

    TYPE: ClassVar[str] = "project.finish"
    PERMISSION: ClassVar[str] = "PROJECT_EDIT"

    project: str
    on: date
    money: Money | None = None


class CancelProject(Command, frozen=True, kw_only=True):
    """Give a project up, with a reason that is shown; the matters stay as they are."""

    TYPE: ClassVar[str] = "project.cancel"
    PERMISSION: ClassVar[str] = "PROJECT_EDIT"

    project: str
    reason: str


COMMANDS = (RegisterProject, FoundProject, BeginProject, FinishProject, CancelProject)
