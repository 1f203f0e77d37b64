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
from minqing.gateway.urls import API
from minqing.households.models import Household
from minqing.imports.public import IMPORTING
from minqing.log.public import get_snapshot, house_keeping, list_days
from minqing.org.public import Directory, actor_for
from minqing.org.roles import ROLES, get_role
from tests.doors.opening import open_door

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
    "console:signed-out": EVERYBODY,
    "console:factors": STAFF,
    "console:factor-code": STAFF,
    "console:factor-key": STAFF,
    "console:today": STAFF,
    "console:account": STAFF,
    "console:tokens": STAFF,
    "gateway:api-document": EVERYBODY,
    "gateway:api-docs": EVERYBODY,
    "gateway:api-docs-operation": EVERYBODY,
    "gateway:api-board-list": EVERYBODY,
    "gateway:open311-discovery": EVERYBODY,
    "gateway:open311-services": EVERYBODY,
    "gateway:open311-service": EVERYBODY,
    "gateway:open311-requests": EVERYBODY,
    "console:help": STAFF,
    "console:mechanisms": STAFF,
    "console:mechanism": STAFF,
    "console:catalogue": STAFF,
    "console:joint": SEEING,
    "console:objections": SEEING,
    "console:call-ups": SEEING,
    "console:packs": STAFF,
    "console:pack": STAFF,
    "console:pack-compare": STAFF,
    "console:pack-draft": holders("PACK_PUBLISH"),
    "console:units": STAFF,
    "console:post": STAFF,
    "console:team": STAFF,
    "console:people": STAFF,
    "console:person": STAFF,
    "console:hand-over": STAFF,
    "console:hand-over-done": STAFF,
    "console:village-handed": STAFF,
    "console:hand-over-village": holders("POST_ADMIN"),
    "console:access": STAFF,
    "console:link": EVERYBODY,
    "console:seen-by": SEEING,
    "console:caseloads": holders("HOUSEHOLD_VIEW"),
    "console:households": holders("HOUSEHOLD_VIEW"),
    "console:household": holders("HOUSEHOLD_VIEW"),
    "console:slip": holders("CASE_RECEIVE"),
    "console:projects": SEEING,
    "console:pairs": SEEING,
    "console:meetings": holders("MEETING_VIEW"),
    "portal:meetings": EVERYBODY,
    "portal:projects": EVERYBODY,
    "console:promises": SEEING | holders("COMMITMENT_KEEP", "COMMITMENT_FOLLOW"),
    "console:promise-make": holders("COMMITMENT_MAKE"),
    "portal:promises": EVERYBODY,
    "portal:checks": EVERYBODY,
    "console:checks": holders("CASE_SUPERVISE"),
    "portal:promises-wall": EVERYBODY,
    "portal:promises-sheet": EVERYBODY,
    "portal:promises-feed": EVERYBODY,
    "console:results": SEEING,
    "console:result-rows": SEEING,
    "console:results-file": SEEING,
    "console:visits": holders("HOUSEHOLD_VIEW"),
    "console:household-kept": holders("HOUSEHOLD_VIEW", "SUBJECT_ERASE"),
    "console:intake": holders("CASE_RECEIVE"),
    "console:beside": holders("CASE_RECEIVE"),
    "console:triage": holders("CASE_TRIAGE"),
    "console:ledgers": SEEING,
    "console:ledger": SEEING,
    "console:search": SEEING,
    "console:case": SEEING,
    "console:print": SEEING,
    "console:card": STAFF,
    "console:file": SEEING,
    "portal:begin-at": EVERYBODY,
    "portal:code": EVERYBODY,
    "portal:sheet": EVERYBODY,
    "portal:card": EVERYBODY,
    "portal:board-sheet": EVERYBODY,
    "portal:contact": EVERYBODY,
    "portal:guide": EVERYBODY,
    "portal:guide-part": EVERYBODY,
    "portal:offline": EVERYBODY,
    "offline-desk": EVERYBODY,
    "worker": EVERYBODY,
    "portal:held": EVERYBODY,
    "portal:board": EVERYBODY,
    "portal:wall": EVERYBODY,
    "portal:evidence": EVERYBODY,
    "portal:verify": EVERYBODY,
    "portal:digest": EVERYBODY,
    "console:papers": SEEING,
    "console:planned": SEEING,
    "console:external": SEEING,
    "console:reviews": holders("CASE_REVIEW"),
    "console:merge": holders("CASE_MERGE"),
    "console:split": holders("CASE_TRIAGE"),
    "console:approvals": SEEING,
    "console:callbacks": holders("CASE_CALLBACK"),
    "console:imports": holders(*IMPORTING),
    "console:import": holders(*IMPORTING),
    "console:import-answers": holders(*IMPORTING),
    "console:import-blank": holders("CASE_IMPORT"),
    "console:supervise": holders("CASE_SUPERVISE"),
    "console:operations": holders("OPERATIONS_VIEW"),
    "console:retention": holders("SUBJECT_ERASE"),
    "console:suggestions": holders("SUGGESTION_ADMIN"),
    "console:demonstration": holders("OPERATIONS_VIEW"),
    "console:channels": holders("CHANNEL_ADMIN"),
    "console:orders": holders("CASE_TRIAGE"),
    "console:books": holders("CASE_TRIAGE", "EXCHANGE_ADMIN"),
    "console:peers": holders("EXCHANGE_ADMIN"),
    "console:hooks": holders("EXCHANGE_ADMIN"),
    "console:messages": holders("OPERATIONS_VIEW"),
    "console:messages-shown": holders("OPERATIONS_VIEW"),
    "console:texts": holders("CASE_RECEIVE"),
}
"""Who is answered with the page (200). Others are sent to sign in, or told why not (403, 404)."""

