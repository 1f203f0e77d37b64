"""Which database a model lives in: data keys apart from everything else.

The key store has its own backup with short retention, so that erasing a key also reaches
the backups (ARCHITECTURE.md, Vault).
"""

from __future__ import annotations

from typing import Any

from django.db import models

KEYS_ALIAS = "keys"
KEYS_APPS = frozenset({"keystore"})


class KeyStoreRouter:
    """Send the models of the key store to `keys`, all others to `default`."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        return KEYS_ALIAS if model._meta.app_label in KEYS_APPS else "default"

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return self.db_for_read(model, **hints)

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        return self.db_for_read(type(first)) == self.db_for_read(type(second))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label in KEYS_APPS) == (db == KEYS_ALIAS)
