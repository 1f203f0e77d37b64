"""One training from beginning to end: read, learn in a child process, keep, record.

Texts go from the vault through a pipe into the child, a chunk at a time; they are written
nowhere. What comes back holds hashes and weights, and is kept encrypted in the vault under a
key of its own.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import msgspec
from django.db import close_old_connections

from minqing.cases.public import count_decisions
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import (
    Erased,
    SubjectSealed,
    get_last_position,
    get_now,
    get_state,
    read_entries,
    submit,
)
from minqing.suggestions import corpus, rules
from minqing.suggestions.commands import RecordTraining
from minqing.suggestions.lessons import FEWEST_DECISIONS, PRECISION, Lesson, Outcome
from minqing.suggestions.state import SuggestionState
from minqing.suggestions.terms import FAILURE_ZH, STREAM, Failure, ModelNote
from minqing.vault.public import keep_file

journal = logging.getLogger(__name__)

TIME_LIMIT = timedelta(minutes=15)
CHILD = "minqing.suggestions.learning"
ROOT = Path(__file__).resolve().parents[2]
_encode = msgspec.json.Encoder().encode


class TrainingRefused(Exception):
    """A training that gave no model."""

    def __init__(self, why: Failure) -> None:
        super().__init__(FAILURE_ZH[why])
        self.why = why


def is_installed() -> bool:
    """Return whether this machine can learn; nothing is imported."""
    return find_spec("sklearn") is not None


def learn(lessons: Iterable[Lesson], *, limit: timedelta = TIME_LIMIT) -> Outcome:
    """Learn in a child process; raises TrainingRefused."""
    if not is_installed():
        raise TrainingRefused(Failure.NOT_INSTALLED)
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a trace could show a text
        cwd=ROOT,
        # one thread, and nothing of ours: it needs no secret and no address of a database
        env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    ) as child:
        timer = threading.Timer(limit.total_seconds(), _end, (child, late))
        timer.start()
        try:
            found = _ask(child, lessons)
        finally:
            timer.cancel()
            child.kill()  # where reading the lessons failed it waits for more
    if late.is_set():
        raise TrainingRefused(Failure.TOO_LONG)
    if child.returncode:
        raise TrainingRefused(Failure.BROKEN)
    return msgspec.msgpack.decode(found, type=Outcome)


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _ask(child: subprocess.Popen[bytes], lessons: Iterable[Lesson]) -> bytes:
    assert child.stdin is not None and child.stdout is not None, "both are pipes"
    _feed(lessons, child.stdin)
    found = child.stdout.read()
    child.wait()
    return found


def _feed(lessons: Iterable[Lesson], pipe: IO[bytes]) -> None:
    number = 0
    try:
        for one in lessons:
            pipe.write(_encode(one) + b"\n")
            number += 1
        pipe.write(_encode(number) + b"\n")
        pipe.close()
    except BrokenPipeError:
        return  # it ended early; its exit code says so


# ---------------------------------------------------------------- what has changed
def get_suggestion_state() -> SuggestionState:
    """Return the fold, also before anything happened."""
    state: SuggestionState | None = get_state(STREAM)
    return state or SuggestionState()


def look_what_changed(state: SuggestionState) -> rules.Learnable:
    """Count what has come since the model in force, and see whether something was erased."""
    return rules.Learnable(
        new=count_decisions(after=state.trained_at, most=rules.ENOUGH_NEW),
        all=count_decisions(),
        erased=state.model is not None and _was_erased_since(state.model.position),
    )


def _was_erased_since(position: int) -> bool:
    while page := read_entries(position, types=(Erased.TYPE, SubjectSealed.TYPE)):
        if any(entry.key.startswith("case:") for entry in page):
            return True
        position = page[-1].position
    return False


# ---------------------------------------------------------------- training
def train(*, labelled: Iterable[Lesson] = ()) -> ModelNote:
    """Train from the office's decisions and these lessons, and record it.

    Raises TrainingRefused, after recording why.
    """
    changed = look_what_changed(get_suggestion_state())
    try:
        return _train(list(labelled))
    except TrainingRefused as refused:
        retire = rules.must_retire(refused.why, changed)
        _record(RecordTraining(id=new_id(), failure=refused.why, retire=retire))
        raise


def _train(labelled: list[Lesson]) -> ModelNote:
    position = get_last_position()
    own = _Counted(corpus.iterate_own())
    outcome = learn(_chain(own, labelled))
    if outcome.category.learned is None or outcome.category.measures is None:
        raise TrainingRefused(Failure.TOO_FEW)
    version = new_id().replace("-", "")
    subject = f"suggestions:{version}"
    kept = keep_file(subject, msgspec.msgpack.encode(outcome), now=get_now())
    note = ModelNote(
        version=version,
        file=kept.id,
        subject=subject,
        position=position,
        own=own.number,
        labelled=len(labelled),
        precision=PRECISION,
        category=outcome.category.measures,
        unit=outcome.unit.measures,
    )
    _record(RecordTraining(id=new_id(), model=note))
    return note


def _chain(*sources: Iterable[Lesson]) -> Iterator[Lesson]:
    for source in sources:
        yield from source


class _Counted:
    """Lessons on their way, counted."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._lessons = lessons
        self.number = 0

    def __iter__(self) -> Iterator[Lesson]:
        for one in self._lessons:
            self.number += 1
            yield one


