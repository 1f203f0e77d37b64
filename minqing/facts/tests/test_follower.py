"""Facts are written once, whatever is repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest

from minqing.facts import public
from minqing.facts.follower import write_facts
from minqing.facts.models import Fact
from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import LogEntry, read_entries, submit
from minqing.log.tests.tally import Count, Counted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def extract(entry: LogEntry) -> Sequence[FactRow]:
    event = entry.event
    assert isinstance(event, Counted)
    return [FactRow(kind="counted", unit="150627", value=event.amount)] * 2


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    register_facts([FactKind("counted", "计数一次", "次")], [Counted.TYPE], extract)
    yield
    del public.KINDS["counted"]
    del public.EXTRACTORS[Counted.TYPE]


def write_three() -> None:
    by = Actor(scope="account:a", permissions=frozenset({"TALLY_COUNT"}))
    commands = [Count(id=new_id(), tally="a", amount=n) for n in (1, 2, 3)]
    submit(commands, by=by, now=datetime(2026, 3, 2, tzinfo=UTC))


def test_facts_written_twice_stand_once() -> None:
    write_three()
    entries = read_entries()
    write_facts(entries)
    write_facts(entries)
    assert list(Fact.objects.order_by("id").values_list("value", flat=True)) == [1, 1, 2, 2, 3, 3]


def test_second_extractor_of_an_event_is_refused() -> None:
    with pytest.raises(ValueError, match="two extractors"):
        register_facts([], [Counted.TYPE], extract)


def test_unregistered_kind_is_an_error() -> None:
    write_three()
    del public.KINDS["counted"]
    with pytest.raises(KeyError, match="counted"):
        write_facts(read_entries())
    public.KINDS["counted"] = FactKind("counted", "计数一次", "次")


def test_fact_of_another_day_stands_at_the_beginning_of_that_day() -> None:
    write_three()
    days = iter([date(2026, 2, 27), date(2026, 3, 2), None])

    def extract_on(entry: LogEntry) -> Sequence[FactRow]:
        return [FactRow(kind="counted", happened_on=next(days))]

    public.EXTRACTORS[Counted.TYPE] = extract_on
    entries = read_entries()
    write_facts(entries)
    moment = entries[0].happened_at
    assert list(Fact.objects.order_by("id").values_list("happened_at", flat=True)) == [
        datetime(2026, 2, 26, 16, tzinfo=UTC),  # midnight in Asia/Shanghai
        moment,
        moment,
    ]
