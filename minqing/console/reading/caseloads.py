"""包联: who answers for which household, what is missing and why, a division to accept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minqing.cases.public import count_open_of
from minqing.households.public import (
    Caseload,
    Coverage,
    Measure,
    Proposal,
    VillageCoverage,
    foresee_caseload,
    list_caseload_posts,
    propose_division,
    see_coverage,
)
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs, say_words
from minqing.org.public import VILLAGE_KINDS, Directory, say_title


def see_caseloads(viewer: Actor, unit: str) -> dict[str, Any] | None:
    """Return the page of a unit in reach: its villages, or one village post by post."""
    directory = get_snapshot(Directory)
    unit = unit or viewer.unit or next(iter(viewer.units), "")
    unit = directory.current(unit)
    coverage = see_coverage(viewer, unit)
    if coverage is None:
        return None
    parent = directory.parent(unit)
    above = directory.unit(parent) if parent and directory.reaches(viewer, parent) else None
    village = coverage.villages[0] if _is_village(directory, unit) and coverage.villages else None
    return {
        "unit": directory.unit(unit),
        "above": above,
        "coverage": coverage,
        "mechanism": _name_mechanism(coverage.mechanism),
        "village": _show_village(directory, village) if village else None,
        "is_village": _is_village(directory, unit),
        "groups": [] if village else _group(directory, unit, coverage),
        "may_assign": "HOUSEHOLD_ASSIGN" in viewer.permissions,
    }


def _is_village(directory: Directory, unit: str) -> bool:
    return directory.unit(unit).kind in VILLAGE_KINDS


def _name_mechanism(key: str) -> str:
    pack = get_snapshot(Packs).find_current(key) if key else None
    if pack is None:
        return ""
    return say_words(pack.title, pack.title_en)


def _group(directory: Directory, unit: str, coverage: Coverage) -> list[dict[str, Any]]:
    """Return the units right below with sums; of a town these are its villages."""
    rows: dict[str, dict[str, Any]] = {}
    for village in coverage.villages:
        path = directory.path(village.unit)
        code = path[path.index(unit) + 1] if unit in path[:-1] else village.unit
        row = rows.setdefault(
            code,
            {"unit": directory.unit(code), "households": 0, "without": 0, "outside": 0,
             "vacant": 0, "posts": 0, "villages": 0, "why": ""},
        )  # fmt: skip
        for name in ("households", "without", "outside", "vacant"):
            row[name] += getattr(village, name)
        row["posts"] += len(village.caseloads)
        row["villages"] += 1
        if code == village.unit:
            row["why"] = explain_village(village)
    return [rows[code] for code in sorted(rows)]


def explain_village(village: VillageCoverage) -> str:
    """Say why the measure is kept or not in a village, and what would keep it."""
    if village.measure is None or not village.households:
        return ""
    low, high = village.measure.low, village.measure.high
    posts = sum(one.verdict != "unmeasured" for one in village.caseloads)
    if village.least > village.most:
        return _(
            "全村{households}户，每人{low}至{high}户：{fewer}人包不完，{more}人又不足，只能接近。"
        ).format(
            households=village.households, low=low, high=high, fewer=village.least - 1,
            more=village.least,
        )  # fmt: skip
    if posts and village.least <= posts <= village.most:
        if village.outside:
            return _("人数够，各人户数不匀。请重新分包。")
        return ""
    if village.least == village.most:
        wanted = ngettext("{count}人", "{count}人", village.least).format(count=village.least)
    else:
        wanted = _("{least}至{most}人").format(least=village.least, most=village.most)
    return _("全村{households}户需要{wanted}，现在{posts}人。").format(
        households=village.households, wanted=wanted, posts=posts
    )


VERDICTS = {"fits": "well", "under": "soon", "over": "soon", "unmeasured": "neutral"}


def _show_village(directory: Directory, village: VillageCoverage) -> dict[str, Any]:
    return {
        "view": village,
        "why": explain_village(village),
        "lines": [_show_line(directory, line) for line in village.caseloads],
        "candidates": [_name_post(directory, post) for post in list_caseload_posts(village.unit)],
    }


def _show_line(directory: Directory, line: Caseload) -> dict[str, Any]:
    return {
        **_name_post(directory, line.post),
        "line": line,
        "tone": VERDICTS[line.verdict],
        "words": say_verdict(line),
        "answers": _name_answering(directory, line) if line.vacant else "",
    }


def say_verdict(line: Caseload) -> str:
    """Say how a caseload stands against the measure."""
    if line.verdict == "fits":
        return _("符合")
    if line.verdict == "under":
        return ngettext("少{count}户", "少{count}户", line.by).format(count=line.by)
    if line.verdict == "over":
        return ngettext("多{count}户", "多{count}户", line.by).format(count=line.by)
    return _("不计")


def _name_post(directory: Directory, post: str) -> dict[str, str]:
    if not directory.has_post(post):
        return {"id": post, "title": post, "person": ""}
    held = directory.post(post)
    return {"id": post, "title": say_title(held), "person": held.person_name}


def _name_answering(directory: Directory, line: Caseload) -> str:
    answering = directory.accountable(line.post) if directory.has_post(line.post) else None
    if answering is None:
        return _("无人")
    held = directory.post(answering)
    return f"{directory.unit(held.unit).short_name} {say_title(held)} {held.person_name}".strip()


def show_proposal(viewer: Actor, unit: str, posts: Iterable[str]) -> dict[str, Any] | None:
    """Return the proposed division of a village among posts, with a mark of what it rests on."""
    directory = get_snapshot(Directory)
    allowed = [post for post in posts if post in list_caseload_posts(unit)]
    found = propose_division(viewer, unit, allowed)
    if found is None or not found.shares:
        return None
    return {
        "view": found,
        "mark": mark(found),
        "open": count_open_of(found.moving),
        "posts": " ".join(share.post for share in found.shares),
        "lines": [
            {
                **_show_line(directory, line),
                "count": line.here,
                "groups": _("、").join(found.groups[line.post]),
                "moved": found.moved[line.post],
            }
            for line in found.after
        ],
        "outside": list_outside(found),
    }


def list_outside(proposal: Proposal) -> list[str]:
    """Say of each post that a division leaves outside of the measure who, and by how much."""
    directory = get_snapshot(Directory)
    said = (_say_outside(directory, line, proposal.measure) for line in proposal.after)
    return [sentence for sentence in said if sentence]


def say_outgrown(post: str, *, more: int = 0) -> str:
    """Say that a post has, with so many more households, more than the measure allows; "" else."""
    found = foresee_caseload(post, more=more)
    if found is None or found[0].verdict != "over":
        return ""
    return _say_outside(get_snapshot(Directory), *found)


def _say_outside(directory: Directory, line: Caseload, measure: Measure | None) -> str:
    if measure is None or line.verdict not in ("over", "under"):
        return ""
    post = _name_post(directory, line.post)
    told = {"who": f"{post['title']} {post['person']}".strip(), "count": line.count,
            "low": measure.low, "high": measure.high, "by": line.by}  # fmt: skip
    if line.verdict == "over":
        return ngettext(
            "{who}包联{count}户，超出每人{low}至{high}户的规定，多{by}户。",
            "{who}包联{count}户，超出每人{low}至{high}户的规定，多{by}户。",
            line.by,
        ).format(**told)
    return ngettext(
        "{who}包联{count}户，不足每人{low}至{high}户的规定，少{by}户。",
        "{who}包联{count}户，不足每人{low}至{high}户的规定，少{by}户。",
        line.by,
    ).format(**told)


def mark(proposal: Proposal) -> str:
    """Return a short mark of a proposal: another one means that something changed meanwhile."""
    text = ";".join(f"{share.post}={','.join(share.households)}" for share in proposal.shares)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
