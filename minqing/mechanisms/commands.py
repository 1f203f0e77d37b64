"""Commands on the stream `pack:<key>`."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Command


class PublishPack(Command, frozen=True, kw_only=True):
    """Put a version of a mechanism in force. `body`: its normalised text (normal.py).

    `reason`: why, as whoever publishes it on a page says.
    """

    TYPE: ClassVar[str] = "pack.publish"
    PERMISSION: ClassVar[str] = "PACK_PUBLISH"

    key: str
    body: str
    reason: str = ""


class RetirePack(Command, frozen=True, kw_only=True):
    """Take a version out of force for new cases; running cases keep it. Needs a reason."""

    TYPE: ClassVar[str] = "pack.retire"
    PERMISSION: ClassVar[str] = "PACK_PUBLISH"

    key: str
    version: int
    reason: str
