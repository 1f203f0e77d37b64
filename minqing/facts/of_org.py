"""What posts and teams say to figures: entry → rows, pure, nobody's name or number.

The organisation stands below facts and cannot register its own. Figures ask for teams sent
(SDN-F01), cadres posted full time from the reserve (SDN-F02) and villages with one (SDN-F03):
unit and role of a post stand on its `post_created` and `post_moved` rows, whether somebody is in
it on its last `post_filled` or `post_vacated`. Who it is stands in no row: a post holds one
person, so people are counted by posts filled that are not `concurrent`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.facts.terms import FactKind, FactRow
from minqing.log.public import LogEntry
from minqing.org import public as org

KINDS = (
    FactKind("post_created", "设立的岗位", "个"),
    FactKind("post_moved", "划转的岗位", "个"),
    FactKind("post_filled", "到岗", "人"),
    FactKind("post_vacated", "离岗", "人"),
    FactKind("post_abolished", "撤销的岗位", "个"),
    FactKind("team_established", "组建的队伍", "支"),
    FactKind("team_dissolved", "解散的队伍", "支"),
)


def _created(event: org.PostCreated) -> list[FactRow]:
    data = {"role": event.role}
    return [FactRow(kind="post_created", unit=event.unit, banner=event.home, data=data)]


def _moved(event: org.PostMoved) -> list[FactRow]:
    return [FactRow(kind="post_moved", unit=event.unit, banner=event.home)]


def _filled(event: org.PostFilled) -> list[FactRow]:
    data: dict[str, Any] = {"concurrent": event.concurrent}
    if event.until is not None:
        data["until"] = event.until.isoformat()
    sent = event.posting
    if sent is not None:
        data |= {"posting": sent.kind.value, "full_time": sent.full_time}
    holder = sent.origin if sent is not None else ""
    return [FactRow(kind="post_filled", holder=holder, happened_on=event.since, data=data)]


def _vacated(event: org.PostVacated) -> list[FactRow]:
    # its reason is free text, and stays on the log
    return [FactRow(kind="post_vacated", happened_on=event.on)]


def _abolished(event: org.PostAbolished) -> list[FactRow]:
    return [FactRow(kind="post_abolished")]


def _established(event: org.TeamEstablished) -> list[FactRow]:
    established = FactRow(
        kind="team_established",
        unit=event.village or event.unit,
        banner=event.home,
        holder=event.unit,
        data={"kind": event.kind},
    )
    return [established]


def _dissolved(event: org.TeamDissolved) -> list[FactRow]:
    return [FactRow(kind="team_dissolved", happened_on=event.on)]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    org.PostCreated.TYPE: _created,
    org.PostMoved.TYPE: _moved,
    org.PostFilled.TYPE: _filled,
    org.PostVacated.TYPE: _vacated,
    org.PostAbolished.TYPE: _abolished,
    org.TeamEstablished.TYPE: _established,
    org.TeamDissolved.TYPE: _dissolved,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a post or a team means to figures."""
    return EXTRACTORS[entry.type](entry.event)
