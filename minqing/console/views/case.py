"""One case on one page, and the acts on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.acts import ACT_OF, ACTS, NEVER_MAIN, Act, Making
from minqing.console.desk import ROOMS, draw, staff
from minqing.console.forms import Fault, Options, Typed, say_refusal, show_field
from minqing.console.proving import ask_proof
from minqing.console.reading import approvals, call_ups
from minqing.console.reading import messages as told
from minqing.console.shown import CaseView
from minqing.console.views.attachments import keep_uploads, read_uploads, show_attachments
from minqing.console.views.requests import show_requests
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_now, submit


@require_safe
@staff("CASE_VIEW", "CASE_RECEIVE")
def show_case(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    case = get_case(viewer, case_id)
    asked = ask_proof_of_opened(request, viewer, case)
    return _draw_case(request, viewer, case) if asked is None else asked


def ask_proof_of_opened(request: HttpRequest, viewer: Actor, case: CaseView) -> HttpResponse | None:
    """Return the page that asks for the factor where a sealed identity stands open."""
    opened = case.raiser is not None and case.raiser.sealed
    return ask_proof(request, viewer) if opened else None


def get_case(viewer: Actor, case_id: str) -> CaseView:
    """Return a case for this viewer, 404 when there is none for them."""
    case = reading.find_case(viewer, case_id, now=get_now())
    if case is None:
        # The same for “not there” and “not yours”: its existence may be a secret.
        raise Http404
    return case


def _draw_case(
    request: HttpRequest,
    viewer: Actor,
    case: CaseView,
    *,
    tried: Act | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    options = reading.list_options(viewer, case)
    shown = []
    main: dict[str, Any] | None = None
    for act in sorted(ACTS, key=lambda act: _rank(act, case)):
        if act.verb not in case.verbs or act.key in ELSEWHERE:
            continue
        if act.key == BY_MESSAGE and not told.may_tell_by_message(case.id, case.place_code):
            continue
        here = _show_act(act, options, typed if act is tried else None, case)
        here["suggested"] = _suggest(viewer, case, act, options)
        if main is None and _is_main(act, case):
            main = here
        else:
            shown.append(here)
    turned = _offer_turning(case)
    if turned is not None and main is not None and main["key"] == HAND_BACK:
        shown.insert(0, turned)  # the raiser's own papers go back before they are asked
    elif turned is not None:
        main, shown = turned, ([main] if main else []) + shown
    now = get_now()
    context = {
        "case": case,
        "act_main": main,
        "suggested": any(act.get("suggested") for act in (main or {}, *shown)),
        "acts": [one for one in shown if case.calling is None or one.get("key") not in OF_THE_CALL],
        "act_attempt": next((one for one in shown if one.get("key") == ATTEMPT), None),
        "back": _back(request),
        "more": reading.see_beside(viewer, case, now=now),
        "dispatch": reading.see_dispatch(viewer, case, now=now),
        "call_ups": call_ups.list_of_case(viewer, case.id),
        "may_call": call_ups.may_call(viewer, case.id),
        "group": reading.show_group(viewer, case.id, now=now),
        "parts": reading.list_other_parts(viewer, case.id, now=now),
        # what is no longer offered was refused all the same: say why, above
        "faults": typed.faults if typed and tried and tried.verb not in case.verbs else [],
        "consents": approvals.list_of_case(viewer, case.id, now=now),
        "projects": reading.list_projects_of_case(viewer, case.id),
        "promises": reading.list_promises_of_case(viewer, case.id),
        "may_promise": "COMMITMENT_MAKE" in viewer.permissions and not case.is_sealed,
        "meetings": reading.list_meetings_of_case(viewer, case.id),
        "sheets": reading.list_case_sheets(case),
        "told": told.list_told(case.id),
        **show_requests(viewer, case.id, now=now),
        **show_attachments(viewer, case.id, case.verbs, now=now),
    }
    status = 422 if typed is not None else 200
    return draw(request, viewer, "console/case.html", context, status=status)


def _suggest(viewer: Actor, case: CaseView, act: Act, options: Options) -> Any:
    """Return what is suggested beside an act that decides a category or a unit."""
    lists: dict[str, dict[str, Any]] = {
        c.TriageCase.TYPE: {"categories": options.categories, "units": options.units},
        c.RaiseToNextLevel.TYPE: {"units": options.next_units},
    }
    if act.verb not in lists or case.is_sealed or not case.matter:
        return None
    place, prefix = case.place_code, f"{act.key}-"
    return reading.suggest(viewer, case.matter, place=place, prefix=prefix, **lists[act.verb])


def _rank(act: Act, case: CaseView) -> int:
    """Put an urging first, then the plain result where nothing is settled at once."""
    if act.key == "answer-urging":
        return -2
    return -1 if act.key == "result" and case.ledger not in ("", c.Ledger.IMMEDIATE) else 0


def _is_main(act: Act, case: CaseView) -> bool:
    if act.key == HAND_BACK:  # papers go back when the work is done
        return case.status == c.Status.AWAITING_CONFIRMATION
    return act.key not in NEVER_MAIN


def _show_act(act: Act, options: Options, typed: Typed | None, case: CaseView) -> dict[str, Any]:
    prefix = f"{act.key}-"
    if act.page:
        link = reverse(f"console:{act.page}", args=[case.id])
        return {"key": act.key, "title": act.title, "will": act.will, "link": link, "faults": []}
    remarks = getattr(typed, "remarks", [])
    return {
        "key": act.key,
        "title": act.title,
        "will": act.will,
        "takes_files": act.takes_files,
        # A new id also after a refusal: what is sent next is another wish, not a repeat.
        "command": new_id(),
        "fields": [
            show_field(field, typed, options, prefix)
            for field in act.fields
            if field.name not in options.hidden
        ],
        "faults": typed.faults if typed else [],
        "remarks": remarks,
        "personal": any(one["personal"] for one in remarks),
        "despite": typed.text("despite") if typed else "",
    }


def _offer_turning(case: CaseView) -> dict[str, Any] | None:
    """Offer the screen to the resident where the rules take the answer that way."""
    if reading.TURN not in case.verbs:
        return None
    return {
        "title": _("请群众本人确认"),
        "will": _("把屏幕转向群众，由群众本人点选；经办人不能代选。"),
        "link": reverse("console:turned", args=[case.id]),
    }


def _back(request: HttpRequest) -> dict[str, str]:
    """Lead back to the list the viewer came from, else to the first page."""
    came = urlsplit(request.headers.get("Referer", ""))
    here = came.netloc == request.get_host() and came.path.startswith(reverse("console:today"))
    if here and came.path != request.path:
        for group in ROOMS:
            for room in group.rooms:
                if room.url == came.path:
                    query = f"?{came.query}" if came.query else ""
                    return {"url": came.path + query, "title": room.title}
    return {"url": reverse("console:today"), "title": _("今日事项")}


@require_POST
@staff("CASE_VIEW", "CASE_RECEIVE")
def do_act(request: HttpRequest, viewer: Actor, case_id: str, key: str) -> HttpResponse:
    """Do one act: typed → command → answer. A refusal is said where it was tried."""
    act = ACT_OF.get(key)
    if act is None:
        raise Http404
    case = get_case(viewer, case_id)
    asked = ask_proof_of_opened(request, viewer, case)
    if asked is None and key == ASK_UNSEALING:
        asked = ask_proof(request, viewer)
    if asked is not None:
        return asked
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    typed.check(act.fields, reading.list_options(viewer, case))
    if not typed.faults and _is_read(viewer, case, act, typed):
        files = _keep_files(request, viewer, case_id, typed) if act.takes_files else ()
        if not typed.faults:
            _submit(viewer, case_id, act, typed, files)
    if typed.faults or typed.remarks:
        return _draw_case(request, viewer, case, tried=act, typed=typed)
    messages.add_message(request, messages.SUCCESS, act.done, extra_tags="well")
    return redirect("console:case", case_id)


HAND_BACK = "hand-back"
ASK_UNSEALING = "ask-unsealing"
ATTEMPT = "attempt"
OF_THE_CALL = frozenset({ATTEMPT, "unmask"})
"""Acts that stand beside the number where a call is to be made."""
BY_MESSAGE = "tell-by-message"
"""Offered where a text gateway serves the place, and none is on its way."""

ELSEWHERE = frozenset({"send-back"})
"""Acts that stand beside another one on a page of their own."""

OUTCOME_OF_ACT = {
    "plan": c.Outcome.PLANNED,
    "by-rule": c.Outcome.CANNOT_BY_RULE,
    "pass-on": c.Outcome.PASSED_ON,
    "not-accept": c.Outcome.NOT_ACCEPTED,
}
"""Acts that have no choice of outcome."""


def _is_read(viewer: Actor, case: CaseView, act: Act, typed: Typed) -> bool:
    """Return whether a reply may go on: without remarks, or its writer has read them.

    Personal data goes out only with a reason, also where only this page can know it (a name).
    """
    if not any(field.name == "reply" for field in act.fields):
        return True
    outcome = OUTCOME_OF_ACT.get(act.key) or typed.text("outcome")
    reply, at_the_table = typed.text("reply"), act.key == "settle"
    remarks = reading.remark(viewer, case, reply, outcome, now=get_now(), face_to_face=at_the_table)
    personal = any(one["personal"] for one in remarks)
    if not remarks or typed.text("seen") and (typed.text("despite") or not personal):
        return True
    if typed.text("seen"):
        why = _("不能发出：答复里有个人信息。请删去，或写明必须保留的理由。")
        typed.faults.append(Fault(why, f"{act.key}-despite"))
    typed.remarks = remarks
    return False


def _keep_files(
    request: HttpRequest, viewer: Actor, case_id: str, typed: Typed
) -> tuple[Personal[c.Attachment], ...]:
    """Keep what was uploaded with an act; a file that is not taken is said at the act."""
    try:
        kept = keep_uploads(case_id, read_uploads(request, viewer), now=get_now())
    except c.FileRefused as refused:
        typed.faults.append(Fault(say_refusal(refused.refusal)))
        return ()
    return tuple(Personal(one, subject=f"case:{case_id}") for one in kept)


def _submit(
    viewer: Actor,
    case_id: str,
    act: Act,
    typed: Typed,
    files: tuple[Personal[c.Attachment], ...] = (),
) -> None:
    version = typed.text("version")
    making = Making(
        command=typed.text("command") or new_id(),
        case=case_id,
        version=int(version) if version.isdigit() else 0,
        typed=typed,
        files=files,
    )
    command = act.build(making)
    if command is None:
        return
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        typed.faults.append(Fault(say_refusal(answer.refusal)))
