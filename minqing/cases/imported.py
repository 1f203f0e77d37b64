"""What an importer asks of the cases that it made before."""

from __future__ import annotations

from collections.abc import Iterable

from minqing.cases.models import Case
from minqing.cases.terms import CloseReason


def find_taken_back(cases: Iterable[str]) -> frozenset[str]:
    """Return those of these cases (ids) whose import was undone."""
    rows = Case.objects.filter(id__in=list(cases), close_reason=CloseReason.IMPORT_UNDONE)
    return frozenset(rows.values_list("id", flat=True))


def find_receipts(cases: Iterable[str]) -> dict[str, str]:
    """Return the receipt of each of these cases, by id."""
    return dict(Case.objects.filter(id__in=list(cases)).values_list("id", "receipt"))
