"""From answers to commands, and from refusals to sentences. Decides nothing."""

from __future__ import annotations

from datetime import datetime

from minqing.cases import public as c
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import submit
from minqing.meetings.public import commitments as p
from minqing.org.public import resident_actor
from minqing.portal import photos, reading
from minqing.portal.wording import say_refusal


def _do(command: Command, by: Actor, now: datetime) -> str:
    (answer,) = submit([command], by=by, now=now)
    return "" if answer.refusal is None else say_refusal(answer.refusal)


def send_matter(answers: dict[str, str], files: photos.Files, *, now: datetime) -> tuple[str, str]:
    """Send what was answered; returns the receipt number, or why it was refused.

    The same form sent twice gives the same receipt: everything derives from its case id.
    """
    case = answers["case"]
    receipt = c.make_receipt(answers["village"], case)
    subject = f"case:{case}"
    anonymity = c.Anonymity(answers["anonymity"])
    raiser = None
    if anonymity is not c.Anonymity.ANONYMOUS:
        details = c.RaiserDetails(name=answers["name"], phone=answers["phone"])
        raiser = Personal(details, subject=subject)
    command = c.ReceiveCase(
        id=answers["command"],
        case=case,
        receipt=receipt,
        unit=answers["village"],
        channel=c.Channel.PORTAL,
        kind=c.MatterKind(answers["kind"]),
        matter=Personal(answers["matter"], subject=subject),
        raiser=raiser,
        anonymity=anonymity,
        language=answers["language"] or c.Spoken.CHINESE,
        emergency_shown=reading.is_emergency(answers),
        spot=_spot(answers, subject),
        files=tuple(Personal(one, subject=subject) for one in files),
    )
    refused = _do(command, resident_actor(f"public:{case}"), now)
    return receipt, refused


def _spot(answers: dict[str, str], subject: str) -> Personal[c.Spot] | None:
    latitude, longitude = answers["latitude"], answers["longitude"]
    pinned = bool(latitude and longitude)
    if not pinned and not answers["spot"]:
        return None
    spot = c.Spot(
        words=answers["spot"],
        latitude=latitude if pinned else "",
        longitude=longitude if pinned else "",
        within=int(answers["within"] or 0) if pinned else 0,
    )
    return Personal(spot, subject=subject)


def _as_raiser(case: str) -> Actor:
    return resident_actor(f"public:{case}")


def _said(words: str, case: str) -> Personal[str] | None:
    return Personal(words, subject=f"case:{case}") if words else None


def send_confirmation(
    case: str, *, command: str, answered: bool, solved: bool, rating: c.Rating, now: datetime
) -> str:
    """Record the raiser's own word; returns why it was refused, or ""."""
    confirmation = c.RecordConfirmation(
        id=command,
        case=case,
        answered=answered,
        solved=solved,
        rating=rating,
        given_on=c.GivenOn.PORTAL,
    )
    return _do(confirmation, _as_raiser(case), now)


def send_reopening(
    case: str, *, command: str, words: str, facts: str, files: photos.Files, now: datetime
) -> str:
    """Ask for the case to be handled again; returns why it was refused, or "".

    `facts`: what is new; empty where nothing is.
    """
    reopening = c.ReopenCase(
        id=command,
        case=case,
        words=Personal(words, subject=f"case:{case}"),
        new_facts=bool(facts),
        facts=_said(facts, case),
    )
    commands: list[Command] = [reopening]
    if files:
        commands.append(_attach(case, f"{command}-files", files, c.FilePurpose.REOPENING))
    answers = submit(commands, by=_as_raiser(case), now=now)
    refusals = (answer.refusal for answer in answers if answer.refusal is not None)
    return next(map(say_refusal, refusals), "")


def send_withdrawal(case: str, *, command: str, words: str, now: datetime) -> str:
    """Take the matter back; returns why it was refused, or ""."""
    withdrawal = c.WithdrawCase(
        id=command, case=case, means=c.Means.PORTAL, words=_said(words, case)
    )
    return _do(withdrawal, _as_raiser(case), now)


def send_files(case: str, *, command: str, files: photos.Files, now: datetime) -> str:
    """Add photos to the matter; returns why it was refused, or ""."""
    return _do(_attach(case, command, files, c.FilePurpose.MATTER), _as_raiser(case), now)


def _attach(case: str, command: str, files: photos.Files, purpose: c.FilePurpose) -> c.AttachFiles:
    named = tuple(Personal(one, subject=f"case:{case}") for one in files)
    return c.AttachFiles(id=command, case=case, files=named, purpose=purpose)


def send_request(case: str, *, command: str, kind: str, words: str, now: datetime) -> str:
    """Ask for a call, a correction or an erasure; returns why it was refused, or ""."""
    request = c.AskOffice(id=command, case=case, kind=c.RequestKind(kind), words=_said(words, case))
    return _do(request, _as_raiser(case), now)


def send_kept(case: str, *, promise: str, command: str, kept: bool, now: datetime) -> str:
    """Say as the raiser whether a promise was kept; returns why it was refused, or ""."""
    answer = p.Answer.KEPT if kept else p.Answer.NOT_KEPT
    said = p.AnswerFulfilment(id=command, commitment=promise, answer=answer, case=case)
    return _do(said, _as_raiser(case), now)


def send_comment(promise: str, *, command: str, words: str, now: datetime) -> str:
    """Comment on a promise from the board; returns why it was refused, or ""."""
    comment = p.MakeComment(
        id=command, commitment=promise, words=Personal(words, f"comment:{command}")
    )
    return _do(comment, resident_actor(f"public:comment-{command}"), now)
