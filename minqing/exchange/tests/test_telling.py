"""What the sender of an order is told, when, and what ends its clock on the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from minqing.cases.models import Case
from minqing.cases.public import (
    Anonymity,
    CaseState,
    Channel,
    MatterKind,
    ReceiveCase,
    find_by_receipt,
    make_receipt,
)
from minqing.exchange.models import OrderRow, Outgoing
from minqing.exchange.public import (
    PeerSecret,
    RenewPeer,
    ReturnOrder,
    RouteOrder,
    bring_in,
    list_held,
)
from minqing.exchange.tests.house import (
    Line,
    act_as_clerk,
    do,
    find_category,
    find_village,
    open_line,
    order,
    settle,
    sort,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import claims, get_snapshot, get_state, mark_demonstration, submit
from minqing.org.public import Directory
from minqing.vault.public import open_value
from tests.harness.hotline import Weather

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
REPLY = "机井已修好，今天上午恢复供水。"


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as opened:
        yield opened


def accept(line: Line, **more: object) -> CaseState:
    number = line.hotline.issue(**order(**more))
    line.hotline.deliver()
    state = find_by_receipt(line.hotline.book[number].receipt)
    assert state is not None
    return state


def follow(line: Line) -> None:
    line.work()
    line.send()


def heard(line: Line) -> list[str]:
    told = sorted(line.hotline.messages.values(), key=lambda one: one["position"])
    return [one["status"] for one in told]


def test_sender_hears_acceptance_progress_and_answer_and_its_clock_ends(line: Line) -> None:
    state = accept(line)
    sort(state.id)
    follow(line)
    assert heard(line) == ["accepted", "in-hand"]
    settle(state.id, REPLY)
    follow(line)
    assert heard(line)[:3] == ["accepted", "in-hand", "answered"]
    entry = line.hotline.book["RX000001"]
    assert entry.text == REPLY
    known = find_by_receipt(state.receipt)
    assert known is not None and known.external is not None
    assert known.external.answered_at is not None
    assert Outgoing.objects.filter(id=known.external.answer_number, kind="answered").exists()


def test_answer_that_got_lost_is_sent_again_with_the_same_id(line: Line) -> None:
    accept(line)
    line.hotline.weather = Weather(answer_lost=1.0)
    follow(line)
    first = set(line.hotline.messages)
    row = Outgoing.objects.get()
    assert (row.state, row.code) == ("waiting", "http-503")
    line.hotline.weather = Weather()
    line.ahead += timedelta(minutes=2)
    follow(line)
    assert set(line.hotline.messages) == first
    assert Outgoing.objects.get().state == "taken"


def test_given_up_message_waits_for_a_person_and_can_be_sent_again(line: Line) -> None:
    accept(line)
    line.hotline.weather = Weather(lost=1.0)
    for _ in range(9):
        follow(line)
        line.ahead += timedelta(days=1)
    row = Outgoing.objects.exclude(kind="reconcile").get()
    assert (row.state, row.attempts) == ("dead", 8)


def test_message_in_the_hand_of_a_stopped_sender_goes_back(line: Line) -> None:
    accept(line)
    line.work()
    Outgoing.objects.update(state="waiting", attempts=0)
    row = Outgoing.objects.get()
    assert claims.take(row, line.now())
    assert claims.take(row, line.now()) == ""
    line.ahead += timedelta(minutes=3)
    line.send()
    assert Outgoing.objects.get().state == "taken"


def test_unknown_place_is_held_for_a_person_who_says_where_it_belongs(line: Line) -> None:
    number = line.hotline.issue(**order(place="没有听说过的地方"))
    line.hotline.deliver()
    assert line.hotline.book[number].standing == "pending"
    assert not Case.objects.exists()
    waiting = OrderRow.objects.get()
    do(RouteOrder(id=new_id(), order=waiting.id, unit=find_village(1), category=find_category()))
    bring_in([waiting.id], now=line.now())
    follow(line)
    entry = line.hotline.book[number]
    assert entry.standing == "accepted"
    assert Case.objects.get().receipt == entry.receipt
    assert Case.objects.get().place == find_village(1)


def test_name_of_a_village_needs_no_mapping_and_words_are_deleted_when_the_case_has_them(
    line: Line,
) -> None:
    name = get_snapshot(Directory).unit(find_village(2)).name
    state = accept(line, place=name)
    assert state.place == find_village(2)
    kept = get_state(f"order:{OrderRow.objects.get().id}")
    assert kept.words == ""
    assert open_value(state.matter) == order()["matter"]


def test_returned_order_tells_the_reason_and_is_refused_in_both_books(line: Line) -> None:
    number = line.hotline.issue(**order(place="别处"))
    line.hotline.deliver()
    row = OrderRow.objects.get()
    words = Personal("地点不在本旗，请转所在地。", subject=f"case:{row.case}")
    do(ReturnOrder(id=new_id(), order=row.id, reason=words))
    follow(line)
    entry = line.hotline.book[number]
    assert (entry.standing, entry.sentence) == ("refused", "地点不在本旗，请转所在地。")


def test_clerk_of_a_town_sees_no_order_of_the_banner_and_settles_none(line: Line) -> None:
    line.hotline.issue(**order(place="别处"))
    line.hotline.deliver()
    clerk, row = act_as_clerk(), OrderRow.objects.get()
    assert list_held(clerk) == []
    wish = RouteOrder(id=new_id(), order=row.id, unit=find_village(), category=find_category())
    (answer,) = submit([wish], by=clerk, now=line.now())
    assert answer.refusal is not None and answer.refusal.code == "order-unknown"


def test_confidential_order_is_sealed_and_still_answered_to_its_sender(line: Line) -> None:
    state = accept(line, confidential=True)
    assert state.anonymity.value == "sealed"
    sort(state.id)
    follow(line)
    assert heard(line) == ["accepted", "in-hand"]


def test_number_typed_in_by_hand_before_is_the_same_case(line: Line) -> None:
    case, number = new_id(), "RX000001"
    do(
        ReceiveCase(
            id=new_id(),
            case=case,
            receipt=make_receipt(find_village(), case),
            unit=find_village(),
            channel=Channel.HOTLINE,
            kind=MatterKind.APPEAL,
            matter=Personal("热线先来电话说的", subject=f"case:{case}"),
            anonymity=Anonymity.ANONYMOUS,
            external_number=number,
            external_source="hotline_12345",
        )
    )
    assert accept(line).id == case
    assert Case.objects.count() == 1


def test_nothing_leaves_a_demonstration(line: Line) -> None:
    accept(line)
    mark_demonstration()
    follow(line)
    assert line.hotline.messages == {}
    assert Outgoing.objects.get().state == "shown"


def test_peer_without_an_address_is_sent_nothing_and_nothing_waits(line: Line) -> None:
    secret = PeerSecret(theirs=line.keys[0], ours=line.keys[1])
    sealed = Personal(secret, subject=f"peer:{line.peer}")
    do(RenewPeer(id=new_id(), peer=line.peer, secret=sealed))
    accept(line)
    follow(line)
    assert not Outgoing.objects.exists()
