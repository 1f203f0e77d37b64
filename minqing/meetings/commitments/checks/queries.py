"""Reads of spot checks: for who supervises, and for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, get_states
from minqing.meetings.commitments.board import find_board_lines
from minqing.meetings.commitments.checks.rules import CheckState
from minqing.meetings.commitments.models import Commitment, SpotCheck
from minqing.meetings.commitments.queries import below, name_unit
from minqing.meetings.commitments.shown import PublicCommitment
from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.terms import Finding
from minqing.org.public import Directory, say_post
from minqing.vault.public import open_value

MOST = 100


class DrawnShown(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that was drawn, as the board tells it; `finding`: of the first follow-up since,
    None while it is owed."""

    id: str
    finding: Finding | None
    line: PublicCommitment | None


class CheckShown(msgspec.Struct, frozen=True, kw_only=True):
    """One spot check as everybody may read it. `may_draw`: the announcement's day is over."""

    id: str
    unit_name: str
    by: str
    count: int
    seed_hash: str
    seed: str
    announced_at: datetime
    drawn_at: datetime | None
    candidates: tuple[str, ...]
    drawn: tuple[DrawnShown, ...]
    may_draw: bool


def list_checks(banners: Sequence[str], *, now: datetime) -> list[CheckShown]:
    """Return the spot checks of these banners, newest first. For anybody."""
    rows = SpotCheck.objects.filter(home__in=list(banners)).order_by("-announced_at", "-id")
    states = get_states(f"spotcheck:{key}" for key in rows.values_list("id", flat=True)[:MOST])
    drawn = [one for state in states.values() for one in state.drawn]
    lines = find_board_lines(banners, drawn, now=now)
    return [_show(stream.partition(":")[2], state, lines, now) for stream, state in states.items()]


def list_own_checks(viewer: Actor, *, now: datetime) -> list[CheckShown]:
    """Return the spot checks of the viewer's banner."""
    directory = get_snapshot(Directory)
    banners = {directory.banner_of(unit) for unit in viewer.units if directory.has(unit)}
    return list_checks(sorted(banners), now=now)


def _show(
    key: str, state: CheckState, lines: Mapping[str, PublicCommitment], now: datetime
) -> CheckShown:
    directory = get_snapshot(Directory)
    found = get_states(f"commitment:{one}" for one in state.drawn)
    return CheckShown(
        id=key,
        unit_name=name_unit(directory, state.unit),
        by=say_post(directory, state.announced_by),
        count=state.count,
        seed_hash=state.seed_hash,
        seed=state.seed,
        announced_at=state.announced_at,
        drawn_at=state.drawn_at,
        candidates=state.candidates,
        drawn=tuple(
            DrawnShown(
                id=one,
                finding=_find_finding(found.get(f"commitment:{one}"), state),
                line=lines.get(one),
            )
            for one in state.drawn
        ),
        may_draw=state.drawn_at is None and local_day(state.announced_at) < local_day(now),
    )


def _find_finding(promise: CommitmentState | None, state: CheckState) -> Finding | None:
    if promise is None or state.drawn_at is None:
        return None
    since = (one.finding for one in promise.follow_ups if one.at >= state.drawn_at)
    return next(since, None)


def list_candidates(state: CheckState) -> tuple[str, ...]:
    """Return the promises of the unit and below that were made before the announcement."""
    rows = Commitment.objects.filter(made_at__lt=state.announced_at)
    mine = rows.filter(below(state.unit)) | rows.filter(unit=state.unit)
    return tuple(sorted(set(mine.values_list("id", flat=True))))


def open_seed(state: CheckState) -> str:
    """Return the sealed seed, for the draw alone."""
    return str(open_value(state.sealed, ""))
