"""The API is fuzzed by its own document: no server error, no undocumented answer.

Bounded and seeded: the same requests every time. Half of them are aimed at things that exist, so
that rules are reached and not only the checks before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from minqing.gateway.api import frame
from minqing.gateway.api.document import make_document
from minqing.gateway.api.tests.house import Program, build, find_village, issue, receive
from minqing.imports.tests.house import BANNER
from minqing.kernel.messages import Actor
from minqing.org.public import PERMISSIONS
from minqing.tokens.public import Bearer

# with commits, as in service: few commands go another way there than inside a transaction
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])

HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
)
HEADERS = {"Host": "localhost", "Accept-Encoding": "identity"}
EXAMPLES = 4
"""Requests an operation."""
MANY = 30
"""Those of `make soak`, half as many on PostgreSQL. At every run test_hostile.py and the tests of
each operation ask there what a database may stumble over."""
EVERYTHING = Actor(
    scope="token:fuzz",
    person="p",
    post="clerk",
    unit=BANNER,
    roles=("township_clerk",),
    units=(BANNER,),
    permissions=frozenset(PERMISSIONS),
)


@contextmanager
def in_process() -> Iterator[None]:
    """Let requests of this process keep the test's own connection, as Django's client does."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def known(monkeypatch) -> dict[str, str]:
    """A bearer who may everything, and ids of things that exist, by the name of a field."""
    people = build()
    told = Program(issue(people["clerk"])).post("/commands", receive()).json()["answers"][0]
    bearer = Bearer(EVERYTHING, "fuzz", may_by_post=True)
    monkeypatch.setattr(frame, "read_bearer", lambda text, now: bearer)
    case = told["made"]["case"]
    return {
        "case": case, "key": case, "subject": f"case:{case}", "unit": find_village(),
        "village": find_village(), "post": "clerk", "person": "p", "place": find_village(),
        "lead": case, "category": "water", "pack": "siding-sandao-nongshi-huban",
    }  # fmt: skip


def aim(sent: Any, known: dict[str, str], often: Iterator[int]) -> None:
    """Put ids of things that exist into every second field that names one."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            if name in known and isinstance(value, str):
                sent[name] = known[name] if next(often) % 2 else value
            else:
                aim(value, known, often)
    elif isinstance(sent, list):
        for one in sent:
            aim(one, known, often)


def list_fuzzed(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


def send(operation: Any, known: dict[str, str], examples: int) -> None:
    often = count()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(case=operation.as_strategy())
    def once(case: Any) -> None:
        aim(case.body, known, often)
        aim(case.path_parameters, known, often)
        headers = {**HEADERS, "Authorization": "Bearer any"}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS.get_by_names(HELD))

    once()


@pytest.mark.parametrize(
    "examples",
    [EXAMPLES, pytest.param(MANY, marks=[pytest.mark.soak, pytest.mark.both_databases])],
)
def test_no_request_is_answered_with_a_fault_or_something_undocumented(
    examples: int, known: dict[str, str], on_sqlite: bool
) -> None:
    schema = schemathesis.openapi.from_dict(dict(make_document()))
    schema.app = get_wsgi_application()
    troubles = []
    for operation in list_fuzzed(schema):
        try:
            with in_process():
                send(operation, known, examples if on_sqlite else examples // 2)
        except (Exception, BaseExceptionGroup) as error:  # the others are tried all the same
            said = [str(one) for one in getattr(error, "exceptions", (error,))]
            troubles.append(f"{operation.label}: {said}"[:2000])
    assert not troubles, "\n\n".join(troubles)
