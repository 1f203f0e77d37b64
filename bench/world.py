"""The place that measures run in: a real banner, its posts, its pack, and needs to receive."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from bench.storage import tidy
from minqing.cases.commands import ReceiveCase
from minqing.cases.terms import Channel, Ledger, MatterKind, RaiserDetails
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.kernel.receipts import list_device_tags, new_receipt, place_tag
from minqing.log.models import Entry
from minqing.log.public import get_snapshot, submit
from minqing.log.registry import LazySnapshots
from minqing.mechanisms.public import Packs
from minqing.org.public import (
    VILLAGE_KINDS,
    AppointPerson,
    CreatePost,
    Directory,
    RegisterPerson,
    adopt_departments,
    adopt_divisions,
    system_actor,
)

BANNER = "150627"
PACK = "siding-sandao-nongshi-huban"
SINCE = date(2026, 1, 1)
MATTER = (
    "户主反映：村东头的机井水泵已经坏了半个月，三十多亩玉米旱得打卷，"
    "打过两次电话都说在等配件，想问清楚什么时候能修好，修不好能不能先拉水。"
)
TOWN_ROLES = ("township_clerk", "township_leader", "supervisor")
BANNER_ROLES = ("banner_clerk", "banner_leader", "independent_caller", "administrator")
LEAGUE = "1506"


@dataclass
class Place:
    """Who acts, where, and a maker of commands that repeats with its seed."""

    clerk: Actor
    now: datetime
    villages: list[str]
    categories: list[str]
    towns: dict[str, str]
    offices: list[str]
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    made: int = 0

    def receive(self, count: int, *, ledger: Ledger | None = Ledger.AGENT) -> list[ReceiveCase]:
        """Return commands to receive that many cases with words of usual length."""
        return [self._one(ledger) for _ in range(count)]

    def _one(self, ledger: Ledger | None) -> ReceiveCase:
        case, village = new_id(), self.chance.choice(self.villages)
        subject = f"case:{case}"
        self.made += 1
        details = RaiserDetails(name=f"户主{self.made}", phone="100-0000000")
        return ReceiveCase(
            id=case,
            case=case,
            receipt=new_receipt(place_tag(village), DEVICES[self.made % len(DEVICES)]),
            unit=village,
            channel=Channel.VISIT,
            kind=MatterKind.APPEAL,
            ledger=ledger,
            category=self.chance.choice(self.categories),
            matter=Personal(f"{MATTER}（第{self.made}件）", subject),
            raiser=Personal(details, subject),
            home_banner=BANNER,
        )


DEVICES = list_device_tags()[:200]


def prepare(now: datetime | None = None) -> Place:
    """Return the place, made on an empty database and found again on a filled one."""
    moment = now or datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    office = system_actor("bench")
    adopt_divisions(BANNER, by=office, now=moment)
    adopt_departments(BANNER, by=office, now=moment)
    from minqing.mechanisms.publication import publish_folder

    publish_folder(Path(settings.PACKS_DIR) / PACK, by=office, now=moment)
    directory = get_snapshot(Directory)
    submit(_posts(directory), by=office, now=moment)
    LazySnapshots.forget()
    directory = get_snapshot(Directory)
    villages = [c for c in directory.below(BANNER) if directory.unit(c).kind in VILLAGE_KINDS]
    section: Any = get_snapshot(Packs).current(PACK).section("categories")
    categories = [leaf.code for top in section.tree for leaf in top.children]
    town = directory.parent(villages[0])
    clerk = directory.actor(f"{town}-township_clerk", scope="account:bench")
    wide = Actor(
        scope="account:bench", post=clerk.post, unit=clerk.unit, units=(BANNER,),
        roles=clerk.roles, permissions=clerk.permissions,
    )  # fmt: skip
    towns = {village: directory.parent(village) or BANNER for village in villages}
    offices = [c for c in directory.below(BANNER) if directory.unit(c).kind == "department"]
    return Place(wide, moment, villages, categories, towns, offices)


def _posts(directory: Directory) -> list[Command]:
    commands: list[Command] = _fill(LEAGUE, "supervisor")
    for unit in (BANNER, *directory.below(BANNER)):
        kind = directory.unit(unit).kind
        if kind in VILLAGE_KINDS:
            roles: tuple[str, ...] = ("village_cadre", "village_secretary")
        elif unit == BANNER:
            roles = BANNER_ROLES
        elif kind == "department":
            roles = ("department_handler", "department_reviewer")
        else:
            roles = TOWN_ROLES
        for role in roles:
            commands += _fill(unit, role)
    return commands


def _fill(unit: str, role: str) -> list[Command]:
    post = f"{unit}-{role}"
    person = post
    return [
        CreatePost(id=derived_id("bench", post), post=post, unit=unit, role=role, title=role),
        RegisterPerson(
            id=derived_id("bench", "person", post),
            person=person,
            name=Personal(f"{role}{unit[-4:]}", f"person:{person}"),
        ),
        AppointPerson(
            id=derived_id("bench", "appoint", post), post=post, person=person, since=SINCE
        ),
    ]


def mark() -> int:
    """Return the position after which `forget_cases` takes everything back."""
    return Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0


def forget_cases(since: int) -> None:
    """Delete the cases received after a position, from every table (measures only)."""
    fresh = f"SELECT stream FROM log_entry WHERE version = 1 AND position > {since}"
    with connections["default"].cursor() as cursor:
        cursor.execute(fresh)
        streams = [stream for (stream,) in cursor.fetchall() if stream.startswith("case:")]
    for alias, deletes in DELETES.items():
        connection = connections[alias]
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for text, whole in deletes:
                ids = streams if whole else [stream.partition(":")[2] for stream in streams]
                cursor.executemany(text, [(one,) for one in ids])
            if alias == "default":
                cursor.execute(f"DELETE FROM log_entry WHERE position > {since}")
    tidy()


DELETES = {
    "default": (
        ("DELETE FROM cases_case WHERE id = %s", False),
        ("DELETE FROM vault_item WHERE subject = %s", True),
        ("DELETE FROM log_head WHERE stream = %s", True),
    ),
    "keys": (("DELETE FROM keystore_subject_key WHERE subject = %s", True),),
}
"""Statements and whether they take the whole name of the stream or the id alone."""
