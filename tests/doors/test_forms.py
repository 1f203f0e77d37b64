"""Every form of every door, with hostile text in every field: a sentence or a deed, never a fault.

Generated: the forms are read out of the pages that each role opens, so a new form is tried
without a line here. Each kind of form (its address without ids, its fields) is sent by the
first role that sees it, once as a person would fill it but with hostile words, once with every
choice broken as well, and once with days and numbers at the ends of what can be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from minqing.log.public import house_keeping
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

HOSTILE = "<script>alert('水')</script>{{ 7|add:7 }}=cmd()|'\";--\u202e\u0000"
MARK = "<script>alert("

ELSEWHERE_TOO = {"console:demonstration"}
"""Lets time run on in transactions of its own, which these tests could not take back."""

WAYS = ("hostile", "broken", "extreme")
EXTREME = {
    "number": ("-99999999999999999999", "1e308"),
    "date": ("0001-01-01", "9999-12-31"),
    "datetime-local": ("0001-01-01T00:00", "9999-12-31T23:59"),
}

ID = re.compile(r"[0-9A-Za-z-]*\d[0-9A-Za-z-]*")


@dataclass(frozen=True)
class Form:
    """One form that posts: where to, and its fields by name with their kind and choices."""

    action: str
    fields: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def kind(self) -> str:
        """What it is, whoever's case it stands on."""
        names = sorted({re.sub(r"\d+", "0", name) for name, _, _ in self.fields})
        return f"{ID.sub('…', self.action)} {' '.join(names)}"

    def fill(self, way: str, words: str = HOSTILE) -> dict[str, str]:
        return {
            name: _value(kind, choices, way, number, words)
            for number, (name, kind, choices) in enumerate(self.fields)
        }


def _value(kind: str, choices: tuple[str, ...], way: str, number: int, words: str) -> str:
    if kind == "hidden":
        return choices[0]
    if way == "broken":
        return words
    chosen = next((choice for choice in choices if choice), "")
    if way == "extreme" and kind in EXTREME:
        return EXTREME[kind][number % 2]
    usual = {"number": "1", "date": "2026-02-02", "datetime-local": "2026-02-02T10:00"}
    return {"choice": chosen, **usual}.get(kind, words)


def list_forms(page: Any, url: str) -> Iterator[Form]:
    """Yield the forms of a page that post, but for the choice of a language."""
    for form in html.fromstring(page.content).iter("form"):
        action = urljoin(url, form.get("action") or url)
        if (form.get("method") or "").lower() == "post" and not action.startswith("/language/"):
            yield Form(action.partition("#")[0], tuple(_list_fields(form)))


def _list_fields(form: html.HtmlElement) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    choices: dict[str, list[str]] = {}
    for one in form.iter("input", "textarea", "select", "button"):
        name, kind = one.get("name"), one.get("type", "text")
        if not name or name == "csrfmiddlewaretoken" or kind in ("file", "password"):
            continue
        if one.tag == "select":
            yield name, "choice", tuple(option.get("value", "") for option in one.iter("option"))
        elif kind in ("radio", "checkbox") or one.tag == "button":
            choices.setdefault(name, []).append(one.get("value", "on"))
        elif kind == "hidden":
            yield name, "hidden", (one.get("value", ""),)
        else:
            yield name, kind if kind in EXTREME else "text", ()
    for name, values in choices.items():
        yield name, "choice", tuple(values)


def send(client: Client, form: Form, way: str) -> str:
    """Send a form and take back what it wrote; returns what is wrong with the answer, or ""."""
    client.raise_request_exception = False
    with transaction.atomic(), transaction.atomic("keys"):
        answer = client.post(form.action, form.fill(way), follow=True)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code >= 500:
        return f"{form.kind} ({way}): {answer.status_code}"
    return f"{form.kind} ({way}): not escaped" if MARK.encode() in text else ""


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
        url = address(door, case, more)
        page = client.get(url)
        if page.status_code != 200 or not page.get("Content-Type", "").startswith("text/html"):
            continue
        for form in list_forms(page, url):
            if form.kind in sent:
                continue
            sent.add(form.kind)
            for way in WAYS:  # each by a session of its own: some forms end it
                wrong.append(send(sign_in(role, small_demo), form, way))
    assert [one for one in wrong if one] == []


def test_forms_of_many_kinds_were_sent(sent: set[str]) -> None:
    if not sent:
        pytest.skip("counts what the tests above sent, when they ran")
    assert len(sent) > 60, sorted(sent)
