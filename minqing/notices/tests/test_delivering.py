"""Handing over: every kind of channel against a receiver on loopback, and what answers mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email import message_from_string

import msgspec
import pytest

from minqing.notices.channels.sending import Answer, Outgoing, deliver
from minqing.notices.channels.terms import ChannelKind, ChannelSecret
from minqing.notices.tests.receivers import Receiver, run_mail_sink, run_receiver
from tests.harness.names import SILENT, own_resolver

KIND = ChannelKind
OUT = Outgoing(id="M1", to="13900000001", title="短信", text="您反映的事项已登记。")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as found:
        yield found


ROBOT_PATHS = {
    KIND.WECOM: "/cgi-bin/webhook/send?key=abc-1",
    KIND.DINGTALK: "/robot/send?access_token=abc1",
    KIND.FEISHU: "/open-apis/bot/v2/hook/abc-1",
}


def send(
    receiver: Receiver, kind: ChannelKind, *, gateway: str = "", key: str = "", path: str = ""
) -> Answer:
    secret = ChannelSecret(address=receiver.address(path or ROBOT_PATHS[kind]), key=key)
    return deliver(kind, gateway, secret, OUT)


@pytest.mark.parametrize("kind", list(ROBOT_PATHS))
def test_robot_is_spoken_to_at_its_own_address(receiver, kind):
    assert send(receiver, kind) == Answer(True)
    assert receiver.texts == [OUT.text]
    assert ROBOT_PATHS[kind].startswith(receiver.got[0].path.rstrip("/"))


def test_dingtalk_is_signed_when_it_has_a_key(receiver):
    send(receiver, KIND.DINGTALK, key="SECabc")
    assert {"timestamp", "sign"} <= receiver.got[0].query.keys()


@pytest.mark.parametrize(
    ("gateway", "path", "phone", "text", "number"),
    [
        ("generic-json", "/sms?v=2", "phone", "text", "message_id"),
        ("generic-form", "/sms-form", "mobile", "content", "extno"),
    ],
)
def test_sms_gateway_gets_its_own_fields(receiver, gateway, path, phone, text, number):
    answer = send(receiver, KIND.SMS, gateway=gateway, key="k1", path=path)
    got = receiver.got[0]
    assert answer == Answer(True, number="g1")
    assert (got.body[phone], got.body[text], got.body[number]) == (OUT.to, OUT.text, OUT.id)
    assert got.headers["X-Minqing-Message"] == OUT.id
    assert "k1" in f"{got.headers} {got.body}"
    assert set(got.body) <= {phone, text, number, "apikey"}


def test_mail_reaches_its_addressee_with_our_id():
    with run_mail_sink() as (port, letters):
        secret = ChannelSecret(address=f"smtp://127.0.0.1:{port}?from=desk@example.org")
        letter = Outgoing(id="M2", to="clerk@example.org", title="提醒", text="有时限即将到期。")
        assert deliver(KIND.MAIL, "", secret, letter) == Answer(True)
    to, whole = letters[0]
    assert to == "clerk@example.org"
    assert "X-Minqing-Message: M2" in whole
    assert "有时限即将到期" in message_from_string(whole).get_payload(decode=True).decode()


@pytest.mark.parametrize(
    ("kind", "status", "body", "expected"),
    [
        (KIND.WECOM, 200, {"errcode": 93000}, Answer(False, "robot-93000")),
        (KIND.WECOM, 200, {"errcode": 45009}, Answer(False, "robot-45009", retry=True)),
        (KIND.DINGTALK, 200, {"errcode": 310000}, Answer(False, "robot-310000")),
        (KIND.FEISHU, 200, {"code": 19024}, Answer(False, "robot-19024")),
        (KIND.WECOM, 500, {}, Answer(False, "http-500", retry=True)),
        (KIND.WECOM, 429, {}, Answer(False, "http-429", retry=True)),
        (KIND.WECOM, 403, {}, Answer(False, "http-403")),
    ],
)
def test_refusal_inside_of_a_fine_answer_is_seen(receiver, kind, status, body, expected):
    receiver.script = [(status, body)]
    assert send(receiver, kind) == expected


def test_gateway_sentence_with_a_number_is_not_kept(receiver):
    receiver.script = [(200, {"code": "号码13900000001错误"})]
    answer = send(receiver, KIND.SMS, gateway="generic-json", path="/sms")
    assert answer == Answer(False, "gateway-other", retry=True)


def test_redirect_is_not_followed(receiver):
    receiver.script = [(302, {})]
    assert send(receiver, KIND.WECOM) == Answer(False, "http-302")
    assert len(receiver.got) == 1


def test_gateway_that_is_not_there_may_be_tried_again():
    secret = ChannelSecret(address="http://127.0.0.1:9/sms")
    assert deliver(KIND.SMS, "generic-json", secret, OUT) == Answer(
        False, "unreachable", retry=True
    )


def test_address_without_a_token_is_refused_without_sending(receiver):
    assert send(receiver, KIND.WECOM, path="/cgi-bin/webhook/send") == Answer(
        False, "address-wrong"
    )
    assert receiver.got == []


@pytest.mark.parametrize("kind", [*ROBOT_PATHS, KIND.SMS, KIND.MAIL])
def test_name_that_nobody_finds_holds_no_message_up(kind):
    gateway = "generic-json" if kind is KIND.SMS else ""
    address = f"https://{SILENT}{ROBOT_PATHS.get(kind, '/sms')}"
    if kind is KIND.MAIL:
        address = f"smtps://{SILENT}:465?from=desk@example.org"
    out = msgspec.structs.replace(OUT, to="clerk@example.org") if kind is KIND.MAIL else OUT
    began = time.monotonic()
    with own_resolver():
        answer = deliver(kind, gateway, ChannelSecret(address=address), out)
    assert (answer.code, answer.retry) == ("unreachable", True)
    assert time.monotonic() - began < 15, "a silent resolver takes thirty seconds"
