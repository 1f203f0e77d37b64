"""Channels, the outbox, texts and one's own contact on the desk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log import worker
from minqing.log.public import get_now, get_snapshot, get_state, submit
from minqing.notices.inbound.arriving import sign
from minqing.notices.models import Message, TextIn
from minqing.notices.outbox import sender
from minqing.notices.public import Channels, make_text
from minqing.org.public import actor_for
from minqing.signin.commands import AddFactor
from minqing.signin.public import ClearFactors, FactorKind, read_clock
from minqing.signin.terms import FactorSecret

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
KEY = "inbound-key-of-the-gateway"


def sign_in(role: str, logins: dict[str, str]) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=logins[role]))
    return client


def viewer(role: str, logins: dict[str, str]) -> Any:
    return actor_for(get_user_model().objects.get(login=logins[role]))


def open_channel(place: dict[str, str], **changes: str) -> tuple[int, str]:
    """Open a text gateway as the administrator; returns status and the channel's id."""
    admin = viewer("administrator", place)
    form = {
        "act": "open", "command": new_id(), "channel": new_id(), "kind": "sms",
        "title": "短信网关", "unit": admin.units[0], "address": "https://sms.example.org/send",
        "key": "outgoing-key", "inbound": KEY, "gateway": "generic-json",
        "duty_post": viewer("banner_clerk", place).post, **changes,
    }  # fmt: skip
    answer = sign_in("administrator", place).post(reverse("console:channel-act"), form)
    return answer.status_code, form["channel"]


def hand_over(channel: str, body: dict[str, str], *, key: str = KEY, door: str = "in") -> int:
    raw, moment = json.dumps(body).encode(), str(int(read_clock().timestamp()))
    headers = {"host": "localhost", "X-Timestamp": moment, "X-Signature": sign(key, moment, raw)}
    address = reverse(f"sms:{door}", args=[channel])
    return (
        Client(enforce_csrf_checks=True)
        .post(address, raw, content_type="application/json", headers=headers)
        .status_code
    )


def settle_rounds() -> None:
    for name, follower in worker.registry.followers.items():
        if name.startswith(("outbox-", "notices-")):
            while worker.run_follower(follower, get_now()):
                pass
    worker.registry.jobs["cases-answer-texts"](get_now())


def test_keys_of_a_channel_are_never_shown_again(place: dict[str, str]) -> None:
    status, channel = open_channel(place)
    page = sign_in("administrator", place).get(reverse("console:channels")).content.decode()
    assert status == 302
    assert "短信网关" in page and reverse("sms:in", args=[channel]) in page
    assert not [one for one in (KEY, "outgoing-key", "sms.example.org") if one in page]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"address": "http://sms.example.org/send"}, "没有加密"),
        ({"address": "https://sms.example.org/\nsend"}, "格式不对"),
        ({"address": "file:///etc/passwd"}, "格式不对"),
        ({"inbound": "short"}, "不足16位"),
        ({"unit": "15"}, "管辖范围"),
        ({"duty_post": ""}, "值班岗位"),
        ({"title": " "}, "没有写名称"),
    ],
)
def test_wrong_channel_is_refused_and_nothing_kept(
    place: dict[str, str], changes: dict[str, str], said: str
) -> None:
    admin = sign_in("administrator", place)
    before = len(get_snapshot(Channels).all())
    form = {
        "act": "open", "channel": new_id(), "kind": "sms", "title": "短信网关",
        "unit": viewer("administrator", place).units[0], "address": "https://sms.example.org/s",
        "inbound": KEY, "gateway": "generic-json",
        "duty_post": viewer("banner_clerk", place).post, **changes,
    }  # fmt: skip
    answer = admin.post(reverse("console:channel-act"), form)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert KEY not in answer.content.decode()
    assert len(get_snapshot(Channels).all()) == before


def test_channel_is_renewed_and_closed_with_a_reason(place: dict[str, str]) -> None:
    _, channel = open_channel(place)
    admin, address = sign_in("administrator", place), reverse("console:channel-act")
    form = {"act": "renew", "channel": channel, "address": "https://new.example.org/s",
            "inbound": KEY}  # fmt: skip
    assert admin.post(address, form).status_code == 302
    assert admin.post(address, {"act": "close", "channel": channel}).status_code == 422
    closing = {"act": "close", "channel": channel, "reason": "换网关"}
    assert admin.post(address, closing).status_code == 302
    state = get_state(f"channel:{channel}")
    assert (state.closed_at is not None, state.secret) == (True, "")


@pytest.mark.parametrize(
    ("key", "door", "body", "status"),
    [
        (KEY, "in", {"id": "n1", "phone": "13900000001", "text": "有人吗"}, 200),
        ("another-key-of-16", "in", {"id": "n1", "phone": "1", "text": "x"}, 403),
        (KEY, "in", {"id": "n1", "phone": "13900000001"}, 400),
        (KEY, "in", {"id": "n1", "phone": "1", "text": "长" * 70_000}, 413),
        (KEY, "report", {"message_id": "M", "status": "delivered"}, 200),
        ("another-key-of-16", "report", {"message_id": "M", "status": "delivered"}, 403),
    ],
)
def test_web_hook_answers_the_gateway(
    place: dict[str, str], key: str, door: str, body: dict[str, str], status: int
) -> None:
    _, channel = open_channel(place)
    assert hand_over(channel, body, key=key, door=door) == status
    assert TextIn.objects.exists() is (status == 200 and door == "in")


