"""来件工单, 工单对接, 对账, 事件推送 on the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minqing.exchange.models import DayRow, HookRow, OrderRow, Outgoing, PeerRow
from minqing.exchange.public import Book, Peers, WireOrder, make_book, take_orders
from minqing.exchange.public import reconcile as compare_books
from minqing.kernel.ids import new_id
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot, get_state
from minqing.org.public import actor_for

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


def viewer(role: str, logins: dict[str, str]) -> Any:
    return actor_for(get_user_model().objects.get(login=logins[role]))


def open_peer(place: dict[str, str], **changes: str) -> tuple[Any, str]:
    """Open a peer as the administrator; returns the answer and the peer's id."""
    admin = viewer("administrator", place)
    form = {
        "act": "open", "command": new_id(), "peer": new_id(), "kind": "hotline",
        "source": "hotline_12345", "title": "市12345热线", "unit": admin.units[0],
        "address": "https://hotline.example.org/in/", **changes,
    }  # fmt: skip
    answer = sign_in("administrator", place).post(reverse("console:peers"), form)
    return answer, form["peer"]


def take(peer: str, number: str, **more: Any) -> None:
    now = get_now()
    fields: dict[str, Any] = {"matter": "井坏了", "place": "没有听说过", **more}
    take_orders(peer, [WireOrder(number=number, issued_at=now, **fields)], now=now)


def test_keys_are_shown_once_and_the_address_never(small_demo: dict[str, str]) -> None:
    answer, peer = open_peer(small_demo)
    keys = re.findall(r"whsec_[\w+/=]+", answer.content.decode())
    assert len(keys) == len(set(keys)) == 2
    page = sign_in("administrator", small_demo).get(reverse("console:peers")).content.decode()
    assert "whsec_" not in page and "hotline.example.org/in" not in page
    assert "hotline.example.org" in page
    assert f"/gateway/exchange/{peer}/orders" in page


def test_what_was_refused_is_said_and_what_was_typed_is_kept(small_demo: dict[str, str]) -> None:
    answer, _peer = open_peer(small_demo, address="javascript:alert(1)")
    assert answer.status_code == 422
    assert "市12345热线" in answer.content.decode()
    assert not PeerRow.objects.exists()


def test_mapping_comes_by_file_and_goes_out_as_the_same_file(small_demo: dict[str, str]) -> None:
    _answer, peer = open_peer(small_demo)
    admin = sign_in("administrator", small_demo)
    unit = viewer("village_cadre", small_demo).units[0]
    said = f"什么,对方用语,本地代码\r\n地点,东头,{unit}\r\n"
    file = SimpleUploadedFile("words.csv", said.encode())
    form = {"act": "map", "command": new_id(), "file": file}
    assert admin.post(reverse("console:peer-act", args=[peer]), form).status_code == 302
    assert get_state(f"peer:{peer}").version == 1
    out = admin.get(reverse("console:peer-mapping", args=[peer])).content.decode()
    assert out.lstrip("\ufeff") == said
    assert admin.get(reverse("console:peer-mapping", args=["nobody"])).status_code == 404


def test_held_order_is_taken_in_or_returned_by_the_clerk_of_the_banner(
    small_demo: dict[str, str],
) -> None:
    _answer, peer = open_peer(small_demo)
    take(peer, "A1")
    take(peer, "A2")
    clerk = sign_in("banner_clerk", small_demo)
    page = clerk.get(reverse("console:orders")).content.decode()
    assert page.count("井坏了") == 2
    today = clerk.get(reverse("console:today")).content.decode()
    assert reverse("console:orders") in today.split("<main")[1]
    village = viewer("village_cadre", small_demo).units[0]
    category = re.search(r'name="category".*?value="([\w.]+)"', page, re.S)
    assert category is not None
    first, second = OrderRow.objects.order_by("number")
    form = {"act": "route", "command": new_id(), "unit": village, "category": category[1]}
    clerk.post(reverse("console:order-act", args=[first.id]), form)
    assert OrderRow.objects.get(id=first.id).status == "accepted"
    form = {"act": "return", "command": new_id(), "reason": ""}
    clerk.post(reverse("console:order-act", args=[second.id]), form)
    assert OrderRow.objects.get(id=second.id).status == "held"
    clerk.post(
        reverse("console:order-act", args=[second.id]),
        {**form, "command": new_id(), "reason": "不在本旗。"},
    )
    assert OrderRow.objects.get(id=second.id).status == "returned"
    assert "井坏了" not in clerk.get(reverse("console:orders")).content.decode()


