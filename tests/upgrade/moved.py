"""The receiving half of a move, made to die or looked at: `python -m tests.upgrade.moved ACT`.

Reads the description of the source from stdin, as `minqing move --receive` does.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

import django

DIED = 9


def migrate(text: bytes) -> None:
    """Make the tables, empty."""
    from django.core.management import call_command

    for alias in ("keys", "default"):
        call_command("migrate", database=alias, verbosity=0)


def die_after_units(text: bytes) -> None:
    """Receive, and be gone as if killed once units are folded."""
    from minqing.log import moving

    fold = moving.fold_kind

    def fold_and_die(name: str) -> int:
        if name == "post":
            os._exit(DIED)
        return fold(name)

    moving.fold_kind = fold_and_die
    moving.receive_main(text)


def spoil_and_compare(text: bytes) -> list[str]:
    """Change one row here and return the tables that are then found to differ."""
    import msgspec

    from minqing.cases.models import Case
    from minqing.log import moving

    case = Case.objects.order_by("id")[7]
    Case.objects.filter(id=case.id).update(returns=case.returns + 1)
    moving._connect(msgspec.json.decode(text, type=moving.Source))
    found = [table for table in map(moving.compare, moving._models()) if not table.equal]
    Case.objects.filter(id=case.id).update(returns=case.returns)
    return [f"{table.table} {key == case.id}" for table in found for key in table.differing]


def describe(text: bytes) -> Any:
    """Return the description of this database, to be handed to the other side."""
    from minqing.log.moving import describe_source

    source = describe_source(datetime.now(UTC))
    return {"databases": source.databases, "epoch": source.epoch, "position": source.position}


ACTS = {
    "migrate": migrate,
    "die": die_after_units,
    "spoil": spoil_and_compare,
    "describe": describe,
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    act = sys.argv[1]
    text = b"" if act in ("migrate", "describe") else sys.stdin.buffer.read()
    print(json.dumps(ACTS[act](text), ensure_ascii=False))


if __name__ == "__main__":
    main()
