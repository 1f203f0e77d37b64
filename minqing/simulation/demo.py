"""`minqing demo`: a made-up banner on its real divisions, in 2014 and from 1 January 2026 on,
and an urban district beside it with a mechanism of its own (district.py).

1. the banner's divisions and 34 departments; the mechanisms, published;
2. posts and synthetic people, accounts to try for each role;
3. households, a caseload of 60 to 70 for each stationed cadre;
4. the needs of the half year of 2014 that the mechanism reported on, then those of this year
   up to today, with the last months' visits, in order of time through the real door, the
   worker between days;
5. benefit projects for what was planned, derived tables, daily roots; suggestions asked for.

All commands have ids that follow from the seed; a load that was broken off goes on, a complete
one only prints its accounts.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import (
    get_snapshot,
    house_keeping,
    is_demonstration,
    mark_demonstration,
    read_entries,
    run_once,
    run_until_idle,
    without_waiting_for_disk,
)
from minqing.mechanisms.public import Packs, publish_folder
from minqing.notices.public import ChannelKind, OpenChannel
from minqing.org.public import adopt_departments, adopt_divisions, system_actor
from minqing.simulation import past, past_district
from minqing.simulation.carrying import CommandRefused, carry_out
from minqing.simulation.district import DISTRICT, choose_district, list_district_seats
from minqing.simulation.dwellings import draw_dwellings, settle_dwellings
from minqing.simulation.measure import FULL, SMALL, Measure
from minqing.simulation.models import Load
from minqing.simulation.people import (
    Slice,
    TrialAccount,
    choose_slice,
    get_directory,
    list_seats,
    open_accounts,
    register_person,
    seat_people,
)
from minqing.simulation.programs import let_programs_in
from minqing.simulation.projects import found_projects
from minqing.simulation.running import Done, Life
from minqing.simulation.stage import find_pack, found_district, set_stage
from minqing.simulation.terms_of_office import (
    BEFORE_ROTATION,
    found_teams,
    issue_papers,
    list_officials,
    rotate,
)
from minqing.suggestions.public import AskTraining, is_installed

BANNER = "150627"
SEED = "demo-2026"
FOUNDED = datetime(2014, 1, 2, 1, 0, tzinfo=UTC)
ACCOUNTS_FILE = "demo-accounts.json"
OWN_SCOPES = frozenset({"system:demo", "system:packs"})
NOT_EMPTY = "不能装入演示数据：这里已有别的数据。请换一个空的数据目录（MINQING_VAR）再装入。"
TOGETHER = 7
"""Days of a load that share a transaction: nobody else writes; one broken off loses as many."""

CATCH_UP = 50_000
"""Entries that derived tables take at once: nobody waits, and memory holds so many."""

KEEPING = ("cases-kept",)
"""Whose table says which ended cases are kept how long; a name of `cases`."""

AGENDAS = ("meetings-standings",)
"""Whose table says what stands on which agenda; a name of `meetings`. A clock says of none that
it was empty while that table is far behind."""

RETENTION = ("cases-retention",)
"""The clock that acts on that table; a name of `cases`. It stands still where the table does,
lest it erases again what it erased the day before."""

CALLING = ("meetings-open",)
"""The clock that calls meetings; a name of `meetings`. Between the half years that were reported
on and this year nobody lives here, and no meeting is told as kept or missed."""

OUTSIDE = ("imports-drop-files", "notices-forget-texts")
"""Clocks of what comes from outside the house: files to import, texts from telephones. While a
demonstration is loaded nobody sends any, and nobody is told anything either."""

SCALES: Mapping[str, Measure] = {"full": FULL, "small": SMALL}


def load(json: bool = False, measure: Measure = FULL, now: datetime | None = None) -> int:
    """Load the demonstration once and print the accounts to try; returns the exit code.

    `now`: up to when (default: this moment); its clock then shows that moment. Prints
    `{"unit", "accounts": [{"role", "name", "password"}]}` when `json` is true.
    """
    row = Load.objects.filter(banner=BANNER).first()
    if row is None and _holds_other_data():
        sys.stderr.write(f"{NOT_EMPTY}\n")
        return 1
    fresh = row is None or row.finished_at is None
    if fresh:
        real = datetime.now(UTC)
        now = now or real
        with without_waiting_for_disk():  # a load that was broken off goes on
            _begin(measure)
            part = _prepare(measure)
            done = _live(part, measure, row.reached_at if row else FOUNDED, now)
            house_keeping(now)  # the daily roots of all days, before anybody signs in
            _open_channel(now)
            run_once(now, clocks=False, batch=CATCH_UP)
            if measure.learned:
                _ask_training(now)
        Load.objects.filter(banner=BANNER).update(reached_at=now, finished_at=now)
        mark_demonstration(now - real)
        show_refusals(done)
    row = Load.objects.get(banner=BANNER)
    accounts = _list_accounts(read_measure(row) or measure)
    if fresh:
        let_programs_in(accounts, now=row.reached_at)
        run_once(row.reached_at, clocks=False, batch=CATCH_UP)
    _keep_accounts(accounts)
    _print(accounts, json)
    return 0


def _open_channel(now: datetime) -> None:
    """Open the channel that shows what would be sent. Last of all: of the year that was loaded
    nobody is told anything; what happens from here on stands on 演示消息."""
    command = OpenChannel(
        id=derived_id(SEED, "open-channel"),
        channel=derived_id(SEED, "channel"),
        unit=BANNER,
        kind=ChannelKind.SHOWN,
        title="演示：不外发",
    )
    carry_out([command], by=system_actor("demo"), now=now)


def _ask_training(now: datetime) -> None:
    """Ask for suggestions learned from these decisions; the worker trains in a child process.

    Last of all: learning takes a minute of a processor, and nobody has to wait for it.
    """
    if is_installed():
        command = AskTraining(id=derived_id(SEED, "ask-training"))
        carry_out([command], by=system_actor("demo"), now=now)


def is_loaded() -> bool:
    """Return whether what this installation holds is simulated (in part or in full)."""
    return is_demonstration()


def read_measure(row: Load) -> Measure | None:
    """Return how much was made, None for what an older version made."""
    return msgspec.json.decode(row.measure, type=Measure) if row.measure else None


def _begin(measure: Measure) -> None:
    """Say that everything here is made up, before anything is."""
    defaults = {
        "seed": SEED,
        "reached_at": FOUNDED,
        "measure": msgspec.json.encode(measure).decode(),
    }
    Load.objects.get_or_create(banner=BANNER, defaults=defaults)
    mark_demonstration()


def _holds_other_data() -> bool:
    """Return whether somebody else wrote here: made-up people never join real ones."""
    return any(entry.scope not in OWN_SCOPES for entry in read_entries(0, 50))


# ------------------------------------------------------------------ the stage
def _prepare(measure: Measure) -> Slice:
    by = system_actor("demo")
    adopt_divisions(BANNER, by=by, now=FOUNDED)
    adopt_departments(BANNER, by=by, now=FOUNDED)
    publish_packs(by)
    part = choose_part(measure)
    seats, seated_at = list_seats(get_directory(), part), FOUNDED + timedelta(hours=1)
    seat_people(seats, by=by, now=seated_at)
    officials = list_officials(get_directory(), part, seats)
    carry_out(map(register_person, officials), by=by, now=seated_at)
    found_teams(get_directory(), part, find_pack(part), SEED, by=by, now=seated_at)
    issue_papers(part, find_pack(part), by=by, now=seated_at)
    settle_dwellings(draw_dwellings(part, SEED), by=by, now=FOUNDED + timedelta(hours=2))
    found_district(measure, SEED, by=by, now=FOUNDED + timedelta(hours=3))
    return part


def choose_part(measure: Measure) -> Slice:
    """Return the towns, villages and stationed cadres that a measure asks for."""
    return choose_slice(
        get_directory(), BANNER, seed=SEED, towns=measure.towns, villages=measure.villages
    )


def _list_accounts(measure: Measure) -> list[TrialAccount]:
    """Return the accounts to try, opening those that are missing."""
    known = list(get_user_model().objects.values_list("login", flat=True))
    directory = get_directory()
    seats = list_seats(directory, choose_part(measure))
    if not measure.district:
        return open_accounts(seats, existing=known)
    beside = list_district_seats(directory, choose_district(directory, measure))
    return [
        *open_accounts(seats, existing=known, place=directory.unit(BANNER).short_name),
        *open_accounts(
            beside, existing=known, place=directory.unit(DISTRICT).short_name, by_title=True
        ),
    ]


def publish_packs(by: Actor) -> None:
    """Publish every mechanism of the installation's folder; raises CommandRefused."""
    for folder in sorted(Path(settings.PACKS_DIR).iterdir()):
        if not (folder / "pack.yaml").is_file():
            continue
        command_id = derived_id(SEED, "publish", folder.name)
        outcome = publish_folder(folder, by=by, now=FOUNDED, command_id=command_id)
        # a newer program may bring other words for a version in force: that is for people
        in_force = outcome.pack and get_snapshot(Packs).find_current(outcome.pack.key)
        if not outcome.ok and not in_force:
            reason = outcome.answer.refusal if outcome.answer else outcome.problems[0]
            raise CommandRefused(f"{folder.name}: {reason}")


