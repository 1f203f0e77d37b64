"""Events of the stream `pack:<key>`. Kept readable for ever (tests/golden)."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Event


class PackPublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A version is in force. The body never changes: `digest` is its SHA-256."""

    TYPE: ClassVar[str] = "pack.published@1"

    version: int
    title: str
    body: str
    digest: str
    reason: str = ""


class PackRetired(Event, frozen=True, kw_only=True):
    """A version is out of force, with the reason given."""

    TYPE: ClassVar[str] = "pack.retired@1"

    version: int
    reason: str
