"""What the log must know of signing in; what must happen in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.org.public import end_all_sessions, find_account
from minqing.signin import events as e
from minqing.signin import rules
from minqing.signin.commands import COMMANDS
from minqing.signin.models import FactorUse, RecoveryCode, Signin
from minqing.signin.state import Links, SigninState
from minqing.vault.public import delete_value


def row(person: str, state: SigninState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a person."""
    return (person, len(state.factors), state.link or None)


def _person(stream: str) -> str:
    return stream.partition(":")[2]


def _end_sessions(person: str) -> None:
    account = find_account(person)
    if account is not None:
        end_all_sessions(account)


def note_added(stream: str, event: e.FactorAdded) -> None:
    """Begin to count the uses of a factor."""
    FactorUse.objects.create(factor=event.factor, person=_person(stream))


def forget_removed(stream: str, event: e.FactorRemoved) -> None:
    """Delete a secret; with the last factor the recovery codes go too."""
    delete_value(event.secret)
    FactorUse.objects.filter(factor=event.factor).delete()
    if not FactorUse.objects.filter(person=_person(stream)).exists():
        RecoveryCode.objects.filter(person=_person(stream)).delete()


def forget_cleared(stream: str, event: e.FactorsCleared) -> None:
    """Delete all secrets and codes, and end all sessions: whoever is in has to sign in anew."""
    person = _person(stream)
    for secret in event.secrets:
        delete_value(secret)
    FactorUse.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    _end_sessions(person)


def forget_replaced(stream: str, event: e.AccountLinked) -> None:
    """Delete the subject that another has replaced."""
    if event.replaces:
        delete_value(event.replaces)
        _end_sessions(_person(stream))


def forget_unlinked(stream: str, event: e.AccountUnlinked) -> None:
    """Delete the subject, and end the sessions that it may have opened."""
    delete_value(event.subject)
    _end_sessions(_person(stream))


SIGNIN = StreamKind(
    name="signin",
    state=SigninState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=e.EVENTS,
    table=Signin,
    columns=("person", "factors", "link"),
    row=row,
    effects={
        e.FactorAdded.TYPE: note_added,
        e.FactorRemoved.TYPE: forget_removed,
        e.FactorsCleared.TYPE: forget_cleared,
        e.AccountLinked.TYPE: forget_replaced,
        e.AccountUnlinked.TYPE: forget_unlinked,
    },
)


def load_links() -> Links:
    """Load the snapshot of linked accounts."""
    linked = Signin.objects.exclude(link=None).values_list("link", "person")
    return Links({link: person for link, person in linked if link})
