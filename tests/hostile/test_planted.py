"""Stored scripts: hostile words in every text, and then every page that anybody can open.

A demonstration is loaded through the one door with its texts changed on their way in
(planting.py): matters, answers, names of people and places, reasons, titles, promises. Then
each role walks through all pages it reaches; tables, prints, the feed and the API's answers
are read as what reads them reads them (answers.py).
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from minqing.gateway.api.tests.house import Program, issue
from minqing.kernel.ids import derived_id
from minqing.log.public import get_now, get_snapshot, house_keeping, run_until_idle, submit
from minqing.log.registry import LazySnapshots
from minqing.org.public import Directory, RenameUnit, actor_for, system_actor
from minqing.partnerships.public import RegisterProject
from minqing.simulation import demo
from minqing.tokens.public import BY_POST
from tests.doors.opening import Form, list_forms
from tests.doors.test_pages import (
    ELSEWHERE,
    GET,
    ROLES_TRIED,
    WHERE_IT_FITS,
    address,
    own,
    pick_case,
    sign_in,
)
from tests.harness.databases import empty_databases
from tests.harness.small_demo import NOW
from tests.hostile.answers import find_faults, read_body
from tests.hostile.planting import ENDS, Planter, is_planted
from tests.hostile.walking import find_kind, share_out, walk

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MEASURE = demo.Measure(
    towns=1, villages=2, per_month=20, recent=20, past=0.0, district=12, district_households=4
)


KEPT_AWAY = (
    "/sign-out", "/account/", "/demonstration", "/language/", "/people/", "/posts/", "/hand-over",
    "/print/", "/sheet", "/card", "as=pdf", "/export/",
)  # fmt: skip
"""Where nothing is sown: forms that would send the walkers home (what they write, the load has
written), and pages on paper, which have none."""

SOWN = 3
"""Roles that begin at one list or room while forms are sent: a fourth meets no other form there.
What is about one thing, a case or a household, has forms of its own for each role."""

SOON = "2026-02-20"
"""A day ahead of the demonstration's: what is promised is not yet late."""

WORDS = f"井{ENDS[0]}"


class Planted:
    """A loaded demonstration: login by role, and what the planter did."""

    def __init__(self, planter: Planter) -> None:
        self.logins: dict[str, str] = {}
        self.planter = planter
        self.pages = 0
        self.kinds = Counter[str]()
        """Pages opened so far, by kind: what one role has seen twice, others pass over."""

    def load(self) -> None:
        written = io.StringIO()
        with redirect_stdout(written):
            assert demo.load(json=True, measure=MEASURE, now=NOW) == 0
        house_keeping(get_now())
        accounts = json.loads(written.getvalue().strip().splitlines()[-1])["accounts"]
        self.logins = {one["role"]: one["name"] for one in reversed(accounts)}

    def rename(self) -> None:
        """Give every unit that has people a hostile name."""
        directory = get_snapshot(Directory)
        units = {posted.unit for posted in directory.posts()}
        wishes = [
            RenameUnit(
                id=derived_id("hostile", code),
                unit=code,
                name=directory.unit(code).name,
                short_name=directory.unit(code).short_name,
            )
            for code in sorted(units)
        ]
        for answer in submit(wishes, by=system_actor("test"), now=get_now()):
            assert answer.ok, answer.refusal

    def register(self) -> None:
        """Register a project: so small a demonstration may have none."""
        directory = get_snapshot(Directory)
        town = min(one.unit for one in directory.posts() if one.role == "township_clerk")
        wish = RegisterProject(
            id=derived_id("hostile", "project"),
            project=derived_id("hostile", "the project"),
            name="机井更新",
            place=town,
            unit=town,
            year=NOW.year,
        )
        (answer,) = submit([wish], by=system_actor("test"), now=get_now())
        assert answer.ok, answer.refusal

    def list_pages(self, role: str) -> list[str]:
        """Return the addresses that a role begins with."""
        case, _ = pick_case(role, self.logins)
        more = own(role, self.logins)
        doors = (door for door, allowed in GET.items() if role in allowed)
        return [
            address(door, case, more) for door in doors if door not in ELSEWHERE | WHERE_IT_FITS
        ]

    def sow(self) -> None:
        """Send every kind of form once, with hostile words in each field, and keep what it did."""
        sent, kinds, begun = set[str](), Counter[str](), Counter[str]()
        for role in ROLES_TRIED:
            pages = [url for url in self.list_pages(role) if not _is_kept_away(url)]
            pages = [url for url in pages if "…" in find_kind(url) or begun[url] < SOWN]
            begun.update(pages)
            for url, page, _body in walk(sign_in(role, self.logins), pages, kinds, _is_kept_away):
                if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
                    continue
                for form in list_forms(page, url):
                    if form.kind not in sent and not _is_kept_away(form.action):
                        sent.add(form.kind)
                        self._send(role, form)

    def _send(self, role: str, form: Form) -> None:
        filled = form.fill("hostile", WORDS)
        in_time = {name: value.replace("2026-02-02", SOON) for name, value in filled.items()}
        sign_in(role, self.logins).post(form.action, in_time)


