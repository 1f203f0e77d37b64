"""Every address with every role: a door that is not in the table fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from minqing.cases.models import Case
from minqing.cases.public import CaseFilter, list_cases
from minqing.org.public import actor_for
from minqing.org.roles import ROLES, get_role

STAFF = {code for code, role in ROLES.items() if role.held_by_post}
EVERYBODY = {*STAFF, "nobody"}


def holders(*permissions: str) -> set[str]:
    """Return the staff roles that hold any of these permissions."""
    return {code for code in STAFF if get_role(code).permissions & set(permissions)}


SEEING = holders("CASE_VIEW")
GET: dict[str, set[str]] = {
    "healthz": EVERYBODY,
    "metrics": EVERYBODY,
    "readyz": EVERYBODY,
    "javascript-catalog": EVERYBODY,
    "portal:home": EVERYBODY,
    "portal:help": EVERYBODY,
    "portal:mechanisms": EVERYBODY,
    "portal:raise": EVERYBODY,
    "portal:track": EVERYBODY,
    "console:sign-in": EVERYBODY,
    "console:today": STAFF,
    "console:account": STAFF,
    "console:mechanisms": STAFF,
    "console:mechanism": STAFF,
    "console:units": STAFF,
    "console:intake": holders("CASE_RECEIVE"),
    "console:beside": holders("CASE_RECEIVE"),
    "console:triage": holders("CASE_TRIAGE"),
    "console:ledgers": SEEING,
    "console:ledger": SEEING,
    "console:case": SEEING,
    "console:slip": SEEING,
    "console:letter": SEEING,
    "console:papers": SEEING,
    "console:planned": SEEING,
    "console:external": SEEING,
    "console:reviews": holders("CASE_REVIEW"),
    "console:merge": holders("CASE_MERGE"),
    "console:split": holders("CASE_TRIAGE"),
    "console:approvals": SEEING,
    "console:callbacks": holders("CASE_CALLBACK"),
    "console:supervise": holders("CASE_SUPERVISE"),
    "console:operations": holders("OPERATIONS_VIEW"),
    "console:retention": holders("SUBJECT_ERASE"),
}
"""Who is answered with the page (200). Others are sent to sign in, or told why not (403, 404)."""

ONLY_SOME_CASES = {
    "console:papers-slip", "console:version", "console:review", "console:final-opinion",
    "console:approval",
}  # fmt: skip
"""Pages of a case that stands in a certain way; their own tests are in the console."""

ON_A_CASE = {"console:case", "console:slip", "console:letter", "console:papers"}
"""A case outside of the viewer's reach is answered as if it did not exist (404)."""

WHERE_IT_FITS = {"console:letter", "console:merge", "console:split"}
"""Answered for matters of a certain state only; who may is tried in tests of the console."""

POST_ONLY = {
    "set_language", "console:sign-out", "console:switch-post", "console:act", "console:turned",
    "console:do-papers", "console:emergency", "portal:confirm", "portal:reopen", "portal:receipt",
    "portal:slip", "console:sign-out-everywhere", "console:letter-act", "console:retention-act",
    "console:alike", "console:unmerge", "console:approval-act",
    "portal:part",
}  # fmt: skip
"""Doors that act; the commands behind them are in test_commands.py."""


def list_doors() -> Iterator[str]:
    """Yield the name of every address of the product."""

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = pattern.namespace
                yield from walk(pattern.url_patterns, f"{inner}:" if inner else space)
            else:
                assert pattern.name, f"an address without a name: {pattern.pattern}"
                yield f"{space}{pattern.name}"

    yield from walk(get_resolver().url_patterns, "")


def test_every_door_is_in_the_table() -> None:
    doors = set(list_doors()) - ONLY_SOME_CASES
    assert doors - GET.keys() - POST_ONLY == set(), "list the new doors in this test"
    assert (GET.keys() | POST_ONLY) - doors == set(), "these doors are gone"


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    if role != "nobody":
        client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


def address(door: str, case: str) -> str:
    arguments = {
        "console:ledger": ["agent"],
        "console:mechanism": ["siding-sandao-nongshi-huban"],
        "console:case": [case],
        "console:slip": [case],
        "console:letter": [case],
        "console:papers": [case],
        "console:merge": [case],
        "console:split": [case],
    }
    return reverse(door, args=arguments.get(door, []))


def pick_case(role: str, logins: dict[str, str]) -> tuple[str, bool]:
    """Return a case and whether it is in the role's reach: one that is, if there is any."""
    if role in STAFF:
        viewer = actor_for(get_user_model().objects.get(login=logins[role]))
        lines = list_cases(viewer, CaseFilter(), now=timezone.now()).lines
        if lines:
            return lines[0].id, True
    return Case.objects.filter(sealed=False)[0].id, False


ROLES_TRIED = sorted(EVERYBODY)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ROLES_TRIED)
def test_role_opens_its_doors_and_no_others(role: str, small_demo: dict[str, str]) -> None:
    if role != "nobody" and role not in small_demo:
        pytest.fail(f"the demonstration has no account for {role}")
    client, wrong = sign_in(role, small_demo), []
    case, in_reach = pick_case(role, small_demo)
    for door, allowed in GET.items():
        if door in WHERE_IT_FITS and role in allowed:
            continue
        status = client.get(address(door, case)).status_code
        opens = role in allowed and (in_reach or door not in ON_A_CASE)
        expected = {200} if opens else {302, 403, 404}
        if status not in expected:
            wrong.append(f"{door}: {status}, expected {sorted(expected)} ({case})")
    assert wrong == []


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ["village_cadre", "village_secretary", "township_clerk"])
def test_sealed_complaint_is_as_if_it_did_not_exist(role: str, small_demo: dict[str, str]) -> None:
    sealed = Case.objects.filter(sealed=True).first()
    assert sealed is not None, "the demonstration has a complaint against an official"
    answer = sign_in(role, small_demo).get(address("console:case", sealed.id))
    assert answer.status_code == 404
