"""Rows by name: the same on both databases, of none, of one, of thousands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from minqing.log.bulk_reading import read_bytes
from minqing.log.models import Head, Setting

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.both_databases]
AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def streams() -> list[str]:
    names = [f"thing:{number}'\"%" for number in range(1_500)]
    Head.objects.bulk_create(
        Head(stream=name, version=number, state=bytes([number % 256, 0, 255]))
        for number, name in enumerate(names)
    )
    return names


def test_rows_among_thousands_of_names_are_found(streams: list[str]) -> None:
    wanted = [*streams[::2], "nobody"]
    found = Head.objects.filter(stream__among=wanted).values_list("stream", flat=True)
    assert sorted(found) == sorted(streams[::2])
    assert Head.objects.exclude(stream__among=wanted).count() == 750
    assert Head.objects.filter(version__among=range(3)).count() == 3


def test_nothing_is_among_none(streams: list[str]) -> None:
    assert not Head.objects.filter(stream__among=[]).exists()
    assert Head.objects.exclude(stream__among=[]).count() == len(streams)
    assert Setting.objects.filter(name__among=()).count() == 0


def test_bytes_come_as_they_were_written(streams: list[str]) -> None:
    assert read_bytes("log_head", "version", "state", []) == []
    found = dict(read_bytes("log_head", "version", "state", [0, 256, 1_499, 9_999]))
    assert found == {0: b"\x00\x00\xff", 256: b"\x00\x00\xff", 1_499: bytes([219, 0, 255])}
