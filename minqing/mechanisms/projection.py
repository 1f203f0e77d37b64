"""Rows of the tables of mechanisms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from minqing.mechanisms import normal
from minqing.mechanisms.events import PackPublished, PackRetired
from minqing.mechanisms.models import PackVersion
from minqing.mechanisms.state import PackState

if TYPE_CHECKING:
    from minqing.log.public import LogEntry

COLUMNS = (
    "key", "version", "status", "kind", "title_zh", "title_en", "place", "valid_from",
    "valid_to", "rule_count", "figure_count", "digest",
)  # fmt: skip


def row(key: str, state: PackState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """The row of one mechanism, in the order of COLUMNS."""
    current = state.find_current()
    shown = current or state.versions[-1]
    pack = normal.decode_body(shown.body)
    identity = pack.identity
    return (
        key,
        shown.version,
        "published" if current is not None else "retired",
        identity.kind,
        identity.title_zh,
        identity.title_en,
        identity.place.code,
        identity.valid_from,
        identity.valid_to,
        len(identity.rules),
        len(identity.figures),
        shown.digest,
    )


def follow(entries: Sequence[LogEntry]) -> None:
    """Write the list of versions from entries; the same entries again change nothing."""
    for entry in entries:
        event = entry.event
        if isinstance(event, PackPublished):
            PackVersion.objects.update_or_create(
                id=f"{entry.key}@{event.version}",
                defaults={
                    "key": entry.key,
                    "version": event.version,
                    "title_zh": event.title,
                    "status": "published",
                    "digest": event.digest,
                    "published_at": entry.recorded_at,
                    "published_by": entry.post or entry.scope,
                    "retired_at": None,
                    "reason": event.reason,
                },
            )
        elif isinstance(event, PackRetired):
            PackVersion.objects.filter(id=f"{entry.key}@{event.version}").update(
                status="retired", retired_at=entry.recorded_at, reason=event.reason
            )
