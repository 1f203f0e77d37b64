"""The outbox: digest, budget, quiet hours, retries, two senders, killed at every step."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.db import connections

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import claims, get_snapshot, mark_demonstration, submit
from minqing.log.registry import LazySnapshots, Snapshot, registry
from minqing.mechanisms.public import Packs
from minqing.notices.channels.state import Channels
from minqing.notices.models import Message
from minqing.notices.outbox import sender, words
from minqing.notices.outbox.records import count_messages, settle_dead
from minqing.notices.outbox.terms import MessageState
from minqing.notices.pack import MessageWords, NoticesSection, QuietSpan
from minqing.notices.public import (
    ChannelKind,
    ChannelSecret,
    CloseChannel,
    ContactDetails,
    KeepContact,
    OpenChannel,
)
from minqing.notices.tests.receivers import Receiver, run_receiver
from minqing.org.public import Axis, Directory, PostView, UnitKind, UnitView, system_actor

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 there, a working day
SYSTEM = system_actor("tests")
BANNER, TOWN = "150627", "150627100"
SECTION = NoticesSection(
    quiet=(QuietSpan("20:00", "08:00"), QuietSpan("12:00", "14:30")),
    budget=2,
    digests=("16:30",),
    retry=(1, 5),
    messages=(
        MessageWords(key="case.urged", zh="事项{receipt}被督办。"),
        MessageWords(key="case.emergency", zh="涉险事项{receipt}。"),
        MessageWords(key="notices.digest", zh="汇总{count}条：{lines}"),
    ),
    source="ours",
)


class Stage:
    """A banner with one town and its clerk, a robot in the town's group, and an outbox."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver, self.now, self.made = receiver, MONDAY, 0
        self.channel = self.open(ChannelKind.WECOM, "/cgi-bin/webhook/send?key=abc")

    def open(self, kind: ChannelKind, path: str = "", unit: str = BANNER) -> str:
        channel = new_id()
        secret = ChannelSecret(address=self.receiver.address(path), inbound="k" * 16)
        self.do(
            OpenChannel(
                id=new_id(), channel=channel, unit=unit, kind=kind, title=kind.value,
                gateway="generic-json" if kind is ChannelKind.SMS else "",
                duty_post="post-clerk" if kind is ChannelKind.SMS else "",
                secret=Personal(secret, subject=f"channel:{channel}"),
            )
        )  # fmt: skip
        return channel

    def do(self, command: Any) -> None:
        answer = submit([command], by=SYSTEM, now=self.now)[0]
        assert answer.refusal is None, str(answer.refusal)

    def put(
        self, key: str = "case.urged", *, urgent: bool = False, to: str = "post:post-clerk"
    ) -> str:
        self.made += 1
        Message.objects.create(
            id=f"M{self.made}", position=self.made, key=key, subject=f"case:{self.made}",
            to=to, unit=TOWN, banner=BANNER, urgent=urgent, made_at=self.now,
            due_at=self.now, state="waiting",
        )  # fmt: skip
        return f"M{self.made}"

    def send(self, after: timedelta = timedelta()) -> None:
        self.now += after
        while sender.send_due(self.now):
            pass

    def row(self, message: str) -> Message:
        return Message.objects.get(id=message)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    units = [
        _unit("15", UnitKind.REGION, 1, None),
        _unit("1506", UnitKind.LEAGUE, 2, "15"),
        _unit(BANNER, UnitKind.BANNER, 3, "1506"),
        _unit(TOWN, UnitKind.TOWN, 4, BANNER),
    ]
    clerk = PostView(
        id="post-clerk", unit=TOWN, role="township_clerk", title="经办员",
        person="P1", person_name="",
    )  # fmt: skip
    place = Directory(units, [clerk])
    pack = SimpleNamespace(section=lambda name: SECTION)
    packs = SimpleNamespace(for_unit=lambda path, banner, section="": pack)
    monkeypatch.setitem(registry.snapshots, Directory, Snapshot(lambda: place, ()))
    monkeypatch.setitem(registry.snapshots, Packs, Snapshot(lambda: packs, ()))
    LazySnapshots.forget()
    with run_receiver() as receiver:
        yield Stage(receiver)
    LazySnapshots.forget()


def _unit(code: str, kind: UnitKind, level: int, parent: str | None) -> UnitView:
    return UnitView(
        code=code, name=code, short_name=code, kind=kind, level=level, parent=parent,
        axis=Axis.PLACE,
    )  # fmt: skip


def states() -> dict[str, str]:
    return dict(Message.objects.values_list("id", "state"))


# ---------------------------------------------------------------- going out
def test_message_to_a_post_goes_to_the_group_of_the_nearest_unit(stage: Stage) -> None:
    stage.open(ChannelKind.FEISHU, "/open-apis/bot/v2/hook/town", unit=TOWN)
    message = stage.put()
    stage.send()
    assert stage.row(message).state == "accepted"
    assert [one.path for one in stage.receiver.got] == ["/open-apis/bot/v2/hook/town"]


