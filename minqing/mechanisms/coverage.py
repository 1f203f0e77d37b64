"""Which rules of a mechanism run, run partly, come later, or are not software. Computed.

A need is met when its capability is built, a page shows it, and, where a section of the pack
steers that context, the pack has this section: a mechanism without case types has no ledgers.
Some capabilities ask for more: a duty runs only where the section sets up that very rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from minqing.mechanisms.capabilities import CAPABILITIES, Capability
from minqing.mechanisms.pack import Pack, Rule
from minqing.mechanisms.registry import Registry, registry

State = Literal["running", "partly", "coming", "not_software"]
STATES: tuple[State, ...] = ("running", "partly", "coming", "not_software")


class Need(msgspec.Struct, frozen=True):
    """One need of a rule.

    `built`: it works for this pack; `wants_section`: built, but the pack does not set it up.
    `screen`: url name of the page where it is used.
    """

    capability: Capability
    built: bool = False
    screen: str = ""
    tests: tuple[str, ...] = ()
    wants_section: bool = False

    @property
    def met(self) -> bool:
        return self.built and bool(self.screen)


class RuleCoverage(msgspec.Struct, frozen=True):
    """A rule with its computed state and where it can be seen."""

    rule: Rule
    state: State
    needs: tuple[Need, ...]

    @property
    def screen(self) -> str:
        """Url name of the first screen where it runs, empty when it runs nowhere."""
        return next((need.screen for need in self.needs if need.met and need.screen), "")

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that hold it where it runs."""
        return tuple(dict.fromkeys(t for need in self.needs if need.met for t in need.tests))


class PackCoverage(msgspec.Struct, frozen=True):
    """A mechanism with all its rules and the counts by state."""

    pack: Pack
    rules: tuple[RuleCoverage, ...]
    running: int
    partly: int
    coming: int
    not_software: int

    @property
    def total(self) -> int:
        return len(self.rules)


def compute_need(name: str, pack: Pack, rule: str, *, known: Registry = registry) -> Need:
    """Tell whether a need of a pack's rule is met; `name` is in the list of capabilities."""
    capability = CAPABILITIES[name]
    provided = known.capabilities.get(name)
    if provided is None:
        return Need(capability)
    steered = capability.context in known.sections
    left = steered and pack.section(capability.context) is None
    if left or (provided.sets_up is not None and not provided.sets_up(pack, rule)):
        return Need(capability, wants_section=True)
    screen = known.find_screen(name)
    return Need(capability, built=True, screen=screen, tests=provided.tests)


def compute_state(rule: Rule, needs: Iterable[Need]) -> State:
    """All needs met: running; some built: partly; none: coming; no need: not software.

    A rule of which a part is left out for good never counts as wholly running.
    """
    listed = list(needs)
    if not listed:
        return "not_software"
    if all(need.met for need in listed) and not rule.left_out:
        return "running"
    return "partly" if any(need.built for need in listed) else "coming"


def compute_coverage(pack: Pack, *, known: Registry = registry) -> PackCoverage:
    """Compute the coverage of one pack."""
    rules = []
    for rule in pack.rules:
        needs = tuple(compute_need(name, pack, rule.id, known=known) for name in rule.needs)
        rules.append(RuleCoverage(rule, compute_state(rule, needs), needs))
    counts = {state: sum(item.state == state for item in rules) for state in STATES}
    return PackCoverage(pack, tuple(rules), **counts)
