"""每日存证: the published digests, and the way from a receipt up to the digest of its day."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from minqing.cases import public as c
from minqing.kernel.periods import read_day
from minqing.log.public import DayShown, find_day, get_now, list_days
from minqing.portal.page import draw
from minqing.portal.steps import Fault
from minqing.portal.views.proof import Looked, look_up, read_proof

DAYS = 10
"""Digests on one page."""


@require_safe
def show_days(request: HttpRequest) -> HttpResponse:
    before = read_day(request.GET.get("before", ""))
    days = list_days(before=before, size=DAYS)
    following = days[-1].day if len(days) == DAYS else None
    return draw(request, "portal/evidence.html", {"days": days, "following": following})


@require_safe
def give_day(request: HttpRequest, day: str) -> HttpResponse:
    """One day's digest as a small document to keep."""
    wanted = read_day(day)
    found = None if wanted is None else find_day(wanted)
    if found is None:
        raise Http404
    return _give(describe_day(found), f"digest-{found.day.isoformat()}.json")


def describe_day(day: DayShown) -> dict[str, Any]:
    """Return the digest of a day in words that need no other document."""
    return {
        "day": day.day.isoformat(),
        "entries": [day.first, day.last],
        "root": day.root.hex(),
        "chain": day.chain.hex(),
        "chain_of_day_before": day.previous.hex(),
    }


def _give(content: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Follow a receipt into the digests; as a page, or as a document to keep (`as=file`)."""
    if request.method != "POST":
        return _ask(request, request.GET.get("receipt", ""), Looked())
    typed, key = request.POST.get("receipt", ""), request.POST.get("key", "").strip()
    proof = request.POST.get("proof", "")
    found, _by_pin = read_proof(proof, now=get_now()) if proof else (None, False)
    looked = Looked(receipt=found.receipt, proof=proof) if found is not None else None
    looked = looked or look_up(typed, key, now=get_now())
    if looked.errors:
        return _ask(request, typed, looked)
    entries = c.prove_receipt(looked.receipt, in_full=bool(looked.proof)) or ()
    if request.POST.get("as") == "file":
        return _give(describe_proof(looked.receipt, entries), f"proof-{looked.receipt}.json")
    context = {
        "receipt": looked.receipt,
        "proof": looked.proof,
        "entries": entries,
        "standing": [one for one in entries if one.day],
        "waiting": [one for one in entries if not one.day],
    }
    return draw(request, "portal/verified.html", context)


def _ask(request: HttpRequest, typed: str, looked: Looked) -> HttpResponse:
    faults = [Fault(sentence, field) for field, sentence in looked.errors.items()]
    context = {"typed": typed, "errors": looked.errors, "faults": faults, "waits": looked.waits}
    status = looked.status if looked.errors else 200
    return draw(request, "portal/verify.html", context, status=status)


def describe_proof(receipt: str, entries: tuple[c.EntryProof, ...]) -> dict[str, Any]:
    """Return a receipt's proofs with the digests they lead to; all that a checker needs."""
    days = {one.day for one in entries if one.day}
    return {
        "receipt": receipt,
        "how": "leaf = sha256(00 entry); up: sha256(01 left right); chain = sha256(before day root)",
        "entries": [
            {
                "position": one.position,
                "what": one.zh,
                "recorded_at": one.recorded_at.isoformat(),
                "day": one.day.isoformat() if one.day else None,
                "entry": one.entry or None,
                "leaf": one.leaf,
                "steps": [list(step) for step in one.steps],
                "root": one.root,
            }
            for one in entries
        ],
        "days": [describe_day(found) for day in sorted(days) if (found := find_day(day))],
    }
