"""Rows of excuses and variations. Whether a duty is kept is computed, never stored."""

from __future__ import annotations

from django.db import models


class Excuse(models.Model):
    """Days on which a household could not be reached, both ends inside."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    household = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()

    class Meta:
        db_table = "duties_excuse"
        indexes = (
            models.Index(fields=("household", "last"), name="duties_excuse_household"),
            models.Index(fields=("unit", "last"), name="duties_excuse_unit"),
        )


class Cadence(models.Model):
    """Which variation holds in a village; `variation` "" is the rule as printed."""

    TABLE_KIND = "projection"

    unit = models.CharField(max_length=40, primary_key=True)
    variation = models.CharField(max_length=40)
    since = models.DateField()
    post = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "duties_cadence"
