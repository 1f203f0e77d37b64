"""The hotline of a place in the demonstration: what it sends, what both books say of a day.

Its orders go in by the same function as those that arrive by the line; in a demonstration
nothing is sent back (exchange/outbox).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from minqing.cases.public import (
    Ledger,
    MatterKind,
    Means,
    Outcome,
    SettleOnSpot,
    TriageCase,
)
from minqing.exchange.public import (
    HookSecret,
    MapWords,
    OpenHook,
    OpenPeer,
    OrderLine,
    PeerKind,
    PeerSecret,
    Standing,
    WireOrder,
    WordMapping,
    WordPair,
    list_types,
    make_book,
    make_key,
    name_case,
    name_order,
    reconcile,
    take_orders,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.simulation.needs import LOCAL
from minqing.simulation.texts import load_occasions
from minqing.simulation.world import World

OPENED, SETTLED, COMPARED, HOOKED = 12, 7, (8, 5, 2), 1
"""How many working days before the load the line opens, its first orders are settled, the books
of the day before are compared, and another platform asks to be told."""

SOURCE = "hotline_12345"
LOST = 2
"""On the comparison of so many days ago the hotline's book holds an order that never came."""


class Send(Protocol):
    """Hands in commands of a post, or of the installation itself where it is ""."""

    def __call__(self, post: str, *commands: Command) -> None: ...


class Exchange:
    """The line between a hotline and one place."""

    def __init__(self, world: World, home: str, send: Send, tick: Callable[[], datetime]) -> None:
        """`home`: the village that its orders name. `tick`: the next moment."""
        self._world, self._home = world, home
        self._send, self._tick = send, tick
        self._peer = derived_id("demo-peer", world.seed, world.banner)
        self._prefix = "RX"  # each hotline numbers for itself: the same numbers in both places
        self._books: dict[date, tuple[OrderLine, ...]] = {}

    def live(self, ago: int, days: Mapping[int, date]) -> None:
        """Do what stands on the day that lies so many working days before the load."""
        if ago == OPENED:
            self._open()
        if ago == SETTLED:
            self._settle()
        if ago in COMPARED:
            self._compare(days[ago + 1], lost=ago == LOST)
        if ago == HOOKED:
            self._subscribe()
        self._take(ago, days[ago])

    def _open(self) -> None:
        words, banner = load_occasions(), self._world.banner
        secret = PeerSecret(
            address="https://12345.invalid/work", theirs=make_key(), ours=make_key()
        )
        pairs = tuple(WordPair(*one) for one in self._list_words().items())
        opened = OpenPeer(
            id=self._id("open"),
            peer=self._peer,
            unit=banner,
            kind=PeerKind.HOTLINE,
            source=SOURCE,
            title=words["peer"],
            secret=Personal(secret, f"peer:{self._peer}"),
        )
        mapped = MapWords(
            id=self._id("map"), peer=self._peer, mapping=WordMapping(categories=pairs)
        )
        self._send("", opened, mapped)

    def _subscribe(self) -> None:
        hook = derived_id("demo-hook", self._world.seed, self._world.banner)
        secret = HookSecret(address="https://share.invalid/events", key=make_key())
        command = OpenHook(
            id=self._id("hook"),
            hook=hook,
            unit=self._world.banner,
            title=load_occasions()["hook"],
            types=tuple(list_types()[:3]),
            secret=Personal(secret, f"hook:{hook}"),
        )
        self._send("", command)

    # ------------------------------------------------------------------ orders
    def _list_orders(self, ago: int, day: date) -> list[WireOrder]:
        found = enumerate(load_occasions()["orders"][self._world.banner], 1)
        return [self._draw(number, one, day) for number, one in found if one["ago"] == ago]

    def _draw(self, number: int, one: Mapping[str, object], day: date) -> WireOrder:
        issued = datetime.combine(day, time(8, 40), LOCAL).astimezone(UTC)
        return WireOrder(
            number=f"{self._prefix}{day:%Y%m%d}{number:03d}",
            issued_at=issued,
            matter=str(one["matter"]),
            due_at=issued + timedelta(days=int(str(one["days"]))),
            place=str(one.get("place") or self._world.name(self._home)),
            category=str(one["category"]),
            name=f"来电人{number}",
            phone=f"100-{number:04d}-{day:%m%d}",
        )

    def _list_words(self) -> dict[str, str]:
        """Return the codes of categories by the hotline's words for them."""
        pairs = load_occasions()["map_words"][self._world.banner]
        return {word: self._world.category(topic, "") for word, topic in pairs}

    def _take(self, ago: int, day: date) -> None:
        """Take the orders of a day in; the hotline writes down what it was answered."""
        orders = self._list_orders(ago, day)
        if orders:
            answers = take_orders(self._peer, orders, now=self._tick())
            self._books[day] = tuple(
                OrderLine(one.number, one.standing, one.receipt) for one in answers
            )

    def _settle(self) -> None:
        """Let the clerk of the town settle by telephone the first that came."""
        first = next((lines[0] for lines in self._books.values()), None)
        if first is None or first.standing is not Standing.ACCEPTED:
            return
        case = name_case(name_order(self._peer, first.number))
        told = load_occasions()["orders"][self._world.banner][0]["category"]
        clerk = self._world.post(self._world.town(self._home), "township_clerk")
        sort = TriageCase(
            id=self._id("sort"),
            case=case,
            kind=MatterKind.APPEAL,
            ledger=Ledger.IMMEDIATE,
            category=self._list_words()[told],
        )
        settle = SettleOnSpot(
            id=self._id("settle"),
            case=case,
            outcome=Outcome.SOLVED,
            reply=Personal(load_occasions()["answer"], f"case:{case}"),
            means=Means.PHONE,
        )
        self._send(clerk, sort, settle)

    def _compare(self, day: date, *, lost: bool) -> None:
        """Compare the books of a day; `lost`: theirs holds an order that never came here."""
        lines = self._books.get(day, ())
        if not lines:
            return
        never = (OrderLine(f"{self._prefix}{day:%Y%m%d}090", Standing.PENDING),) if lost else ()
        theirs = make_book(day, (*lines, *never), ())
        reconcile(self._peer, theirs, now=self._tick())

    def _id(self, part: str) -> str:
        return derived_id("demo-exchange", self._world.seed, self._world.banner, part)