# ------------------------------------------------------------------ the years
def _live(part: Slice, measure: Measure, reached: datetime, now: datetime) -> Done:
    """Live the half years of 2014 and what they left, change the cadres, live this year."""
    loaded_on, done = local_day(now), Done()
    if reached < BEFORE_ROTATION:
        stage = set_stage(part, measure, SEED, loaded_on)
        life = Life(
            stage.world,
            stage.list_needs,
            sweep,
            not_before=reached,
            beside=stage.beside,
            sittings=stage.make_sittings,
            together=TOGETHER,
        )
        first = min(past.FIRST, past_district.FIRST) if measure.district else past.FIRST
        has_past = bool(measure.past or measure.district)
        done = life.live(first if has_past else past.LAST, BEFORE_ROTATION)
    seats = list_seats(get_directory(), part)
    rotate(part, seats, get_directory(), by=system_actor("demo"))
    stage = set_stage(part, measure, SEED, loaded_on, with_past=False)
    not_before = max(reached, BEFORE_ROTATION + timedelta(weeks=8))
    life = Life(
        stage.world,
        stage.list_needs,
        sweep,
        not_before=min(not_before, now),
        trips_of=stage.list_trips,
        beside=stage.beside,
        sittings=stage.make_sittings,
        together=TOGETHER,
    )
    done = merge_done(done, life.live(measure.first, now))
    found_projects(stage.world, part.towns, by=system_actor("demo"), now=now)
    run_until_idle(now, batch=CATCH_UP)
    return done


def merge_done(first: Done, second: Done) -> Done:
    """Return what two runs did together."""
    refused = Counter(first.refused) + Counter(second.refused)
    return Done(first.needs + second.needs, first.commands + second.commands, dict(refused))


def sweep(moment: datetime, outside: bool = False) -> None:
    """Let clocks and reactions work at a simulated moment; most derived tables follow at the end.

    On the first of a month also what must be erased or sealed by then: its terms are years.
    `outside`: whether anybody outside the house sends or is told anything by now.
    """
    monthly = local_day(moment).day == 1
    nobody_lives = past_district.REPORTED_AT < moment <= BEFORE_ROTATION
    still = (*(() if monthly else RETENTION), *(CALLING if nobody_lives else ()))
    run_once(
        moment,
        followers=(*AGENDAS, *KEEPING) if monthly else AGENDAS,
        batch=CATCH_UP,
        without=still if outside else (*still, *OUTSIDE),
        jobs=outside,
    )
    Load.objects.filter(banner=BANNER).update(reached_at=moment)


# ------------------------------------------------------------------ what is said at the end
def show_refusals(done: Done) -> None:
    """Write what the house refused the simulation, by command and code."""
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
