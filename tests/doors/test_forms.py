"""Every form of every door, with hostile text in every field: a sentence or a deed, never a fault.

Generated: the forms are read out of the pages that each role opens, so a new form is tried
without a line here. Each kind of form (its address without ids, its fields) is sent by the
first role that sees it, once as a person would fill it but with hostile words, once with every
choice broken as well, and once with days and numbers at the ends of what can be written.
"""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from minqing.log.public import house_keeping
from minqing.log.registry import LazySnapshots
from tests.doors.opening import Form, open_door
from tests.doors.test_pages import (
    ELSEWHERE,
    GET,
    ROLES_TRIED,
    WHERE_IT_FITS,
    address,
    own,
    pick_case,
    sign_in,
)

MARK = "<script>alert("

ELSEWHERE_TOO = {"console:demonstration"}
"""Lets time run on in transactions of its own, which these tests could not take back."""

WAYS = ("hostile", "broken", "extreme")


def send(client: Client, form: Form, way: str) -> str:
    """Send a form and take back what it wrote; returns what is wrong with the answer, or ""."""
    client.raise_request_exception = False
    snapshots = dict(LazySnapshots._cache)
    with transaction.atomic(), transaction.atomic("keys"):
        answer = client.post(form.action, form.fill(way), follow=True)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    LazySnapshots._cache = snapshots  # those of what was taken back go with it
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code >= 500:
        return f"{form.kind} ({way}): {answer.status_code}"
    return f"{form.kind} ({way}): not escaped" if MARK.encode() in text else ""


def as_signed_in(client: Client) -> Client:
    """Return a client with the cookies of another: a form that ends its session is taken back."""
    again = Client(headers={"host": "localhost"})
    again.cookies = deepcopy(client.cookies)
    return again


@pytest.fixture(scope="module")
def sent() -> set[str]:
    """The kinds of forms that were sent so far."""
    return set()


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ROLES_TRIED)
def test_hostile_text_in_every_field_is_a_sentence_or_a_deed(
    role: str, sent: set[str], small_demo: dict[str, str]
) -> None:
    house_keeping(timezone.now())
    client = sign_in(role, small_demo)
    case, _ = pick_case(role, small_demo)
    more, wrong = own(role, small_demo), []
    for door, allowed in GET.items():
        if door in ELSEWHERE | ELSEWHERE_TOO | WHERE_IT_FITS or role not in allowed:
            continue
        for form in open_door(client, role, address(door, case, more)).forms:
            if form.kind in sent:
                continue
            sent.add(form.kind)
            for way in WAYS:
                wrong.append(send(as_signed_in(client), form, way))
    assert [one for one in wrong if one] == []


# tests without a database come after all others: not in this module's time, but after it
@pytest.mark.django_db(databases=["default", "keys"])
def test_forms_of_many_kinds_were_sent(sent: set[str]) -> None:
    if not sent:
        pytest.skip("counts what the tests above sent, when they ran")
    assert len(sent) > 60, sorted(sent)
