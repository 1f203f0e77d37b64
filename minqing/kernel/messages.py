"""The shapes that every context speaks in: commands, events, refusals, actors.

Pure. `submit` (in `minqing.log`) is the only reader of most of this; contexts subclass
`Command` and `Event`, and their `rules.py` return events or a `Refusal`.

Structs instead of dataclasses: they are as frozen and as typed, and are built and encoded
about ten times faster, which `submit` lives on (docs/decisions/0001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, NewType, TypeVar

import msgspec

T = TypeVar("T")
V = TypeVar("V")

VaultRef = NewType("VaultRef", str)
"""Name of a personal value in the vault. Events and states hold these, never the value."""


class Personal(msgspec.Struct, Generic[T], frozen=True):
    """A personal value on its way to the vault; lives in commands only.

    `subject` names whose data it is (`"case:<id>"` where only the case is known,
    `"person:<id>"` for a known person): one data key per subject, so erasing the subject
    makes every value unreadable, in backups too. `ref` is filled by `submit` before `decide`
    runs; rules write `command.matter.ref` into the event.
    """

    value: T
    subject: str
    ref: VaultRef = VaultRef("")


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wish of one actor, atomic. Subclasses are named by a verb of the field.

    What holds its default is left out of the fingerprint by which a repeat is known again, so
    that a command may gain a field; a default, once given, never changes.

    `id`: made by whoever makes the command (time-ordered, `kernel.ids.new_id`); the same id
    twice gives the same answer. `happened_at`: when it happened, as claimed (aware UTC);
    empty means now. `expected_version`: version of the command's first stream that the
    actor saw; another version on the server answers `conflict`.
    """

    TYPE: ClassVar[str] = ""
    """Registered name, `"case.receive"`."""
    PERMISSION: ClassVar[str] = ""
    """NOUN_VERB that the actor must hold; checked by `submit` before `decide`."""

    id: str
    happened_at: datetime | None = None
    expected_version: int | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact on the log, past tense. Never contains `Personal`; a codec refuses it."""

    TYPE: ClassVar[str] = ""
    """Registered name with version, `"case.received@1"`. Kept readable for ever."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a command was not accepted: a value, not an exception.

    `code`: stable kebab-case, clients branch on it. `sentence`: the Simplified Chinese
    template with `{names}`; faces translate the template, then fill in `params`.
    """

    code: str
    sentence: str
    params: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.sentence.format_map(self.params)


class RefusalKind(msgspec.Struct, frozen=True):
    """A refusal declared once beside the rules; call it with its parameters.

    `CASE_CLOSED = RefusalKind("case-closed", "不能{verb}事项{receipt}：已经销号。")`
    """

    code: str
    sentence: str

    def __call__(self, **params: Any) -> Refusal:
        return Refusal(self.code, self.sentence, params)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, as resolved at the edge (session, phone, worker, import).

    `scope`: whose command ids these are, `"account:<id>"`, `"device:<id>"`,
    `"public:<id>"`, `"system:<name>"`. `post`: the post acted from. `units`: the units whose
    subtree is in reach (管辖). `permissions`: NOUN_VERB names granted by the roles.
    """

    scope: str
    kind: str = "staff"  # staff | resident | system
    person: str = ""
    post: str = ""
    unit: str = ""
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    language: str = "zh-hans"


class Decided(msgspec.Struct, frozen=True):
    """One event for one stream, as returned by `decide`."""

    stream: str
    event: Event


class Frame(msgspec.Struct, frozen=True):
    """What a pure rule may know beside command and states: the moment, the actor, snapshots.

    `now`: read once at the edge (aware UTC). `snapshots`: immutable read-only views that
    upper contexts register (`org.Directory`, `mechanisms.Packs`, calendars), by their type.
    """

    now: datetime
    by: Actor
    snapshots: Mapping[type, Any] = {}

    def view(self, kind: type[V]) -> V:
        """Return the registered snapshot of that type; KeyError names a missing one."""
        return self.snapshots[kind]


States = Mapping[str, Any]
Decision = Sequence[Decided] | Refusal
