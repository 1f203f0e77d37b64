"""The second place: an urban district beside the banner, with its own mechanism.

Its real streets and communities, posts for the roles that its mechanism names, a slice of
households, and its needs: the 82 of the first half of 2014 that it reported on (past_district)
and those of the living year. Everything goes through the same door in the same order of time as
the banner's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter

from msgspec.structs import replace

from minqing.households.public import Presence
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.org.public import TOWN_KINDS, DepartmentSeed, Directory, load_departments
from minqing.partnerships.public import pairs
from minqing.simulation.course import FRESH
from minqing.simulation.dwellings import SIZE_SHARES, SIZES, SUPPORTS, SURNAMES, Dwelling
from minqing.simulation.measure import Measure
from minqing.simulation.needs import Need, list_needs
from minqing.simulation.past_district import list_district_past
from minqing.simulation.people import Seat, Slice
from minqing.simulation.rounds import Trip
from minqing.simulation.staffing import Posting, cadre_post
from minqing.simulation.world import World

DISTRICT = "150304"
ORGANS = ("区税务局", "市公积金中心", "市烟草专卖局", "邻区人民政府", "市公安交通管理支队")
"""Competent organs outside of the district's departments."""

SHARES = (22, 26, 0, 8, 6, 20, 18, 0)
"""Of the channels, in their order: by phone and 12345 46 %, on the net 18 %, told at home 22 %,
at meetings 8 %, letter boxes 6 %."""

TO_STREET = (0, 0, 0, 0, 0, 60, 40, 0)
"""Of the channels of what is added for the street: by 12345 and on the net."""

STREAM = "w"
"""Marks the needs of the district among those of a day."""

NEEDED = frozenset(
    {
        "政府办公室", "信访局", "教育体育局", "公安局", "民政局", "司法局",
        "人力资源和社会保障局", "自然资源局", "生态环境分局", "住房和城乡建设局", "交通运输局",
        "农牧局", "卫生健康委员会", "应急管理局", "市场监督管理局", "医疗保障局",
        "综合行政执法局", "政务服务局", "残疾人联合会", "供电分公司",
    }
)  # fmt: skip
"""Departments that answer what is raised in a district."""

MEMBERS = 9
"""Members of the standing committee, each linked with one community (WDM-19; the number ours)."""

PRESENCES = (Presence.RESIDENT, Presence.AWAY, Presence.TEMPORARY)
PRESENCE_SHARES = (84, 9, 7)
SUPPORT_SHARES = (91, 4, 1, 3, 1)

LINKED, BUILDING = "linked_leader", "co_building"
"""Kinds of pairs that the district's mechanism names."""

SHOWN = "住房和城乡建设局"
"""The department whose handler is an account to try: heating, water, lifts."""

ROUND_DAYS = 45
"""In so many days somebody comes to each household to learn its wishes (WDM-11)."""

ROUND_KINDS = (
    ("visit", "met"), ("visit", "met"), ("visit", "not-met"), ("member-visit", "met"),
    ("representative-visit", "met"), ("phone", "reached"),
)  # fmt: skip
"""How: street and community cadres, Party members, residents' representatives."""

BEFORE_LOAD = timedelta(days=ROUND_DAYS)
RECENT_DAYS, FRESH_DAYS = 12, 3
"""The added needs begin so long before the load; those of its last days wait to be sorted."""


def list_district_departments() -> list[DepartmentSeed]:
    """Return the departments of the district, by number."""
    return [seed for seed in load_departments() if seed.short_name in NEEDED]


def choose_district(directory: Directory, measure: Measure) -> Slice:
    """Return every street and town with its communities, one caseload in each."""
    streets = {
        street: tuple(
            code for code in directory.children(street) if directory.unit(code).kind == "community"
        )
        for street in directory.children(DISTRICT)
        if directory.unit(street).kind in TOWN_KINDS
    }
    communities = tuple(code for below in streets.values() for code in below)
    loads = tuple(
        Posting(cadre_post(code), code, 1, measure.district_households) for code in communities
    )
    return Slice(
        DISTRICT, tuple(street for street in streets if streets[street]), communities, loads
    )


