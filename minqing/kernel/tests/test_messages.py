"""Refusals print their sentence; frames name the snapshot that is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from minqing.kernel.calendar import WorkCalendar, load_default_calendar
from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import Actor, Command, Frame, Personal, RefusalKind

CLOSED = RefusalKind("case-closed", "不能{verb}事项{receipt}：已经销号。")


def test_refusal_fills_its_sentence():
    refusal = CLOSED(verb="延期", receipt="3F7K")
    assert str(refusal) == "不能延期事项3F7K：已经销号。"
    assert refusal.code == "case-closed"


def test_refusal_with_a_missing_parameter_fails_loudly():
    with pytest.raises(KeyError):
        str(CLOSED(verb="延期"))


def test_kernel_exception_carries_its_refusal():
    error = KernelRefused(CLOSED(verb="延期", receipt="3F7K"))
    assert (error.code, str(error)) == ("case-closed", "不能延期事项3F7K：已经销号。")


def test_frame_hands_out_registered_snapshot():
    calendar = load_default_calendar()
    frame = Frame(
        datetime(2026, 3, 1, tzinfo=UTC), Actor(scope="system:test"), {WorkCalendar: calendar}
    )
    assert frame.view(WorkCalendar) is calendar
    with pytest.raises(KeyError):
        frame.view(dict)


class Say(Command, frozen=True, kw_only=True):
    text: Personal[str]


def test_command_is_frozen_and_named():
    say = Say(id="1", text=Personal("x", "case:1"))
    with pytest.raises(AttributeError):
        say.id = "2"
    assert say.text.ref == ""
    assert msgspec.structs.replace(say, id="2").text is say.text