def test_web_hook_of_no_channel_says_the_same_as_a_wrong_signature(place: dict[str, str]) -> None:
    assert hand_over("NOBODY", {"id": "n1", "phone": "1", "text": "x"}) == 403


def test_unknown_text_becomes_a_matter_by_the_one_on_duty(place: dict[str, str]) -> None:
    _, channel = open_channel(place)
    hand_over(channel, {"id": "n1", "phone": "13900000001", "text": "村东头的井没水了"})
    settle_rounds()
    clerk = sign_in("banner_clerk", place)
    page = clerk.get(reverse("console:texts")).content.decode()
    text = TextIn.objects.get().id
    assert "村东头的井没水了" in page and f"?text={text}" in page
    intake = clerk.get(reverse("console:intake"), {"text": text}).content.decode()
    assert "村东头的井没水了" in intake and "13900000001" in intake


def test_text_is_dismissed_only_with_a_reason(place: dict[str, str]) -> None:
    _, channel = open_channel(place)
    hand_over(channel, {"id": "n1", "phone": "13900000001", "text": "恭喜中奖"})
    settle_rounds()
    clerk, text = sign_in("banner_clerk", place), TextIn.objects.get().id
    address = reverse("console:text-act", args=[text])
    clerk.post(address, {"act": "dismissed", "command": new_id()})
    assert TextIn.objects.get().settled == "waits"
    clerk.post(address, {"act": "dismissed", "reason": "广告", "command": new_id()})
    assert TextIn.objects.get().settled == "dismissed"


def test_text_is_out_of_sight_for_another_place(place: dict[str, str]) -> None:
    _, channel = open_channel(place)
    hand_over(channel, {"id": "n1", "phone": "13900000001", "text": "村东头的井没水了"})
    settle_rounds()
    cadre = sign_in("village_cadre", place)
    assert "村东头" not in cadre.get(reverse("console:texts")).content.decode()
    address = reverse("console:text-act", args=[TextIn.objects.get().id])
    cadre.post(address, {"act": "dismissed", "reason": "不是", "command": new_id()})
    assert TextIn.objects.get().settled == "waits"


def test_own_contact_is_kept_and_shown_to_its_owner(place: dict[str, str]) -> None:
    client = sign_in("township_clerk", place)
    client.post(reverse("console:keep-contact"), {"phone": "13900000009", "mail": ""})
    assert "13900000009" in client.get(reverse("console:account")).content.decode()
    other = sign_in("township_leader", place)
    assert "13900000009" not in other.get(reverse("console:account")).content.decode()


def test_page_of_messages_shows_causes_and_no_text(place: dict[str, str]) -> None:
    banner = viewer("administrator", place).units[0]
    Message.objects.create(
        id="M1", position=1, key="case.urged", subject="case:1", to="post:1", unit=banner,
        banner=banner, made_at=get_now(), due_at=get_now(), state="dead", code="unreachable",
    )  # fmt: skip
    admin = sign_in("administrator", place)
    page = admin.get(reverse("console:messages")).content.decode()
    assert "连不上网关" in page
    admin.post(reverse("console:messages-act"), {"act": "again", "code": "unreachable"})
    assert Message.objects.get(id="M1").state == "waiting"


def test_person_whose_factors_were_cleared_is_told_at_once_and_nobody_else(
    place: dict[str, str],
) -> None:
    open_channel(place)
    cadre = sign_in("village_cadre", place)
    cadre.post(reverse("console:keep-contact"), {"phone": "13900000009", "mail": ""})
    person = viewer("village_cadre", place).person
    secret = Personal(FactorSecret(secret="S"), f"person:{person}")
    added = AddFactor(
        id=new_id(), person=person, factor="f1", kind=FactorKind.CODE, title="手机", secret=secret
    )
    cleared = ClearFactors(id=new_id(), person=person, reason="手机丢失")
    for command, role in ((added, "village_cadre"), (cleared, "administrator")):
        (answer,) = submit([command], by=viewer(role, place), now=get_now())
        assert answer.ok, answer.refusal
    settle_rounds()
    (message,) = Message.objects.filter(key__startswith="signin.")
    assert (message.key, message.to, message.urgent) == ("signin.cleared", f"person:{person}", True)
    said = make_text(message)
    assert "二次验证已由管理员全部取消" in said and "手机丢失" not in said
    sender.send_due(get_now())  # a demonstration: nothing leaves, the row says what would have
    message.refresh_from_db()
    assert (message.state, message.party) == ("shown", f"person:{person}")
    page = sign_in("administrator", place).get(reverse("console:messages-shown"))
    assert "二次验证被取消" in page.content.decode()
