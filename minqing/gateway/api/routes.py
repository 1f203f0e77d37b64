"""All operations, and the addresses that answer them."""

from __future__ import annotations

from functools import cache
from itertools import groupby

from django.urls import URLPattern, path

from minqing.gateway.api import bulk, files, intake, reads, verbs
from minqing.gateway.api.frame import Operation, answer_at


@cache
def list_operations() -> tuple[Operation, ...]:
    """Return every operation, by address."""
    rooms = (verbs, bulk, files, intake, reads)
    found = [one for room in rooms for one in room.list_operations()]
    return tuple(sorted(found, key=lambda one: (one.path, one.method)))


def list_addresses() -> list[URLPattern]:
    """Return one address for each path; contexts have registered their reads by then."""
    found = []
    for place, several in groupby(list_operations(), key=lambda one: one.path):
        operations = list(several)
        route = place.strip("/").replace("{", "<str:").replace("}", ">")
        name = f"api-{operations[0].name.replace('.', '-')}"
        found.append(path(f"api/v1/{route}", answer_at(operations), name=name))
    return found
