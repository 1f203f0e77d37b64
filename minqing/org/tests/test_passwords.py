"""Passwords that others would guess first are refused, long ones of any kind are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from minqing.kernel.messages import Personal
from minqing.log.public import submit
from minqing.org.models import Account
from minqing.org.public import RegisterPerson, system_actor

REFUSED = [
    ("short", "Xk3!pq9"),
    ("digits", "8293746510293"),
    ("birthday", "zhang19850612"),
    ("favourite", "woaini1314520"),
    ("favourite with year", "Woaini@2026!"),
    ("admin and digits", "admin@123456"),
    ("one sign", "aaaaaaaaaaaaaa"),
    ("keyboard row", "qwertyuiop123"),
    ("keyboard column", "1qaz2wsx3edc"),
    ("halves", "abab12abab12"),
    ("alphabet", "abcdefghijklm"),
    ("slogan", "weirenminfuwu2026"),
    ("common list", "football12"),
    ("login", "xx-wangcadre-27"),
]
TAKEN = [
    "correct horse battery",
    "三匹马过河去看草了吗",
    "kettle-Ordos-seven-lamp",
    "minqing-2026",
    "juliyuchangcao9",
]


@pytest.mark.parametrize("password", [p for _, p in REFUSED], ids=[name for name, _ in REFUSED])
def test_password_refused_when(password: str) -> None:
    account = Account(login="wangcadre", person="")
    with pytest.raises(ValidationError):
        validate_password(password, account)


@pytest.mark.parametrize("password", TAKEN)
def test_long_password_is_taken_without_forced_signs(password: str) -> None:
    validate_password(password, Account(login="wangcadre", person=""))


@pytest.mark.django_db
def test_password_with_ones_own_name_is_refused() -> None:
    name = Personal("苏日娜", "person:p9")
    command = RegisterPerson(id="01" * 13, person="p9", name=name, home="")
    answer = submit([command], by=system_actor("test"), now=datetime(2026, 3, 2, tzinfo=UTC))[0]
    assert answer.ok, answer.refusal
    with pytest.raises(ValidationError, match="账号或姓名"):
        validate_password("草原上的苏日娜和马群", Account(login="s9", person="p9"))
    validate_password("草原上的三姐妹和马群", Account(login="s9", person="p9"))
