"""`minqing demo`: a made-up slice of a real banner, from 1 January 2026 to today. Repeatable.

1. the banner's real divisions and 34 departments; the mechanisms, published;
2. posts and synthetic people, one account to try for each role;
3. households of three towns, one caseload of 60 to 70 in each village;
4. their needs, simulated in order of time through the real door, the worker between days.

All commands have ids that follow from the seed; a load that was broken off goes on, a complete
one only prints its accounts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model

from minqing.cases.public import CasesSection
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, house_keeping, read_entries, run_once, run_until_idle
from minqing.mechanisms.public import Packs, publish_folder
from minqing.org.public import adopt_departments, adopt_divisions, system_actor
from minqing.simulation.carrying import CommandRefused
from minqing.simulation.course import FRESH
from minqing.simulation.dwellings import Dwelling, draw_dwellings, settle_dwellings
from minqing.simulation.edges import list_edges
from minqing.simulation.models import Load
from minqing.simulation.needs import LOCAL, Need, list_needs
from minqing.simulation.people import (
    Slice,
    TrialAccount,
    choose_slice,
    get_directory,
    list_seats,
    open_accounts,
    seat_people,
)
from minqing.simulation.running import Done, Life, case_id
from minqing.simulation.world import World, index_codes

BANNER = "150627"
SEED = "demo-2026"
FIRST_DAY = date(2026, 1, 1)
FOUNDED = datetime(2025, 12, 29, 1, 0, tzinfo=UTC)
ACCOUNTS_FILE = "demo-accounts.json"
OWN_SCOPES = frozenset({"system:demo", "system:packs"})
NOT_EMPTY = "不能装入演示数据：这里已有别的数据。请换一个空的数据目录（MINQING_VAR）再装入。"


class Measure(msgspec.Struct, frozen=True):
    """How much is loaded: towns, villages in each, needs in a month of weight 1, since when.

    `recent`: needs in a month that are added in the first village of the slice and its town
    over the last days, so that every account to try finds work that waits.
    """

    towns: int = 3
    villages: int = 8
    per_month: float = 190.0
    recent: float = 130.0
    first: date = FIRST_DAY


RECENT_DAYS, FRESH_DAYS = 14, 4
"""The added needs begin so long ago; those of the last days wait to be sorted."""


def load(json: bool = False, measure: Measure | None = None, now: datetime | None = None) -> int:
    """Load the demonstration once and print the accounts to try; returns the exit code.

    `now`: up to when (default: this moment). Prints `{"unit", "accounts": [{"role", "name",
    "password"}]}` when `json` is true.
    """
    now = now or datetime.now(UTC)
    measure = measure or Measure()
    row = Load.objects.filter(banner=BANNER).first()
    if row is None and _holds_other_data():
        sys.stderr.write(f"{NOT_EMPTY}\n")
        return 1
    if row is None or row.finished_at is None:
        part = _prepare(measure)
        done = _live(part, measure, row.reached_at if row else FOUNDED, now)
        Load.objects.filter(banner=BANNER).update(reached_at=now, finished_at=now)
        house_keeping(now)  # the daily roots of the whole year, before anybody signs in
        _show_refusals(done)
    accounts = _list_accounts(measure)
    _keep_accounts(accounts)
    _print(accounts, json)
    return 0


def is_loaded() -> bool:
    """Return whether what this installation holds is simulated (in part or in full)."""
    return Load.objects.exists()


def _holds_other_data() -> bool:
    """Return whether somebody else wrote here: made-up people never join real ones."""
    return any(entry.scope not in OWN_SCOPES for entry in read_entries(0, 50))


# ------------------------------------------------------------------ the stage
def _prepare(measure: Measure) -> Slice:
    by = system_actor("demo")
    adopt_divisions(BANNER, by=by, now=FOUNDED)
    adopt_departments(BANNER, by=by, now=FOUNDED)
    publish_packs(by)
    part = _choose_part(measure)
    seat_people(list_seats(get_directory(), part), by=by, now=FOUNDED + timedelta(hours=1))
    settle_dwellings(draw_dwellings(part, SEED), part, by=by, now=FOUNDED + timedelta(hours=2))
    return part


def _choose_part(measure: Measure) -> Slice:
    return choose_slice(get_directory(), BANNER, towns=measure.towns, villages=measure.villages)


def _list_accounts(measure: Measure) -> list[TrialAccount]:
    """Return the accounts to try, opening those that are missing."""
    known = get_user_model().objects.values_list("login", flat=True)
    return open_accounts(list_seats(get_directory(), _choose_part(measure)), existing=known)


def publish_packs(by: Actor) -> None:
    """Publish every mechanism of the installation's folder; raises CommandRefused."""
    for folder in sorted(Path(settings.PACKS_DIR).iterdir()):
        if not (folder / "pack.yaml").is_file():
            continue
        outcome = publish_folder(folder, by=by, now=FOUNDED)
        # a newer program may bring other words for a version in force: that is for people
        in_force = outcome.pack and get_snapshot(Packs).find_current(outcome.pack.key)
        if not outcome.ok and not in_force:
            reason = outcome.answer.refusal if outcome.answer else outcome.problems[0]
            raise CommandRefused(f"{folder.name}: {reason}")