def _is_kept_away(url: str) -> bool:
    return any(word in url for word in KEPT_AWAY)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[Planted]:
    """Load a few villages and a district with hostile words in every text."""
    planted, patch = Planted(Planter()), pytest.MonkeyPatch()
    with django_db_blocker.unblock():
        empty_databases()
        LazySnapshots.forget()
        planted.planter.install(patch)
        planted.load()
        planted.rename()
        planted.register()
        planted.sow()
        run_until_idle(get_now())
        patch.undo()
        yield planted
        empty_databases()


def test_hostile_words_stand_in_what_people_write(house: Planted) -> None:
    assert {
        "case.receive.matter", "case.receive.raiser", "case.record-result.reply",
        "household.register.head", "person.register.name", "unit.rename.short_name",
        "post.create.title", "team.establish.name", "project.register.name", "remit.issue.title",
    } <= house.planter.planted  # fmt: skip


@pytest.mark.parametrize("role", share_out(ROLES_TRIED))
def test_no_text_becomes_anything_else_on_any_page(role: str, house: Planted) -> None:
    wrong = set()
    for url, answer, body in walk(sign_in(role, house.logins), house.list_pages(role), house.kinds):
        house.pages += is_planted(unescape(body.decode(errors="replace")))
        wrong |= {f"{find_kind(url)}: {fault}" for fault in find_faults(answer, body)}
    assert not wrong, "\n".join(sorted(wrong))


def test_hostile_words_stood_on_many_pages(house: Planted) -> None:
    if not house.kinds:
        pytest.skip("counts what the tests above opened, when they ran")
    assert house.pages > 60, house.pages


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_text_becomes_a_formula_in_a_file(form: str, house: Planted) -> None:
    client = sign_in("banner_clerk", house.logins)
    wish = {"form": form, "query": ""}
    answer = client.post(reverse("console:export", args=["all"]), wish)
    body = read_body(answer)
    assert answer.status_code == 200
    assert list(find_faults(answer, body)) == []
    assert form == "xlsx" or is_planted(body.decode())


READS = ("/cases", "/households", "/units", "/posts", "/changes", "/today", "/search?words=井")


@pytest.mark.parametrize("read", READS)
def test_no_text_is_anything_but_a_text_of_the_api(read: str, house: Planted) -> None:
    account = get_user_model().objects.get(login=house.logins["township_clerk"])
    by = actor_for(account)
    program = Program(issue(by, *sorted(by.permissions & {"CASE_VIEW", "HOUSEHOLD_VIEW"}), BY_POST))
    answer = program.get(read)
    assert answer.status_code == 200, answer.content
    assert list(find_faults(answer, answer.content)) == []
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    json.loads(answer.content)
