"""What happened to a project."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Event
from minqing.kernel.money import Money


class ProjectRegistered(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "project.registered@1"

    name: str
    place: str
    unit: str
    home: str
    year: int
    on: date
    money: Money | None = None


class ProjectFounded(Event, frozen=True, kw_only=True):
    """These matters are among those it is to solve."""

    TYPE: ClassVar[str] = "project.founded@1"

    cases: tuple[str, ...]


class ProjectBegun(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "project.begun@1"

    on: date


class ProjectFinished(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "project.finished@1"

    on: date
    money: Money | None = None


class ProjectCancelled(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "project.cancelled@1"

    on: date
    reason: str


EVENTS = (ProjectRegistered, ProjectFounded, ProjectBegun, ProjectFinished, ProjectCancelled)
