"""Reads: what is suggested for a text, and how the model stands. For a viewer."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory
from minqing.suggestions.classifier import Candidate, Classifier
from minqing.suggestions.corpus import find_unit
from minqing.suggestions.lessons import Outcome
from minqing.suggestions.terms import ModelNote
from minqing.suggestions.training import get_suggestion_state
from minqing.vault.public import open_file

DECIDING = frozenset({"CASE_RECEIVE", "CASE_TRIAGE"})
"""Who is shown suggestions: who decides category and unit."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What may be suggested for one text. Empty parts are not shown.

    `unit`: its label is the unit's code. `precision`: share that the thresholds promise.
    """

    model: str = ""
    categories: tuple[Candidate, ...] = ()
    unit: Candidate | None = None
    precision: float = 0.0


NOTHING = Proposal()


class Sorters(msgspec.Struct, frozen=True):
    """The model of this process, ready to answer."""

    category: Classifier | None
    unit: Classifier | None


def propose(
    viewer: Actor,
    text: str,
    *,
    place: str,
    categories: frozenset[str] = frozenset(),
    units: frozenset[str] = frozenset(),
) -> Proposal:
    """Return what is suggested to somebody who may decide; nothing where it is not sure.

    The caller has shown the viewer the text. `categories`, `units`: codes that can be chosen.
    """
    state = get_suggestion_state()
    if not state.on or state.model is None or not DECIDING & viewer.permissions:
        return NOTHING
    sorters = load_sorters(state.model)
    if sorters is None:
        return NOTHING
    return Proposal(
        model=state.model.version,
        categories=_propose_categories(sorters.category, text, categories),
        unit=_propose_unit(sorters.unit, text, place, units),
        precision=state.model.precision,
    )


def _propose_categories(
    sorter: Classifier | None, text: str, categories: frozenset[str]
) -> tuple[Candidate, ...]:
    return () if sorter is None or not categories else sorter.suggest(text, categories)


def _propose_unit(
    sorter: Classifier | None, text: str, place: str, units: frozenset[str]
) -> Candidate | None:
    if sorter is None or not units:
        return None
    directory = get_snapshot(Directory)
    for one in sorter.suggest(text)[:1]:
        unit = find_unit(one.label, place, directory)
        if unit in units:
            return msgspec.structs.replace(one, label=unit)
    return None


def load_sorters(note: ModelNote) -> Sorters | None:
    """Return the model from the vault, once a process; None when its bytes are gone."""
    return _load(note.version, note.file)


@lru_cache(maxsize=1)
def _load(version: str, file: str) -> Sorters | None:
    plain = open_file(file)
    if plain is None:
        return None
    outcome = msgspec.msgpack.decode(plain, type=Outcome)
    made = [
        None if one.learned is None else Classifier(one.learned)
        for one in (outcome.category, outcome.unit)
    ]
    return Sorters(*made)
