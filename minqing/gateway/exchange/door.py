"""The edge of the exchange for a command line: words for a person, JSON for a program.

Exit codes: 0 done and both sides agree, 1 something was refused or differs, 2 it could not be
carried out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from minqing.exchange import public as x
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Refusal
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot, submit
from minqing.org.public import system_actor


class CannotDo(Exception):
    """Something that cannot be carried out; the text is a whole sentence."""


def main(act: str, *, file: str, peer: str, day: date | None, as_json: bool) -> int:
    """Carry out one act and return the exit code."""
    acts: dict[str, Callable[[], int]] = {
        "reconcile": lambda: _reconcile(_list(peer), day, as_json),
        "take": lambda: _take(_choose(peer), _read(file), as_json),
        "map": lambda: _map(_choose(peer), _read(file)),
    }
    try:
        return acts[act]()
    except CannotDo as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 2


def _list(peer: str) -> list[x.PeerState]:
    found = [one for one in get_snapshot(x.Peers).all() if peer in ("", one.id)]
    if not found:
        raise CannotDo("不能执行：没有这个对接单位。请先在“工单对接”开通，或核对编号。")
    return found


def _choose(peer: str) -> x.PeerState:
    found = _list(peer)
    if len(found) > 1:
        listed = "；".join(f"{one.id} {one.title}" for one in found)
        raise CannotDo(f"不能执行：对接单位不止一个。请用 --peer 写明：{listed}。")
    return found[0]


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError:
        raise CannotDo("不能执行：读不到文件。请写明文件的路径。") from None


def _reconcile(peers: list[x.PeerState], day: date | None, as_json: bool) -> int:
    now = get_now()
    wanted = day or local_day(now) - timedelta(days=1)
    agree = True
    for peer in peers:
        if not peer.host:
            _print(f"{peer.title}：没有对方接收地址，不能在线对账。", peer, as_json)
            agree = False
            continue
        found = x.reconcile_now(peer, wanted, now=now)
        agree = agree and found is not None and found.agrees
        _print(_say_day(peer, wanted, found), found, as_json)
    return 0 if agree else 1


def _say_day(peer: x.PeerState, day: date, found: x.DayState | None) -> str:
    if found is None:
        return f"{peer.title} {day}：对方没有回答，稍后自动重试。"
    ours, theirs = found.ours, found.theirs
    lines = [
        f"{peer.title} {day}：对方派发{theirs.sent}，我方接收{ours.accepted}、"
        f"未接收{ours.refused}、待定{ours.pending}；"
        + ("两边相同。" if found.agrees else f"{len(found.differences) + found.more}处不同：")
    ]
    lines += [
        f"  {one.number} {x.DIFFERS_ZH[one.how]}（我方 {one.ours or '—'}，对方 {one.theirs or '—'}）"
        for one in found.differences
    ]
    return "\n".join(lines)


def _take(peer: x.PeerState, data: bytes, as_json: bool) -> int:
    try:
        answered = x.take_batch(peer, data, now=get_now())
    except x.Malformed:
        raise CannotDo(
            '不能收入工单：文件不是 {"orders": […]} 的样子，或者超过500件。请核对后再收。'
        ) from None
    for one in answered.answers:
        words = f"{one.number} {x.STANDING_ZH[one.standing]} {one.receipt or one.sentence}"
        _print(words.rstrip(), one, as_json)
    return int(any(one.standing is x.Standing.REFUSED for one in answered.answers))


def _map(peer: x.PeerState, data: bytes) -> int:
    mapping = x.read_mapping(data)
    if isinstance(mapping, Refusal):
        raise CannotDo(str(mapping))
    wish = x.MapWords(id=new_id(), peer=peer.id, mapping=mapping)
    (answer,) = submit([wish], by=system_actor("exchange"), now=get_now())
    if answer.refusal is not None:
        raise CannotDo(str(answer.refusal))
    _print(f"{peer.title}：对照表已保存。", None, False)
    return 0


def _print(words: str, found: object, as_json: bool) -> None:
    said = msgspec.json.encode(found).decode() if as_json else words
    sys.stdout.write(f"{said}\n")
