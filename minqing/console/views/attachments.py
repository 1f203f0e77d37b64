"""Photos and papers of a case: shown to whoever may see it, added by whoever works on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minqing.cases import public as c
from minqing.console.desk import staff
from minqing.console.forms import say_refusal
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_now, submit
from minqing.vault.public import take_uploads

ATTACH = c.AttachFiles.TYPE
ADDED_BY_STAFF = (c.FilePurpose.RESULT, c.FilePurpose.TELLING, c.FilePurpose.MATTER)


def show_attachments(
    viewer: Actor, case: str, verbs: Sequence[str], *, now: datetime
) -> dict[str, Any]:
    """Return what the partial `attachments.html` needs."""
    return {
        "attachments": c.list_files(viewer, case, now=now),
        "spot": c.open_spot(viewer, case, now=now),
        "may_attach": ATTACH in verbs,
        "purposes": [(str(one), _(c.FILE_PURPOSE_ZH[one])) for one in ADDED_BY_STAFF],
        "attach_command": new_id(),
    }


class Upload(Protocol):
    """A file as a form brings it: with the form, or in pieces before it."""

    @property
    def name(self) -> str | None:
        """Its name as sent."""

    def read(self) -> bytes:
        """Return the bytes; raises FileRefused where pieces are missing."""


def read_uploads(request: HttpRequest, viewer: Actor, field: str = "files") -> list[Upload]:
    """Return what a file field brings, both ways; one more than may be, so that it is said."""
    named = request.POST.getlist(f"{field}-uploaded")[: c.MOST_FILES_AT_ONCE + 1]
    whole = take_uploads(viewer.scope, named, now=get_now())
    both: list[Upload] = [*request.FILES.getlist(field), *whole]
    return both[: c.MOST_FILES_AT_ONCE + 1]


def keep_uploads(
    case: str, uploads: Iterable[Upload], *, now: datetime
) -> tuple[c.Attachment, ...]:
    """Keep what was uploaded; raises FileRefused at the first that is not taken."""
    return tuple(
        c.keep_attachment(case, upload.read(), upload.name or "", now=now) for upload in uploads
    )


@never_cache
@require_safe
@staff("CASE_VIEW", "CASE_RECEIVE")
def show_file(request: HttpRequest, viewer: Actor, case_id: str, number: int) -> HttpResponse:
    thumb = request.GET.get("size") == "small"
    found = c.open_file_of(viewer, case_id, number, now=get_now(), thumb=thumb)
    if found is None:
        raise Http404
    return answer_with_file(found)


def answer_with_file(found: c.FileOpened) -> HttpResponse:
    """Answer with a stranger's bytes: shown if a picture, saved if not, never run."""
    answer = HttpResponse(found.data, content_type=found.media)
    how = "inline" if found.media.startswith("image/") else "attachment"
    answer.headers["Content-Disposition"] = f'{how}; filename="{found.name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@staff("CASE_ATTACH")
def add_files(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    now = get_now()
    refused = _add(request, viewer, case_id, now)
    if refused:
        messages.add_message(request, messages.ERROR, refused, extra_tags="late")
    return redirect(f"{reverse('console:case', args=[case_id])}#attachments")


def _add(request: HttpRequest, viewer: Actor, case_id: str, now: datetime) -> str:
    if c.find_case(viewer, case_id, now=now) is None:
        raise Http404
    uploads = read_uploads(request, viewer)
    purpose = request.POST.get("purpose", "")
    try:
        kept = keep_uploads(case_id, uploads, now=now)
    except c.FileRefused as refused:
        return say_refusal(refused.refusal)
    command = c.AttachFiles(
        id=request.POST.get("command") or new_id(),
        case=case_id,
        files=tuple(Personal(one, subject=f"case:{case_id}") for one in kept),
        purpose=c.FilePurpose(purpose) if purpose in ADDED_BY_STAFF else c.FilePurpose.RESULT,
    )
    (answer,) = submit([command], by=viewer, now=now)
    if answer.refusal is not None:
        return say_refusal(answer.refusal)
    number = len(kept)
    sentence = ngettext("已加上{number}个附件。", "已加上{number}个附件。", number)
    messages.add_message(
        request, messages.SUCCESS, sentence.format(number=number), extra_tags="well"
    )
    return ""
