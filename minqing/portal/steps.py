"""The questions of 反映事项, one a page. What was answered travels in the form itself: nothing
of it is kept on the server before it is sent, so nothing has to be forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.cases.public import (
    MOST_FILES_AT_ONCE,
    SPOKEN_ZH,
    Anonymity,
    MatterKind,
    Spoken,
)
from minqing.portal import photos, reading
from minqing.vault.public import make_ticket

STEPS = ("kind", "town", "village", "words", "more", "contact", "check")
FIND = "find"
"""A way aside: a village found by its name instead of by town."""
CARRIED = (
    "kind", "town", "village", "at", "matter", "spot", "latitude", "longitude", "within", "files",
    "anonymity", "name", "phone", "language", "command", "case", "find",
)  # fmt: skip
"""`at`: the place is known already (from a code on a wall), its questions are passed over.
`files`: photos added so far, signed (`photos.carry`)."""
LONGEST = 5000
"""Signs of a matter; more is asked to be told in person. Source: ours."""
LONGEST_SPOT = 300
DEGREES = re.compile(r"-?\d{1,3}\.\d{1,6}")

KINDS = (
    (
        MatterKind.HELP,
        gettext_noop("遇到困难，需要帮助"),
        gettext_noop("如没水、没电、路断、生病、缺草料"),
    ),
    (
        MatterKind.APPEAL,
        gettext_noop("有诉求，要求解决"),
        gettext_noop("如补贴、土地、工程、欠薪、邻里纠纷"),
    ),
    (
        MatterKind.ENQUIRY,
        gettext_noop("想问清楚一件事"),
        gettext_noop("如政策怎么规定、手续怎么办"),
    ),
    (MatterKind.SUGGESTION, gettext_noop("提建议"), ""),
    (
        MatterKind.COMPLAINT_AGAINST_OFFICIAL,
        gettext_noop("检举控告工作人员"),
        gettext_noop("收到即封存，转纪检监察机关；村、社区和苏木镇、街道看不到有这件事"),
    ),
)
WHO = (
    (Anonymity.NAMED, gettext_noop("实名"), gettext_noop("办理的人能看到您的姓名和电话")),
    (
        Anonymity.SEALED,
        gettext_noop("隐名（身份保密）"),
        gettext_noop("办理的人看不到您是谁；低保等须实名的事也可以这样反映"),
    ),
    (Anonymity.ANONYMOUS, gettext_noop("匿名"), gettext_noop("不留姓名和电话，凭回执编号看答复")),
)
TITLES = {
    "kind": gettext_noop("您要反映的是哪一类？"),
    "town": gettext_noop("事情发生在哪个苏木镇、街道？"),
    "village": gettext_noop("在哪个村（社区）？"),
    "find": gettext_noop("按名称找村（社区）"),
    "words": gettext_noop("请说说是什么事"),
    "more": gettext_noop("有照片或具体位置吗？"),
    "contact": gettext_noop("怎样答复您？"),
    "check": gettext_noop("请核对后送出"),
}


class Fault(msgspec.Struct, frozen=True):
    """One thing to put right: a sentence and the id of its field."""

    sentence: str
    field: str = ""


Answers = Mapping[str, str]


def read_answers(data: Mapping[str, str]) -> dict[str, str]:
    """Return the answers given so far."""
    return {name: data.get(name, "").strip() for name in CARRIED}


def check_step(step: str, answers: Answers) -> Fault | None:
    """Return what is wrong with the answer to one question, or None."""
    return _CHECKS[step](answers)


def _check_kind(answers: Answers) -> Fault | None:
    if answers["kind"] in {kind for kind, *_rest in KINDS}:
        return None
    return Fault(_("不能继续：没有选是哪一类。请选一项。"), "f-kind")


def _check_town(answers: Answers) -> Fault | None:
    if answers["town"] in dict(reading.list_towns()):
        return None
    return Fault(_("不能继续：没有选苏木镇、街道。请选一项。"), "f-town")


def _check_village(answers: Answers) -> Fault | None:
    if answers["village"] in dict(reading.list_villages(answers["town"])):
        return None
    return Fault(_("不能继续：没有选村（社区）。请选一项。"), "f-village")


def _check_words(answers: Answers) -> Fault | None:
    if not answers["matter"]:
        return Fault(_("不能继续：没有写反映的事。请写几句再继续。"), "f-matter")
    if len(answers["matter"]) > LONGEST:
        sentence = _("不能继续：文字超过{most}字。请写要紧的，其余当面说。").format(most=LONGEST)
        return Fault(sentence, "f-matter")
    return None


def _check_find(answers: Answers) -> Fault | None:
    if reading.find_town(answers["village"]):
        return None
    return Fault(_("不能继续：没有选村（社区）。请选一项。"), "f-village")


def _check_more(answers: Answers) -> Fault | None:
    if len(answers["spot"]) > LONGEST_SPOT:
        sentence = _("不能继续：位置说明超过{most}字。请写短些。").format(most=LONGEST_SPOT)
        return Fault(sentence, "f-spot")
    pin = answers["latitude"], answers["longitude"]
    wrong = any(pin) and not all(DEGREES.fullmatch(one) for one in pin)
    if wrong or not (answers["within"] or "0").isdigit():
        return Fault(_("不能继续：位置坐标不完整。请去掉坐标，用文字说明。"), "f-spot")
    return None


def _check_contact(answers: Answers) -> Fault | None:
    if answers["anonymity"] not in {who for who, *_rest in WHO}:
        return Fault(_("不能继续：没有选要不要留姓名。请选一项。"), "f-anonymity")
    if _spoken(answers) not in set(Spoken):
        return Fault(_("不能继续：没有选用什么话联系。请选一项。"), "f-language")
    if answers["anonymity"] == Anonymity.ANONYMOUS:
        return None
    if not answers["name"]:
        return Fault(_("不能继续：实名或隐名要写姓名。请填写，或改选匿名。"), "f-name")
    if sum(sign.isdigit() for sign in answers["phone"]) < 7:
        return Fault(_("不能继续：电话要写全。请填写能找到您的电话，或改选匿名。"), "f-phone")
    return None


def _check_check(answers: Answers) -> Fault | None:
    return next((fault for step in STEPS[:-1] if (fault := check_step(step, answers))), None)


_CHECKS = {
    "kind": _check_kind,
    "town": _check_town,
    "village": _check_village,
    "find": _check_find,
    "words": _check_words,
    "more": _check_more,
    "contact": _check_contact,
    "check": _check_check,
}
FIELDS_OF = {
    "kind": ("kind",),
    "town": ("town",),
    "village": ("village",),
    "find": ("village", "find"),
    "words": ("matter",),
    "more": ("spot", "latitude", "longitude", "within"),
    "contact": ("anonymity", "name", "phone", "language"),
    "check": (),
}
TEMPLATES = {
    "kind": "portal/choose.html",
    "town": "portal/choose.html",
    "village": "portal/choose.html",
    "find": "portal/find.html",
    "words": "portal/words.html",
    "more": "portal/more.html",
    "contact": "portal/contact.html",
    "check": "portal/check.html",
}


def show_step(step: str, answers: Answers, fault: Fault | None) -> dict[str, Any]:
    """Return the context of one question's page."""
    number = STEPS.index(step if step in STEPS else "village")
    carried = [
        (name, answers[name])
        for name in CARRIED
        if name not in FIELDS_OF[step] and answers.get(name)
    ]
    return {
        "step": {
            "key": step,
            "number": number + 1,
            "of": len(STEPS),
            "title": _(TITLES[step]),
            "before": find_step_before(step, answers),
            "next": _("送出") if step == "check" else _("继续"),
        },
        "carried": carried,
        "place_known": reading.name_place(answers["village"]) if answers["at"] else "",
        "faults": [fault] if fault else [],
        "danger": step in ("more", "contact", "check") and reading.is_emergency(answers),
        **_questions(step, answers, fault),
    }


