"""Messages of cases, from the log to a receiver on loopback and back by text message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from minqing.cases import commands as c
from minqing.cases.messages import is_silent
from minqing.cases.slips import make_receipt
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Channel,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    RaiserDetails,
    Rating,
    Status,
)
from minqing.cases.tests.builders import BANNER, TOWN, WATER, receive
from minqing.cases.tests.conftest import House
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log import worker
from minqing.log.public import EraseSubject, get_state
from minqing.log.registry import LazySnapshots
from minqing.notices.inbound.arriving import sign
from minqing.notices.inbound.keeping import KEPT_FOR, drop_old_messages, forget_texts
from minqing.notices.inbound.wishes import has_opted_out
from minqing.notices.models import Message, TextIn
from minqing.notices.public import (
    ChannelKind,
    ChannelSecret,
    OpenChannel,
    find_signed,
    list_told,
    make_party,
    open_text,
    take_report,
    take_text,
)
from minqing.notices.tests.receivers import Receiver, run_receiver
from minqing.org.public import system_actor

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
PHONE = "13900000001"
INBOUND = "inbound-key-of-the-gateway"
SYSTEM = system_actor("tests")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as found:
        yield found


class Office:
    """A house with a text gateway: letters go out, answers come in, the worker runs between."""

    def __init__(self, house: House, receiver: Receiver) -> None:
        self.house, self.receiver = house, receiver
        self.channel = new_id()
        self.case = new_id()
        opened = OpenChannel(
            id=new_id(),
            channel=self.channel,
            unit=BANNER,
            kind=ChannelKind.SMS,
            title="县短信网关",
            gateway="generic-json",
            duty_post="post-clerk",
            secret=Personal(
                ChannelSecret(address=receiver.address("/sms"), key="k", inbound=INBOUND),
                subject=f"channel:{self.channel}",
            ),
        )
        assert house.send(opened, SYSTEM).refusal is None

    def run(self, after: timedelta = timedelta()) -> None:
        self.house.now += after
        LazySnapshots.forget()
        for name, follower in worker.registry.followers.items():
            if name.startswith(("outbox-", "notices-")):
                while worker.run_follower(follower, self.house.now):
                    pass
        for name in ("notices-send", "cases-note-tellings", "cases-answer-texts"):
            while worker.registry.jobs[name](self.house.now):
                pass

    def receive(self, channel: Channel = Channel.PORTAL, phone: str = PHONE) -> str:
        details = RaiserDetails(name="张三", phone=phone)
        raiser = Personal(details, f"case:{self.case}")
        answer = self.house.send(
            receive(
                self.case,
                unit=TOWN,
                receipt=make_receipt(TOWN, self.case),
                channel=channel,
                matter=self.words("机井水泵坏了半个月。"),
                raiser=raiser,
                household="",
            ),
            "clerk",
        )
        assert answer.refusal is None, str(answer.refusal)
        triage = {"kind": MatterKind.HELP, "ledger": Ledger.REPORT_UP, "category": "water-wells"}
        self.house.must(c.TriageCase, "clerk", self.case, **triage)
        return self.case

    def answer(self, outcome: Outcome = Outcome.SOLVED) -> str:
        """Bring the case up to the department, to where its result awaits telling."""
        must, case = self.house.must, self.case
        tried = self.words("村里请来水管员看过，没有资金更换。")
        must(c.RaiseToNextLevel, "clerk", case, tried=tried, unit=WATER)
        must(c.AcknowledgeCase, "handler", case)
        must(c.RecordResult, "handler", case, outcome=outcome, reply=self.words("已换泵。"))
        must(c.ReviewResult, "reviewer", case, approved=True)
        return case

    def words(self, text: str) -> Personal[str]:
        return Personal(text, f"case:{self.case}")

    def told_by_text(self) -> str:
        """Tell by text, as far as the gateway's report; returns the id of the message."""
        self.receive(Channel.VISIT)
        self.answer()
        self.house.must(c.TellByMessage, "clerk", self.case)
        self.run()
        (message,) = list_told(f"case:{self.case}")
        assert self.report(message.id)
        self.run()
        return message.id

    def state(self) -> CaseState:
        found: CaseState = get_state(f"case:{self.case}")
        return found

    def report(self, message: str, status: str = "delivered") -> bool:
        channel = find_channel(self)
        body = json.dumps({"message_id": message, "status": status}).encode()
        return take_report(channel, body, now=self.house.now)

    def text(self, words: str, *, number: str = "", phone: str = PHONE) -> Any:
        body = {"id": number or new_id(), "phone": phone, "text": words}
        return take_text(find_channel(self), json.dumps(body).encode(), now=self.house.now)


def find_channel(office: Office) -> Any:
    moment, body = str(int(office.house.now.timestamp())), b"{}"
    headers = {"X-Timestamp": moment, "X-Signature": sign(INBOUND, moment, body)}
    found = find_signed(office.channel, headers, body, now=office.house.now)
    assert found is not None
    return found


