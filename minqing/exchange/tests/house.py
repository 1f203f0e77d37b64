"""A banner with one town, a peer whose words are mapped, and the reference hotline at the line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from django.test import Client, override_settings

from minqing.cases.public import (
    Ledger,
    MatterKind,
    Means,
    Outcome,
    SettleOnSpot,
    TriageCase,
    index_categories,
)
from minqing.exchange.outbox.sending import forget_pauses, send_due
from minqing.exchange.public import (
    KindPair,
    MapWords,
    OpenPeer,
    PeerKind,
    PeerSecret,
    WordMapping,
    WordPair,
    make_key,
)
from minqing.imports.tests.house import BANNER, BY, TOWN, build_banner
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot, run_once, submit
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from tests.harness.hotline import Hotline, Weather, serve

PLACE = "东头那个村"
WATER = "用水问题"


class Line:
    """The hotline, its peer here, and a clock that both may be ahead of the machine by."""

    def __init__(self, weather: Weather, seed: int) -> None:
        self.ahead = timedelta()
        self.peer = new_id()
        self.keys = make_key(), make_key()
        self.client = Client(headers={"host": "localhost"})
        self.hotline = Hotline(
            peer=self.peer,
            key_out=self.keys[0],
            key_in=self.keys[1],
            call=self.call,
            now=self.now,
            random=Random(seed),
            weather=weather,
        )

    def now(self) -> datetime:
        return get_now() + self.ahead

    def call(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        sent = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = self.client.post(path, body, content_type="application/json", headers=sent)
        return answer.status_code, answer.content

    def post(self, said: bytes, path: str = "orders", **changes: str) -> Any:
        """Post a signed body as the hotline; `changes` replace headers."""
        headers = {**self.hotline.sign("m1", said), **changes}
        headers.pop("Content-Type", "")
        where = f"/gateway/exchange/{self.peer}/{path}"
        return self.client.post(where, said, content_type="application/json", headers=headers)

    def work(self, rounds: int = 30) -> None:
        """Let the worker do what waits, and the sender what is due."""
        for _ in range(rounds):
            moved = run_once(self.now())
            if not moved:
                return

    def send(self) -> None:
        forget_pauses()
        while send_due(self.now()):
            pass


def do(*commands: Command) -> None:
    for answer in submit(list(commands), by=BY, now=get_now()):
        assert answer.ok, answer.refusal


def find_village(number: int = 0) -> str:
    return get_snapshot(Directory).children(TOWN)[number]


def find_category() -> str:
    packs, directory = get_snapshot(Packs), get_snapshot(Directory)
    pack = packs.for_unit(directory.path(TOWN), BANNER, section="cases")
    assert pack is not None
    known = index_categories(pack.section("categories"))
    return next(code for code, (_, second) in known.items() if second and not second.needs_name)


def make_mapping() -> WordMapping:
    return WordMapping(
        categories=(WordPair(WATER, find_category()),),
        places=(WordPair(PLACE, find_village()),),
        kinds=(KindPair("咨询", MatterKind.ENQUIRY),),
    )


def order(number: int = 0, **more: Any) -> dict[str, Any]:
    """Return what a work order says."""
    return {
        "matter": f"第{number}号机井坏了，牲口没有水喝",
        "place": PLACE,
        "category": WATER,
        "name": "张三",
        "phone": "13800000012",
        **more,
    }


@contextmanager
def open_line(weather: Weather | None = None, *, seed: int = 7) -> Iterator[Line]:
    """Open a banner, a peer and the hotline's own server."""
    build_banner()
    forget_pauses()
    line = Line(weather or Weather(), seed)
    with (
        serve(line.hotline.take) as address,
        override_settings(INSIDE_HOSTS={"127.0.0.1"}),
        patch("minqing.gateway.exchange.views.get_now", line.now),
        patch("minqing.gateway.exchange.views.read_clock", line.now),
    ):
        secret = PeerSecret(address=address, theirs=line.keys[0], ours=line.keys[1])
        do(
            OpenPeer(
                id=new_id(),
                peer=line.peer,
                unit=BANNER,
                kind=PeerKind.HOTLINE,
                source="hotline_12345",
                title="市12345热线",
                secret=Personal(secret, subject=f"peer:{line.peer}"),
            ),
            MapWords(id=new_id(), peer=line.peer, mapping=make_mapping()),
        )
        yield line


def act_as_clerk() -> Actor:
    """Return the clerk of the town, to whom the hotline's orders come first."""
    directory = get_snapshot(Directory)
    return directory.actor("clerk", scope="account:clerk", on=local_day(get_now()))


def must(*commands: Command, by: Actor | None = None) -> None:
    """Submit as the clerk; each has to be accepted."""
    for answer in submit(list(commands), by=by or act_as_clerk(), now=get_now()):
        assert answer.ok, answer.refusal


def sort(case: str) -> None:
    """Sort a case to the clerk's own post, who handles it from then on."""
    must(
        TriageCase(
            id=new_id(),
            case=case,
            kind=MatterKind.APPEAL,
            ledger=Ledger.IMMEDIATE,
            category=find_category(),
        ),
    )


def settle(case: str, words: str = "机井已修好，今天上午恢复供水。") -> None:
    """Settle a case on the spot and tell the raiser."""
    must(
        SettleOnSpot(
            id=new_id(),
            case=case,
            outcome=Outcome.SOLVED,
            reply=Personal(words, subject=f"case:{case}"),
            means=Means.PHONE,
        )
    )