def find_step_after(step: str, answers: Answers) -> str:
    """Return the next question; those of a place that is known already are passed over."""
    if step == FIND or step == "kind" and answers["at"] and reading.find_town(answers["village"]):
        return "words"
    return STEPS[STEPS.index(step) + 1]


def find_step_before(step: str, answers: Answers) -> str:
    """Return the question before; empty for the first."""
    if step == FIND:
        return "town"
    if step == "words" and answers["at"]:
        return "kind"
    number = STEPS.index(step)
    return STEPS[number - 1] if number else ""


def _questions(step: str, answers: Answers, fault: Fault | None) -> dict[str, Any]:
    if step == FIND:
        return _find_questions(answers, fault)
    if step == "more":
        return _more_questions(answers, fault)
    if step == "contact":
        return {"fields": _contact_fields(answers, fault)}
    if step == "check":
        return {"answers": list(say_answers(answers))}
    if step == "words":
        words = _("什么事、在哪里、多久了、希望怎样解决。照平时说话写就行，不用写姓名。")
        return {"field": _field("matter", _(TITLES[step]), answers, fault, help=words)}
    return {"field": _field(step, _(TITLES[step]), answers, fault, choices=_choices(step, answers))}


def _find_questions(answers: Answers, fault: Fault | None) -> dict[str, Any]:
    found = reading.search_villages(answers["find"])
    place = _field("village", _("找到的"), answers, fault, choices=found)
    name = _field("find", _("村（社区）名"), answers, None, kind="text")
    return {"field": place, "name": name, "looked": bool(answers["find"])}


