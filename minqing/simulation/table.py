"""What may be done at the table where a need is told: settled at once, papers taken. Pure."""

from __future__ import annotations

from minqing.cases.public import (
    Means,
    Outcome,
    PaperForm,
    PaperTaken,
    SettleOnSpot,
    TakeOnErrand,
)
from minqing.kernel.messages import Command
from minqing.simulation.scene import MET, Table

COPY = "复印件"
"""What the name of a paper says that is a copy."""


def settle(table: Table) -> Command:
    """Return the settling at the table (即办)."""
    explained = table.need.fate.explained or table.need.kind in ("enquiry", "suggestion")
    met = table.need.channel in MET
    return table.make(
        SettleOnSpot,
        outcome=Outcome.EXPLAINED if explained else Outcome.SOLVED,
        reply=table.say("spot"),
        means=Means.FACE_TO_FACE if met else Means.PHONE,
    )


def take_papers(table: Table) -> Command:
    """Return the taking of papers for an errand (代办), each as what it is."""
    return table.make(TakeOnErrand, taken=tuple(map(take_paper, table.need.matter.papers)))


def take_paper(name: str) -> PaperTaken:
    """Return one paper as it is taken: what is called a copy is one."""
    return PaperTaken(name, PaperForm.COPY if COPY in name else PaperForm.ORIGINAL)
