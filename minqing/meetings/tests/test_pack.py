"""The section `meetings`: what it refuses, and what the packs of the folder say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import yaml

from minqing.kernel.cadences import EveryHalfMonth, EveryMonth, EveryWeek
from minqing.meetings.pack import MeetingsSection, check_meetings
from minqing.meetings.terms import Step
from minqing.meetings.tests.builders import (
    HALF_MONTH,
    MONTHLY,
    PACKS_DIR,
    WEEKLY,
    meetings_section,
)

KIND: dict[str, Any] = {
    "code": "weekly", "zh": "例会", "en": "Weekly", "held_at": ["village"],
    "gathers": ["village"], "every": {"kind": "week"}, "usual_day": 5, "hour": "15:00",
    "convenor": ["village_secretary"],
    "chair": {"by": "fixed", "roles": ["village_secretary"], "source": "WDM-02"},
    "seats": {"heads": ["village_secretary"], "source": "WDM-02"},
    "minutes_due": {"span": {"amount": 2, "unit": "working_days"}, "source": "WDM-02"},
    "takes": ["late"], "source": "WDM-02",
}  # fmt: skip


def read(**changed: Any) -> MeetingsSection:
    return msgspec.convert({"kinds": [{**KIND, **changed}]}, MeetingsSection)


def codes(section: MeetingsSection) -> list[str]:
    identity: Any = SimpleNamespace()
    return [problem.code for problem in check_meetings(section, identity)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"next": "nothing"}, "pack-meeting-next"),
        ({"next": "weekly"}, "pack-meeting-next"),
        ({"convenor": ["somebody"]}, "pack-meeting-role"),
        ({"source": "ours"}, "pack-meeting-reason"),
        (
            {"chair": {"by": "rotation", "roles": ["township_leader"], "source": "WDM-09"}},
            "pack-meeting-pool",
        ),
    ],
)
def test_wrong_section_is_refused(changed: dict[str, Any], code: str | None) -> None:
    assert codes(read(**changed)) == ([code] if code else [])


def test_same_meeting_twice_is_refused() -> None:
    assert codes(MeetingsSection(kinds=(*read().kinds, *read().kinds))) == ["pack-meeting-twice"]


def test_unknown_words_are_refused() -> None:
    for changed in ({"takes": ["everything"]}, {"steps": ["party"]}, {"colour": "red"}):
        with pytest.raises(msgspec.ValidationError):
            read(**changed)


@pytest.mark.parametrize(
    "path", sorted(PACKS_DIR.glob("*/meetings.yaml")), ids=lambda p: p.parent.name
)
def test_section_of_a_pack_is_sound(path: Any) -> None:
    section = msgspec.convert(yaml.safe_load(path.read_text()), MeetingsSection)
    assert codes(section) == []


def test_three_levels_meet_as_the_papers_print_it() -> None:
    section = meetings_section()
    kinds = [section.find_kind(code) for code in (WEEKLY, HALF_MONTH, MONTHLY)]
    assert [type(kind.every) for kind in kinds if kind] == [EveryWeek, EveryHalfMonth, EveryMonth]
    assert [kind.next for kind in kinds if kind] == [HALF_MONTH, MONTHLY, None]
    district = kinds[-1]
    assert district is not None
    assert (district.notice_days, district.chair.by) == (3, "rotation")
    assert set(district.steps) == set(Step)
    assert len(district.seats.required) == 2