def _more_questions(answers: Answers, fault: Fault | None) -> dict[str, Any]:
    files = photos.read_carried(answers["files"], answers["case"])
    return {
        "spot": _field(
            "spot", _("具体在什么地方？"), answers, fault,
            help=_("照平时说话写，如“第三口井往北”“村委会对面”。"),
        ),
        "pin": {name: answers[name] for name in ("latitude", "longitude", "within")},
        "photos": photos.show(answers["case"], files),
        "most": MOST_FILES_AT_ONCE,
        "upload_ticket": make_ticket(answers["case"]),
    }  # fmt: skip


def _choices(step: str, answers: Answers) -> list[tuple[str, ...]]:
    if step == "kind":
        return [(str(kind), _(word), _(more) if more else "") for kind, word, more in KINDS]
    pairs = reading.list_towns() if step == "town" else reading.list_villages(answers["town"])
    return list(pairs)


def _contact_fields(answers: Answers, fault: Fault | None) -> list[dict[str, Any]]:
    who = [(str(code), _(word), _(more)) for code, word, more in WHO]
    return [
        _field("anonymity", _("要不要让办理的人知道您是谁？"), answers, fault, choices=who, kind="choice"),
        _field("name", _("姓名"), answers, fault, kind="text", autocomplete="name", optional=True,
               help=_("匿名不用填。")),
        _field("phone", _("电话"), answers, fault, kind="tel", autocomplete="tel", optional=True,
               help=_("告诉您结果、请您确认时用。")),
        _field("language", _("用什么话联系您？"), {"language": _spoken(answers)}, fault,
               choices=[(str(code), _(word), "") for code, word in SPOKEN_ZH.items()],
               kind="choice"),
    ]  # fmt: skip


def _spoken(answers: Answers) -> str:
    return answers["language"] or Spoken.CHINESE


def _field(
    name: str, label: str, answers: Answers, fault: Fault | None, **more: Any
) -> dict[str, Any]:
    wrong = fault is not None and fault.field == f"f-{name}"
    return {
        "id": f"f-{name}",
        "name": name,
        "label": label,
        "value": answers.get(name, ""),
        "error": fault.sentence if wrong and fault else "",
        **more,
    }


def _say_more(answers: Answers) -> str:
    said = [answers["spot"]]
    if answers["latitude"]:
        said.append(_("已附位置"))
    number = len(photos.read_carried(answers["files"], answers["case"]))
    if number:
        said.append(
            ngettext("照片或材料{number}个", "照片或材料{number}个", number).format(number=number)
        )
    return " · ".join(filter(None, said)) or _("没有")


def say_answers(answers: Answers) -> list[dict[str, str]]:
    """Return what was answered, in words, each with the step that changes it."""
    kind = next((_(word) for code, word, _more in KINDS if code == answers["kind"]), "")
    who = next((_(word) for code, word, _more in WHO if code == answers["anonymity"]), "")
    contact = [who]
    if answers["anonymity"] != Anonymity.ANONYMOUS:
        contact += [answers["name"], answers["phone"]]
    if _spoken(answers) != Spoken.CHINESE:
        contact.append(_(SPOKEN_ZH[Spoken(_spoken(answers))]))
    place = reading.name_place(answers["village"])
    return [
        {"name": _("哪一类"), "value": kind, "step": "kind"},
        {"name": _("在哪里"), "value": place, "step": "town"},
        {"name": _("什么事"), "value": answers["matter"], "step": "words"},
        {"name": _("照片和位置"), "value": _say_more(answers), "step": "more"},
        {"name": _("怎样答复"), "value": " · ".join(filter(None, contact)), "step": "contact"},
    ]
