"""How an official is reached: whoever is in the post, or answers for it, where they want it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.log.public import get_snapshot, get_state
from minqing.notices.channels.state import ContactState
from minqing.notices.channels.terms import ContactDetails
from minqing.notices.outbox.terms import Addressee
from minqing.org.public import Directory, say_post
from minqing.vault.public import open_value


def reach_post(post: str, now: datetime) -> Addressee:
    """Return how the one who answers for a post is reached; no party where nobody does."""
    directory = get_snapshot(Directory)
    answering = directory.accountable(post) if directory.has_post(post) else None
    if answering is None:
        return Addressee()
    person = directory.post(answering).person or ""
    details = open_contact(person)
    return Addressee(
        party=f"person:{person}",
        phone=details.phone,
        mail=details.mail,
        name=say_post(directory, answering),
    )


def reach_person(person: str, now: datetime) -> Addressee:
    """Return how an official is reached about themselves: where they asked to be told, never in
    a group, and nobody in their place."""
    details = open_contact(person)
    return Addressee(party=f"person:{person}", phone=details.phone, mail=details.mail)


def open_contact(person: str) -> ContactDetails:
    """Return where an official wants to be told, empty where nothing is kept.

    For sending, and for the person's own page: the caller answers for the right.
    """
    state: ContactState | None = get_state(f"contact:{person}")
    value = open_value(state.contact) if state is not None and state.contact else None
    return ContactDetails() if value is None else msgspec.convert(value, ContactDetails)
