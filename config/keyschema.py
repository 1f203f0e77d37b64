"""The schema of the key store on PostgreSQL, made before the first table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

from config.routers import KEYS_ALIAS


def create_key_schema(*, using: str, **_: Any) -> None:
    """Create the schema that `search_path` of the alias `keys` names, unless it exists."""
    connection = connections[using]
    if using != KEYS_ALIAS or connection.vendor != "postgresql":
        return
    if settings.KEYS_SCHEMA not in connection.settings_dict["OPTIONS"].get("options", ""):
        return  # MINQING_KEYS_URL names a database of its own
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{settings.KEYS_SCHEMA}"')
