"""Mechanisms as files: versions, drafts, checks, what a version changes, what it asks of people."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases.public import (
    CLOCK_ZH,
    LEDGER_ZH,
    count_living_by_version,
    replay_cases,
)
from minqing.console.reading.house import VERSION_STATES
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot
from minqing.mechanisms import public as m
from minqing.mechanisms.public import say_words
from minqing.org.public import ROLES

SECTIONS = {
    "": gettext_noop("基本信息和规则"), "cases": gettext_noop("事项办理"),
    "categories": gettext_noop("事项分类"), "materials": gettext_noop("材料清单"),
    "sources": gettext_noop("来件来源"), "replies": gettext_noop("答复用语"),
    "retention": gettext_noop("保存期限"), "notices": gettext_noop("提醒"),
    "caseloads": gettext_noop("包联户数"), "stationing": gettext_noop("驻村"),
    "workload": gettext_noop("走访工作量"), "duties": gettext_noop("职责"),
    "activities": gettext_noop("走访记录"), "responsibilities": gettext_noop("责任清单"),
}  # fmt: skip
"""Sections by their names for screens; a section without one is shown by its key."""
WORDS = {
    "version": gettext_noop("版本"), "status": gettext_noop("状态"),
    "valid_from": gettext_noop("起用日"), "valid_to": gettext_noop("停用日"),
    "rules": gettext_noop("规则"), "roles": gettext_noop("角色"), "levels": gettext_noop("层级"),
    "settings": gettext_noop("设定"), "value": gettext_noop("值"), "ledgers": gettext_noop("台账"),
    "clocks": gettext_noop("时限"), "span": gettext_noop("时长"), "amount": gettext_noop("数量"),
    "unit": gettext_noop("单位"), "soon": gettext_noop("提前提醒"),
    "ladder": gettext_noop("办理层级"), "handle": gettext_noop("办理"),
    "acknowledge": gettext_noop("签收"), "tell": gettext_noop("告知"),
    "confirm": gettext_noop("确认"), "promise": gettext_noop("承诺期"),
    "channels": gettext_noop("渠道"), "tree": gettext_noop("分类"),
    "children": gettext_noop("下级分类"), "source": gettext_noop("依据"),
    "measure": gettext_noop("户数标准"), "low": gettext_noop("下限"), "high": gettext_noop("上限"),
    "visits": gettext_noop("走访"), "travel": gettext_noop("路程"),
    "minutes": gettext_noop("分钟"), "reopening": gettext_noop("重新办理"),
    "pauses": gettext_noop("暂缓"), "confirmation": gettext_noop("群众确认"),
}  # fmt: skip
"""Keys of pack files in field words; others are shown as they are written."""
KINDS = {
    "added": gettext_noop("新增"), "removed": gettext_noop("删去"), "changed": gettext_noop("改动"),
}  # fmt: skip
CHANGES_SHOWN = 300


def _title(pack: m.Pack) -> str:
    return say_words(pack.title, pack.title_en)


def list_packs(viewer: Actor) -> dict[str, Any]:
    """Return every mechanism with its version in force, and the drafts."""
    packs = [
        {
            "pack": pack,
            "title": _title(pack),
            "living": sum(count_living_by_version(pack.key).values()),
        }
        for pack in get_snapshot(m.Packs).all()
    ]
    may = "PACK_PUBLISH" in viewer.permissions
    return {
        "packs": packs,
        "drafts": m.list_drafts() if may else [],
        "offered": _list_offered() if may else [],
        "may_publish": may,
    }


def _list_offered() -> list[tuple[m.Offered, str]]:
    """Return the newer versions that came with the program, with the mechanisms' names."""
    titles = {pack.key: _title(pack) for pack in get_snapshot(m.Packs).all()}
    return [(one, titles.get(one.key, one.key)) for one in m.list_offered()]


