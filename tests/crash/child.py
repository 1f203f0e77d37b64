"""A process that works on a database and dies at a named step (run by the crash tests).

Forked by tests/crash/forks.py; a plan says what to submit, how, where to die.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DIED = 9
"""Exit code of the pretended kill: no clean-up, no flush, as by SIGKILL."""


def die_after(owner: Any, name: str, calls: int = 1) -> None:
    """Replace a function so that the process dies right after its n-th call."""
    real = getattr(owner, name)
    left = [calls]

    def deadly(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            os._exit(DIED)
        return result

    setattr(owner, name, deadly)


def die_before(owner: Any, name: str) -> None:
    """Replace a function so that the process dies instead of calling it."""
    setattr(owner, name, lambda *args, **kwargs: os._exit(DIED))


def arm(step: str) -> None:
    """Arrange the death."""
    from minqing.log import answers, append, locks, rows, submit, worker
    from minqing.vault import rotation, store

    if step == "none":
        return
    if step == "rotation, first chunk":
        rotation.CHUNK = 4
        die_after(rotation, "_read_page", 2)
        return
    if step.startswith("insert "):
        die_after(rows.TableWriter, "insert", int(step.split()[1]))
        return
    if step == "before commit":
        real = submit.write_transaction

        def deadly() -> Any:
            from contextlib import contextmanager

            @contextmanager
            def manager() -> Any:
                with real():
                    yield
                    os._exit(DIED)

            return manager()

        submit.write_transaction = deadly  # type: ignore[assignment]
        return
    where: dict[str, tuple[Any, str]] = {
        "seen": (answers, "read_seen"),
        "heads": (append, "read_heads"),
        "keys": (store, "ensure_keys"),
        "sealed": (store, "encrypt_rows"),
        "lock": (append, "take_append_lock"),
        "written": (append, "write"),
        "refusals": (answers, "store_refusals"),
        "answered": (submit, "_submit_chunk"),
        "cursor moved": (worker, "_move"),
        "kept refused": (worker, "_keep_refused"),
    }
    owner, name = where[step]
    die_after(owner, name)
    assert locks is not None


def submit_plan(plan: dict[str, Any]) -> None:
    from minqing.kernel.messages import Actor, Personal
    from minqing.log.submit import submit
    from tests.crash.tally import Count

    by = Actor(scope="account:crash", permissions=frozenset({"TALLY_COUNT"}))
    commands = [
        Count(
            id=item["id"],
            tally=item["tally"],
            amount=item["amount"],
            note=Personal("王小二", f"person:{item['id']}"),
        )
        for item in plan["commands"]
    ]
    results = submit(commands, by=by, now=datetime.now(UTC))
    sys.stdout.write(json.dumps([answer.status for answer in results]))


def sweep_plan(plan: dict[str, Any]) -> None:
    from minqing.kernel.ids import derived_id
    from minqing.kernel.messages import Command, Frame
    from minqing.log import worker
    from minqing.log.reading import LogEntry
    from minqing.log.registry import Reaction, registry
    from minqing.log.states import get_state
    from tests.crash.tally import Count, Counted

    def echo(entry: LogEntry, frame: Frame) -> Sequence[Command]:
        if entry.key.startswith(("mirror", "swept")):
            return ()
        return [Count(id=derived_id(entry.position, "echo"), tally="mirror", amount=1)]

    def due(now: datetime, limit: int) -> Sequence[Command]:
        names = [f"swept{n}" for n in range(plan["due"])]
        left = [name for name in names if get_state(f"tally:{name}") is None][:limit]
        return [Count(id=derived_id(name, "due"), tally=name, amount=1) for name in left]

    for table in (registry.followers, registry.reactions, registry.clocks):
        table.clear()
    registry.reactions["echo"] = Reaction("echo", frozenset({Counted.TYPE}), echo)
    now = datetime.now(UTC)
    while worker.run_once(now, clocks=False):
        pass
    from minqing.log.registry import Clock

    worker.run_clock(Clock("sweep", due), now, limit=3)


def follow(cursor: str) -> str:
    """Read on from a written cursor: "ok", or the code of what a reader is told."""
    from minqing.log.reading import EpochChanged, LogCursor, changes_since

    try:
        changes_since(LogCursor.parse(cursor))
    except EpochChanged as told:
        return told.code
    return "ok"


def erase(subject: str) -> None:
    from minqing.kernel.ids import new_id
    from minqing.kernel.messages import Actor
    from minqing.log.subjects import EraseSubject
    from minqing.log.submit import submit

    by = Actor(scope="account:crash", permissions=frozenset({"SUBJECT_ERASE"}))
    command = EraseSubject(id=new_id(), subject=subject, reason="本人申请")
    assert submit([command], by=by, now=datetime.now(UTC))[0].ok


def carry_out(plan: dict[str, Any]) -> None:
    from django.core.management import call_command

    import tests.crash.tally  # registers the stream kind

    assert tests.crash.tally is not None
    if plan["act"] == "prepare":
        call_command("migrate", verbosity=0)
        call_command("migrate", database="keys", verbosity=0)
        return
    arm(plan.get("die", "none"))
    if plan["act"] == "submit":
        submit_plan(plan)
    elif plan["act"] == "sweep":
        sweep_plan(plan)
    elif plan["act"] == "verify":
        from minqing.log.verify import verify

        difference = verify().difference
        sys.stdout.write(json.dumps(None if difference is None else difference.sentence))
    elif plan["act"] == "backup":
        from minqing.log.backup import backup

        with redirect_stdout(io.StringIO()):
            backup(Path(plan["folder"]))
    elif plan["act"] == "restore":
        from minqing.log.backup import restore

        words = io.StringIO()
        with redirect_stdout(words):
            code = restore(Path(plan["folder"]))
        sys.stdout.write(json.dumps([code, words.getvalue()]))
    elif plan["act"] == "rotate":
        from minqing.vault.rotation import rotate

        sys.stdout.write(json.dumps(rotate(datetime.now(UTC)).wrapped))
    elif plan["act"] == "cursor":
        from minqing.log.reading import changes_since

        sys.stdout.write(json.dumps(str(changes_since(None)[1])))
    elif plan["act"] == "follow":
        sys.stdout.write(json.dumps(follow(plan["cursor"])))
    elif plan["act"] == "erase":
        erase(plan["subject"])
    elif plan["act"] == "names":
        from minqing.vault.models import VaultItem
        from minqing.vault.public import open_values

        refs = VaultItem.objects.values_list("ref", flat=True)
        sys.stdout.write(json.dumps(sorted(open_values(refs))))
    elif plan["act"] == "totals":
        from minqing.log.models import Head
        from minqing.log.states import get_states

        states = get_states(Head.objects.values_list("stream", flat=True))
        totals = {name: state.total for name, state in states.items() if hasattr(state, "total")}
        sys.stdout.write(json.dumps(totals))