# ------------------------------------------------------------------ posts
def list_district_seats(directory: Directory, part: Slice) -> list[Seat]:
    """Return every post of the district's roles. Accounts to try are on the first of a role."""
    return [
        *_district_seats(),
        *_department_seats(directory),
        *_street_seats(part),
        *_community_seats(part),
    ]


def _district_seats() -> Iterator[Seat]:
    rows = (
        ("banner_clerk", "convenor", "政法委召集人", 2, "wuda-convenor"),
        ("banner_leader", "member", "区委常委", MEMBERS, "wuda-member"),
        ("supervisor", "discipline", "区纪委督查员", 1, "wuda-discipline"),
        ("supervisor", "organization", "组织部督查员", 1, "wuda-organization"),
        ("independent_caller", "caller", "回访员", 2, "wuda-caller"),
        ("discipline_recipient", "recipient", "信访受理员", 1, ""),
    )
    for role, word, title, count, login in rows:
        for number in range(1, count + 1):
            post = f"{DISTRICT}-{word}-{number}"
            name = f"乌达{title}{number}"
            # each member is linked with a community of his own: the title tells which one
            words = f"{title}{number}" if count == MEMBERS else title
            yield Seat(post, DISTRICT, role, words, name, login if number == 1 else "")


def _department_seats(directory: Directory) -> Iterator[Seat]:
    for unit in directory.children(DISTRICT):
        if directory.unit(unit).kind != "department":
            continue
        short = directory.unit(unit).short_name
        logins = ("wuda-dept", "wuda-head") if short == SHOWN else ("", "")
        yield Seat(
            f"{unit}-handler", unit, "department_handler", "部门经办人", f"乌达{short}经办人1",
            logins[0],
        )  # fmt: skip
        yield Seat(
            f"{unit}-head", unit, "department_reviewer", "部门负责人", f"乌达{short}负责人1",
            logins[1],
        )  # fmt: skip


def _street_seats(part: Slice) -> Iterator[Seat]:
    for number, street in enumerate(part.towns, start=1):
        logins = ("wuda-street", "wuda-chair") if number == 1 else ("", "")
        yield Seat(
            f"{street}-clerk", street, "township_clerk", "街道干部", f"街道干部{number}", logins[0]
        )
        yield Seat(
            f"{street}-leader", street, "township_leader", "街道负责人", f"街道负责人{number}",
            logins[1],
        )  # fmt: skip


def _community_seats(part: Slice) -> Iterator[Seat]:
    for number, unit in enumerate(part.villages, start=1):
        login = "wuda-cadre" if number == 1 else ""
        yield Seat(cadre_post(unit), unit, "village_cadre", "社区干部", f"社区干部{number}", login)
        yield Seat(
            f"{unit}-secretary", unit, "village_secretary", "社区书记", f"社区书记{number}",
            "wuda-secretary" if number == 1 else "",
        )  # fmt: skip