def test_official_is_told_where_they_asked_to_be(stage: Stage) -> None:
    stage.open(ChannelKind.SMS, "/sms")
    contact = Personal(ContactDetails(phone="13900000009"), subject="person:P1")
    stage.do(KeepContact(id=new_id(), person="P1", contact=contact))
    stage.put()
    stage.send()
    assert [one.body.get("phone") for one in stage.receiver.got] == ["13900000009"]


def test_many_messages_for_one_official_are_one_digest(stage: Stage) -> None:
    parts = [stage.put() for _ in range(3)]
    stage.send()
    assert len(stage.receiver.got) == 1
    assert "汇总3条：1. " in stage.receiver.texts[0]
    assert {states()[part] for part in parts} == {"folded"}


def test_what_exceeds_the_budget_goes_into_the_next_digest(stage: Stage) -> None:
    for _ in range(4):
        stage.put()
        stage.send(timedelta(minutes=1))
    assert len(stage.receiver.got) == 2
    stage.send(timedelta(hours=6))  # 16:04 there
    assert len(stage.receiver.got) == 2
    stage.send(timedelta(minutes=30))
    assert len(stage.receiver.got) == 3
    assert "汇总2条" in stage.receiver.texts[2]


def test_danger_is_told_at_night_and_over_the_budget(stage: Stage) -> None:
    for _ in range(2):
        stage.put()
        stage.send()
    stage.now += timedelta(hours=15)  # 01:00 there
    stage.put("case.emergency", urgent=True)
    stage.send()
    assert "涉险事项" in stage.receiver.texts[-1]


@pytest.mark.parametrize(
    ("hours", "wait"),
    [(2.5, 2), (11, 11), (-2.5, 0.5), (24 * 4 + 4, 24 * 3 - 6 + 4)],
)
def test_quiet_hours_are_waited_out(stage: Stage, hours: float, wait: float) -> None:
    # noon 12:30 to 14:30, evening 21:00 to 8:00, morning 7:30 to 8:00, Friday 14:00 to 14:30
    stage.now += timedelta(hours=hours)
    message = stage.put()
    stage.send()
    assert stage.receiver.got == []
    due = stage.row(message).due_at
    assert due > stage.now
    stage.send(due - stage.now - timedelta(seconds=1))
    assert stage.receiver.got == []
    stage.send(timedelta(seconds=1))
    assert len(stage.receiver.got) == 1


# ---------------------------------------------------------------- going wrong
def test_failure_is_tried_again_with_growing_waits_then_given_up(stage: Stage) -> None:
    stage.receiver.script = [(500, {})] * 3
    message, waits = stage.put(), []
    stage.send()
    for _ in range(2):
        row = stage.row(message)
        waits.append(row.due_at - stage.now)
        stage.send(row.due_at - stage.now)
    row = stage.row(message)
    assert waits == [timedelta(minutes=1), timedelta(minutes=5)]
    assert (row.state, row.code, row.attempts) == ("dead", "http-500", 3)


def test_refusal_for_good_is_not_tried_again(stage: Stage) -> None:
    stage.receiver.script = [(200, {"errcode": 93000})]
    message = stage.put()
    stage.send()
    stage.send(timedelta(days=1))
    assert (stage.row(message).state, stage.row(message).code) == ("dead", "robot-93000")
    assert len(stage.receiver.got) == 1


def test_given_up_messages_of_one_cause_are_sent_again_by_a_person(stage: Stage) -> None:
    stage.receiver.script = [(403, {})]
    message = stage.put()
    stage.send()
    assert [(one.state, one.code, one.count) for one in count_messages(SYSTEM)] == [
        (MessageState.DEAD, "http-403", 1)
    ]
    assert settle_dead(SYSTEM, "http-500", again=True, now=stage.now) == 0
    assert settle_dead(SYSTEM, "http-403", again=True, now=stage.now) == 1
    stage.send()
    assert stage.row(message).state == "accepted"


def test_gateway_that_is_down_holds_the_worker_up_once(stage: Stage) -> None:
    closed = ChannelSecret(address="http://127.0.0.1:9/robot/send?access_token=a1")
    stage.do(CloseChannel(id=new_id(), channel=stage.channel, reason="换"))
    channel = new_id()
    stage.do(
        OpenChannel(
            id=new_id(), channel=channel, unit=BANNER, kind=ChannelKind.DINGTALK, title="钉钉",
            secret=Personal(closed, subject=f"channel:{channel}"),
        )
    )  # fmt: skip
    first, second = stage.put(), stage.put("case.emergency", urgent=True)
    stage.send()
    assert sorted(row.attempts for row in Message.objects.all()) == [0, 1]
    assert {stage.row(first).state, stage.row(second).state} == {"waiting"}


def test_broken_message_does_not_stop_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = stage.put("case.emergency", urgent=True)
    Message.objects.filter(id=broken).update(params="{")
    fine = stage.put()
    stage.send()
    assert (states()[broken], stage.row(broken).code) == ("dead", "broken")
    assert states()[fine] == "accepted"


def test_message_that_nobody_sent_for_days_has_lapsed(stage: Stage) -> None:
    message = stage.put()
    stage.send(timedelta(days=4))
    assert (stage.row(message).state, stage.receiver.got) == ("lapsed", [])