def test_clerk_of_a_town_sees_none_of_the_orders_of_the_banner(small_demo: dict[str, str]) -> None:
    _answer, peer = open_peer(small_demo)
    take(peer, "A1")
    page = sign_in("township_clerk", small_demo).get(reverse("console:orders"))
    assert page.status_code == 200
    assert "井坏了" not in page.content.decode()


def test_books_show_both_sides_and_every_difference(small_demo: dict[str, str]) -> None:
    _answer, peer = open_peer(small_demo)
    take(peer, "A1")
    day = local_day(get_now())
    empty: Book = make_book(day, (), ())
    compare_books(peer, empty, now=get_now())
    clerk = sign_in("banner_clerk", small_demo)
    assert DayRow.objects.get().differences == 1
    assert day.isoformat() in clerk.get(reverse("console:books")).content.decode()
    where = reverse("console:book", args=[peer, day.isoformat()])
    assert "A1" in clerk.get(where).content.decode()
    assert clerk.post(where).status_code == 302
    assert Outgoing.objects.filter(kind="reconcile").count() == 1
    assert clerk.get(reverse("console:book", args=[peer, "2020-01-01"])).status_code == 404
    assert clerk.get(reverse("console:book", args=[peer, "nonsense"])).status_code == 404
    town = sign_in("township_clerk", small_demo)
    assert town.get(where).status_code == 404


def open_hook(place: dict[str, str], **changes: Any) -> tuple[Any, str]:
    admin = viewer("administrator", place)
    form = {
        "act": "open", "command": new_id(), "hook": new_id(), "title": "数据平台",
        "unit": admin.units[0], "type": ["case.received"],
        "address": "https://data.example.org/hook?token=abc", **changes,
    }  # fmt: skip
    return sign_in("administrator", place).post(reverse("console:hooks"), form), form["hook"]


def test_hook_shows_its_key_once_and_closes(small_demo: dict[str, str]) -> None:
    answer, hook = open_hook(small_demo)
    assert len(re.findall(r"whsec_[\w+/=]+", answer.content.decode())) == 1
    admin = sign_in("administrator", small_demo)
    page = admin.get(reverse("console:hooks")).content.decode()
    assert "whsec_" not in page and "token=abc" not in page and "data.example.org" in page
    form = {"command": new_id(), "reason": "不用了"}
    assert admin.post(reverse("console:hook-act", args=[hook]), form).status_code == 302
    assert not HookRow.objects.get().is_open


def test_hook_without_events_is_refused(small_demo: dict[str, str]) -> None:
    answer, _hook = open_hook(small_demo, type=[])
    assert answer.status_code == 422
    assert not HookRow.objects.exists()


def test_given_up_messages_are_sent_again_or_left(small_demo: dict[str, str]) -> None:
    _answer, peer = open_peer(small_demo)
    now = get_now()
    Outgoing.objects.create(
        id=new_id(), target=f"peer:{peer}", unit=get_snapshot(Peers).all()[0].unit,
        kind="accepted", subject="order:x", number="A1", position=1, made_on=local_day(now),
        made_at=now, due_at=now - timedelta(days=1), state="dead", code="http-500",
    )  # fmt: skip
    admin = sign_in("administrator", small_demo)
    assert "500" in admin.get(reverse("console:peers")).content.decode()
    form = {"target": f"peer:{peer}", "code": "http-500", "act": "again"}
    admin.post(reverse("console:undelivered-act"), form)
    assert Outgoing.objects.get().state == "waiting"
    Outgoing.objects.update(state="dead")
    admin.post(reverse("console:undelivered-act"), {**form, "act": "leave"})
    assert Outgoing.objects.get().state == "dropped"