SENDS_ON = {"console:second", "console:provider", "console:provider-back", "console:prove"}
"""Doors on the way in, which send on whoever has no business there; tried in
minqing/console/tests/test_factors.py and test_provider.py."""

ONLY_SOME_CASES = {"console:version", "console:review", "console:approval", "console:project",
    "console:meeting", "console:meeting-screen", "console:meeting-sheet", "console:promise", "portal:promise",
    "console:call", "console:call-up", "console:book", "console:peer-mapping",
}  # fmt: skip
"""Pages of a case that stands in a certain way; their own tests are in the console."""

ON_A_CASE = {"console:case", "console:print", "console:papers", "console:seen-by"}
"""A case outside of the viewer's reach is answered as if it did not exist (404)."""

WHERE_IT_FITS = {"console:merge", "console:split", "console:file"}
"""Answered for matters of a certain state, or with a photo, only; who may is tried in tests of
their own contexts."""

FOR_TOKENS = {
    "gateway:api-bulk-send", "gateway:api-files-keep", "gateway:api-commands-send", "gateway:api-commands-send-one",
    "gateway:api-requests-receive", "gateway:api-changes-list", "gateway:api-cases-list",
    "gateway:api-cases-find", "gateway:api-cases-timeline", "gateway:api-households-list",
    "gateway:api-households-find", "gateway:api-units-list", "gateway:api-units-find",
    "gateway:api-posts-list", "gateway:api-search-list", "gateway:api-today-find", "gateway:api-receipts-track",
}  # fmt: skip
"""Doors of the API: no session opens them (minqing/gateway/api/tests), but the public intake."""

BY_NUMBER = {"gateway:open311-request", "gateway:open311-token", "gateway:open311-missing"}
"""Open311 answers these by a number, or says that there is nothing (minqing/gateway/open311)."""