def build_world(part: Slice) -> World:
    """Return what the simulation needs to know of the house as it stands."""
    directory = get_directory()
    pack = get_snapshot(Packs).for_unit(directory.path(part.villages[0]), BANNER, section="cases")
    assert pack is not None, "the demonstration's place has a mechanism with cases"
    section, categories = pack.section("cases"), pack.section("categories")
    assert isinstance(section, CasesSection), "chosen for having that section"
    return World(
        seed=SEED,
        banner=BANNER,
        directory=directory,
        calendar=get_snapshot(WorkCalendar),
        section=section,
        categories=index_codes(categories.tree) if categories else {},
        offices={
            directory.unit(unit).short_name: unit
            for unit in directory.children(BANNER)
            if directory.unit(unit).kind == "department"
        },
    )


# ------------------------------------------------------------------ the year
def _live(part: Slice, measure: Measure, reached: datetime, now: datetime) -> Done:
    world = build_world(part)
    dwellings = draw_dwellings(part, SEED)
    Load.objects.get_or_create(banner=BANNER, defaults={"seed": SEED, "reached_at": FOUNDED})

    def sweep(moment: datetime) -> None:
        run_once(moment)
        Load.objects.filter(banner=BANNER).update(reached_at=moment)

    life = Life(
        world,
        needs_of=needs_source(world, dwellings, measure, now.astimezone(LOCAL).date()),
        sweep=sweep,
        not_before=reached,
    )
    done = life.live(measure.first, now)
    run_until_idle(now)
    return done


def needs_source(
    world: World, dwellings: list[Dwelling], measure: Measure, last: date
) -> Callable[[date], list[Need]]:
    """Return what gives the needs of a local day: ordinary ones, recent ones, edges; by time."""

    town = world.town(dwellings[0].village)
    near = [dwelling for dwelling in dwellings if world.town(dwelling.village) == town]

    def draw(day: date, among: list[Dwelling], per_month: float, stream: str = "") -> list[Need]:
        return list_needs(
            day,
            among,
            seed=world.seed,
            per_month=per_month,
            kind_of=world.village_kind,
            name_of=world.name,
            is_workday=world.is_workday,
            stream=stream,
        )

    def draw_recent(day: date) -> list[Need]:
        if (last - day).days > RECENT_DAYS:
            return []
        first = [dwelling for dwelling in near if dwelling.village == dwellings[0].village]
        added = draw(day, near, measure.recent * 0.6, "n") + draw(
            day, first, measure.recent * 0.4, "f"
        )
        fresh = (last - day).days <= FRESH_DAYS
        return [msgspec.structs.replace(need, path=FRESH) for need in added] if fresh else added

    def needs_of(day: date) -> list[Need]:
        edges = list_edges(
            day,
            last,
            dwellings,
            seed=world.seed,
            name_of=world.name,
            case_of=lambda key: case_id(world.seed, key),
        )
        ordinary = draw(day, dwellings, measure.per_month)
        return sorted((*ordinary, *draw_recent(day), *edges), key=lambda need: need.at)

    return needs_of


# ------------------------------------------------------------------ what is said at the end
def _show_refusals(done: Done) -> None:
    for name, times in sorted(done.refused.items()):
        sys.stderr.write(f"未执行 {name}：{times}次\n")


def _keep_accounts(accounts: list[TrialAccount]) -> None:
    """Write the accounts where the sign-in page of a demonstration finds them."""
    file = Path(settings.VAR_DIR) / ACCOUNTS_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(accounts))


def _print(accounts: list[TrialAccount], json: bool) -> None:
    if json:
        document = {"unit": BANNER, "accounts": accounts}
        sys.stdout.write(msgspec.json.encode(document).decode() + "\n")
        return
    sys.stdout.write("演示数据已就绪（全部为模拟）。试用账号：\n")
    for account in accounts:
        sys.stdout.write(f"  {account.role:<20} {account.name:<12} {account.password}\n")
