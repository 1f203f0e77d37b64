"""Whole acts, each in a process that is killed in its middle (run by test_kill_acts).

Forked by tests/crash/forks.py; a plan says which act, and after how many statements its process
is killed, time after time; at the end it is let go on, and what there is is printed.
Killed is killed: SIGKILL, right after or right before a statement of either database.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connections
from python_calamine import CalamineWorkbook

from minqing.cases.models import Case, Export
from minqing.cases.public import CaseFilter, ChosenRows
from minqing.cases.tests.builders import directory, staff
from minqing.console import exporting
from minqing.console.lists import LISTS
from minqing.imports import engine
from minqing.imports.models import Batch, RowResult
from minqing.imports.public import BeginImport, find_batch
from minqing.imports.tests import files, house
from minqing.imports.tests.house import CLERK, NOW, work
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_last_position, get_state, submit
from minqing.log.registry import Snapshot, registry
from minqing.log.verify import verify
from minqing.mechanisms.public import Packs
from minqing.meetings import public as m
from minqing.meetings.models import Meeting
from minqing.meetings.rules.closing import list_commitments
from minqing.meetings.tests.builders import HALF_MONTH, TOWN, VILLAGE, WATER, WEEKLY, OnePack
from minqing.meetings.tests.conftest import Town
from minqing.org.public import Directory

ROWS = 24


def kill_at(statement: int) -> None:
    """Let this process be killed at its n-th statement: before an even one, after an odd one."""

    left = [statement]

    def count(execute: Any, *arguments: Any) -> Any:
        left[0] -= 1
        if not left[0] and not statement % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        found = execute(*arguments)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    for alias in connections:
        connections[alias].execute_wrappers.append(count)


def in_a_process(work: Callable[[], Any], killed_at: int = 0) -> tuple[bool, Any]:
    """Do work in a process of its own; returns whether it was killed, and what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if killed_at:
                kill_at(killed_at)
            os.write(writing, json.dumps(work()).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True, None
    assert os.waitstatus_to_exitcode(status) == 0, "the act failed by itself"
    return False, json.loads(said)


class Act(ABC):
    """Something that takes a while. `prepare` once, `go_on` until it is through, `see` always."""

    @abstractmethod
    def prepare(self) -> None: ...

    @abstractmethod
    def go_on(self) -> Any: ...

    @abstractmethod
    def see(self) -> dict[str, Any]: ...


class ImportAct(Act):
    """A workbook of matters, row after row."""

    def prepare(self) -> None:
        house.build_banner()
        rows = [files.HEADINGS, *(files.message(n) for n in range(1, ROWS + 1))]
        batch = house.try_out(house.write_book(rows))
        assert submit([BeginImport(id=new_id(), batch=batch)], by=house.CLERK, now=house.NOW)[0].ok

    def go_on(self) -> None:
        engine.CHUNK = 4
        work()

    def see(self) -> dict[str, Any]:
        view = find_batch(CLERK, Batch.objects.get().id)
        assert view is not None
        return {
            "cases": Case.objects.count(),
            "answers": RowResult.objects.filter(phase="importing").count(),
            "status": view.state.status.value,
            "accepted": view.state.counts.accepted,
            "already": view.state.counts.already,
        }


class ExportAct(ImportAct):
    """The list of those matters as a workbook and as a table."""

    def prepare(self) -> None:
        super().prepare()
        super().go_on()

    def go_on(self) -> int:
        written = []
        for form in ("xlsx", "csv"):
            rows = ChosenRows(CLERK, CaseFilter(ended=True), now=NOW)
            export = exporting.Export(title="全部", said="", by="分办员", now=NOW, rows=rows)
            refusal = exporting.record_export(CLERK, LISTS["all"], {}, export, form)
            assert refusal is None, refusal
            if form == "csv":
                written.append(sum(1 for _ in exporting.write_csv(export)))
            else:
                book = CalamineWorkbook.from_filelike(exporting.write_xlsx(export))
                written.append(len(book.get_sheet_by_index(1).to_python()) - 1)
        return written[0]

    def see(self) -> dict[str, Any]:
        rows = set(Export.objects.values_list("rows", flat=True))
        return {
            "recorded": Export.objects.count(),
            "rows": sorted(rows),
            "left behind": sorted(path.name for path in Path(tempfile.gettempdir()).iterdir()),
        }


class ClosingAct(Act):
    """A meeting that makes a commitment of one matter and sends another up by closing."""

    def prepare(self) -> None:
        town = self._open_town()
        town.run()
        for case in ("C1", "C2"):
            town.receive(case)
        town.run()
        meeting = town.meeting(VILLAGE, WEEKLY).id
        topics = tuple(m.Topic(subjects=(f"case:{case}",)) for case in ("C1", "C2"))
        town.must(m.BeginMeeting, "cadre", meeting=meeting, topics=topics)
        due = local_day(town.now) + timedelta(days=20)
        town.must(
            m.ResolveItem,
            "cadre",
            meeting=meeting,
            item=1,
            what=m.Resolution.COMMITTED,
            measures=(Personal("更换水泵，恢复供水。", "case:C1"),),
            promises=(m.Promise(due=due, unit=WATER, post="post-handler"),),
        )
        town.run()

    @staticmethod
    def _open_town() -> Any:
        pack, place = OnePack(), directory()
        registry.snapshots[Directory] = Snapshot(lambda: place, ())
        registry.snapshots[Packs] = Snapshot(lambda: pack, ())
        return Town()

    @staticmethod
    def _find_meeting() -> Any:
        first = Meeting.objects.filter(unit=VILLAGE, kind=WEEKLY).order_by("first")[0]
        return get_state(f"meeting:{first.id}")

    def go_on(self) -> str:
        town, state = self._open_town(), self._find_meeting()
        # pressed again by somebody who never saw an answer: the same form, so the same id
        closing = m.make_closing(state, "C-close")
        status: str = submit([closing], by=staff("cadre"), now=town.now)[0].status
        town.run()
        assert get_last_position()
        return status

    def see(self) -> dict[str, Any]:
        town, state = self._open_town(), self._find_meeting()
        names = list_commitments(state)
        above = town.meeting(TOWN, HALF_MONTH).id
        waiting = m.list_waiting(staff("clerk"), above, now=town.now).lines
        return {
            "closed": state.status is m.MeetingStatus.CLOSED,
            "outcomes": len(state.outcomes),
            "committed": [get_state(f"commitment:{name}") is not None for name in names],
            "level": get_state("case:C2").rung,
            "row": Case.objects.get(id="C2").rung,
            "waiting above": [line.subject for line in waiting],
        }


ACTS = {"import": ImportAct, "export": ExportAct, "closing": ClosingAct}


def check_log() -> str | None:
    """Return what does not hold between log and rows, None when everything does."""

    difference = verify().difference
    return None if difference is None else difference.sentence


def carry_out(plan: dict[str, Any]) -> None:
    act = ACTS[plan["act"]]()
    in_a_process(act.prepare)
    seen = []
    for statement in plan["kills"]:
        killed, answer = in_a_process(act.go_on, statement)
        state = in_a_process(act.see)[1]
        wrong = in_a_process(check_log)[1]
        seen.append({"killed": killed, "answer": answer, "wrong": wrong, **state})
    _, answer = in_a_process(act.go_on)
    last = {"answer": answer, "wrong": in_a_process(check_log)[1], **in_a_process(act.see)[1]}
    sys.stdout.write(json.dumps({"after kills": seen, "at the end": last}))
