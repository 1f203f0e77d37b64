"""What is true of a database, told in words that later versions can still answer.

Runs in a process of its own whose environment points at the database. Prints one JSON object.
Asks only what must never change by an upgrade: the log, the roots, what the fold says of a
case, what a resident and a role are shown.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

import django

NOW = datetime(2026, 5, 14, 2, 0, tzinfo=UTC)
"""The moment up to which the first kept demonstration lived; all shown times follow from it."""

CASE_COLUMNS = (
    "receipt", "status", "living", "ledger", "kind", "channel", "category", "anonymity",
    "sealed", "emergency", "place", "household", "rung", "holder_post", "holder_unit",
    "outcome", "close_reason", "answered", "solved", "rating", "reopened", "returns",
    "breached", "pack", "pack_version", "external_number",
)  # fmt: skip
CASE_MOMENTS = ("raised_at", "recorded_at", "closed_at", "due_at")


def observe() -> dict[str, Any]:
    """Return everything that is recorded beside a kept database."""
    return {
        "log": _observe_log(),
        "cases": _observe_cases(),
        "lists": _observe_lists(),
        "tracked": _observe_tracked(),
        "opened": _observe_vault(),
    }


def _observe_log() -> dict[str, Any]:
    from django.db.models import Count

    from minqing.log.models import DayRoot, Entry, Head

    types = Entry.objects.values_list("type").annotate(n=Count("position"))
    return {
        "entries": Entry.objects.count(),
        "heads": Head.objects.count(),
        "types": dict(types),
        "roots": {
            day.day.isoformat(): [day.last, bytes(day.root).hex(), bytes(day.chain).hex()]
            for day in DayRoot.objects.order_by("day")
        },
    }


def _observe_cases() -> dict[str, dict[str, Any]]:
    from minqing.cases.models import Case

    found = {}
    for case in Case.objects.order_by("id"):
        moments = {name: getattr(case, name) for name in CASE_MOMENTS}
        found[case.id] = {name: getattr(case, name) for name in CASE_COLUMNS} | {
            name: None if moment is None else moment.isoformat() for name, moment in moments.items()
        }
    return found


def _observe_lists() -> dict[str, list[str]]:
    from django.contrib.auth import get_user_model

    from minqing.cases.public import CaseFilter, list_cases
    from minqing.org.public import actor_for

    found = {}
    for account in get_user_model().objects.order_by("login"):
        viewer = actor_for(account)
        if "CASE_VIEW" not in viewer.permissions:
            continue
        for ended in (False, True):
            page = list_cases(viewer, CaseFilter(ended=ended), now=NOW, size=1000)
            found[f"{account.login} {'ended' if ended else 'open'}"] = sorted(
                line.receipt for line in page.lines
            )
    return found


def _observe_tracked() -> dict[str, dict[str, Any]]:
    from minqing.cases.models import Case
    from minqing.cases.public import track

    found = {}
    for receipt in Case.objects.order_by("id").values_list("receipt", flat=True)[::8]:
        shown = track(receipt, now=NOW)
        if shown is not None:
            found[receipt] = {
                "status": shown.status_zh,
                "steps": [[step.zh, step.at.isoformat()] for step in shown.steps],
            }
    return found


def _observe_vault() -> dict[str, Any]:
    """Return how many values can be opened, and the first of them (all made up)."""
    from minqing.vault.models import VaultItem
    from minqing.vault.public import open_values

    refs = sorted(VaultItem.objects.values_list("ref", flat=True))
    values = open_values(refs)
    return {"count": len(values), "first": {ref: values[ref] for ref in sorted(values)[:5]}}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    json.dump(observe(), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
