"""A learned sorter of texts, small enough for the server process: no numpy, no scikit-learn.

Pure. What was learned stands in packed arrays, a row for every gram that several texts share;
answering looks up the few hundred grams of one text and adds their rows.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from minqing.suggestions.grams import Hasher, list_grams

SHORT = 6
"""Texts with fewer signs say too little."""

DULL = frozenset(
    "的了吗呢吧啊我你您他她们这那个是在有和也就都还请问想能不没一要给把被让到去来说家里"
    "无几多少很太只又再为与及对从而且但如因所以可会得过于之其"
)
"""Signs that no word shown as a reason contains: they stand in every telling."""


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """One sorter as it is stored. `n` labels, `m` grams.

    `counts`: decisions learned from, a label each. `grams`: m hashes (uint32, rising); `rarity`:
    m float32; `scale`: m float32; `weights`: m rows of n int8, each times its scale. `bias`: n.
    `sharpness`: what scores are multiplied by before they become confidences. `least`: from
    which confidence one, two, three labels together are shown; above 1 means never.
    """

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    key: bytes
    grams: bytes
    rarity: bytes
    scale: bytes
    weights: bytes
    bias: tuple[float, ...]
    sharpness: float
    least: tuple[float, ...]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One label that is shown. `confidence`: 0 to 1; `words`: what in the text speaks for it,
    strongest first; `decisions`: how many of the office it was learned from."""

    label: str
    confidence: float
    words: tuple[str, ...]
    decisions: int


class Classifier:
    """Answers for one text what the learned decisions would make of it."""

    def __init__(self, learned: Learned) -> None:
        self.learned = learned
        self._hasher = Hasher(learned.key)
        self._grams = memoryview(learned.grams).cast("I")
        self._rarity = memoryview(learned.rarity).cast("f")
        self._scale = memoryview(learned.scale).cast("f")
        self._weights = memoryview(learned.weights).cast("b")

    def suggest(self, text: str, allowed: frozenset[str] | None = None) -> tuple[Candidate, ...]:
        """Return the labels to show, best first; nothing where it is not sure enough.

        `allowed`: labels that can be chosen here. Others are never shown, and as long as one
        of them would lead, nothing is.
        """
        values = self._weigh(list_grams(text)) if len(text.strip()) >= SHORT else {}
        if not values:
            return ()
        scores = self._score(values)
        confidences = compute_confidences(scores, self.learned.sharpness)
        order = sorted(range(len(scores)), key=lambda place: -confidences[place])
        shown = order[: count_shown([confidences[place] for place in order], self.learned.least)]
        if allowed is not None:
            shown = [place for place in shown if self.learned.labels[place] in allowed]
            if not shown or shown[0] != order[0]:
                return ()
        return tuple(self._explain(place, confidences[place], values) for place in shown)

    def score(self, text: str) -> list[float]:
        """Return the score of every label, in their order."""
        return self._score(self._weigh(list_grams(text)))

    def _weigh(self, grams: Counter[str]) -> dict[str, tuple[int, float]]:
        """Return the known grams with their row and weight in this text; squares add up to 1."""
        found: dict[str, tuple[int, float]] = {}
        for gram, count in grams.items():
            row = self._find_row(self._hasher.name(gram))
            if row >= 0:
                found[gram] = (row, (1.0 + math.log(count)) * self._rarity[row])
        norm = math.sqrt(sum(value * value for _, value in found.values()))
        return {gram: (row, value / norm) for gram, (row, value) in found.items()}

    def _find_row(self, name: int) -> int:
        row = bisect_left(self._grams, name)
        return row if row < len(self._grams) and self._grams[row] == name else -1

    def _score(self, values: Mapping[str, tuple[int, float]]) -> list[float]:
        scores, size = list(self.learned.bias), len(self.learned.labels)
        for row, value in values.values():
            factor = value * self._scale[row]
            weights = self._weights[row * size : (row + 1) * size]
            for place, weight in enumerate(weights):
                scores[place] += factor * weight
        return scores

    def _explain(
        self, place: int, confidence: float, values: Mapping[str, tuple[int, float]]
    ) -> Candidate:
        learned = self.learned
        return Candidate(
            label=learned.labels[place],
            confidence=confidence,
            words=self._list_words(place, values),
            decisions=learned.counts[place],
        )

    def _list_words(self, place: int, values: Mapping[str, tuple[int, float]]) -> tuple[str, ...]:
        size, found = len(self.learned.labels), []
        for gram, (row, value) in values.items():
            if len(gram) == 2 and not DULL.intersection(gram):
                weight = self._weights[row * size + place] * self._scale[row] * value
                if weight > 0:
                    found.append((weight, gram))
        chosen: list[str] = []
        for _, gram in sorted(found, key=lambda one: (-one[0], one[1])):
            if not any(set(gram) & set(known) for known in chosen):
                chosen.append(gram)
        return tuple(chosen[:3])


def compute_confidences(scores: Sequence[float], sharpness: float) -> list[float]:
    """Return scores as shares that add up to 1; a higher sharpness favours the best."""
    best = max(scores)
    raised = [math.exp(sharpness * (score - best)) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def count_shown(confidences: Sequence[float], least: Sequence[float]) -> int:
    """Return how many of the best labels are shown: the fewest that are together sure enough.

    `confidences`: falling. `least`: the threshold for one label, for two, and so on.
    """
    together = 0.0
    for number, (confidence, threshold) in enumerate(zip(confidences, least, strict=False), 1):
        together += confidence
        if together >= threshold:
            return number
    return 0
