"""The bulk endpoint against the driver's fastest insert of the same rows.

10,000 matters a round as NDJSON through the whole of a request (middleware, token, decoding,
`submit`, answers a line), in this process; what a socket costs is in neither. The rows that it
writes are recorded on a first run; the driver then writes exactly those into an emptied database,
in the same chunks, as in `bench.submit_vs_driver`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connections
from django.test import Client

from bench import world
from bench.machine import Busy, middle, write_result
from bench.submit_vs_driver import recording, replay
from minqing.cases.public import ReceiveCase
from minqing.kernel.ids import new_id
from minqing.kernel.periods import local_day
from minqing.log.locks import chunk_size
from minqing.log.public import get_now, submit
from minqing.org.public import actor_for, create_account
from minqing.tokens.public import IssueToken, make_secret

COMMANDS = 10_000
ROUNDS = 7
WANTED = 0.35
PASSWORD = "tall-Grass-7-winds"


def issue() -> str:
    """Return a token of the banner's clerk, whose reach is the whole banner."""
    person = f"{world.BANNER}-banner_clerk"
    clerk = actor_for(create_account(login="bench", password=PASSWORD, person=person))
    secret, now = make_secret(), get_now()
    wish = IssueToken(
        id=new_id(),
        token=secret.token,
        name="bench",
        scopes=("CASE_RECEIVE",),
        until=local_day(now) + timedelta(days=9),
        digest=secret.digest,
    )
    (answer,) = submit([wish], by=clerk, now=now)
    assert answer.ok, answer.refusal
    return secret.text


def write_body(commands: Iterable[ReceiveCase]) -> bytes:
    """Return commands as a program would send them, one a line."""
    return b"\n".join(json.dumps(_as_item(one), ensure_ascii=False).encode() for one in commands)


def _as_item(command: ReceiveCase) -> dict[str, Any]:
    assert command.raiser is not None
    fields = {
        "case": command.case,
        "receipt": command.receipt,
        "unit": command.unit,
        "channel": command.channel,
        "kind": command.kind,
        "ledger": command.ledger,
        "category": command.category,
        "matter": command.matter.value,
        "raiser": {"name": command.raiser.value.name, "phone": command.raiser.value.phone},
        "home_banner": command.home_banner,
    }
    return {"type": ReceiveCase.TYPE, "id": command.id, "fields": fields}


def send(client: Client, body: bytes) -> None:
    """Send a body and read every answer; anything but all accepted ends the measure."""
    answer = client.post("/api/v1/bulk", body, content_type="application/x-ndjson")
    end = json.loads(b"".join(answer).splitlines()[-1])  # type: ignore[arg-type]
    if end["accepted"] != body.count(b"\n") + 1:
        raise RuntimeError(f"not everything was accepted: {end}")


def main(sizes: Sequence[int] = ()) -> None:
    place = world.prepare()
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {issue()}"})
    send(client, write_body(place.receive(500)))  # warm
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    busy = Busy()
    for _ in range(ROUNDS):
        body = write_body(place.receive(COMMANDS))
        mark = world.mark()
        with recording() as (rows, keys):
            send(client, body)
        world.forget_cases(mark)
        ours.append(busy.time(lambda b=body: send(client, b)))
        world.forget_cases(mark)
        theirs.append(busy.time(lambda r=rows, k=keys: replay(r, k)))
        world.forget_cases(mark)
    ratios = [[b[n] / a[n] for a, b in zip(ours, theirs, strict=True)] for n in (0, 1)]
    write_result(
        "bulk",
        {
            "commands": COMMANDS,
            "chunk": chunk_size(),
            "rows": sum(len(batch) for _, batch in rows) + sum(len(batch) for batch, _ in keys),
            "bulk_us_per_command": round(middle([w for w, _ in ours]) / COMMANDS * 1e6, 1),
            "driver_us_per_command": round(middle([w for w, _ in theirs]) / COMMANDS * 1e6, 1),
            "ratio": round(middle(ratios[0]), 3),
            "ratios": [round(ratio, 3) for ratio in ratios[0]],
            "worked_ratio": round(middle(ratios[1]), 3),
            "wanted": WANTED,
        },
    )
    connections.close_all()
