"""Collected files with hashed names, compressed; the style sheets of a face become one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = "shared"
"""Where a bundle lies: the only sheets that name pictures stand there, by relative address."""


def name_bundle(key: str) -> str:
    """Return the file of a bundle as `{% static %}` takes it."""
    return f"{FOLDER}/all-{key}.css"


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Writes the bundles of STYLE_BUNDLES before names are hashed and files compressed."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for key, sheets in settings.STYLE_BUNDLES.items():
                name = name_bundle(key)
                self._write_anew(name, "\n".join(_read(paths, sheet) for sheet in sheets))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _write_anew(self, name: str, text: str) -> None:
        self.delete(name)  # saving beside an old one would give it another name
        self.save(name, ContentFile(text.encode()))


def _read(paths: dict[str, Any], sheet: str) -> str:
    storage, path = paths[sheet]
    return Path(storage.path(path)).read_text(encoding="utf-8")
