"""Tables: every one declares its kind, foreign keys go downwards, names tell the intent."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.source import HOUSE, name

KINDS = {"log", "projection", "vault", "derived", "infrastructure"}
OURS = [model for model in apps.get_models() if model.__module__.startswith("minqing.")]
# From the roof down, as in the settings and in .importlinter.
HEIGHT = {label: -place for place, label in enumerate(settings.CONTEXTS)}


def _context(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_declares_its_table_kind(model: type[models.Model]) -> None:
    assert vars(model).get("TABLE_KIND") in KINDS


def test_at_least_log_and_vault_have_models() -> None:
    assert {"log", "vault"} <= {_context(model) for model in OURS}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_go_downwards(model: type[models.Model]) -> None:
    upwards = [
        f"{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model.__module__.startswith("minqing.")
        and HEIGHT[_context(field.related_model)] > HEIGHT[_context(model)]
    ]
    assert not upwards, "\n".join(upwards)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_moments_are_not_filled_in_by_the_database_layer(model: type[models.Model]) -> None:
    # The clock is read once, at the edge, and passed as `now`.
    filled = [
        field.name
        for field in model._meta.fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert not filled, "\n".join(filled)


def test_migrations_are_named_by_intent() -> None:
    automatic = [
        name(path)
        for path in HOUSE.rglob("migrations/0*.py")
        if re.search(r"_auto_|_initial\.py$|_and_more\.py$", path.name)
    ]
    assert not automatic, "\n".join(automatic)


def test_layers_of_settings_and_import_contract_are_the_same() -> None:
    contract = (HOUSE.parent / ".importlinter").read_text()
    block = contract.split("layers =")[1].split("containers")[0]
    listed = re.findall(r"[a-z]+", block)
    known = [context for context in settings.CONTEXTS if "." not in context]
    assert listed == [*known, "kernel"]