# ------------------------------------------------------------------ pairs
def list_district_pairs(directory: Directory, part: Slice, since: date) -> Iterator[Command]:
    """Yield who is linked with what: each member of the standing committee with one community
    (WDM-19), two made-up resident units with each street (WDM-05)."""
    members = directory.posts_at(DISTRICT, "banner_leader")
    step = max(1, len(part.villages) // max(1, len(members)))
    for post, unit in zip(sorted(members), part.villages[::step], strict=False):
        yield _pair(LINKED, unit, since, post=post)
    for number, street in enumerate(part.towns, start=1):
        for name in (f"驻区单位{number}", f"包联共建单位{number}"):
            yield _pair(BUILDING, street, since, partner=name)


def _pair(kind: str, unit: str, since: date, *, post: str = "", partner: str = "") -> Command:
    pair = pairs.name_pair(kind, post=post, partner=partner, unit=unit)
    return pairs.MakePair(
        id=derived_id("demo-pair", pair),
        pair=pair,
        kind=kind,
        unit=unit,
        since=since,
        post=post,
        partner=partner,
    )


# ------------------------------------------------------------------ households
def draw_district_dwellings(part: Slice, seed: str) -> list[Dwelling]:
    """Return the slice of households; the same seed gives the same ones."""
    return [one for posting in part.postings for one in _draw_caseload(posting, seed)]


def _draw_caseload(posting: Posting, seed: str) -> Iterator[Dwelling]:
    rng = random.Random(f"{seed} dwellings {posting.post}")
    for number in range(1, posting.households + 1):
        house, floor = rng.randint(1, 18), rng.randint(1, 6)
        yield Dwelling(
            id=f"{posting.village}-{number:03d}",
            village=posting.village,
            post=posting.post,
            presence=rng.choices(PRESENCES, PRESENCE_SHARES)[0],
            members=rng.choices(SIZES, SIZE_SHARES)[0],
            name=f"{rng.choice(SURNAMES)}户主{number}",
            phone=f"100-{rng.randint(0, 9999):04d}-{rng.randint(0, 9999):04d}",
            spot=f"{house}号楼{rng.randint(1, 4)}单元{floor}0{rng.randint(1, 3)}",
            support=rng.choices(SUPPORTS, SUPPORT_SHARES)[0],
            group=f"第{house % 6 + 1}网格",
        )


# ------------------------------------------------------------------ needs and visits
class DistrictRaising:
    """Gives the district's needs and visits of each local day."""

    def __init__(
        self,
        world: World,
        dwellings: Sequence[Dwelling],
        measure: Measure,
        loaded_on: date,
        *,
        with_past: bool = True,
    ) -> None:
        """`dwellings`: community by community. `loaded_on`: the day that was today at the load."""
        self.world = world
        self._dwellings = dwellings
        self._measure = measure
        self._loaded_on = loaded_on
        first = dwellings[0].village
        street = world.town(first)
        self._first = [one for one in dwellings if one.village == first]
        self._near = [one for one in dwellings if world.town(one.village) == street]
        self._past = self._list_past() if with_past else {}

    def _list_past(self) -> dict[date, list[Need]]:
        world = self.world
        return list_district_past(
            self._dwellings,
            seed=world.seed,
            kind_of=world.village_kind,
            name_of=world.name,
            is_workday=world.is_workday,
        )

    def list_needs(self, day: date) -> list[Need]:
        """Return the needs of a local day in order of time."""
        if day < self._measure.first:
            return self._past.get(day, [])
        needs = self._draw(day, self._dwellings, self._measure.district, STREAM)
        return sorted((*needs, *self._list_recent(day)), key=attrgetter("at"))

    def _list_recent(self, day: date) -> list[Need]:
        """Return what is added in the community of the accounts to try and in its street, which
        sorts what comes by 12345 and on the net, so that work waits for everybody."""
        ago = (self._loaded_on - day).days
        if ago > RECENT_DAYS:
            return []
        per_month = self._measure.district
        added = [
            *self._draw(day, self._first, per_month * 0.5, f"{STREAM}n"),
            *self._draw(day, self._near, per_month, f"{STREAM}s", TO_STREET),
        ]
        fresh = 0 <= ago <= FRESH_DAYS
        return [replace(need, path=FRESH) for need in added] if fresh else added

    def _draw(
        self,
        day: date,
        among: Sequence[Dwelling],
        per_month: float,
        stream: str,
        shares: Sequence[float] = SHARES,
    ) -> list[Need]:
        world = self.world
        return list_needs(
            day,
            among,
            seed=world.seed,
            per_month=per_month,
            kind_of=world.village_kind,
            name_of=world.name,
            is_workday=world.is_workday,
            stream=stream,
            shares=shares,
        )

    def list_trips(self, day: date) -> list[Trip]:
        """Return the fact-finding visits of a day, from one round before the load on."""
        since = max(self._measure.first, self._loaded_on - BEFORE_LOAD)
        if day < since:
            return []
        place = day.toordinal() % ROUND_DAYS
        return [
            _visit(one, day)
            for number, one in enumerate(self._dwellings)
            if (number * 7) % ROUND_DAYS == place
        ]


def _visit(one: Dwelling, day: date) -> Trip:
    rng = random.Random(f"visit {one.id} {day}")
    did = ("phone", "reached") if one.presence is Presence.AWAY else rng.choice(ROUND_KINDS)
    return Trip(one.post, one.id, did, day)
