"""What of a case is looked for: its words, its raiser's name, the facets of its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from minqing.cases.models import Case
from minqing.cases.search import tokens as t
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, RaiserDetails
from minqing.log.public import get_states
from minqing.vault.public import find_subjects, open_values

FACETS = (
    "place_league", "place_banner", "place_town", "place_village", "away_banner", "away_town",
    "holder_unit", "living", "status", "ledger", "channel", "category", "outcome",
)  # fmt: skip
"""Columns whose values are tokens of their own; `list_facets` adds what is made of them."""

WAITS = ("wants_call", "waits_opinion")
"""Columns of short lists: a facet where they are true."""

SEALED = "sealed"


class Document(msgspec.Struct, frozen=True):
    """The tokens of one case; none where it is sealed. `subject`: a known raiser, else ""."""

    case: str
    tokens: frozenset[int]
    subject: str = ""


def list_facets(row: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the facets of a row: its columns, and what lists ask besides."""
    found = [(name, row[name]) for name in FACETS if row[name] not in (None, "")]
    if row["category"]:
        found.append(("category_first", row["category"].partition("-")[0]))
    if not row["ledger"]:
        found.append(("unsorted", True))
    if row["reopened"]:
        found.append(("again", True))
    if row["lead"]:
        found.append(("merged", True))
    found += [(name, True) for name in WAITS if row[name]]
    return found


def make_documents(key: bytes, cases: Iterable[str]) -> list[Document]:
    """Return the documents of those cases that exist, as they are now."""
    wanted = list(cases)
    columns = ("id", SEALED, "reopened", "lead", "receipt", "external_number", *WAITS, *FACETS)
    rows = list(Case.objects.filter(id__in=wanted).values(*columns))
    states: dict[str, CaseState] = get_states(f"case:{row['id']}" for row in rows)
    refs = {ref for state in states.values() for ref in list_refs(state)}
    texts, subjects = open_values(refs), find_subjects(s.raiser for s in states.values())
    found = []
    for row in rows:
        state = states[f"case:{row['id']}"]
        if row[SEALED]:
            found.append(Document(row["id"], frozenset()))
            continue
        tokens = t.facet_tokens(key, list_facets(row))
        for number in (row["receipt"], row["external_number"]):
            tokens |= t.word_tokens(key, t.squeeze(number))
        for ref in (state.matter, state.asks, get_reply(state)):
            tokens |= t.word_tokens(key, str(texts.get(ref, "")))
        tokens |= t.name_tokens(key, get_name(state, texts))
        subject = subjects.get(state.raiser, "")
        own = subject == f"case:{state.id}"
        found.append(Document(row["id"], frozenset(tokens), "" if own else subject))
    return found


def list_refs(state: CaseState) -> tuple[str, ...]:
    """Return the names of the values that are looked through, the raiser's last."""
    return (state.matter, state.asks, get_reply(state), state.raiser)


def get_reply(state: CaseState) -> str:
    return "" if state.result is None else state.result.reply


def get_name(state: CaseState, texts: Mapping[str, Any]) -> str:
    """Return the raiser's name where it may be looked for at all: never of a sealed identity."""
    value = texts.get(state.raiser)
    if value is None or state.anonymity is not Anonymity.NAMED:
        return ""
    return msgspec.convert(value, RaiserDetails).name
