"""Rows of commitments: what lists need. Words are in the vault, dates and steps in the fold."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Commitment(models.Model):
    """One promise. `owes`: a report is asked and not given. `words`, `comments`: how many wait
    for a person. Level columns, `report_on` and `look_at` are derived."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    home = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    meeting = models.CharField(max_length=80)
    place = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=60)
    stage = models.CharField(max_length=12)
    living = models.BooleanField()
    first_due = models.DateField()
    due = models.DateField()
    dates = models.IntegerField()
    missed = models.IntegerField()
    withheld = models.BooleanField()
    owes = models.BooleanField()
    words = models.IntegerField()
    comments = models.IntegerField()
    visits = models.IntegerField()
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    report_on = models.DateField(null=True)
    look_at = models.DateTimeField(null=True)
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "meetings_commitment"
        indexes = (
            models.Index(fields=("subject", "made_at"), name="commitments_subject"),
            models.Index(fields=("banner", "made_at", "id"), name="commitments_banner"),
            models.Index(fields=("town", "made_at", "id"), name="commitments_town"),
            models.Index(fields=("village", "made_at", "id"), name="commitments_village"),
            models.Index(fields=("unit", "due", "id"), name="commitments_unit"),
            models.Index(
                fields=("post", "due", "id"), name="commitments_post", condition=Q(living=True)
            ),
            models.Index(
                fields=("look_at", "id"),
                name="commitments_look",
                condition=Q(look_at__isnull=False),
            ),
        )


class SpotCheck(models.Model):
    """One spot check, announced and perhaps drawn; seed, candidates and draw are in the fold."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    home = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    count = models.IntegerField()
    announced_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_spotcheck"
        indexes = (models.Index(fields=("home", "announced_at"), name="spotchecks_home"),)
