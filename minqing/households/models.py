"""Rows of households. No names, phones or addresses here: those are in the vault."""

from __future__ import annotations

from django.db import models


class Household(models.Model):
    """A household; level columns are derived from where its village stands today."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    unit = models.CharField(max_length=40)
    presence = models.CharField(max_length=12)
    members = models.SmallIntegerField()
    head_ref = models.CharField(max_length=80)
    address_ref = models.CharField(max_length=80)
    post = models.CharField(max_length=40)
    closed = models.CharField(max_length=20)
    support = models.CharField(max_length=20, default="ordinary")
    villagers_group = models.CharField(max_length=20, default="")
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "households_household"
        indexes = (
            models.Index(fields=("village", "id"), name="households_village"),
            models.Index(fields=("town", "id"), name="households_town"),
            models.Index(fields=("banner", "id"), name="households_banner"),
            models.Index(fields=("post", "id"), name="households_post"),
        )
