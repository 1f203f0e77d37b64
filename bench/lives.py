"""What becomes of the cases that measures stand on: a mix of lives, told as real commands.

A life is a list of steps, each so many days after the case was received. Everything goes
through `submit`, day by day, with the moments of those days; nothing is written by hand.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import yaml

from bench.world import BANNER, DEVICES, PACK, Place
from minqing.cases import commands as c
from minqing.cases.public import dispatch
from minqing.cases.terms import (
    Channel,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
    RaiserDetails,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.kernel.periods import local_day
from minqing.kernel.receipts import new_receipt, place_tag
from minqing.log.public import get_snapshot, submit
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory, resident_actor, system_actor
from minqing.simulation.texts import WORDS

BATCH = 5_000
REPLY = "已到现场查看，更换了水泵的电缆和启动器，当天下午恢复供水，户主在场试过。"
TRIED = "村里找过维修队，配件不在库，先后两次上门查看，仍然修不好，报上级协调。"


@lru_cache
def list_texts() -> tuple[str, ...]:
    """Return the texts of matters that the demonstration tells, with plain words in the slots."""
    matters = yaml.safe_load((WORDS / "matters.yaml").read_text())
    texts = [text for matter in matters for text in matter["texts"]]
    return tuple(re.sub(r"\{\w+\}", "几", text) for text in texts)


@dataclass
class Draft:
    """One case while its steps are made: where it is, who has it in the end, its number."""

    case: str
    village: str
    town: str
    office: str
    category: str
    number: int

    def tell(self) -> Personal[str]:
        """Return what the resident says: two of many matters, so that words are as rare and as
        common as in life."""
        texts = list_texts()
        first, second = self.number % len(texts), self.number * 7 % len(texts)
        return self.say(f"户主反映：{texts[first]}{texts[second]}")

    def say(self, words: str) -> Personal[str]:
        return Personal(f"{words}（第{self.number}件）", f"case:{self.case}")


Maker = Callable[[Draft, datetime], Command]
Steps = Sequence[tuple[float, str, Maker]]
"""Days after the receipt, who acts (`office`, `leader` or `resident`), and the command."""


@dataclass(frozen=True)
class LifeKind:
    """One kind of life: how many of a thousand, received how many days ago, its steps."""

    name: str
    share: int
    days: tuple[float, float]
    steps: Steps


def _receive(ledger: Ledger | None) -> Maker:
    def make(draft: Draft, now: datetime) -> Command:
        person = RaiserDetails(name=f"户主{draft.number}", phone="100-0000000")
        return c.ReceiveCase(
            id=new_id(),
            case=draft.case,
            receipt=new_receipt(place_tag(draft.village), DEVICES[draft.number % len(DEVICES)]),
            unit=draft.village,
            channel=Channel.VISIT,
            kind=MatterKind.APPEAL,
            ledger=ledger,
            category=draft.category,
            matter=draft.tell(),
            raiser=Personal(person, f"case:{draft.case}"),
        )

    return make


def _history(draft: Draft, now: datetime) -> Command:
    ended = now - timedelta(days=20 + draft.number % 300)
    return c.RecordHistory(
        id=new_id(),
        case=draft.case,
        receipt=new_receipt(place_tag(draft.village), DEVICES[draft.number % len(DEVICES)]),
        unit=draft.village,
        channel=Channel.IMPORT,
        kind=MatterKind.APPEAL,
        ledger=(Ledger.IMMEDIATE, Ledger.AGENT, Ledger.REPORT_UP)[draft.number % 3],
        category=draft.category,
        matter=draft.tell(),
        reply=draft.say(REPLY),
        raised_at=ended - timedelta(days=9),
        answered_at=ended - timedelta(days=1),
        closed_at=ended,
        outcome=Outcome.SOLVED,
        raiser=Personal(RaiserDetails(name=f"户主{draft.number}"), f"case:{draft.case}"),
    )


def _settle(draft: Draft, now: datetime) -> Command:
    reply = draft.say(REPLY)
    return c.SettleOnSpot(id=new_id(), case=draft.case, outcome=Outcome.SOLVED, reply=reply)


def _confirm(draft: Draft, now: datetime) -> Command:
    return c.RecordConfirmation(
        id=new_id(), case=draft.case, answered=True, solved=True, given_on=GivenOn.SMS
    )


def _sort(ledger: Ledger, where: str) -> Maker:
    def make(draft: Draft, now: datetime) -> Command:
        return c.TriageCase(
            id=new_id(),
            case=draft.case,
            kind=MatterKind.APPEAL,
            ledger=ledger,
            category=draft.category,
            unit=getattr(draft, where),
        )

    return make


def _acknowledge(draft: Draft, now: datetime) -> Command:
    return c.AcknowledgeCase(id=new_id(), case=draft.case)


def _raise_up(where: str) -> Maker:
    def make(draft: Draft, now: datetime) -> Command:
        return c.RaiseToNextLevel(
            id=new_id(), case=draft.case, tried=draft.say(TRIED), unit=getattr(draft, where)
        )

    return make


def _answer(outcome: Outcome) -> Maker:
    def make(draft: Draft, now: datetime) -> Command:
        later = now + timedelta(days=200)
        plan = Plan(unit=draft.office, date=later, reason="需要专项资金")
        planned = outcome is Outcome.PLANNED
        return c.RecordResult(
            id=new_id(),
            case=draft.case,
            outcome=outcome,
            reply=draft.say(REPLY),
            plan=plan if planned else None,
        )

    return make


def _approve(draft: Draft, now: datetime) -> Command:
    return c.ReviewResult(id=new_id(), case=draft.case, approved=True)


def _tell(draft: Draft, now: datetime) -> Command:
    return c.RecordTelling(id=new_id(), case=draft.case, means=Means.PHONE)


AGENT, UP, NOW = Ledger.AGENT, Ledger.REPORT_UP, Ledger.IMMEDIATE
RECEIVED = (0.0, "office", _receive(None))
IN_VILLAGE: Steps = (RECEIVED, (0.2, "office", _sort(AGENT, "village")))
IN_TOWN: Steps = (RECEIVED, (0.2, "office", _sort(UP, "town")))
AT_OFFICE: Steps = (
    *IN_TOWN, (0.6, "office", _acknowledge), (1.2, "office", _raise_up("office"))
)  # fmt: skip
WORKED_ON: Steps = (*AT_OFFICE, (1.6, "office", _acknowledge))
ANSWERED: Steps = (*WORKED_ON, (3.0, "office", _answer(Outcome.SOLVED)))
PLANNED: Steps = (
    *WORKED_ON,
    (3.0, "office", _answer(Outcome.PLANNED)),
    (3.4, "leader", _approve),
    (3.8, "office", _tell),
)

MIXED = (
    LifeKind("history", 350, (0.5, 25), ((0.0, "office", _history),)),
    LifeKind(
        "settled on the spot",
        190,
        (1, 28),
        (
            (0.0, "office", _receive(NOW)),
            (0.0, "office", _settle),
            (0.3, "resident", _confirm),
        ),
    ),
    LifeKind(
        "errand, confirmed",
        110,
        (6, 28),
        (
            *IN_VILLAGE,
            (0.4, "office", _acknowledge),
            (4.0, "office", _answer(Outcome.SOLVED)),
            (4.2, "office", _tell),
            (5.0, "resident", _confirm),
        ),
    ),
    LifeKind("settled, to be confirmed", 20, (0.3, 12), (
        (0.0, "office", _receive(NOW)), (0.0, "office", _settle))),
    LifeKind("to be sorted", 40, (0.1, 1.2), (RECEIVED,)),
    LifeKind("village to acknowledge", 30, (0.3, 1.2), IN_VILLAGE),
    LifeKind("village works", 60, (0.5, 14), (*IN_VILLAGE, (0.4, "office", _acknowledge))),
    LifeKind("town to acknowledge", 25, (0.3, 2), IN_TOWN),
    LifeKind("town works", 35, (0.7, 25), (*IN_TOWN, (0.6, "office", _acknowledge))),
    LifeKind("office to acknowledge", 25, (1.3, 3), AT_OFFICE),
    LifeKind("office works", 60, (2, 28), WORKED_ON),
    LifeKind("to be reviewed", 10, (3.1, 6), ANSWERED),
    LifeKind("to be told", 10, (3.5, 10), (*ANSWERED, (3.4, "leader", _approve))),
    LifeKind("to be called", 20, (4, 16), (
        *ANSWERED, (3.4, "leader", _approve), (3.8, "office", _tell))),
    LifeKind("planned", 15, (4, 28), PLANNED),
)  # fmt: skip
"""A place that imported its past and works: 65 % ended, 35 % living, in all three ledgers."""

UNDISTURBED = (
    LifeKind("village works", 500, (0.6, 0.9), (*IN_VILLAGE, (0.4, "office", _acknowledge))),
    LifeKind("town works", 250, (0.8, 0.9), (*IN_TOWN, (0.6, "office", _acknowledge))),
    LifeKind("office works", 250, (1.7, 1.9), WORKED_ON),
)
"""Living cases whose deadlines are weeks away."""


def live(place: Place, kinds: Sequence[LifeKind], count: int, until: datetime) -> int:
    """Let that many cases live until a moment; returns how many commands were carried out."""
    chance = random.Random(11)
    actors = {
        "office": system_actor("bench"),
        "leader": get_snapshot(Directory).actor(f"{BANNER}-banner_leader", scope="account:lead"),
        "resident": resident_actor("public:bench"),
    }
    days: dict[tuple[datetime, str], list[Command]] = defaultdict(list)
    for kind, draft in _drafts(place, kinds, count, chance):
        received = until - timedelta(days=chance.uniform(*kind.days))
        for after, who, make in kind.steps:
            moment = min(received + timedelta(days=after), until)
            # quarters of a day: commands of one moment travel together
            moment = moment.replace(hour=moment.hour // 6 * 6, minute=0, second=0, microsecond=0)
            days[moment, who].append(make(draft, moment))
    done = 0
    for moment in sorted({moment for moment, _ in days}):
        for who, by in actors.items():  # of one moment: each answers to the one before
            done += _carry_out(days[moment, who], by, moment)
    return done


def _drafts(
    place: Place, kinds: Sequence[LifeKind], count: int, chance: random.Random
) -> Iterable[tuple[LifeKind, Draft]]:
    weights = [kind.share for kind in kinds]
    directory, pack = get_snapshot(Directory), get_snapshot(Packs).current(PACK)
    guards: Any = pack.section("responsibilities")
    kept_above = {code for guard in guards.not_below for code in guard.categories}
    categories = [code for code in place.categories if code not in kept_above]
    for _ in range(count):
        place.made += 1
        village = chance.choice(place.villages)
        category = chance.choice(categories)
        named = dispatch.propose(pack, category, village, directory, local_day(place.now))
        yield (
            chance.choices(kinds, weights)[0],
            Draft(
                case=new_id(),
                village=village,
                town=place.towns[village],
                # who the catalogue names, where that is a department
                office=named.unit
                if named is not None and named.unit in place.offices
                else chance.choice(place.offices),
                category=category,
                number=place.made,
            ),
        )


def _carry_out(commands: Sequence[Command], by: Actor, now: datetime) -> int:
    for start in range(0, len(commands), BATCH):
        answers = submit(commands[start : start + BATCH], by=by, now=now)
        refused = [answer.refusal for answer in answers if answer.refusal is not None]
        if refused:
            raise RuntimeError(f"{len(refused)} refused, first: {refused[0].code} {refused[0]}")
    return len(commands)
