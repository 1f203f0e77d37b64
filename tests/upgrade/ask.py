"""Steps on an upgraded database, each in a process of its own: `python -m tests.upgrade.ask ACT`.

Prints one JSON answer. The moments follow the kept demonstration, which ended at `NOW`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import django

from tests.upgrade.observe import NOW

LATER = NOW + timedelta(hours=1)


# ------------------------------------------------------------------ rebuild
def rebuild() -> list[str]:
    """Make every projection anew from the log; returns the tables that came out otherwise."""
    from minqing.log.rebuild import rebuild_all

    before = dict(_projections())
    rebuild_all()
    return sorted(name for name, rows in _projections() if rows != before[name])


def _projections() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    from django.apps import apps

    for model in apps.get_models():
        if getattr(model, "TABLE_KIND", "") == "projection":
            rows = model._default_manager.order_by("pk").values_list()
            yield model._meta.db_table, [_plain(row) for row in rows]


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


# ------------------------------------------------------------------ pages
OWN = 3
"""Cases that each account opens although others opened them before, and accounts that open each
page: what a page draws of the old rows hardly depends on whose it is (tests/doors does)."""


def pages() -> dict[str, Any]:
    """Open, as every account, the desk's pages without arguments and cases of its lists.

    Each case that stands in a list is opened by one account at least, some by all of them; each
    page by the first accounts that may.
    """
    from django.contrib.auth import get_user_model
    from django.test import Client

    opened, broken = 0, []
    seen: set[str] = set()
    by = Counter[str]()
    for account in get_user_model().objects.order_by("login"):
        client = Client(headers={"host": "localhost"})
        client.force_login(account)
        cases = list(_addresses_of_cases(account))
        cases = [one for n, one in enumerate(cases) if n < OWN or one not in seen]
        seen.update(cases)
        pages = [one for one in _plain_addresses() if by[one] < OWN]
        for address in (*pages, *cases):
            status = client.get(address).status_code
            opened += status == 200
            by[address] += status == 200
            if status >= 500 or (status != 200 and "/cases/" in address):
                broken.append(f"{account.login} {address} {status}")
    return {"opened": opened, "cases": len(seen), "broken": broken}


def _plain_addresses() -> list[str]:
    from django.urls import reverse

    from minqing.console.urls import urlpatterns

    return [
        reverse(f"console:{pattern.name}")
        for pattern in urlpatterns
        if not pattern.pattern.converters
    ]


def _addresses_of_cases(account: Any) -> Iterator[str]:
    from django.urls import reverse

    from minqing.cases.public import CaseFilter, list_cases
    from minqing.org.public import actor_for

    viewer = actor_for(account)
    if "CASE_VIEW" not in viewer.permissions:
        return
    for ended in (False, True):
        wanted = CaseFilter(ended=ended)
        for line in list_cases(viewer, wanted, now=LATER, size=60).lines:
            yield reverse("console:case", args=[line.id])


# ------------------------------------------------------------------ new acts on old cases
def live_on() -> dict[str, Any]:
    """Do what people would do next with cases of the old version, then let the worker work."""
    from minqing.log.public import run_once, submit

    refused, accepted = {}, 0
    for post, command in _next_acts():
        answer = submit([command], by=_actor(post), now=LATER)[0]
        accepted += answer.ok
        if answer.refusal is not None:
            refused[command.TYPE] = f"{answer.refusal.code}: {answer.refusal}"
    swept = run_once(LATER + timedelta(days=3))
    return {"accepted": accepted, "refused": refused, "swept": swept}


def _actor(post: str) -> Any:
    from minqing.log.public import get_snapshot
    from minqing.org.public import Directory, resident_actor

    if not post:
        return resident_actor("public:upgrade")
    return get_snapshot(Directory).actor(post, scope="account:upgrade")


def _next_acts() -> Iterator[tuple[str, Any]]:
    from minqing.cases.models import Case
    from minqing.cases.public import (
        GivenOn,
        Means,
        RecordConfirmation,
        RecordTelling,
        ReopenCase,
        UnmaskRaiser,
    )
    from minqing.kernel.ids import new_id
    from minqing.kernel.messages import Personal

    def pick(**wanted: Any) -> Case:
        return Case.objects.filter(sealed=False, **wanted).order_by("-raised_at", "id")[0]

    ready = pick(status="awaiting_telling")
    yield ready.holder_post, RecordTelling(id=new_id(), case=ready.id, means=Means.FACE_TO_FACE)
    told = pick(status="awaiting_confirmation")
    yield (
        "",
        RecordConfirmation(
            id=new_id(), case=told.id, answered=True, solved=True, given_on=GivenOn.PORTAL
        ),
    )
    ended = pick(status="closed", outcome="solved", reopened=0)
    words = Personal("修好又坏了。", f"case:{ended.id}")
    yield ended.holder_post, ReopenCase(id=new_id(), case=ended.id, words=words)
    named = pick(status="handling", anonymity="named")
    yield named.holder_post, UnmaskRaiser(id=new_id(), case=named.id, reason="约定上门时间")


ACTS: dict[str, Callable[[], Any]] = {"rebuild": rebuild, "pages": pages, "live_on": live_on}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(ACTS[sys.argv[1]](), ensure_ascii=False))


if __name__ == "__main__":
    main()
