"""Rows of what was done: codes, a day, a post; nothing that says where anybody was."""

from __future__ import annotations

from django.db import models


class Activity(models.Model):
    """One visit or contact; level columns are derived from where the village stands today."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    household = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    result = models.CharField(max_length=40)
    contact = models.BooleanField()
    day = models.DateField()
    again_on = models.DateField(null=True)
    corrected = models.BooleanField()
    withdrawn = models.BooleanField()
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "activities_activity"
        indexes = (
            models.Index(fields=("household", "day"), name="activities_household"),
            models.Index(fields=("village", "day"), name="activities_village"),
            models.Index(fields=("town", "day"), name="activities_town"),
            models.Index(fields=("banner", "day"), name="activities_banner"),
        )
