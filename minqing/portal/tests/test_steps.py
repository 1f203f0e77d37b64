"""The questions of 反映事项, without a database."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from minqing.cases.guesses import MOST, is_allowed, note_failure
from minqing.portal import steps

TOWNS = (("150627100", "阿勒腾席热镇"),)
VILLAGES = (("150627100201", "布连村"),)
GOOD = {
    "kind": "help", "town": "150627100", "village": "150627100201", "matter": "没水三天了。",
    "spot": "第三口井往北", "latitude": "", "longitude": "", "within": "", "files": "", "at": "",
    "find": "", "anonymity": "named", "name": "庚大爷", "phone": "10000001234", "language": "",
    "command": "C", "case": "K",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    caches["shared"].clear()
    monkeypatch.setattr(steps.reading, "list_towns", lambda: TOWNS)
    monkeypatch.setattr(steps.reading, "list_villages", lambda town: VILLAGES if town else ())
    monkeypatch.setattr(
        steps.reading, "find_town", lambda code: TOWNS[0][0] if code == VILLAGES[0][0] else ""
    )
    monkeypatch.setattr(steps.reading, "name_place", lambda code: "阿勒腾席热镇布连村")
    monkeypatch.setattr(steps.reading, "is_emergency", lambda answers: "不活" in answers["matter"])


def test_known_place_passes_over_its_two_questions() -> None:
    known = GOOD | {"at": "1"}
    assert steps.find_step_after("kind", known) == "words"
    assert steps.find_step_before("words", known) == "kind"
    assert steps.find_step_after("kind", GOOD) == "town"
    assert steps.find_step_after("kind", known | {"village": "1"}) == "town"


def test_village_found_by_name_goes_on_to_the_words() -> None:
    assert steps.check_step("find", GOOD) is None
    assert steps.check_step("find", GOOD | {"village": "1"}) is not None
    assert steps.find_step_after("find", GOOD) == "words"
    assert steps.find_step_before("find", GOOD) == "town"


def test_whole_set_of_answers_passes() -> None:
    assert steps.check_step("check", GOOD) is None


@pytest.mark.parametrize(
    ("step", "change", "field"),
    [
        ("kind", {"kind": ""}, "f-kind"),
        ("kind", {"kind": "nonsense"}, "f-kind"),
        ("town", {"town": "1"}, "f-town"),
        ("village", {"village": "1"}, "f-village"),
        ("words", {"matter": ""}, "f-matter"),
        ("more", {"spot": "字" * (steps.LONGEST_SPOT + 1)}, "f-spot"),
        ("more", {"latitude": "39.5"}, "f-spot"),
        ("more", {"latitude": "39.5", "longitude": "<script>"}, "f-spot"),
        ("more", {"latitude": "39.5", "longitude": "109.8", "within": "-1"}, "f-spot"),
        ("words", {"matter": "字" * (steps.LONGEST + 1)}, "f-matter"),
        ("contact", {"anonymity": ""}, "f-anonymity"),
        ("contact", {"name": ""}, "f-name"),
        ("contact", {"phone": "123"}, "f-phone"),
        ("contact", {"language": "nonsense"}, "f-language"),
    ],
)
def test_wrong_answer_is_told_at_its_field(step: str, change: dict[str, str], field: str) -> None:
    fault = steps.check_step(step, GOOD | change)
    assert fault is not None
    assert fault.field == field
    assert steps.check_step("check", GOOD | change) == fault


def test_anonymous_needs_neither_name_nor_phone() -> None:
    assert (
        steps.check_step("contact", GOOD | {"anonymity": "anonymous", "name": "", "phone": ""})
        is None
    )


@pytest.mark.parametrize("step", steps.STEPS)
def test_page_of_a_step_carries_every_other_answer(step: str) -> None:
    shown = steps.show_step(step, GOOD, None)
    carried = dict(shown["carried"])
    asked = set(steps.FIELDS_OF[step])
    assert carried == {name: value for name, value in GOOD.items() if value and name not in asked}


def test_emergency_words_are_answered_on_the_next_page() -> None:
    assert steps.show_step("contact", GOOD | {"matter": "我不活了"}, None)["danger"]
    assert not steps.show_step("contact", GOOD, None)["danger"]


def test_answers_are_read_without_anything_else() -> None:
    read = steps.read_answers({"kind": " help ", "evil": "1"})
    assert read["kind"] == "help"
    assert set(read) == set(steps.CARRIED)


def test_anonymous_contact_is_not_repeated_on_the_check_page() -> None:
    answers = steps.say_answers(GOOD | {"anonymity": "anonymous"})
    assert answers[-1]["value"] == "匿名"


def test_guessing_is_slowed_down_for_the_place_only() -> None:
    for _attempt in range(MOST):
        assert is_allowed("7CHA00X9GKTPM")
        note_failure("7CHA00X9GKTPM")
    assert not is_allowed("7CHA11AAAAAAA")
    assert is_allowed("8CHA00X9GKTPM")
