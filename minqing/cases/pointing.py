"""What cases point at: the plan that will solve one, and its links. For contexts above, which
know what a target is.
"""

from __future__ import annotations

from collections.abc import Iterable

from minqing.cases import events as e
from minqing.cases.state import CaseState
from minqing.log.public import get_states

POINTED_WHEN = tuple(
    event.TYPE
    for event in (
        e.CaseReceived, e.CaseLinked, e.ResultRecorded, e.PlannedLookedAt, e.CaseWithdrawn,
        e.ImportTakenBack,
    )
)  # fmt: skip
"""After these events a case may point at something else."""


def find_targets(cases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what each case points at now (`"<kind>:<id>"`); a sealed one at nothing."""
    wanted = list(dict.fromkeys(cases))
    states = get_states([f"case:{case}" for case in wanted])
    return {case: _list_targets(states.get(f"case:{case}")) for case in wanted}


def _list_targets(state: CaseState | None) -> tuple[str, ...]:
    if state is None or state.sealed:
        return ()
    plan = None if state.result is None else state.result.plan
    found = [link.target for link in state.links]
    if plan is not None:
        found.append(plan.pointing.target if plan.pointing is not None else plan.reference)
    return tuple(dict.fromkeys(target for target in found if target))
