"""How many cadres a made-up banner has, and where they stand: SDN-05, 07 and 09 in numbers. Pure.

A town posts 80 % of its cadres to its villages (SDN-07), the banner adds one reserve cadre a
village (SDN-05); each answers for 60 to 70 households, 65 in the mean (SDN-09). With 434 on
the strength of seven towns that makes 347 + 138 = 485 cadres and 31,525 households.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import msgspec

STRENGTHS = (85, 80, 70, 50, 50, 50, 49)
"""Cadres on the strength of each town, the town with most villages first (ours; 434).

Four in five of 434 are 347 and a bit: one town is one cadre short of its share."""

STATIONED = 0.8
LEAST, MEAN, MOST = 60, 65, 70
CROWDED = 5
"""No village gets more of its town's cadres while another has fewer: 420 households at most."""


class Posting(msgspec.Struct, frozen=True):
    """One stationed cadre: the post, its village, and how many households it answers for.

    `reserve`: a reserve cadre sent by the banner, not one of the town.
    """

    post: str
    village: str
    number: int
    households: int
    reserve: bool = False


def cadre_post(village: str, number: int = 1) -> str:
    """Return the id of a village's stationed cadre, counted from 1."""
    return f"{village}-cadre" if number == 1 else f"{village}-cadre-{number}"


def reserve_post(village: str) -> str:
    """Return the id of a village's reserve cadre."""
    return f"{village}-reserve"


def list_strengths(villages: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how many cadres each town has on its strength; towns beyond seven like the last."""
    ordered = sorted(villages, key=lambda town: (-len(villages[town]), town))
    padded = (*STRENGTHS, *(STRENGTHS[-1:] * len(ordered)))
    return dict(zip(ordered, padded, strict=False))


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole shares in proportion that add up to the total (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


def list_postings(villages: Mapping[str, Sequence[str]], seed: str) -> list[Posting]:
    """Return every stationed cadre of these towns, villages by code. `villages`: by town."""
    strengths = list_strengths(villages)
    towns = sorted(villages)
    total = round(sum(strengths[town] for town in towns) * STATIONED)
    shares = share_out(total, [strengths[town] for town in towns])
    stands: list[tuple[str, int, bool]] = []
    for town, stationed in zip(towns, shares, strict=True):
        for village, count in zip(
            villages[town], _spread(stationed, villages[town], seed), strict=True
        ):
            stands += [(village, number, False) for number in range(1, count + 1)]
            stands.append((village, count + 1, True))
    return _load(stands, seed)


def list_single_postings(villages: Sequence[str], seed: str) -> list[Posting]:
    """Return one cadre a village: the small demonstration of the tests."""
    return _load([(village, 1, False) for village in villages], seed)


def _spread(stationed: int, villages: Sequence[str], seed: str) -> list[int]:
    """Return how many a town posts to each village: one at least, more to the big ones."""
    rng = random.Random(f"{seed} sizes {villages[0]}")
    weights = [rng.uniform(0.3, 1.6) for _ in villages]
    counts = [1] * len(villages)
    for _ in range(stationed - len(villages)):
        room = [place for place, count in enumerate(counts) if count < CROWDED]
        places = room or range(len(villages))
        counts[rng.choices(places, [weights[place] for place in places])[0]] += 1
    return counts


def _load(stands: Sequence[tuple[str, int, bool]], seed: str) -> list[Posting]:
    """Give each stand 60 to 70 households, MEAN in the mean, exactly."""
    rng = random.Random(f"{seed} caseloads")
    loads = [rng.randint(LEAST, MOST) for _ in stands]
    over = sum(loads) - MEAN * len(stands)
    while over:
        place = rng.randrange(len(loads))
        moved = loads[place] - (1 if over > 0 else -1)
        if LEAST <= moved <= MOST:
            over += moved - loads[place]
            loads[place] = moved
    return [
        Posting(
            reserve_post(village) if reserve else cadre_post(village, number),
            village,
            number,
            load,
            reserve,
        )
        for (village, number, reserve), load in zip(stands, loads, strict=True)
    ]
