"""The measure of a caseload (60 to 70 households, SDN-09) is said before and after a division."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from minqing.console.tests.test_staff_pages import Logins, do, post, sign_in, text, viewer
from minqing.households.models import Household
from minqing.households.public import (
    AssignCaseload,
    CloseHousehold,
    Ending,
    HouseholdHead,
    Presence,
    RegisterHousehold,
)
from minqing.kernel.messages import Actor, Personal

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def resize(cadre: Actor, wanted: int) -> None:
    """Let the cadre's village have so many households; the last one has no post yet."""
    rows = Household.objects.filter(village=cadre.unit, closed="").order_by("id")
    ids = list(rows.values_list("id", flat=True))
    for household in ids[wanted:]:
        do(CloseHousehold, household=household, reason=Ending.MOVED_AWAY)
    for number in range(len(ids), wanted):
        head = Personal(HouseholdHead(f"户主{number}"), f"household:more-{number}")
        do(RegisterHousehold, household=f"more-{number}", unit=cadre.unit,
           presence=Presence.RESIDENT, head=head)  # fmt: skip
    last = rows.exclude(post="").last()
    if last is not None and not rows.filter(post="").exists():
        do(AssignCaseload, post="", households=(last.id,))


def divide(clerk: Client, cadre: Actor) -> tuple[str, str]:
    """Return the page of the proposal and the page after it was accepted."""
    before = text(clerk, "caseloads", unit=cadre.unit, post=cadre.post)
    mark = re.search(r'name="mark" value="(\w+)"', before)
    assert mark is not None
    status, _ = post(clerk, "divide", cadre.unit, posts=cadre.post, mark=mark[1])
    assert status == 302
    return before, text(clerk, "caseloads", unit=cadre.unit)


@pytest.mark.parametrize(
    ("households", "said"),
    [
        (59, "包联59户，不足每人60至70户的规定，少1户。"),
        (60, ""),
        (70, ""),
        (71, "包联71户，超出每人60至70户的规定，多1户。"),
        (80, "包联80户，超出每人60至70户的规定，多10户。"),
    ],
)
def test_division_says_what_is_outside_of_the_measure(
    place: Logins, households: int, said: str
) -> None:
    cadre = viewer(place["village_cadre"])
    resize(cadre, households)
    for page in divide(sign_in(place["township_clerk"]), cadre):
        assert ("每人60至70户的规定" in page) == bool(said) and said in page


@pytest.mark.parametrize(("households", "warned"), [(70, False), (71, True)])
def test_giving_one_more_household_says_that_the_measure_is_passed(
    place: Logins, households: int, warned: bool
) -> None:
    cadre, clerk = viewer(place["village_cadre"]), sign_in(place["township_clerk"])
    resize(cadre, households)
    divide(clerk, cadre)
    last = Household.objects.filter(post=cadre.post, closed="").latest("id")
    do(AssignCaseload, post="", households=(last.id,))
    page = text(clerk, "household", last.id)
    assert f"（现{households - 1}户" in page and ("再包就超出每人70户" in page) == warned
    address = reverse("console:household-deed", args=[last.id, "assign"])
    page = clerk.post(address, {"post": cadre.post}, follow=True).content.decode()
    assert ("超出每人60至70户的规定，多1户" in page) == warned