@pytest.fixture
def office(house: House, receiver: Receiver) -> Office:
    return Office(house, receiver)


def test_raiser_gets_receipt_and_promise_by_text(office: Office) -> None:
    office.receive()
    office.run()
    assert [one.body["phone"] for one in office.receiver.got] == [PHONE, PHONE]
    assert ["已登记" in text for text in office.receiver.texts] == [True, False]
    assert "答复您" in office.receiver.texts[1]


def test_slip_in_hand_is_not_told_again_by_text(office: Office) -> None:
    office.receive(Channel.VISIT)
    office.run()
    assert office.receiver.got == []


def test_raiser_without_a_number_is_told_nothing(office: Office) -> None:
    office.receive(phone="")
    office.run()
    assert office.receiver.got == []
    assert {one.code for one in list_told(f"case:{office.case}")} == {"no-address"}


def test_outbox_holds_neither_number_nor_words(office: Office) -> None:
    office.told_by_text()
    rows = str(list(Message.objects.values())) + str(list(TextIn.objects.values()))
    assert PHONE not in rows
    assert "已换泵" not in rows
    assert "已换泵" in office.receiver.texts[0]


def test_telling_by_text_is_recorded_when_it_arrived(office: Office) -> None:
    office.receive(Channel.VISIT)
    office.answer()
    office.house.must(c.TellByMessage, "clerk", office.case)
    office.run()
    assert office.state().status is Status.AWAITING_TELLING  # taken is not yet arrived
    (message,) = list_told(f"case:{office.case}")
    assert (message.state, message.number) == ("accepted", "g1")
    assert office.report(message.id)
    office.run()
    assert (office.state().status, office.state().told_by) == (
        Status.AWAITING_CONFIRMATION,
        Means.SMS,
    )


def test_report_overtaken_or_repeated_changes_nothing(office: Office) -> None:
    message = office.told_by_text()
    assert not office.report(message)
    assert not office.report(message, "failed")
    assert not office.report("M-UNKNOWN")
    assert list_told(f"case:{office.case}")[0].state == "delivered"


def test_report_of_what_was_taken_without_an_answer_ends_the_trying(office: Office) -> None:
    """The gateway took it, its yes was lost, and it arrived: nobody is told the same twice."""
    office.receive(Channel.VISIT)
    office.answer()
    office.house.must(c.TellByMessage, "clerk", office.case)
    office.receiver.script = [(503, {})]
    office.run()
    (message,) = list_told(f"case:{office.case}")
    assert message.state == "waiting" and len(office.receiver.got) == 1
    assert not office.report(message.id, "failed")
    assert office.report(message.id)
    assert not office.report(message.id)
    office.run(after=timedelta(hours=1))
    assert len(office.receiver.got) == 1
    assert office.state().told_by == Means.SMS


def test_report_with_signs_that_no_column_holds_is_about_none_of_ours(office: Office) -> None:
    office.told_by_text()
    assert not office.report("a\x00b")
    assert not office.report("\x00", "delivered\x00")


@pytest.mark.parametrize(
    ("words", "status", "reopened", "settled"),
    [
        ("1", Status.AWAITING_CONFIRMATION, 0, "confirmed"),  # struck off by hand in this ledger
        ("１。", Status.AWAITING_CONFIRMATION, 0, "confirmed"),
        ("2", Status.REOPENED, 1, "reopened"),
        ("3", Status.REOPENED, 1, "reopened"),
        ("没解决", Status.REOPENED, 1, "reopened"),
        ("1号井又坏了", Status.AWAITING_CONFIRMATION, 0, "waits"),
        ("你们啥时候来", Status.AWAITING_CONFIRMATION, 0, "waits"),
    ],
)
def test_answer_by_text_is_the_residents_own_word(
    office: Office, words: str, status: Status, reopened: int, settled: str
) -> None:
    office.told_by_text()
    assert office.text(words).ok
    office.run()
    assert (office.state().status, office.state().reopened) == (status, reopened)
    assert (office.state().confirmation is not None) is (settled == "confirmed")
    assert TextIn.objects.get().settled == settled


def test_answer_is_for_a_person_while_two_matters_of_one_phone_wait_for_it(office: Office) -> None:
    """“1” may mean either: neither may be closed on a word about the other."""
    first = office.case
    office.told_by_text()
    office.case = second = new_id()
    office.told_by_text()
    office.text("1")
    office.run()
    assert TextIn.objects.get().settled == "waits"
    for case in (first, second):
        state: CaseState = get_state(f"case:{case}")
        assert (state.status, state.confirmation) == (Status.AWAITING_CONFIRMATION, None)


def test_answer_counts_for_the_last_matter_once_the_other_was_answered(office: Office) -> None:
    office.told_by_text()
    office.text("1")
    office.run()
    office.case = new_id()
    office.told_by_text()
    office.text("3")
    office.run()
    assert office.state().status is Status.REOPENED