def test_closed_channel_sends_nothing_and_its_keys_are_gone(stage: Stage) -> None:
    state = get_snapshot(Channels).find(stage.channel)
    stage.do(CloseChannel(id=new_id(), channel=stage.channel, reason="不再使用"))
    message = stage.put()
    stage.send()
    assert (stage.row(message).code, stage.receiver.got) == ("no-channel", [])
    assert state is not None and sender.open_value(state.secret) is None


def test_demonstration_shows_what_it_does_not_send(stage: Stage) -> None:
    mark_demonstration()
    message = stage.put()
    stage.send()
    assert (stage.row(message).state, stage.receiver.got) == ("shown", [])


# ---------------------------------------------------------------- killed, and raced
class Killed(BaseException):
    """The process ended here."""


STEPS = ("claim", "_hand_over", "note")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_nothing_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    real = getattr(sender, step)

    def die(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        raise Killed

    message = stage.put()
    monkeypatch.setattr(sender, step, die)
    with pytest.raises(Killed):
        stage.send()
    monkeypatch.setattr(sender, step, real)
    stage.send()
    stage.send(claims.CLAIMED_FOR)
    row = stage.row(message)
    assert row.state == "accepted"
    handed_over_twice = (step, after) in {("_hand_over", True), ("note", False)}
    assert len(stage.receiver.got) == (2 if handed_over_twice else 1)
    assert row.repeated is (row.attempts == 2)


def test_repeat_carries_the_same_message_id(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open(ChannelKind.SMS, "/sms")
    contact = Personal(ContactDetails(phone="13900000009"), subject="person:P1")
    stage.do(KeepContact(id=new_id(), person="P1", contact=contact))
    message = stage.put()
    real = sender.note

    def die(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    monkeypatch.setattr(sender, "note", die)
    with pytest.raises(Killed):
        stage.send()
    monkeypatch.setattr(sender, "note", real)
    stage.send(claims.CLAIMED_FOR)
    assert [one.body["message_id"] for one in stage.receiver.got] == [message, message]


def test_digest_that_was_cut_off_goes_out_as_the_same_digest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        stage.put()
    real = sender.claim

    def die(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    monkeypatch.setattr(sender, "claim", die)
    with pytest.raises(Killed):
        stage.send()
    monkeypatch.setattr(sender, "claim", real)
    stage.put()  # came meanwhile: another message, not another digest of the same
    stage.send()
    assert sum("汇总2条" in text for text in stage.receiver.texts) == 1
    assert len(stage.receiver.got) == 2


def test_two_senders_hand_nothing_over_twice(stage: Stage) -> None:
    for _ in range(12):
        stage.put("case.emergency", urgent=True)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(20):
                sender.send_due(stage.now)
        except BaseException as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(stage.receiver.got) == 12
    assert set(states().values()) == {"accepted"}


def test_sender_that_stalled_does_not_overwrite_the_other(stage: Stage) -> None:
    message = stage.put()
    token = sender.claim(stage.row(message), "person:P1", stage.channel, stage.now)
    stage.send(claims.CLAIMED_FOR)
    assert stage.row(message).state == "accepted"
    late = sender.note(message, token, stage.now, state=MessageState.DEAD, code="http-500")
    assert (late, stage.row(message).state) == (0, "accepted")


def test_struct_of_a_secret_is_in_no_row(stage: Stage) -> None:
    stage.put()
    stage.send()
    assert "key=abc" not in str(list(Message.objects.values()))
    assert "key=abc" not in str(msgspec.to_builtins(get_snapshot(Channels).all()))


def test_what_is_for_a_person_alone_is_said_in_no_group(stage: Stage) -> None:
    message = stage.put(to="person:P1", urgent=True)
    stage.send()
    assert (stage.row(message).code, stage.receiver.got) == ("no-channel", [])


def test_what_is_for_a_person_alone_goes_where_they_asked_to_be_told(stage: Stage) -> None:
    stage.open(ChannelKind.SMS, "/sms")
    details = ContactDetails(phone="13900000001")
    stage.do(KeepContact(id=new_id(), person="P1", contact=Personal(details, "person:P1")))
    message = stage.put(to="person:P1", urgent=True)
    stage.now = MONDAY + timedelta(hours=14)  # midnight: it waits for no morning
    stage.send()
    assert (stage.row(message).state, stage.row(message).party) == ("accepted", "person:P1")
    (got,) = stage.receiver.got
    assert "13900000001" in str(got)


def test_words_of_a_context_are_said_where_the_mechanism_has_none() -> None:
    own = MessageWords(key="test.own", zh="自带的话")
    words.keep_words([own])
    try:
        assert words.find_words(SECTION, "test.own") is own
        assert words.find_words(SECTION, "case.urged").zh == "事项{receipt}被督办。"
        other = msgspec.structs.replace(own, zh="机制的话")
        section = msgspec.structs.replace(SECTION, messages=(other,))
        assert words.find_words(section, "test.own") is other
    finally:
        words.forget_words(["test.own"])
