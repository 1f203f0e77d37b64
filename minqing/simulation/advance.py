"""Letting the made-up banner run on: staff and residents act, clocks tick, its time moves.

The demonstration's own clock is set ahead by as much (`log.demonstration`); every page says
so. What the people who try it did meanwhile stands: the simulated ones take each case from
the state it is in, and touch none that they did not raise.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from minqing.kernel.periods import local_day
from minqing.log.public import (
    Advanced,
    CannotAdvance,
    get_last_position,
    get_now,
    house_keeping,
    iterate_entries,
    mark_demonstration,
    run_until_idle,
    without_waiting_for_disk,
)
from minqing.simulation.demo import (
    BANNER,
    CATCH_UP,
    SEED,
    choose_part,
    read_measure,
)
from minqing.simulation.demo import sweep as sweep_at
from minqing.simulation.measure import Measure
from minqing.simulation.models import Load
from minqing.simulation.running import Done, Life
from minqing.simulation.stage import set_stage

MOST_DAYS = 31
BUSY_FOR = timedelta(minutes=5)
DAYS_WRONG = _("不能推进演示：天数应在1至{most}之间。请另选天数。")
NOT_LOADED = _("不能推进演示：这里没有本版本装入的演示数据。请先执行 minqing demo。")
TAKEN = _("不能推进演示：已有人正在推进。请稍等片刻再试。")


def advance(days: int) -> Advanced:
    """Let the demonstration live on for whole days; returns what its clock then shows.

    Raises CannotAdvance.
    """
    if not 1 <= days <= MOST_DAYS:
        raise CannotAdvance(DAYS_WRONG, most=MOST_DAYS)
    row, measure = _find_load()
    _take_turn()
    before = get_last_position()
    try:
        until = get_now() + timedelta(days=days)
        with without_waiting_for_disk():
            _live_on(row, measure, until)
        # only now: meanwhile the worker goes on by the old time
        mark_demonstration(until - datetime.now(UTC))
        Load.objects.filter(banner=BANNER).update(reached_at=until)
    finally:
        Load.objects.filter(banner=BANNER).update(busy_until=None)
    types = (entry.type.partition("@")[0] for entry in iterate_entries(before))
    return Advanced(until, dict(Counter(types)))


def _find_load() -> tuple[Load, Measure]:
    row = Load.objects.filter(banner=BANNER, finished_at__isnull=False).first()
    measure = None if row is None else read_measure(row)
    if row is None or measure is None:
        raise CannotAdvance(NOT_LOADED)
    return row, measure


def _take_turn() -> None:
    real = datetime.now(UTC)
    free = Q(busy_until__isnull=True) | Q(busy_until__lt=real)
    if not Load.objects.filter(free, banner=BANNER).update(busy_until=real + BUSY_FOR):
        raise CannotAdvance(TAKEN)


def _live_on(row: Load, measure: Measure, until: datetime) -> Done:
    assert row.finished_at is not None, "looked for a finished one"
    stage = set_stage(
        choose_part(measure), measure, SEED, local_day(row.finished_at), with_past=False
    )
    life = Life(
        stage.world,
        stage.list_needs,
        partial(sweep_at, outside=True),
        not_before=max(row.reached_at, get_now()),
        trips_of=stage.list_trips,
        beside=stage.beside,
        sittings=stage.make_sittings,
    )
    done = life.live(measure.first, until)
    run_until_idle(until, batch=CATCH_UP)
    house_keeping(until)
    return done