def find_pack(viewer: Actor, key: str) -> dict[str, Any] | None:
    """Return one mechanism with its versions, None when there is none."""
    versions = m.list_versions(viewer, key)
    snapshot = get_snapshot(m.Packs)
    current = snapshot.find_current(key)
    if current is None and not versions:
        return None
    pack = current or snapshot.get(key, versions[0].version)
    living = count_living_by_version(key)
    identity = pack.identity
    coverage = m.compute_coverage(pack)
    return {
        "key": key,
        "pack": pack,
        "title": _title(pack),
        "summary": say_words(identity.summary_zh, identity.summary_en),
        "levels": [say_words(one.name_zh, one.name_en) for one in identity.levels],
        "roles": [
            {
                "name": say_words(one.name_zh, one.name_en),
                "acts_as": _(ROLES[one.acts_as].title_zh) if one.acts_as in ROLES else "",
            }
            for one in identity.roles
        ],
        "sections": [_(SECTIONS[name]) if name in SECTIONS else name for name in pack.sections],
        "coverage": coverage,
        "versions": [
            {
                "row": row,
                "state": _(VERSION_STATES[row.status]),
                "living": living.get(row.version, 0),
                "current": current is not None and row.version == current.version,
            }
            for row in versions
        ],
        "drafts": m.list_drafts(key) if "PACK_PUBLISH" in viewer.permissions else [],
        "may_publish": "PACK_PUBLISH" in viewer.permissions,
    }


def compare_versions(viewer: Actor, key: str, before: int, after: int) -> dict[str, Any] | None:
    """Return what changes from one published version to another, None when one is unknown."""
    packs = get_snapshot(m.Packs)
    try:
        old, new = packs.get(key, before), packs.get(key, after)
    except m.PackUnknown:
        return None
    return {
        "key": key,
        "title": _title(new),
        "before": before,
        "after": after,
        **show_changes(m.compare_packs(old, new)),
    }


def show_changes(changes: tuple[m.Change, ...]) -> dict[str, Any]:
    """Return changes by section, in words."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for change in changes[:CHANGES_SHOWN]:
        groups[change.section].append(
            {
                "kind": _(KINDS[change.kind]),
                "what": " › ".join(_(WORDS[w]) if w in WORDS else w for w in change.path)
                or _("整节"),
                "before": change.before if change.path else "",
                "after": change.after if change.path else "",
            }
        )
    return {
        "change_groups": [
            {"title": _(SECTIONS[name]) if name in SECTIONS else name, "changes": found}
            for name, found in groups.items()
        ],
        "change_count": len(changes),
        "changes_left": max(len(changes) - CHANGES_SHOWN, 0),
    }


def find_draft(viewer: Actor, draft: str, *, today: date) -> dict[str, Any] | None:
    """Return a draft as checked now; None when there is none."""
    checked = m.check_draft(draft, today=today)
    if checked is None:
        return None
    pack = checked.pack
    living = count_living_by_version(pack.key) if pack is not None else {}
    return {
        "checked": checked,
        "key": checked.draft.key,
        "title": _title(pack) if pack is not None else checked.draft.key,
        "known": checked.before is not None,
        "problems": [
            {
                "problem": one,
                "file": one.file.partition("/")[2] or one.file,
                "said": one.say(_),
            }
            for one in checked.problems
        ],
        "loads": [_show_load(report) for report in checked.loads],
        "replay": _show_replay(checked),
        "living": sum(living.values()),
        "valid_from": (pack.valid_from if pack is not None else today).isoformat(),
        **show_changes(checked.changes),
    }


UNKNOWN = {
    "ledger": gettext_noop("台账"), "rung": gettext_noop("办理层级"),
    "category": gettext_noop("分类"), "channel": gettext_noop("渠道"),
}  # fmt: skip
"""What matters had that a draft does not know."""


def _show_replay(checked: m.Checked) -> dict[str, Any] | None:
    """Return what the draft would have done with the matters that really came, in words."""
    if checked.pack is None or checked.before is None:
        return None
    found = replay_cases(checked.before, checked.pack, now=get_now())
    if found is None:
        return None
    lines = [
        {
            "line": one,
            "clock": _(CLOCK_ZH[one.clock]),
            "ledger": _(LEDGER_ZH[one.ledger]) if one.ledger else "",
        }
        # what this version would change comes first; the rest keeps the order of the clocks
        for one in sorted(found.lines, key=lambda line: -(line.newly + line.no_more))
    ]
    return {
        "found": found,
        "lines": lines,
        "newly": sum(one.newly for one in found.lines),
        "no_more": sum(one.no_more for one in found.lines),
        "missing": [
            {"what": _(UNKNOWN[one.kind]), "code": one.code, "matters": one.matters}
            for one in found.missing
        ],
    }


def _show_load(report: m.LoadReport) -> dict[str, Any]:
    lines = sorted(report.lines, key=lambda line: -line.needed)
    return {
        "available": report.available,
        "most": report.most,
        "over": len(report.over),
        "villages": len(lines),
        "lines": lines[:20],
        "left": max(len(lines) - 20, 0),
    }
