"""Which list is asked for, as the address says it: what the reader sees can be sent on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.lists import FIRST, LISTS, SEARCH, DeskList
from minqing.console.reading.viewer import list_holding_units, list_places
from minqing.console.wording import name_of_status
from minqing.kernel.messages import Actor
from minqing.kernel.periods import read_day

NAMES = (
    "status", "time", "place", "category", "channel", "unit", "outcome", "since", "until",
    "reopened", "merged", "sort",
)  # fmt: skip
ENDED = (c.Status.CLOSED, c.Status.TRANSFERRED)
TIMES = (
    ("late", gettext_noop("已逾期")),
    ("today", gettext_noop("今日到期")),
    ("soon", gettext_noop("快到期")),
)
SORTS = (
    ("", gettext_noop("时限先后")),
    ("received", gettext_noop("最近登记")),
    ("moved", gettext_noop("最近变动")),
)
LABELS = {
    "status": gettext_noop("状态"),
    "time": gettext_noop("时限"),
    "place": gettext_noop("地点"),
    "category": gettext_noop("类别"),
    "channel": gettext_noop("来源"),
    "unit": gettext_noop("承办单位"),
    "outcome": gettext_noop("办理结果"),
    "since": gettext_noop("登记日期从"),
    "until": gettext_noop("到"),
    "reopened": gettext_noop("重新办理过"),
    "sort": gettext_noop("排序"),
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A list and what it is narrowed to. Values are as typed; nonsense narrows to nothing."""

    kind: str
    status: str = ""
    time: str = ""
    place: str = ""
    category: str = ""
    channel: str = ""
    unit: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""
    reopened: str = ""
    merged: str = ""
    sort: str = ""
    after: str = ""

    @classmethod
    def from_query(cls, kind: str, query: Mapping[str, str]) -> Asked:
        """Read an address; what the list does not offer is left out."""
        words = {name: query.get(name, "").replace("\0", "")[:200] for name in (*NAMES, "after")}
        without = get_list(kind).without
        return cls(kind=kind, **{n: v for n, v in words.items() if n not in without})

    @property
    def words(self) -> dict[str, str]:
        """What is asked for, without the place in the list."""
        found = msgspec.structs.asdict(self)
        return {name: found[name] for name in NAMES if found[name]}

    @property
    def query(self) -> str:
        return urlencode(self.words)

    @property
    def is_filtered(self) -> bool:
        return bool(self.words.keys() - {"sort"})

    def turn_to(self, after: str) -> str:
        """Return the query string of the same list at another place."""
        return urlencode(self.words | ({"after": after} if after else {}))

    def to_filter(self) -> c.CaseFilter:
        """Return the filter: what the list always asks, and what was chosen."""
        base = get_list(self.kind).base
        chosen: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("status", "place", "category", "channel", "unit", "outcome", "sort")
            if getattr(self, name)
        }
        if self.time:
            chosen["clock"] = self.time
        for name in ("since", "until"):
            day = read_day(getattr(self, name))
            if day is not None:
                chosen[name] = day
        for name in ("reopened", "merged"):
            if getattr(self, name):
                chosen[name] = True
        if self.status in ENDED:
            chosen["ended"] = True
        return msgspec.structs.replace(base, **chosen)


def read_page(asked: Mapping[str, str]) -> int:
    """Return which page of a list is asked for, from 1."""
    number = asked.get("page", "")
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 5 else 1


def list_filters(viewer: Actor, asked: Asked, categories: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the filters of a list as the page draws them: those in sight, and the others."""
    shown = [_field(viewer, asked, name, categories) for name in get_list(asked.kind).filters()]
    offered = [field for field in shown if field["kind"] != "select" or len(field["choices"]) > 1]
    more = offered[FIRST:]
    return {
        "first": offered[:FIRST],
        "more": more,
        "more_used": sum(bool(field["value"]) for field in more),
        "sort": _field(viewer, asked, "sort", categories),
    }


def _field(
    viewer: Actor, asked: Asked, name: str, categories: list[tuple[str, str]]
) -> dict[str, Any]:
    anything = ("", _("全部"))
    kinds = {"since": "date", "until": "date", "reopened": "check"}
    choices: list[tuple[str, str]] = []
    if name == "sort":
        choices = [(code, _(word)) for code, word in SORTS]
    elif name not in kinds:
        choices = [anything, *_choices(viewer, name, categories)]
    return {
        "name": name,
        "label": _(LABELS[name]),
        "kind": kinds.get(name, "select"),
        "choices": choices,
        "value": getattr(asked, name),
    }


def _choices(viewer: Actor, name: str, categories: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if name == "status":
        return [(str(status), name_of_status(status)) for status in c.Status]
    if name == "time":
        return [(code, _(word)) for code, word in TIMES]
    if name == "place":
        return list_places(viewer)
    if name == "category":
        return categories
    if name == "channel":
        return [(str(code), _(word)) for code, word in c.CHANNEL_ZH.items()]
    if name == "unit":
        return list_holding_units(viewer)
    return [(str(code), _(word)) for code, word in c.OUTCOME_ZH.items()]


def say_filter(viewer: Actor, asked: Asked, categories: list[tuple[str, str]]) -> str:
    """Say in words what a list is narrowed to, for the head of a file."""
    said = []
    for name, value in asked.words.items():
        if name not in LABELS:
            continue
        field = _field(viewer, asked, name, categories)
        words = dict(field["choices"]).get(value, value) if field["choices"] else value
        said.append(f"{field['label']}：{words}" if field["kind"] != "check" else field["label"])
    return _("；").join(said)


def get_list(kind: str) -> DeskList:
    """Return a list by its key, or the filters of a search."""
    return SEARCH if kind == SEARCH.key else LISTS[kind]