def test_content_is_kept_apart_from_solved(office: Office) -> None:
    office.told_by_text()
    office.text("1 满意")
    office.run()
    said = office.state().confirmation
    assert said is not None
    assert (said.solved, said.rating, said.given_on) == (True, Rating.SATISFIED, "sms")


def test_not_solved_reopens_what_was_only_explained(office: Office) -> None:
    office.receive(Channel.VISIT)
    office.answer(Outcome.PARTLY)
    office.house.must(c.TellByMessage, "clerk", office.case)
    office.run()
    office.report(list_told(f"case:{office.case}")[0].id)
    office.run()
    office.text("3")
    office.run()
    assert office.state().status is Status.REOPENED


def test_same_text_handed_over_again_is_one_text(office: Office) -> None:
    office.told_by_text()
    answers = [office.text("3", number="n-1").status for _ in range(3)]
    office.run()
    assert answers == ["accepted", "already-done", "already-done"]
    assert (TextIn.objects.count(), office.state().reopened) == (1, 1)


def test_text_of_a_stranger_waits_for_the_one_on_duty(office: Office) -> None:
    office.told_by_text()
    office.text("1", phone="13900000002")
    office.run()
    office.run()  # what a person is to read is told in the next round
    assert office.state().status is Status.AWAITING_CONFIRMATION
    assert TextIn.objects.get().settled == "waits"
    assert Message.objects.filter(key="notices.text", to="post:post-clerk").exists()


def test_who_opted_out_is_told_nothing_until_they_ask_again(office: Office) -> None:
    office.text("退订")
    office.run()
    office.receive()
    office.run()
    assert office.receiver.got == []
    assert {one.code for one in list_told(f"case:{office.case}")} == {"opted-out"}
    office.house.now += timedelta(minutes=1)
    office.text("恢复")
    office.run()
    office.answer()
    office.house.must(c.TellByMessage, "clerk", office.case)
    office.run()
    assert len(office.receiver.got) == 1


def test_after_erasure_nothing_is_told_and_no_number_matches(office: Office) -> None:
    office.told_by_text()
    erase = EraseSubject(id=new_id(), subject=f"case:{office.case}", reason="本人要求")
    assert office.house.send(erase, SYSTEM).refusal is None
    office.run()
    assert set(Message.objects.values_list("party", flat=True)) == {""}
    office.text("3")
    office.run()
    assert TextIn.objects.get().settled == "waits"


def test_told_face_to_face_is_asked_by_text(office: Office) -> None:
    office.receive(Channel.VISIT)
    office.answer()
    office.house.must(c.RecordTelling, "clerk", office.case, means=Means.FACE_TO_FACE)
    office.run()
    assert ["没解决回3" in text for text in office.receiver.texts] == [True]
    office.text("3")
    office.run()
    assert office.state().status is Status.REOPENED


@pytest.mark.parametrize("wrong", ["key", "moment", "body", "channel", "none"])
def test_unsigned_or_replayed_hand_over_is_nobodys(office: Office, wrong: str) -> None:
    now, body = office.house.now, b"{}"
    at = now - timedelta(minutes=6) if wrong == "moment" else now
    moment = str(int(at.timestamp()))
    key = "another-key-of-sixteen" if wrong == "key" else INBOUND
    headers = {"X-Timestamp": moment, "X-Signature": sign(key, moment, body)}
    if wrong == "none":
        headers = {}
    channel = "NOBODY" if wrong == "channel" else office.channel
    given = b"[]" if wrong == "body" else body
    assert find_signed(channel, headers, given, now=now) is None


def test_sealed_complaint_is_never_told_of(office: Office) -> None:
    office.receive()
    state = msgspec.structs.replace(office.state(), sealed=True)
    assert is_silent(state)
    assert is_silent(msgspec.structs.replace(office.state(), history=True))


def test_settled_text_is_erased_after_its_time_and_an_opt_out_stays(office: Office) -> None:
    office.told_by_text()
    office.text("3")
    office.text("退订", phone="13900000002")
    office.run()
    office.house.now += KEPT_FOR + timedelta(days=1)
    (command,) = forget_texts(office.house.now, 50)
    assert office.house.send(command, SYSTEM).refusal is None
    office.run()
    assert open_text(command.subject.partition(":")[2]) == ("", "")
    assert has_opted_out(make_party("13900000002", office.house.now))
    assert forget_texts(office.house.now, 50) == []


def test_proof_of_delivery_outlives_messages_to_officials(office: Office) -> None:
    message = office.told_by_text()
    Message.objects.create(
        id="M1", position=1, key="case.urged", subject="case:1", to="post:post-clerk", unit=TOWN,
        banner=BANNER, made_at=office.house.now, due_at=office.house.now, state="accepted",
    )  # fmt: skip
    drop_old_messages(office.house.now)
    assert Message.objects.filter(id="M1").exists()
    drop_old_messages(office.house.now + KEPT_FOR + timedelta(days=1))
    assert set(Message.objects.values_list("id", flat=True)) == {message}
