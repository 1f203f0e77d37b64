"""The worker: reads the log by cursor, lets contexts react, sweeps clocks, closes days.

Every step repeats harmlessly. A follower's rows and its cursor move in one transaction; a
reaction's commands have ids that derive from their cause, and its cursor moves with them; a
clock's commands derive their ids from what is due. Two workers race without harm: the
cursor moves only from the position that was read (0 rows: another was first).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import Q

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Frame
from minqing.log import answers, append, digest, planning
from minqing.log.ahead import Ahead, Part, Reader, read_next
from minqing.log.demonstration import get_now
from minqing.log.locks import write_transaction
from minqing.log.models import Cursor, DayRoot, DeadLetter, Lease, Setting
from minqing.log.reading import LogEntry, get_epoch, get_last_position
from minqing.log.registry import Clock, Follower, LazySnapshots, Reaction, registry
from minqing.log.submit import Answer, submit
from minqing.vault import files, uploads

logger = logging.getLogger("minqing.worker")

BATCH = 500
LEASE_FOR = timedelta(seconds=30)
BREATH = 0.25
"""Seconds from the beginning of one round of the thread to that of the next, at least."""
SHARE = 4
"""How many times as long as a round took the thread rests, at most its pause."""


class CursorTaken(Exception):
    """Another worker moved the cursor first; this round is given up, nothing is lost."""


def system_actor(name: str) -> Actor:
    """Return the actor of an automatic part; it holds exactly the permission it is named for."""
    permissions = frozenset(
        command.PERMISSION for command in registry.commands if command.PERMISSION
    )
    return Actor(scope=f"system:{name}", kind="system", permissions=permissions)


def get_cursor(name: str, now: datetime) -> Cursor:
    """Return a cursor row, made at the beginning or begun anew after a restore."""
    epoch = get_epoch()
    cursor, _ = Cursor.objects.get_or_create(
        name=name, defaults={"epoch": epoch, "position": 0, "moved_at": now}
    )
    if cursor.epoch != epoch:
        # the log was restored: what it had read beyond the restored end never was
        cursor.epoch, cursor.position = epoch, min(cursor.position, get_last_position())
        cursor.save()
    return cursor


def _move(cursor: Cursor, to: int, now: datetime) -> None:
    moved = Cursor.objects.filter(
        name=cursor.name, epoch=cursor.epoch, position=cursor.position
    ).update(position=to, moved_at=now, trouble="")
    if not moved:
        raise CursorTaken(cursor.name)


def _mark_trouble(name: str, error: Exception) -> None:
    # class and constant text only: a message could carry personal data
    Cursor.objects.filter(name=name).update(trouble=type(error).__name__)
    logger.exception("follower or reaction failed", extra={"follower": name})


def run_follower(
    follower: Follower,
    now: datetime,
    cursor: Cursor | None = None,
    batch: int = BATCH,
    read: Reader = read_next,
) -> int:
    """Let a follower handle the next entries; returns how many positions it moved on.

    `cursor`: where it stood a moment ago, when the caller knows. `batch`: entries at once; the
    writers wait meanwhile, so more than BATCH only where nobody else writes. `read`: where the
    entries come from.
    """
    cursor = cursor or get_cursor(follower.name, now)
    start = cursor.position
    wanted, until = read(start, follower.types, batch)
    if until == start:
        return 0
    prepared = [follower.prepare(wanted)] if wanted and follower.prepare is not None else []
    if wanted and follower.apart:
        follower.handle(wanted, *prepared)
    with write_transaction():
        _move(cursor, until, now)
        if wanted and not follower.apart:
            follower.handle(wanted, *prepared)
    return until - start


def run_reaction(
    reaction: Reaction, now: datetime, cursor: Cursor | None = None, read: Reader = read_next
) -> int:
    """Let a reaction answer the next entries; returns how many positions it moved on.

    The cursor moves with the answer, in one transaction; over entries that nothing follows
    from it moves once. Whoever is killed before that reads them again, which is harmless.
    """
    cursor = cursor or get_cursor(reaction.name, now)
    start = cursor.position
    wanted, until = read(start, reaction.types, BATCH)
    if until == start:
        return 0
    for entry in wanted if reaction.narrow is None else reaction.narrow(wanted):
        _answer(reaction, entry, cursor, now)
    if cursor.position < until:
        with write_transaction():
            _move(cursor, until, now)
    return until - start


def _answer(reaction: Reaction, entry: LogEntry, cursor: Cursor, now: datetime) -> None:
    actor = system_actor(reaction.name)
    frame = Frame(now=now, by=actor, snapshots=LazySnapshots(append.load_marks()))
    try:
        commands = reaction.react(entry, frame)
    except Exception as error:  # a broken reaction must not stop the others
        _keep_dead(reaction.name, entry.position, "", "", type(error).__name__, now)
        logger.exception("reaction failed", extra={"reaction": reaction.name})
        return
    if not commands:
        return
    results = submit(
        commands,
        by=actor,
        now=now,
        cause=entry.position,
        depth=entry.depth + 1,
        alongside=_mover(cursor, entry.position, now),
    )
    cursor.position = entry.position
    _keep_refused(reaction.name, entry.position, commands, results, now)


def _mover(cursor: Cursor, to: int, now: datetime) -> Callable[[], None]:
    return lambda: _move(cursor, to, now)


def _keep_refused(
    name: str,
    position: int,
    commands: Sequence[Command],
    results: Sequence[Answer],
    now: datetime,
) -> None:
    for command, answer in zip(commands, results, strict=True):
        if answer.ok or answer.refusal is None:
            continue
        code, kind = answer.refusal.code, type(command).TYPE
        _keep_dead(name, position, command.id, kind, code, now, str(answer.refusal))


def _keep_dead(
    name: str,
    position: int,
    command_id: str,
    command_type: str,
    code: str,
    now: datetime,
    sentence: str = "",
) -> None:
    DeadLetter.objects.get_or_create(
        name=name,
        position=position,
        command_id=command_id,
        defaults={
            "command_type": command_type,
            "code": code,
            "sentence": sentence,
            "at": now,
        },
    )


def run_clock(clock: Clock, now: datetime, limit: int = BATCH, refused: int | None = None) -> int:
    """Submit what a clock finds due, until it finds no more; returns how many were accepted.

    `refused`: how many of its dead letters wait for a person, when the caller knows.
    """
    done = 0
    # what was refused before is still found due: without room for it the rest would starve
    limit += count_refused().get(clock.name, 0) if refused is None else refused
    while True:
        commands = list(clock.due(now, limit))
        if not commands:
            return done
        results = submit(commands, by=system_actor(clock.name), now=now, depth=1)
        _keep_refused(clock.name, 0, commands, results, now)
        accepted = sum(answer.status == "accepted" for answer in results)
        done += accepted
        if not accepted or len(commands) < limit:
            return done


def count_refused() -> dict[str, int]:
    """Return how many unsettled dead letters each part has."""
    return Counter(DeadLetter.objects.filter(settled_at=None).values_list("name", flat=True))


def run_once(
    now: datetime,
    *,
    clocks: bool = True,
    followers: Collection[str] | None = None,
    batch: int = BATCH,
    without: Collection[str] = (),
    jobs: bool = True,
) -> int:
    """Do one round of everything; returns how much was done, 0 when nothing is left.

    `followers`: names of those to run, None for all: a simulated year fills derived tables at
    its end, a day's clocks need few of them. `batch`: see `run_follower`. `without`: clocks that
    stand still in a simulated time. `jobs`: False where nobody outside sends or is told anything.
    """
    wanted = [
        part for part in registry.followers.values() if followers is None or part.name in followers
    ]
    parts: list[Part] = [*wanted, *registry.reactions.values()]
    ahead = Ahead(parts)
    work = ahead.pass_over(parts, now)
    for number, part in enumerate(parts):
        if not ahead.awaits(part):
            continue
        at = ahead.cursors.get(part.name)
        if isinstance(part, Follower):
            work += _guard(part.name, partial(run_follower, part, now, at, batch, ahead.read))
            continue
        if done := _guard(part.name, partial(run_reaction, part, now, at, ahead.read)):
            work += done
            ahead = Ahead(parts[number + 1 :])  # what it answered is for those after it
    if clocks:
        work += _run_clocks(now, batch, without)
        work += _run_jobs(now) if jobs else 0
    return work


def _run_clocks(now: datetime, limit: int, without: Collection[str]) -> int:
    work, refused = 0, count_refused()
    for name, clock in registry.clocks.items():
        if name in without:
            continue
        waiting = refused.get(name, 0)
        work += _guard(name, partial(run_clock, clock, now, limit, waiting))
    return work


def _run_jobs(now: datetime) -> int:
    return sum(_guard(name, partial(step, now)) for name, step in registry.jobs.items())


def _guard(name: str, run: Callable[[], int]) -> int:
    try:
        return run()
    except CursorTaken:
        return 0
    except Exception as error:  # one broken part must not stop the rest; it is shown
        _mark_trouble(name, error)
        return 0


def run_until_idle(now: datetime, *, rounds: int = 100, batch: int = BATCH) -> None:
    """Repeat rounds until nothing is left (demonstration, tests, import).

    `batch`: see `run_follower`; a case of which much is told is then indexed but once.
    """
    for _ in range(rounds):
        if not run_once(now, batch=batch):
            return


def house_keeping(now: datetime) -> None:
    """Close finished days; drop refusals past their 90 days and photos that were never sent;
    let the database know how large it has become.

    Once a minute is plenty.
    """
    digest.close_days(now)
    answers.forget_old_refusals(now)
    files.sweep(now)
    uploads.sweep(now)
    planning.refresh_statistics()
    for keeper in registry.house_keepers:
        keeper(now)


def take_lease(holder: str, now: datetime, name: str = "worker") -> bool:
    """Return whether this process may run the worker for the next 30 seconds."""
    with transaction.atomic():
        Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": now})
        mine = Q(holder=holder) | Q(until__lte=now)
        return bool(
            Lease.objects.filter(mine, name=name).update(holder=holder, until=now + LEASE_FOR)
        )


class WorkerThread(threading.Thread):
    """The worker inside the server process (SQLite) or a process of its own (PostgreSQL)."""

    def __init__(self, pause: float = 1.0) -> None:
        super().__init__(name="minqing-worker", daemon=True)
        self._stop_asked = threading.Event()
        self._pause = pause
        self._holder = new_id()

    def stop(self) -> None:
        """Ask the worker to end after its current step."""
        self._stop_asked.set()

    def run(self) -> None:
        kept_house = datetime.min.replace(tzinfo=UTC)
        while not self._stop_asked.is_set():
            now, begun = get_now(), time.monotonic()
            try:
                close_old_connections()
                work = self._round(now)
                if now - kept_house > timedelta(minutes=1):
                    house_keeping(now)
                    kept_house = now
            except Exception:  # the thread must live on; the screen shows the lag
                logger.exception("worker round failed")
                work = 0
            # under a steady stream of entries a round would follow each of them, and take half
            # of the processor from those who wait for an answer; many at once cost less each
            took = time.monotonic() - begun
            rest = min(max(BREATH - took, SHARE * took), self._pause) if work else self._pause
            self._stop_asked.wait(rest)

    def _round(self, now: datetime) -> int:
        return run_once(now) if take_lease(self._holder, now) else 0


def status() -> dict[str, Any]:
    """Return how far each follower and reaction is behind, and what waits for a person.

    `behind`: entries not yet read. `dead_letters`: unsettled ones. For /healthz and 运行状态.
    """
    last = get_last_position()
    cursors = {row.name: row for row in Cursor.objects.all()}
    names = [*registry.followers, *registry.reactions]
    parts: dict[str, dict[str, Any]] = {
        name: {
            "behind": last - (cursors[name].position if name in cursors else 0),
            "trouble": cursors[name].trouble if name in cursors else "",
        }
        for name in names
    }
    lease = Lease.objects.filter(name="worker").first()
    return {
        "last_position": last,
        "behind": max((part["behind"] for part in parts.values()), default=0),
        "runs_until": lease.until.isoformat() if lease else None,
        "dead_letters": DeadLetter.objects.filter(settled_at=None).count(),
        "parts": parts,
    }


def get_lag(name: str) -> int:
    """Return how many entries a follower or reaction has not yet read."""
    read = Cursor.objects.filter(name=name).values_list("position", flat=True).first()
    return get_last_position() - (read or 0)


def start_thread() -> WorkerThread:
    """Start the worker inside this process and return it."""
    thread = WorkerThread()
    thread.start()
    return thread


def get_operations(now: datetime) -> dict[str, Any]:
    """Return what the page 运行状态 shows: `status` and the newest unsettled dead letters.

    `alive`: whether a worker holds its lease now. `proved_until`: last verified position.
    """
    found = status()
    lease = Lease.objects.filter(name="worker", until__gt=now).exists()
    letters = DeadLetter.objects.filter(settled_at=None).order_by("-at", "-id")[:50]
    proved = Setting.objects.filter(name="verified-until").values_list("value", flat=True).first()
    return {
        **found,
        "alive": lease,
        "letters": [
            {
                "id": row.id,
                "name": row.name,
                "code": row.code,
                "sentence": row.sentence,
                "at": row.at,
            }
            for row in letters
        ],
        "digest": DayRoot.objects.order_by("-day").values_list("day", flat=True).first(),
        "proved_until": int(proved or 0),
    }
