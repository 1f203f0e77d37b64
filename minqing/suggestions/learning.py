"""Learns sorters from decided texts: a process of its own, without Django, database or keys.

`python -m minqing.suggestions.learning` reads lessons from its input (JSON, one a line, the
last line is the number of them), writes an `Outcome` (MessagePack) to its output, and ends:
texts exist in its memory alone. scikit-learn (about 100 MB) lives only here.

Method: signs and pairs of signs, weighed by rarity, and a linear separator for every label.
"""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from minqing.suggestions import lessons as l
from minqing.suggestions.choosing import NEVER, HeldOut, choose_thresholds, count_crosswise
from minqing.suggestions.classifier import Learned
from minqing.suggestions.grams import Hasher, list_grams
from minqing.suggestions.terms import Measures

SEED = 1
MANY = 4000
"""From so many texts on three folds measure as well as five."""

SHARPEST = 6.0
"""Where every held-out text is right, confidences would all become 1 and tell nothing."""

Matrix = Any
Bag = tuple[tuple[int, ...], tuple[int, ...]]
"""Hashes and counts of the grams of one text."""


class Space:
    """The grams that enough texts share, and how rare each is."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        seen: Counter[int] = Counter(name for names, _ in bags for name in names)
        shared = sorted(name for name, number in seen.items() if number >= l.SHARED_BY)
        self.names = np.array(shared, dtype=np.uint32)
        self._place = {name: place for place, name in enumerate(shared)}
        found = np.array([seen[name] for name in shared], dtype=np.float64)
        self.rarity = (np.log((1 + len(bags)) / (1 + found)) + 1).astype(np.float32)

    def weigh(self, bags: Sequence[Bag]) -> Matrix:
        """Return one row a text, as `Classifier` weighs it."""
        values: list[float] = []
        places: list[int] = []
        ends = [0]
        for names, counts in bags:
            row = [
                (self._place[name], (1.0 + math.log(count)) * self.rarity[self._place[name]])
                for name, count in zip(names, counts, strict=True)
                if name in self._place
            ]
            norm = math.sqrt(sum(value * value for _, value in row)) or 1.0
            places += [place for place, _ in row]
            values += [value / norm for _, value in row]
            ends.append(len(places))
        return csr_matrix((values, places, ends), shape=(len(bags), len(self.names)))


class Separator:
    """One linear separator a label, on the space of its texts."""

    def __init__(self, bags: Sequence[Bag], wanted: np.ndarray[Any, Any]) -> None:
        self.space = Space(bags)
        # left to itself it takes ten times as long where there are more texts than grams
        self._svm = LinearSVC(dual=True, random_state=SEED).fit(self.space.weigh(bags), wanted)

    def score(self, bags: Sequence[Bag]) -> np.ndarray[Any, Any]:
        """Return one row a text, one score a label."""
        scores = self._svm.decision_function(self.space.weigh(bags))
        return scores if scores.ndim == 2 else np.column_stack((-scores, scores))

    def weights(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return weights (grams × labels) and biases."""
        weights, bias = self._svm.coef_, self._svm.intercept_
        if len(weights) == 1:
            weights, bias = np.vstack((-weights, weights)), np.append(-bias, bias)
        return weights.T, bias


def teach(texts: Iterable[str], labels: Sequence[str], *, most: int, precision: float) -> l.Taught:
    """Learn one sorter and measure it on held-out texts; nothing where there is too little."""
    counts = Counter(labels)
    known = sorted(label for label, number in counts.items() if number >= l.FEWEST_OF_LABEL)
    if len(labels) < l.FEWEST_DECISIONS or len(known) < 2:
        return l.Taught()
    key = os.urandom(16)
    bags = _hash_all(texts, key)
    place = {label: number for number, label in enumerate(known)}
    wanted = np.array([place.get(label, -1) for label in labels])
    scores, folds = _hold_out(bags, wanted)
    sharpness = _fit_sharpness(scores, wanted)
    held = _rank(scores, wanted, sharpness)
    chosen = wanted >= 0
    full = Separator([bag for bag, good in zip(bags, chosen, strict=True) if good], wanted[chosen])
    measures = _measure(scores, wanted, held, folds, most=most, precision=precision)
    least = choose_thresholds(held, precision=precision, most=most)
    if not _is_gain(measures):
        measures = msgspec.structs.replace(measures, shown=0, right=0)
        least = (NEVER,) * most
    learned = _pack(
        full,
        labels=tuple(known),
        counts=tuple(counts[label] for label in known),
        key=key,
        sharpness=sharpness,
        least=least,
    )
    return l.Taught(learned=learned, measures=measures)


