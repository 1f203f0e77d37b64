"""A small banner with a clerk and a cadre who have accounts, tokens, and a program that calls."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.test import Client

from minqing.gateway.api.limits import forget
from minqing.imports.tests.house import BY, NOW, TOWN, build_banner
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot, submit
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    Directory,
    RegisterPerson,
    actor_for,
    create_account,
)
from minqing.tokens.bearer import forget_seen
from minqing.tokens.public import BY_POST, ActsAs, IssueToken, RevokeToken, make_secret

PASSWORD = "tall-Grass-7-winds"
ROOT = "/api/v1"
CASES = ("CASE_RECEIVE", "CASE_TRIAGE", "CASE_VIEW", "CASE_HANDLE")


def find_village(number: int = 0) -> str:
    return get_snapshot(Directory).children(TOWN)[number]


def build() -> dict[str, Actor]:
    """Return who acts, by name: clerk of the town, cadre of a village, administrator."""
    build_banner()
    forget()
    forget_seen()
    village = find_village()
    staff = {
        "cadre": ("village_cadre", village),
        "admin": ("administrator", TOWN),
    }
    for n, (name, (role, unit)) in enumerate(staff.items()):
        wishes = [
            CreatePost(id=f"post-{n}", post=name, unit=unit, role=role, title=name),
            RegisterPerson(
                id=f"pers-{n}", person=f"p-{name}", name=Personal(name, f"person:p-{name}")
            ),
            AppointPerson(id=f"appt-{n}", post=name, person=f"p-{name}", since=date(2026, 1, 1)),
        ]
        for answer in submit(wishes, by=BY, now=NOW):
            assert answer.ok, answer.refusal
    people = {"clerk": "p", "cadre": "p-cadre", "admin": "p-admin"}
    return {
        name: actor_for(create_account(login=name, password=PASSWORD, person=person))
        for name, person in people.items()
    }


def issue(by: Actor, *scopes: str, days: int = 30, **more: Any) -> str:
    """Return the text of a new token; its id is the part in the middle."""
    secret = make_secret()
    wish = IssueToken(
        id=new_id(),
        token=secret.token,
        name="热线对接",
        scopes=scopes or (*CASES, BY_POST),
        until=local_day(get_now()) + timedelta(days=days),
        digest=secret.digest,
        **more,
    )
    (answer,) = submit([wish], by=by, now=get_now())
    assert answer.ok, answer.refusal
    return secret.text


def issue_system(by: Actor, *scopes: str, **more: Any) -> str:
    return issue(by, *scopes, acts_as=ActsAs.SYSTEM, **more)


def revoke(by: Actor, text: str) -> None:
    (answer,) = submit([RevokeToken(id=new_id(), token=text.split("_")[1])], by=by, now=get_now())
    assert answer.ok, answer.refusal


class Program:
    """Calls the API with a token, or without one."""

    def __init__(self, token: str = "", language: str = "") -> None:
        headers = {"host": "localhost"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        if language:
            headers["accept-language"] = language
        self.client = Client(headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{ROOT}{path}", query)

    def post(self, path: str, body: Any, media: str = "application/json", **more: Any) -> Any:
        data = body if isinstance(body, (bytes, str)) else json.dumps(body, default=str)
        return self.client.post(f"{ROOT}{path}", data, content_type=media, **more)

    def walk(self, path: str, **query: Any) -> list[Any]:
        """Return every line of a list, page by page."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = self.get(path, cursor=cursor, **query).json()
            found += page["lines"]
            cursor = page["next"]
            if not cursor:
                return found


def receive(number: int = 0, **more: Any) -> dict[str, Any]:
    """Return the item of a matter taken in by a visit."""
    fields = {
        "unit": find_village(),
        "channel": "visit",
        "kind": "help",
        "matter": f"第{number}号机井坏了",
        "raiser": {"name": "张三", "phone": "13800000012"},
        **more,
    }
    return {"type": "case.receive", "id": new_id(), "fields": fields}
