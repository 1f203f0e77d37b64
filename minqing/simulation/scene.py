"""What a step of a made-up case is drawn from: the need, the world, the state. Pure."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from minqing.cases.public import CaseState, Rating
from minqing.kernel.messages import Command, Personal
from minqing.simulation.needs import Need
from minqing.simulation.texts import answer
from minqing.simulation.world import World

MET = frozenset({"visit", "visitor", "meeting"})
"""Channels in which the raiser stands before the one who records it."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Step(msgspec.Struct, frozen=True):
    """One step: at `at`, the person of `post` does these. No commands: look again then."""

    at: datetime
    post: str = ""
    commands: tuple[Command, ...] = ()


class Table(msgspec.Struct, frozen=True):
    """What can be said and made about a need before there is a case.

    `make` builds a command on the case with an id of its own.
    """

    need: Need
    world: World
    rng: random.Random
    case: str
    make: Callable[..., Command]

    def say(self, style: str, **known: str) -> Personal[str]:
        """Return words in one style, on their way to the vault; `known`: slots decided since."""
        words = answer(self.rng, style, self.need.matter, {**self.need.slots, **known})
        return Personal(words, f"case:{self.case}")


class Scene(Table, frozen=True):
    """Everything that a step is drawn from."""

    state: CaseState
    now: datetime
    main: CaseState | None = None
    """The case of the need whose matter this one is (`Need.same`)."""

    @property
    def rung(self) -> int:
        """Which rung of the ladder the case stands on, from 0."""
        codes = [rung.code for rung in self.world.section.ladder]
        return codes.index(self.state.rung)

    @property
    def slow(self) -> bool:
        """Whether it is let lie here; whoever gets it after a missed deadline does not."""
        fate = self.need.fate
        own = 0 if self.need.ledger != "r" else 1 if fate.in_town else 2
        return fate.slow and self.rung <= own and not self.state.reopened

    def after(self, span: timedelta) -> datetime:
        """Return a moment in office hours that long from now."""
        return self.world.snap(self.now + span)

    def days(self, median: float, p90: float) -> timedelta:
        """Return a span of work; where nobody lets it lie it is not far from the median."""
        span = draw_days(self.rng, median, p90)
        return min(span, timedelta(days=median * 1.2)) if self.need.fate.prompt else span

    def is_solved(self) -> bool:
        """Return what the raiser says: a need may be solved only at the second attempt."""
        return self.state.reopened >= self.need.fate.unsolved

    def act(self, span: timedelta, post: str, *commands: Command) -> Step:
        """Return a step of a post after a span."""
        return Step(self.after(span), post, commands)

    def chance(self, odds: float) -> bool:
        """Return whether something with these odds happens at this step."""
        return self.rng.random() < odds


def draw_days(rng: random.Random, median: float, p90: float) -> timedelta:
    """Return a span from a log-normal with this median and ninth decile (in days)."""
    sigma = math.log(p90 / median) / 1.2816
    return timedelta(days=min(rng.lognormvariate(math.log(median), sigma), p90 * 3))


def draw_rating(rng: random.Random, *, solved: bool) -> Rating:
    """Return a rating; fewer are content than say that it is solved."""
    shares = (70, 22, 3, 5) if solved else (5, 25, 55, 15)
    return rng.choices(list(Rating), shares)[0]