def _is_gain(measures: Measures) -> bool:
    return measures.accuracy >= measures.usual + l.GAIN * (1 - measures.usual)


def _hash_all(texts: Iterable[str], key: bytes) -> list[Bag]:
    hasher = Hasher(key)
    bags = []
    for text in texts:
        found: Counter[int] = Counter()
        for gram, count in list_grams(text).items():
            found[hasher.name(gram)] += count
        bags.append((tuple(found), tuple(found.values())))
    return bags


def _hold_out(
    bags: Sequence[Bag], wanted: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], int]:
    """Return the scores of every text by a separator that had not seen it, and the folds.

    Texts of labels too rare to learn are held out too, never learned.
    """
    folds = 3 if len(bags) >= MANY else 5
    scores = np.zeros((len(bags), int(wanted.max()) + 1))
    for learned, held in StratifiedKFold(folds, shuffle=True, random_state=SEED).split(
        np.zeros(len(bags)), wanted
    ):
        chosen = learned[wanted[learned] >= 0]
        separator = Separator([bags[place] for place in chosen], wanted[chosen])
        scores[held] = separator.score([bags[place] for place in held])
    return scores, folds


def _softmax(scores: np.ndarray[Any, Any], sharpness: float) -> np.ndarray[Any, Any]:
    raised = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    shares: np.ndarray[Any, Any] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _fit_sharpness(scores: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> float:
    good = wanted >= 0
    rows = np.arange(good.sum())

    def loss(sharpness: float) -> float:
        shares = _softmax(scores[good], sharpness)
        return float(-np.log(shares[rows, wanted[good]] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.1, SHARPEST), method="bounded").x)


def _rank(
    scores: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], sharpness: float
) -> list[HeldOut]:
    shares = _softmax(scores, sharpness)
    order = np.argsort(-shares, axis=1, kind="stable")[:, : l.MOST_CATEGORIES]
    held = []
    for row, label in enumerate(wanted):
        best = [int(place) for place in order[row]]
        right = best.index(label) if label in best else -1
        held.append(HeldOut(tuple(float(shares[row, place]) for place in best), right))
    return held


def _measure(
    scores: np.ndarray[Any, Any],
    wanted: np.ndarray[Any, Any],
    held: Sequence[HeldOut],
    folds: int,
    *,
    most: int,
    precision: float,
) -> Measures:
    said = scores.argmax(axis=1)
    kept = count_crosswise(held, precision=precision, most=most)
    labels = range(scores.shape[1])
    return Measures(
        texts=len(wanted),
        labels=scores.shape[1],
        rare=int((wanted < 0).sum()),
        folds=folds,
        accuracy=round(float((said == wanted).mean()), 4),
        macro_f1=round(float(f1_score(wanted, said, labels=labels, average="macro")), 4),
        shown=kept.shown,
        right=kept.right,
        usual=round(float(np.bincount(wanted[wanted >= 0]).max() / len(wanted)), 4),
    )


def _pack(separator: Separator, **fields: Any) -> Learned:
    weights, bias = separator.weights()
    scale = np.abs(weights).max(axis=1) / 127
    scale[scale == 0] = 1.0
    return Learned(
        grams=separator.space.names.tobytes(),
        rarity=separator.space.rarity.tobytes(),
        scale=scale.astype(np.float32).tobytes(),
        weights=np.round(weights / scale[:, None]).astype(np.int8).tobytes(),
        bias=tuple(float(one) for one in bias),
        **fields,
    )


def learn(given: Sequence[l.Lesson], *, precision: float = l.PRECISION) -> l.Outcome:
    """Learn both sorters from lessons."""
    placed = [one for one in given if one.unit]
    sorted_ = [one for one in given if one.category]
    return l.Outcome(
        category=teach(
            [one.text for one in sorted_],
            [one.category for one in sorted_],
            most=l.MOST_CATEGORIES,
            precision=precision,
        ),
        unit=teach(
            [one.text for one in placed],
            [one.unit for one in placed],
            most=l.MOST_UNITS,
            precision=precision,
        ),
    )


def read_lessons(lines: Iterable[bytes]) -> list[l.Lesson]:
    """Return the lessons of an input; EOFError when it was broken off."""
    decode = msgspec.json.Decoder(l.Lesson | int).decode
    given: list[l.Lesson] = []
    for line in lines:
        found = decode(line)
        if isinstance(found, int):
            if found != len(given):
                raise EOFError
            return given
        given.append(found)
    raise EOFError


def main() -> int:
    os.nice(10)
    outcome = learn(read_lessons(sys.stdin.buffer))
    sys.stdout.buffer.write(msgspec.msgpack.encode(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main())
