"""What each role sees at each door, opened once for all tests of this folder.

A page is dear to draw and every role opens a hundred of them: what the tests look at (its answer,
its forms, whether it says that its data is made up, whether opening it wrote anything) is kept
for the process. It holds, as the small demonstration is the same for every module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from lxml import html

from minqing.log.public import get_last_position
from minqing.vault.models import VaultFile, VaultItem

HOSTILE = "<script>alert('水')</script>{{ 7|add:7 }}=cmd()|'\";--\u202e\u0000"
EXTREME = {
    "number": ("-99999999999999999999", "1e308"),
    "date": ("0001-01-01", "9999-12-31"),
    "datetime-local": ("0001-01-01T00:00", "9999-12-31T23:59"),
}
ID = re.compile(r"[0-9A-Za-z-]*\d[0-9A-Za-z-]*")
SIMULATED = 'class="simulated"'


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


# ------------------------------------------------------------------ what was opened
@dataclass(frozen=True)
class Opened:
    """What a door answered a role, and what the tests want to know of it."""

    status: int
    is_page: bool
    forms: tuple[Form, ...]
    says_simulated: bool
    wrote: bool
    """Whether the log, the personal values or the files grew by opening it."""


_opened: dict[tuple[str, str], Opened] = {}


def count_kept() -> tuple[int, int, int]:
    """Return how much the house keeps: entries, personal values, files."""
    return get_last_position(), VaultItem.objects.count(), VaultFile.objects.count()


def open_door(client: Client, role: str, url: str) -> Opened:
    """Return what the address answers a role, whose client this is."""
    if (role, url) not in _opened:
        _opened[role, url] = _open(client, url)
    return _opened[role, url]


def _open(client: Client, url: str) -> Opened:
    before = count_kept()
    answer = client.get(url)
    is_page = answer.get("Content-Type", "").startswith("text/html")
    body = answer.content.decode() if is_page else ""
    forms = tuple(list_forms(answer, url)) if is_page and answer.status_code == 200 else ()
    return Opened(answer.status_code, is_page, forms, SIMULATED in body, count_kept() != before)
