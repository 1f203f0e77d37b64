"""How well the same matter is found again: precision and recall on labelled tellings.

`python -m bench.likeness` builds made-up villages from bench/told.yaml (forty matters, each in
three tellings; seeded) and asks for every telling what `cases.likeness.rank` would show beside
it. Same matter: told by another household of the village about the same event. Everything
else that is open there is a negative, among it the hard ones: another matter of the same
category, and the same kind of matter at another spot.

Matters are parted into two halves: the threshold is chosen on the first, the figures that
count are those of the second.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import yaml

from minqing.cases.likeness import MOST, THRESHOLD, Told, rank
from minqing.simulation.texts import draw_slots, fill

TOLD = Path(__file__).with_name("told.yaml")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "likeness.md"
SEED = "likeness"
VILLAGES = 60
BYSTANDERS = 24
"""Other open matters of a village, each told once."""
DAY = datetime(2026, 6, 1, tzinfo=UTC)


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One matter in three tellings."""

    code: str
    at: str
    told: tuple[str, ...]


class Village(msgspec.Struct, frozen=True):
    """Everything open at one place; `matter` of each telling is its label."""

    told: tuple[Told, ...]
    matter: dict[str, int]


class Score(msgspec.Struct, frozen=True):
    """Counts over all tellings: shown and right, shown and wrong, not shown though the same."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        shown = self.right + self.wrong
        return self.right / shown if shown else 1.0

    @property
    def recall(self) -> float:
        same = self.right + self.missed
        return self.right / same if same else 1.0


def load_patterns() -> tuple[Pattern, ...]:
    """Return the matters of bench/told.yaml."""
    return msgspec.convert(yaml.safe_load(TOLD.read_text("utf-8")), tuple[Pattern, ...])


def part_patterns(half: int) -> tuple[Pattern, ...]:
    """Return one half of the matters, 0 to choose by and 1 to be judged by."""
    return tuple(one for number, one in enumerate(load_patterns()) if number % 2 == half)


def make_villages(
    patterns: Sequence[Pattern], *, number: int = VILLAGES, seed: str = SEED
) -> Iterator[Village]:
    """Yield made-up villages: some matters told once, some by several households, and now and
    then the same kind of matter at two spots (two events)."""
    for village in range(number):
        rng = random.Random(f"{seed} {village}")
        kind = rng.choice("fhu")
        here = [one for one in patterns if one.at == kind]
        yield _make_village(rng, rng.sample(here, min(len(here), 6)))


def _is_at_a_spot(pattern: Pattern) -> bool:
    return all("{spot}" in words for words in pattern.told)


def _make_village(rng: random.Random, chosen: Sequence[Pattern]) -> Village:
    told: list[Told] = []
    matter: dict[str, int] = {}
    others = [one for one in load_patterns() if one not in chosen]
    events = [(pattern, rng.choice((1, 1, 2, 3))) for pattern in chosen]
    events += [(pattern, 1) for pattern in chosen if _is_at_a_spot(pattern)]
    events += [(pattern, 1) for pattern in rng.sample(others, BYSTANDERS)]
    spots: dict[Pattern, str] = {}
    for number, (pattern, households) in enumerate(events):
        event = draw_slots(rng, place="某村", month=6)
        while event["spot"] == spots.get(pattern):  # a second event is at another spot
            event = draw_slots(rng, place="某村", month=6)
        spots[pattern] = event["spot"]
        begun = DAY + timedelta(days=rng.randint(0, 60))
        for words in rng.sample(pattern.told, households):
            # each household has its own figures; the spot is that of the event
            slots = draw_slots(rng, place="某村", month=6) | {"spot": event["spot"]}
            known = rng.random() < 0.8  # the rest is not sorted yet
            one = Told(
                id=f"t{len(told)}",
                text=fill(words, slots),
                raised_at=begun + timedelta(days=rng.randint(0, 12)),
                category=pattern.code if known else "",
                field=pattern.code.partition("-")[0] if known else "",
            )
            told.append(one)
            matter[one.id] = number
    return Village(tuple(told), matter)


class Asked(msgspec.Struct, frozen=True):
    """One telling with everything beside it, most alike first: (score, is the same matter)."""

    ranked: tuple[tuple[float, bool], ...]


def ask(villages: Sequence[Village]) -> tuple[Asked, ...]:
    """Rank, for every telling, everything else that is open beside it."""
    found = []
    for village in villages:
        for wanted in village.told:
            others = [one for one in village.told if one.id != wanted.id]
            ranked = rank(wanted, others, threshold=-1.0, most=len(others))
            label = village.matter[wanted.id]
            found.append(
                Asked(tuple((one.score, village.matter[one.id] == label) for one in ranked))
            )
    return tuple(found)


def measure(asked: Sequence[Asked], threshold: float = THRESHOLD) -> Score:
    """Count what a threshold shows, right and wrong, and what it misses."""
    right = wrong = missed = 0
    for one in asked:
        shown = [same for score, same in one.ranked[:MOST] if score >= threshold]
        right += sum(shown)
        wrong += len(shown) - sum(shown)
        missed += sum(same for _, same in one.ranked) - sum(shown)
    return Score(right, wrong, missed)


HEAD = """# Suggestions of the same matter: how often they are right

Written by `python -m bench.likeness`; do not edit. What is measured is `cases.likeness.rank`,
which the desk asks what may be the same matter (并案). A person decides each time.

**The pairs.** Forty matters, each in three tellings of our own (`bench/told.yaml`), are drawn
into {villages} made-up villages (seeded): six matters told by one to three households, the same
kind of matter once more at another spot, and {bystanders} other open matters. Every telling is
asked in turn what would be shown beside it, at most {most}. Same matter: the same event, told by
another household. The hard negatives are the other spot and other matters of the same category.
One telling in five has no category yet.

**The halves.** Weights and threshold were chosen by what every second matter says; the other half
did not enter the choice and is what counts. Threshold in use: **{threshold}**. On the second half, over
{tellings} tellings: **precision {precision}**, **recall {recall}**.

Made-up tellings are shorter and cleaner than real ones, and real villages differ: read this as
a comparison of thresholds, not as a promise. The facts `case_merged` say with `suggested` how
often a person followed a suggestion, so that an office can measure its own.

| threshold | matters | shown, right | shown, wrong | not shown | precision | recall |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main() -> None:
    halves = [ask(tuple(make_villages(part_patterns(half)))) for half in (0, 1)]
    used = measure(halves[1])
    head = HEAD.format(
        villages=VILLAGES,
        bystanders=BYSTANDERS,
        most=MOST,
        threshold=THRESHOLD,
        tellings=len(halves[1]),
        precision=round(used.precision, 3),
        recall=round(used.recall, 3),
    )
    rows = [
        _row(step / 100, name, measure(asked, step / 100))
        for step in range(16, 52, 4)
        for name, asked in zip(("chosen by", "judged by"), halves, strict=True)
    ]
    PAGE.write_text(head + "\n".join(rows) + "\n", "utf-8")


def _row(threshold: float, half: str, score: Score) -> str:
    cells = (
        f"{threshold:.2f}",
        half,
        score.right,
        score.wrong,
        score.missed,
        f"{score.precision:.3f}",
        f"{score.recall:.3f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
