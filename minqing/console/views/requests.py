"""What the raiser asks of the office beside the matter, and how it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minqing.cases import public as c
from minqing.console.desk import staff
from minqing.console.forms import say_refusal
from minqing.console.reading.onecase import find_state
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_now, make_frame, submit

ANSWERS = {
    c.RequestKind.CALL: (c.RequestAnswer.DONE, c.RequestAnswer.REFUSED),
    c.RequestKind.CORRECT: (c.RequestAnswer.DONE, c.RequestAnswer.REFUSED),
    c.RequestKind.ERASE: (
        c.RequestAnswer.DONE,
        c.RequestAnswer.SEALED,
        c.RequestAnswer.REFUSED,
    ),
}


def show_requests(viewer: Actor, page: str, *, now: datetime) -> dict[str, Any]:
    """Return what the partial `requests.html` needs."""
    found = c.find_case(viewer, page, now=now)
    state = find_state(page) if found is not None else None
    if found is None or state is None or not state.requests:
        return {"requests": []}
    words = {
        (item.facts.get("request_zh"), item.happened_at): item.words
        for item in found.timeline
        if "request_zh" in item.facts
    }
    may = c.can(c.AnswerRequest, state, make_frame(viewer, now))
    return {
        "requests": [
            {
                "kind": str(one.kind),
                "what": _(c.REQUEST_ZH[one.kind]),
                "asked_at": one.asked_at,
                "words": words.get((c.REQUEST_ZH[one.kind], one.asked_at), ""),
                "answer": _(c.REQUEST_ANSWER_ZH[one.answer]) if one.answer else "",
                "answered_at": one.answered_at,
                "rule": one.rule,
                "may_answer": one.answer is None and may and _has_right(viewer, one.kind),
                "answers": [(str(a), _(c.REQUEST_ANSWER_ZH[a])) for a in ANSWERS[one.kind]],
                "command": new_id(),
            }
            for one in reversed(state.requests)
        ]
    }


def _has_right(viewer: Actor, kind: c.RequestKind) -> bool:
    right = "CASE_TELL" if kind is c.RequestKind.CALL else "SUBJECT_CHANGE"
    return right in viewer.permissions


@require_POST
@staff("CASE_TELL")
def answer(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    now = get_now()
    if c.find_case(viewer, case_id, now=now) is None:
        raise Http404
    try:
        command = _make(request, case_id)
    except ValueError:
        raise Http404 from None
    (said,) = submit([command], by=viewer, now=now)
    if said.refusal is not None:
        messages.add_message(request, messages.ERROR, say_refusal(said.refusal), extra_tags="late")
    else:
        messages.add_message(request, messages.SUCCESS, _("已答复群众的请求。"), extra_tags="well")
    return redirect(f"{reverse('console:case', args=[case_id])}#requests")


def _make(request: HttpRequest, case_id: str) -> c.AnswerRequest:
    get = request.POST.get
    subject = f"case:{case_id}"
    words = get("words", "").strip()
    details = c.RaiserDetails(name=get("name", "").strip(), phone=get("phone", "").strip())
    return c.AnswerRequest(
        id=get("command") or new_id(),
        case=case_id,
        kind=c.RequestKind(get("kind", "")),
        answer=c.RequestAnswer(get("answer", "")),
        words=Personal(words, subject=subject) if words else None,
        rule=get("rule", "").strip(),
        raiser=Personal(details, subject=subject) if details != c.RaiserDetails() else None,
    )
