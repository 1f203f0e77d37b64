"""Second factors in a session: the second step of signing in, and asking again before what is grave.

All moments here are by the wall clock and go with the session.
"""

from __future__ import annotations

from typing import Any, cast

from django.core import signing
from django.http import HttpRequest, HttpResponse

from minqing.console.desk import draw
from minqing.console.reading.signing import find_site
from minqing.kernel.messages import Actor
from minqing.org.public import Account
from minqing.signin import public as s

PROVED = "proved"
ASKED = "asked"
_SALT = "minqing prove"


# ------------------------------------------------------------------ questions to keys
def keep_question(request: HttpRequest, question: s.Question | None, what_for: str) -> str:
    """Keep what a key is asked in the session; returns the options for the browser."""
    if question is None:
        request.session.pop(ASKED, None)
        return ""
    until = s.read_clock() + s.ASKED_FOR
    request.session[ASKED] = [what_for, question.challenge, int(until.timestamp())]
    return question.options


def take_question(request: HttpRequest, what_for: str) -> str:
    """Return the challenge that was asked, once and for this purpose alone, "" for none."""
    purpose, challenge, until = request.session.pop(ASKED, ("", "", 0))
    if purpose != what_for or s.read_clock().timestamp() > until:
        return ""
    return str(challenge)


def try_typed(request: HttpRequest, person: str, what_for: str, where: str) -> s.Proof:
    """Check what was typed, or what a key answered. `where`: guesses are counted for it."""
    now, answer = s.read_clock(), request.POST.get("answer", "")
    if not answer:
        return s.try_code(person, request.POST.get("code", ""), now=now, where=where)
    challenge = take_question(request, what_for)
    if not challenge:
        return s.Proof()
    site = find_site(request)
    return s.try_key(person, answer, challenge, site, now=now, where=where)


def describe_question(request: HttpRequest, person: str, what_for: str) -> dict[str, Any]:
    """Return what the form of a proof shows; a new question for keys is kept."""
    question = s.ask_key(person, find_site(request))
    means = s.list_means(person)
    return {
        "means": means,
        "may_type": means.code or means.recovery,
        "options": keep_question(request, question, what_for),
    }


# ------------------------------------------------------------------ asking again
def note_proved(request: HttpRequest) -> None:
    """Write down in the session that its owner proved who they are just now."""
    request.session[PROVED] = int(s.read_clock().timestamp())


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the session's owner proved who they are within `FRESH_FOR`."""
    passed = s.read_clock().timestamp() - request.session.get(PROVED, 0)
    return 0 <= passed <= s.FRESH_FOR.total_seconds()


def ask_proof(request: HttpRequest, viewer: Actor) -> HttpResponse | None:
    """Return the page that asks for the factor again, None where nothing is to be asked.

    Asked is who has a second factor. What was sent is kept in the page, signed, and sent on
    afterwards: nothing that was typed is lost.
    """
    if is_fresh(request) or not s.has_factor(viewer.person):
        return None
    kept = ""
    if request.method == "POST":
        fields = {name: values for name, values in request.POST.lists() if name != _TOKEN}
        own = cast(Account, request.user).pk
        kept = signing.dumps([own, request.path, fields], salt=_SALT, compress=True)
    return draw_proof(request, viewer, kept=kept, next_page=request.get_full_path())


_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field


def draw_proof(
    request: HttpRequest,
    viewer: Actor,
    *,
    kept: str = "",
    next_page: str = "",
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the page that asks for the factor."""
    context = {
        **describe_question(request, viewer.person, "prove"),
        "kept": kept,
        "next": next_page,
        "fault": fault,
    }
    return draw(request, viewer, "console/prove.html", context, status=status)


def open_kept(request: HttpRequest, kept: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Return address and fields of what waited for a proof, None when it is not this one's."""
    try:
        own, path, fields = signing.loads(kept, salt=_SALT, max_age=s.FRESH_FOR)
    except signing.BadSignature:
        return None
    if own != cast(Account, request.user).pk:
        return None
    return path, [(name, value) for name, values in fields.items() for value in values]
