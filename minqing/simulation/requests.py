"""Commands of the approval act for the made-up year, in the form that `Scene.make` takes."""

from __future__ import annotations

from collections.abc import Callable

from minqing.approvals.public import GiveConsent
from minqing.cases.public import AskExtension
from minqing.kernel.messages import Command, Personal

Make = Callable[..., Command]


def ask_extension(amount: int, words: str) -> Make:
    """Return the maker of a request for so many working days; it has the command's own id."""

    def make(*, id: str, case: str) -> Command:
        why = Personal(words, f"case:{case}")
        return AskExtension(id=id, case=case, approval=id, amount=amount, words=why)

    return make


def agree(approval: str) -> Make:
    """Return the maker of one person's consent."""

    def make(*, id: str, case: str) -> Command:
        return GiveConsent(id=id, approval=approval, subject=f"case:{case}")

    return make
