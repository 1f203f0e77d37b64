"""Services and their definitions, from the category tree of the mechanism in force.

A service is a category of the first level, as on the public board; the second level is one of its
attributes. Whoever does not know the category takes `any`: a person sorts it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.gateway.open311.frame import Call, Told
from minqing.gateway.open311.places import Jurisdiction, find_jurisdiction, list_villages
from minqing.gateway.open311.troubles import SERVICE_UNKNOWN
from minqing.mechanisms.public import say_words

ANY = "any"
ANY_ZH = gettext_noop("其他事项（不选类别，由工作人员分类）")
KINDS = (c.MatterKind.APPEAL, c.MatterKind.HELP, c.MatterKind.ENQUIRY, c.MatterKind.SUGGESTION)
"""What may be said to be the matter's kind. Complaints against officials never come this way:
they go sealed to their recipient, by the portal alone."""
WHO_ZH = {
    c.Anonymity.NAMED: gettext_noop("实名"),
    c.Anonymity.SEALED: gettext_noop("隐名（身份保密）"),
    c.Anonymity.ANONYMOUS: gettext_noop("匿名"),
}
DANGER = gettext_noop("如果有人身危险，请立即拨打 110、119 或 120，不要等待回复。")


def say_category(top: c.Category) -> str:
    return say_words(top.zh, top.en)


def list_services(call: Call) -> Told:
    """Return what may be raised in a jurisdiction."""
    found = find_jurisdiction(call.query)
    return Told("services", [*(_draw(top) for top in found.categories.tree), _draw_any()])


def _draw(top: c.Category) -> dict[str, Any]:
    below = [say_words(one.zh, one.en) for one in top.children]
    return {
        "service_code": top.code,
        "service_name": say_category(top),
        "description": _("、").join(below) or None,
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(below) or None,
        "group": say_category(top),
    }


def _draw_any() -> dict[str, Any]:
    return {
        "service_code": ANY,
        "service_name": _(ANY_ZH),
        "description": None,
        "metadata": True,
        "type": "realtime",
        "keywords": None,
        "group": _(ANY_ZH),
    }


def find_service(jurisdiction: Jurisdiction, code: str) -> c.Category | None:
    """Return the category of a service, None for `any`; raises Refused for an unknown one."""
    if code == ANY:
        return None
    for top in jurisdiction.categories.tree:
        if top.code == code:
            return top
    raise SERVICE_UNKNOWN(given=code[:60])


def define_service(call: Call) -> Told:
    """Return what a service asks for."""
    found = find_jurisdiction(call.query)
    code = call.path["code"]
    top = find_service(found, code)
    attributes = [_say_danger(), _ask_village(found)]
    if top is not None and top.children:
        attributes.append(_ask_category(top))
    attributes += [_ask_kind(), _ask_who(), _ask_language()]
    numbered = [{**one, "order": n} for n, one in enumerate(attributes, start=1)]
    return Told("service_definition", {"service_code": code, "attributes": numbered})


def _ask(code: str, description: str, values: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": None,
        "order": 0,
        "description": description,
        "values": [{"key": key, "name": name} for key, name in values],
        **more,
    }


def _say_danger() -> dict[str, Any]:
    """Return what a client shows before anything is sent; nothing is filled in here."""
    return _ask("danger", _(DANGER), [], variable=False, datatype="text")


def _ask_village(found: Jurisdiction) -> dict[str, Any]:
    hint = _("也可以在 address_string 里写明村（社区）名称。")
    return _ask(
        "village", _("在哪个村（社区）？"), list(list_villages(found.code)),
        required=True, datatype_description=hint,
    )  # fmt: skip


def _ask_category(top: c.Category) -> dict[str, Any]:
    values = [(one.code, say_words(one.zh, one.en)) for one in top.children]
    named = [say_words(one.zh, one.en) for one in top.children if one.needs_name]
    hint = _("须留姓名（可选隐名）：{names}").format(names=_("、").join(named)) if named else None
    return _ask("category", _("哪一类？"), values, datatype_description=hint)


def _ask_kind() -> dict[str, Any]:
    return _ask("kind", _("属于哪种情况？"), [(str(one), _(c.KIND_ZH[one])) for one in KINDS])


def _ask_who() -> dict[str, Any]:
    hint = _("没有选的，留了姓名、电话或邮箱为实名，都没有留为匿名。")
    values = [(str(one), _(word)) for one, word in WHO_ZH.items()]
    return _ask("anonymity", _("要不要让办理的人知道您是谁？"), values, datatype_description=hint)


def _ask_language() -> dict[str, Any]:
    values = [(str(code), _(word)) for code, word in c.SPOKEN_ZH.items()]
    return _ask("language", _("用什么话联系您？"), values)
