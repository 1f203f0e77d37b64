"""On which versions of a mechanism living cases stand: a case keeps the one it began with."""

from __future__ import annotations

from django.db.models import Count

from minqing.cases.models import Case


def count_living_by_version(pack: str) -> dict[int, int]:
    """Return how many living cases stand on each version of a mechanism.

    Numbers only, of the whole installation: whoever publishes has to know what they leave behind.
    """
    rows = Case.objects.filter(living=True, pack=pack).values_list("pack_version")
    return dict(rows.annotate(n=Count("id")))