def _record(command: RecordTraining) -> None:
    by = Actor(
        scope="system:suggestions", kind="system", permissions=frozenset({"SUGGESTION_ADMIN"})
    )
    (answer,) = submit([command], by=by, now=get_now())
    if answer.refusal is not None:
        journal.warning("training not recorded", extra={"code": answer.refusal.code})


# ---------------------------------------------------------------- in the worker
_running: list[threading.Thread] = []


def keep_trained(now: datetime) -> bool:
    """Start a training beside the worker when one is due; True when one was started.

    Called about once a minute. One at a time; its commands wait for nobody.
    """
    _running[:] = [one for one in _running if one.is_alive()]
    state = get_suggestion_state()
    if _running or not rules.may_be_due(state, now):
        return False
    if not rules.is_due(state, look_what_changed(state), now):
        return False
    thread = threading.Thread(target=_train_quietly, name="minqing-training", daemon=True)
    _running.append(thread)
    thread.start()
    return True


def _train_quietly() -> None:
    try:
        train()
    except TrainingRefused as refused:
        journal.info("training gave no model", extra={"why": str(refused.why)})
    except Exception:  # the service goes on without suggestions; the page shows that
        journal.exception("training failed")
        _record(RecordTraining(id=new_id(), failure=Failure.BROKEN))
    finally:
        close_old_connections()


def main(labelled: Path | None = None) -> int:
    """`minqing suggest train`: train now, in the foreground; returns the exit code."""
    try:
        given = corpus.read_file(labelled) if labelled else []
        note = train(labelled=given)
    except (corpus.FileRefused, TrainingRefused) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(f"{describe(note)}\n")
    return 0


def describe(note: ModelNote) -> str:
    """Say a model in words, for the command line."""
    found = note.category
    said = (
        f"已训练：本单位研判{note.own}件，标注文件{note.labelled}行，类别{found.labels}个"
        f"（另有{found.rare}件属于不足的类别）。\n"
        f"留出检验（{found.folds}折）：正确率{found.accuracy:.3f}，宏平均F1 {found.macro_f1:.3f}；"
        f"有建议{found.coverage:.1%}，其中含正确类别{found.precision:.1%}。"
    )
    if note.unit is not None:
        unit = note.unit
        said += f"\n单位：正确率{unit.accuracy:.3f}；有建议{unit.coverage:.1%}，其中正确{unit.precision:.1%}。"
    return said


__all__ = ["FEWEST_DECISIONS", "TrainingRefused", "is_installed", "keep_trained", "learn", "train"]
