"""From answers to commands, and from refusals to sentences. Decides nothing."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.kernel.messages import Actor, Command, Personal, Refusal
from minqing.log.public import submit
from minqing.org.public import resident_actor
from minqing.portal import reading


def say_refusal(refusal: Refusal) -> str:
    """Say a refusal in the reader's language; parameters that are our words are translated."""
    params = {
        key: _(value) if isinstance(value, str) and value else value
        for key, value in refusal.params.items()
    }
    return _(refusal.sentence).format_map(params)


def _do(command: Command, by: Actor, now: datetime) -> str:
    (answer,) = submit([command], by=by, now=now)
    return "" if answer.refusal is None else say_refusal(answer.refusal)


def send_matter(answers: dict[str, str], *, now: datetime) -> tuple[str, str]:
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
        emergency_shown=reading.is_emergency(answers),
    )
    refused = _do(command, resident_actor(f"public:{case}"), now)
    return receipt, refused


def send_confirmation(
    case: str, *, command: str, answered: bool, solved: bool, now: datetime
) -> str:
    """Record the raiser's own word; returns why it was refused, or ""."""
    confirmation = c.RecordConfirmation(
        id=command, case=case, answered=answered, solved=solved, given_on=c.GivenOn.PORTAL
    )
    return _do(confirmation, resident_actor(f"public:{case}"), now)


def send_reopening(case: str, *, command: str, words: str, facts: str, now: datetime) -> str:
    """Ask for the case to be handled again; returns why it was refused, or "".

    `facts`: what is new; empty where nothing is.
    """
    subject = f"case:{case}"
    reopening = c.ReopenCase(
        id=command,
        case=case,
        words=Personal(words, subject=subject),
        new_facts=bool(facts),
        facts=Personal(facts, subject=subject) if facts else None,
    )
    return _do(reopening, resident_actor(f"public:{case}"), now)
