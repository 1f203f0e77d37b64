"""What every page must say of made-up data, in every face at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


def say_simulated(request: HttpRequest) -> dict[str, Any]:
    """Give templates `demonstration` (falsy where the data is real) and the time it shows.

    Lazy: a page that is no page (a part, a redirect) does not ask the database.
    """
    return {
        "demonstration": SimpleLazyObject(import_string("minqing.log.public.find_demonstration")),
        "demonstration_now": SimpleLazyObject(import_string("minqing.log.public.get_now")),
    }