POST_ONLY = {
    "set_language", "console:meeting-act", "console:call-up-act", "console:sign-out", "console:switch-post", "console:act", "console:turned",
    "console:do-papers", "console:emergency", "console:files", "console:answer-request",
    "console:sign-out-everywhere", "console:letter-act", "console:retention-act",
    "console:retention-receipt",
    "console:alike", "console:suggested", "console:suggestions-act", "console:unmerge", "portal:part", "portal:print", "portal:photo", "portal:sent-file",
    "portal:withdraw", "portal:add-photos", "portal:ask-call", "portal:held-ask",
    "portal:confirm", "portal:reopen", "portal:receipt", "portal:slip", "console:approval-act",
    "console:export", "console:bulk", "console:keep-view", "console:drop-view",
    "console:divide", "console:household-deed", "console:unit-deed", "console:unit-preview",
    "console:post-deed", "console:person-deed", "console:team-deed",
    "console:call-number", "console:visit-record",
    "console:project-deed", "console:pair-deed", "console:vary", "console:promise-deed", "console:check-announce", "console:check-draw", "portal:promise-comment",
    "portal:kept",
    "console:import-map", "console:import-act",
    "console:pack-retire",
    "console:channel-act", "console:messages-act", "console:text-act", "console:keep-contact",
    "sms:in", "sms:report", "exchange:orders", "exchange:changes", "exchange:reconcile",
    "console:token-revoke", "console:recovery-codes", "console:factor-remove",
    "console:order-act", "console:peer-act", "console:undelivered-act", "console:hook-act",
    "uploads:begin", "uploads:one", "oidc-logout",
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
    doors = set(list_doors()) - ONLY_SOME_CASES - FOR_TOKENS - BY_NUMBER - SENDS_ON
    assert doors - GET.keys() - POST_ONLY == set(), "list the new doors in this test"
    assert (GET.keys() | POST_ONLY) - doors == set(), "these doors are gone"


def test_no_session_opens_a_door_of_the_api() -> None:
    doors = set(list_doors())
    assert FOR_TOKENS <= doors
    for door in sorted(FOR_TOKENS - {"gateway:api-requests-receive", "gateway:api-receipts-track"}):
        pattern = next(p for p in API if f"gateway:{p.name}" == door)
        names = pattern.pattern.converters
        url = reverse(door, kwargs=dict.fromkeys(names, "x"))
        client = Client(headers={"host": "localhost"})
        answers = {client.get(url).status_code, client.post(url).status_code}
        assert answers == {401, 405}, door


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    if role != "nobody":
        client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


ELSEWHERE = {
    "console:hand-over-done", "console:village-handed", "console:link", "console:team", "console:import", "console:import-answers",
    "console:pack-compare", "console:pack-draft",
}  # fmt: skip
"""Doors of things that a small demonstration has none of: tested with the console's pages."""


def own(role: str, logins: dict[str, str]) -> dict[str, list[str]]:
    """Return the arguments that lead to the role's own post, person and a household in reach."""
    post = person = household = village = "none"
    if role in STAFF:
        viewer = actor_for(get_user_model().objects.get(login=logins[role]))
        post, person = viewer.post, viewer.person
        directory = get_snapshot(Directory)
        rows = Household.objects.values_list("id", "unit")
        reached = ((h, unit) for h, unit in rows if directory.reaches(viewer, unit))
        household, village = next(reached, ("none", "none"))
    return {
        "console:post": [post],
        "console:card": [post],
        "console:hand-over": [post],
        "console:hand-over-village": [village],
        "console:person": [person],
        "console:household": [household],
        "console:household-kept": [household],
    }


def address(door: str, case: str, more: dict[str, list[str]] | None = None) -> str:
    place = Case.objects.filter(id=case).values_list("place", flat=True).first() or "0"
    arguments = {
        **(more or {}),
        "console:seen-by": [case],
        "console:ledger": ["agent"],
        "console:import-blank": ["cases"],
        "console:pack": ["siding-sandao-nongshi-huban"],
        "console:mechanism": ["siding-sandao-nongshi-huban"],
        "console:catalogue": ["siding-sandao-nongshi-huban"],
        "console:case": [case],
        "console:file": [case, 1],
        "portal:begin-at": [place],
        "portal:code": [place],
        "portal:sheet": [place],
        "portal:card": [place],
        "portal:guide-part": ["water"],
        "portal:digest": [list_days(size=1)[0].day.isoformat()],
        "console:print": [case, "receipt"],
        "console:papers": [case],
        "gateway:api-docs-operation": ["cases.list"],
        "gateway:open311-service": ["water"],
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
    house_keeping(timezone.now())  # the days of the demonstration get their digests
    client, wrong = sign_in(role, small_demo), []
    case, in_reach = pick_case(role, small_demo)
    more = own(role, small_demo)
    for door, allowed in GET.items():
        if door in ELSEWHERE or (door in WHERE_IT_FITS and role in allowed):
            continue
        opened = open_door(client, role, address(door, case, more))
        opens = role in allowed and (in_reach or door not in ON_A_CASE)
        expected = {200} if opens else {302, 403, 404}
        if opened.status not in expected:
            wrong.append(f"{door}: {opened.status}, expected {sorted(expected)} ({case})")
        if opened.wrote:
            wrong.append(f"{door}: opening it wrote something")
    assert wrong == []


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", ["village_cadre", "village_secretary", "township_clerk"])
def test_sealed_complaint_is_as_if_it_did_not_exist(role: str, small_demo: dict[str, str]) -> None:
    sealed = Case.objects.filter(sealed=True).first()
    assert sealed is not None, "the demonstration has a complaint against an official"
    answer = sign_in(role, small_demo).get(address("console:case", sealed.id))
    assert answer.status_code == 404
