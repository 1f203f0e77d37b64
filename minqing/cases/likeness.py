"""How alike two matters are: character 1-2-grams weighed by rarity, category, days between.

Pure and small on purpose: texts lie sealed in the vault, so only the few candidates of one
place can be opened and compared, in memory; nothing is kept. `bench/likeness.py` measures it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec

THRESHOLD = 0.24
"""Below this nothing is shown. From the labelled pairs of bench/likeness.py. Source: ours."""

MOST = 5
"""Suggestions shown at once; a person looks at each."""

SAME_KIND, OTHER_FIELD = 0.12, -0.05
"""What an equal category adds, and what another first level takes."""

NEARNESS, FADES_IN = 0.06, 30.0
"""What the same day adds; it fades with so many days."""

ELSEWHERE = -0.20
"""What two texts lose that name different sides or numbers (村东头, 三社) and share none."""

NEXT_DOOR = -0.08
"""What a matter of a neighbouring place loses: roads, water and power may still be one."""

SHORT = 4
"""Texts with fewer signs say too little to be compared."""

_SIDES = re.compile(r"[东西南北](?=[头边面侧滩沟梁湾坡坪村路口])|(?<=[村沟梁河路])[东西南北]")
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]+(?=社|组|队|号楼|单元)")
_SIGNS = re.compile(r"[^\w]+")
_EMPTY = frozenset(
    "的了吗呢吧啊我你您他她们这那个是在有和也就都还请问想能不没一要给把被让到去来说家里"
)
"""Signs that stand in every telling."""
_DULL = _EMPTY | set("不没无几多少很太只又再还")
"""Signs that no word shown as a reason contains."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One matter as it can be compared. `field`: first level of the category, "" unsorted;
    `place`: unit code."""

    id: str
    text: str
    raised_at: datetime
    category: str = ""
    field: str = ""
    place: str = ""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """How alike a candidate is, and why: the words both use, and what else agrees.

    `days`: whole days between the two tellings.
    """

    id: str
    score: float
    words: tuple[str, ...]
    same_category: bool
    same_field: bool
    days: int


def list_grams(text: str) -> Counter[str]:
    """Return the signs and pairs of signs of a text that mean something, with their counts."""
    found: Counter[str] = Counter()
    for piece in _SIGNS.split(re.sub(r"\d+", " ", text)):
        found.update(sign for sign in piece if sign not in _EMPTY)
        pairs = (piece[place : place + 2] for place in range(len(piece) - 1))
        found.update(pair for pair in pairs if not _EMPTY.issuperset(pair))
    return found


def find_spots(text: str) -> frozenset[str]:
    """Return the sides and numbers by which a text says where it is, inside of the place."""
    return frozenset((*_SIDES.findall(text), *_NUMBERED.findall(text)))


def rank(
    wanted: Told,
    candidates: Sequence[Told],
    *,
    threshold: float = THRESHOLD,
    most: int = MOST,
) -> tuple[Likeness, ...]:
    """Return the candidates that are probably the same matter, most alike first.

    Rarity is reckoned among the candidates and the wanted text: where everybody speaks of
    wells, “well” tells little.
    """
    grams = {one.id: list_grams(one.text) for one in candidates if len(one.text) >= SHORT}
    own = list_grams(wanted.text)
    if len(wanted.text) < SHORT or not grams:
        return ()
    rarity = _weigh_rarity([own, *grams.values()])
    found = [
        _compare(wanted, own, one, grams[one.id], rarity)
        for one in candidates
        if one.id in grams and one.id != wanted.id
    ]
    likely = [one for one in found if one.score >= threshold]
    return tuple(sorted(likely, key=lambda one: (-one.score, one.id))[:most])


def _weigh_rarity(texts: Sequence[Counter[str]]) -> dict[str, float]:
    # smoothed as if there were ten texts more: a village with three open matters must not
    # find every word common
    seen = Counter(gram for text in texts for gram in text)
    total = len(texts) + 10
    return {gram: 1.0 + math.log(total / (1 + number)) for gram, number in seen.items()}


def _compare(
    wanted: Told,
    own: Counter[str],
    other: Told,
    grams: Counter[str],
    rarity: dict[str, float],
) -> Likeness:
    days = abs((wanted.raised_at - other.raised_at).days)
    same = bool(wanted.category) and wanted.category == other.category
    field = bool(wanted.field) and wanted.field == other.field
    score = _cosine(own, grams, rarity) + NEARNESS * math.exp(-days / FADES_IN)
    spots, others = find_spots(wanted.text), find_spots(other.text)
    if spots and others and not spots & others:
        score += ELSEWHERE
    if wanted.place != other.place:
        score += NEXT_DOOR
    if same:
        score += SAME_KIND
    elif not field and wanted.field and other.field:
        score += OTHER_FIELD
    return Likeness(
        id=other.id,
        score=score,
        words=_shared_words(own, grams, rarity),
        same_category=same,
        same_field=field,
        days=days,
    )


def _cosine(one: Counter[str], other: Counter[str], rarity: dict[str, float]) -> float:
    shared = one.keys() & other.keys()
    dot = sum(_value(gram, one, rarity) * _value(gram, other, rarity) for gram in shared)
    return dot / (_norm(one, rarity) * _norm(other, rarity)) if dot else 0.0


def _value(gram: str, text: Counter[str], rarity: dict[str, float]) -> float:
    return (1.0 + math.log(text[gram])) * rarity[gram]


def _norm(text: Counter[str], rarity: dict[str, float]) -> float:
    return math.sqrt(sum(_value(gram, text, rarity) ** 2 for gram in text))


def _shared_words(
    one: Counter[str], other: Counter[str], rarity: dict[str, float], most: int = 3
) -> tuple[str, ...]:
    """Return the pairs of signs that both use, the rarest first: what a person is shown."""
    shared = [
        gram
        for gram in one.keys() & other.keys()
        if len(gram) == 2 and not _DULL.intersection(gram)
    ]
    chosen: list[str] = []
    for gram in sorted(shared, key=lambda gram: (-rarity[gram], gram)):
        if not any(set(gram) & set(known) for known in chosen):
            chosen.append(gram)
    return tuple(chosen[:most])
