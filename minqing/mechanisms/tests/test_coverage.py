"""States of rules follow from what is built, shown and set up; nothing is typed."""

from __future__ import annotations

from typing import Any

import pytest

from minqing.mechanisms import normal
from minqing.mechanisms.capabilities import CAPABILITIES
from minqing.mechanisms.coverage import PackCoverage, compute_coverage
from minqing.mechanisms.registry import Registry
from minqing.mechanisms.tests.small_pack import TrialSection, small

NEEDS = ["cases.ledgers", "cases.clocks"]
REASON = {"reason_zh": "理由。", "reason_en": "Reason."}


def _cover(known: Registry, **rule: Any) -> PackCoverage:
    document = small()
    document["rules"][0].update({"needs": NEEDS, **rule})
    return compute_coverage(normal.build(document, {}, known=known), known=known)


@pytest.mark.parametrize(
    ("provided", "shown", "rule", "state"),
    [
        ([], [], {}, "coming"),
        (NEEDS[:1], NEEDS[:1], {}, "partly"),
        (NEEDS, NEEDS, {}, "running"),
        (NEEDS, NEEDS[:1], {}, "partly"),  # built, but no page shows the second
        (NEEDS, [], {}, "partly"),
        (NEEDS, NEEDS, {"left_out": ["control"], **REASON}, "partly"),
        (NEEDS, NEEDS, {"remark": "C-03", **REASON}, "running"),
        ([], [], {"left_out": ["control"], **REASON}, "coming"),
        (NEEDS, NEEDS, {"needs": [], **REASON}, "not_software"),
    ],
)
def test_state_follows_from_what_is_registered(
    provided: list[str], shown: list[str], rule: dict[str, Any], state: str
) -> None:
    known = Registry()
    for name in provided:
        known.register_capability(name, screen="console:x" if name in shown else "")
    coverage = _cover(known, **rule)
    assert coverage.rules[0].state == state
    assert getattr(coverage, state) == 1
    assert coverage.running + coverage.partly + coverage.coming + coverage.not_software == 1


def test_capability_whose_section_the_pack_lacks_does_not_run() -> None:
    known = Registry()
    for name in NEEDS:
        known.register_capability(name, screen="console:ledgers")
    assert _cover(known).rules[0].state == "running"
    known.register_section("cases", TrialSection)
    covered = _cover(known).rules[0]
    assert covered.state == "coming"
    assert [need.wants_section for need in covered.needs] == [True, True]


def test_capability_runs_only_for_the_rules_that_the_pack_sets_up() -> None:
    for rule, state in (("SDN-11", "running"), ("SDN-04", "partly")):
        known = Registry()
        known.register_capability(
            NEEDS[0], screen="console:x", sets_up=lambda pack, rule: rule == "SDN-11"
        )
        known.register_capability(NEEDS[1], screen="console:x")
        assert _cover(known, id=rule).rules[0].state == state


def test_screen_and_tests_are_those_of_the_first_need_that_runs() -> None:
    known = Registry()
    known.register_capability("cases.clocks", tests=["a.py"])
    known.register_screen("cases.clocks", "console:clocks")
    covered = _cover(known).rules[0]
    assert (covered.screen, covered.tests) == ("console:clocks", ("a.py",))


def test_all_49_capabilities_of_the_mission_have_a_name() -> None:
    features = {item.feature for item in CAPABILITIES.values()} - {""}
    assert features == {f"F{number:02d}" for number in range(1, 50)}
    assert all(item.name_zh and item.name_en for item in CAPABILITIES.values())
