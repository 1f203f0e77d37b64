"""Mechanisms, units, operations as the pages of the house show them."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import PackCoverage, Packs, RuleCoverage, compute_coverage, say_words
from minqing.org.public import UNIT_KIND_ZH

UNIT_KINDS = UNIT_KIND_ZH
STATES = (
    ("running", gettext_noop("已经运行"), gettext_noop("每条都有页面和测试。")),
    ("partly", gettext_noop("部分运行"), gettext_noop("一部分已经能用，其余写在说明里。")),
    ("coming", gettext_noop("以后运行"), gettext_noop("还没有做，先列在这里。")),
    (
        "not_software",
        gettext_noop("不属软件"),
        gettext_noop("规则有效，但不由平台执行；理由写在说明里。"),
    ),
)
VERSION_STATES = {
    "draft": gettext_noop("试行"),
    "published": gettext_noop("施行"),
    "retired": gettext_noop("停用"),
}


def _summary(coverage: PackCoverage) -> dict[str, Any]:
    pack = coverage.pack
    return {
        "key": pack.key,
        "title": say_words(pack.title, pack.title_en),
        "place": pack.place.printed,
        "version": _("第{number}版（{state}）").format(
            number=pack.version, state=_(VERSION_STATES[pack.status])
        ),
        "running": coverage.running,
        "partly": coverage.partly,
        "coming": coverage.coming,
        "not_software": coverage.not_software,
    }


def list_mechanisms(viewer: Actor) -> dict[str, Any]:
    """Return all mechanisms with counts by state, and the sums."""
    packs = get_snapshot(Packs).all()
    found = [compute_coverage(pack) for pack in packs if pack.kind == "mechanism"]
    return {
        "packs": [_summary(coverage) for coverage in found],
        "rules": sum(coverage.total for coverage in found),
        "running": sum(coverage.running for coverage in found),
    }


def _rule(item: RuleCoverage, viewer: Actor) -> dict[str, Any]:
    rule = item.rule
    needs = _("、").join(
        say_words(need.capability.name_zh, need.capability.name_en)
        for need in item.needs
        if not need.met
    )  # what is still to come, in words
    reason = say_words(rule.reason_zh, rule.reason_en)
    note = reason or (_("还缺：{needs}").format(needs=needs) if needs else "")
    return {
        "id": rule.id,
        "title": say_words(rule.statement_zh, rule.statement_en),
        "note": note,
        "url": _find_open(item, viewer),
        "elsewhere": bool(item.screen),
        "tests": [path.removeprefix("minqing/").replace("/tests/", "/") for path in item.tests],
    }


def _find_open(item: RuleCoverage, viewer: Actor) -> str:
    """Return the first page of a rule that this viewer may open, empty when there is none."""
    addresses = (_address(need.screen) for need in item.needs if need.met)
    return next((one for one in addresses if one and _may_open(one, viewer)), "")


def _may_open(address: str, viewer: Actor) -> bool:
    needs = getattr(resolve(address).func, "needs", ())
    return not needs or bool(viewer.permissions.intersection(needs))


def _address(screen: str) -> str:
    try:
        return reverse(screen) if screen else ""
    except NoReverseMatch:
        return ""


def find_mechanism(viewer: Actor, key: str) -> dict[str, Any] | None:
    """Return one mechanism with its rules by state, or None."""
    pack = get_snapshot(Packs).find_current(key)
    if pack is None:
        return None
    coverage = compute_coverage(pack)
    groups = [
        {
            "state": state,
            "title": _(title),
            "what": _(what),
            "tested": state in ("running", "partly"),
            "rules": [_rule(item, viewer) for item in coverage.rules if item.state == state],
        }
        for state, title, what in STATES
    ]
    aliases = [
        {
            "printed": say_words(alias.printed),
            "today": say_words(alias.today),
            "since": alias.since or "",
        }
        for alias in pack.identity.aliases
    ]
    return {
        "pack": _summary(coverage),
        "groups": groups,
        "aliases": aliases,
        "catalogue": pack.section("responsibilities") is not None,
    }
