"""From a pack folder to a published version, through `submit`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

import msgspec

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import Answer, get_now, get_state, submit
from minqing.mechanisms import normal
from minqing.mechanisms.commands import PublishPack
from minqing.mechanisms.examples import run_examples
from minqing.mechanisms.loader import list_folders, load_folder
from minqing.mechanisms.pack import Pack
from minqing.mechanisms.problems import FILE_MISSING, Problem
from minqing.mechanisms.rules import SAME_BODY, is_same

OFFICE = Actor(scope="system:packs", kind="system", permissions=frozenset({PublishPack.PERMISSION}))
"""Who publishes from the command line: whoever may run it on the server."""


class Publication(msgspec.Struct, frozen=True):
    """What became of one folder: problems of the files, or the answer of `submit`."""

    folder: str
    pack: Pack | None = None
    problems: tuple[Problem, ...] = ()
    answer: Answer | None = None

    @property
    def ok(self) -> bool:
        return self.answer is not None and self.answer.ok


def publish_folder(
    path: str | Path, *, by: Actor, now: datetime, command_id: str = ""
) -> Publication:
    """Load, check with examples, and publish one folder; an identical pack is already done.

    `command_id`: for whoever publishes repeatably; else a new one.
    """
    folder = Path(path)
    loaded = load_folder(folder)
    if loaded.pack is None:
        return Publication(folder.name, problems=loaded.problems)
    outcome = run_examples(loaded.pack, folder)
    if outcome.problems:
        return Publication(folder.name, loaded.pack, outcome.problems)
    answer = publish_pack(loaded.pack, by=by, now=now, command_id=command_id)
    return Publication(folder.name, loaded.pack, answer=answer)


def publish_pack(pack: Pack, *, by: Actor, now: datetime, command_id: str = "") -> Answer:
    """Publish a typed pack."""
    command = PublishPack(id=command_id or new_id(), key=pack.key, body=normal.normalise(pack))
    state = get_state(f"pack:{pack.key}")
    before = state.find(pack.version) if state is not None else None
    if before is not None and is_same(before.body, pack):
        return Answer(status="already-done", command_id=command.id)
    answer = submit([command], by=by, now=now)[0]
    if answer.refusal is not None and answer.refusal.code == SAME_BODY.code:
        # another process published the same between our look and our command
        return Answer(status="already-done", command_id=command.id)
    return answer


def publish(path: str | Path, *, now: datetime, by: Actor = OFFICE) -> list[Publication]:
    """Publish a pack folder, or every pack in a folder of packs."""
    return [publish_folder(folder, by=by, now=now) for folder in list_folders(Path(path))]


def main(path: str | Path, *, out: TextIO | None = None) -> int:
    """`minqing packs publish PATH`: publish and say in Chinese what happened; 1 on refusal."""
    stream = out or sys.stdout
    done = publish(path, now=get_now())
    if not done:
        missing = msgspec.structs.replace(FILE_MISSING(), file=str(Path(path) / "pack.yaml"))
        print(str(missing), file=stream)
        return 1
    for item in done:
        for line in _describe(item):
            print(line, file=stream)
    return 0 if all(item.ok for item in done) else 1


def _describe(item: Publication) -> list[str]:
    if item.problems:
        return [f"{p.file}:{p.line}: [{p.code}] {p}" for p in item.problems]
    assert item.pack is not None and item.answer is not None, "no problems, so it was submitted"
    name = f"{item.pack.title}（{item.pack.key}）第{item.pack.version}版"
    if item.answer.refusal is not None:
        return [f"[{item.answer.refusal.code}] {item.answer.refusal}"]
    return [f"{'已发布' if item.answer.status == 'accepted' else '此前已发布'}：{name}"]
