"""The fold of `pack:<key>`: every published version with its body."""

from __future__ import annotations

import msgspec


class PublishedVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version as published; `retired` holds the reason once it is out of force."""

    version: int
    title: str
    body: str
    digest: str
    retired: str = ""

    @property
    def in_force(self) -> bool:
        return not self.retired


class PackState(msgspec.Struct, frozen=True, kw_only=True):
    """All versions in the order of publication, which is the order of their numbers."""

    versions: tuple[PublishedVersion, ...] = ()

    def find(self, version: int) -> PublishedVersion | None:
        """The version of this number, None when it was never published."""
        return next((item for item in self.versions if item.version == version), None)

    def find_current(self) -> PublishedVersion | None:
        """The newest version in force, None when all are retired."""
        return next((item for item in reversed(self.versions) if item.in_force), None)
