"""From which confidence a suggestion is shown: chosen on texts that were held out. Pure.

A threshold promises a precision: of what is shown, so many have the decided label among them.
Chosen on one half of the held-out texts and counted on the other, both ways, so that the
figures shown to people are not those that the choice was made by.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from minqing.suggestions.classifier import count_shown

NEVER = 2.0
"""A threshold that no confidence reaches."""

FEWEST = 30
"""Held-out texts that a threshold must stand on. Source: ours."""


class HeldOut(msgspec.Struct, frozen=True):
    """One text that the sorter had not seen: its best labels, falling, with confidences.

    `right`: place of the decided label among them, -1 when it is not.
    """

    confidences: tuple[float, ...]
    right: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What thresholds did on held-out texts: how many there were, how many got a suggestion,
    in how many of these the decided label was shown, and how many got just one, rightly."""

    texts: int = 0
    shown: int = 0
    right: int = 0

    @property
    def coverage(self) -> float:
        """Share of the texts that got a suggestion."""
        return self.shown / self.texts if self.texts else 0.0

    @property
    def precision(self) -> float:
        """Share of the suggestions that held the decided label; 0 when nothing was shown."""
        return self.right / self.shown if self.shown else 0.0

    def __add__(self, other: Kept) -> Kept:
        return Kept(
            texts=self.texts + other.texts,
            shown=self.shown + other.shown,
            right=self.right + other.right,
        )


def choose_thresholds(held: Sequence[HeldOut], *, precision: float, most: int) -> tuple[float, ...]:
    """Return the lowest threshold for one label, two, … `most` that keeps the precision.

    Each is chosen on the texts for which fewer labels did not suffice.
    """
    chosen: list[float] = []
    left = list(held)
    for number in range(1, most + 1):
        points = [(sum(one.confidences[:number]), 0 <= one.right < number) for one in left]
        threshold = _choose(points, precision)
        chosen.append(threshold)
        left = [one for one in left if sum(one.confidences[:number]) < threshold]
    return tuple(chosen)


def _choose(points: Sequence[tuple[float, bool]], precision: float) -> float:
    ordered = sorted(points, key=lambda one: -one[0])
    best, right = NEVER, 0
    for number, (confidence, good) in enumerate(ordered, 1):
        right += good
        # equal confidences are shown together or not at all
        if number < len(ordered) and ordered[number][0] == confidence:
            continue
        if number >= FEWEST and right >= precision * number:
            best = confidence
    return best


def count_kept(held: Sequence[HeldOut], least: Sequence[float]) -> Kept:
    """Count what thresholds would have shown."""
    numbers = [count_shown(one.confidences, least) for one in held]
    right = sum(
        bool(number) and 0 <= one.right < number for one, number in zip(held, numbers, strict=True)
    )
    return Kept(texts=len(held), shown=sum(map(bool, numbers)), right=right)


def count_crosswise(held: Sequence[HeldOut], *, precision: float, most: int) -> Kept:
    """Count what thresholds chosen on one half do on the other, both ways together."""
    halves = held[::2], held[1::2]
    total = Kept()
    for chosen_on, judged_on in (halves, halves[::-1]):
        least = choose_thresholds(chosen_on, precision=precision, most=most)
        total += count_kept(judged_on, least)
    return total
