"""Rows of benefit projects. Public matters: no person stands here."""

from __future__ import annotations

from django.db import models


class Project(models.Model):
    """One project; level columns are derived from where its place stands today."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    year = models.IntegerField()
    fen = models.BigIntegerField(null=True)
    money_unit = models.CharField(max_length=4)
    stage = models.CharField(max_length=12)
    decided_on = models.DateField()
    begun_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    cases = models.IntegerField()
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "partnerships_project"
        indexes = (
            models.Index(fields=("banner", "year", "id"), name="partnerships_banner"),
            models.Index(fields=("town", "year", "id"), name="partnerships_town"),
            models.Index(fields=("village", "year", "id"), name="partnerships_village"),
        )


class Tie(models.Model):
    """A matter and a project that belong together. `how`: the project is `founded` on the
    matter, or the matter has `pointed` at what will solve it."""

    TABLE_KIND = "derived"

    project = models.CharField(max_length=40)
    case = models.CharField(max_length=40)
    how = models.CharField(max_length=8)

    class Meta:
        db_table = "partnerships_tie"
        constraints = (
            models.UniqueConstraint(fields=("case", "project", "how"), name="partnerships_one_tie"),
        )
        indexes = (models.Index(fields=("project", "case"), name="partnerships_tie_project"),)


class Pair(models.Model):
    """The newest link of a post or an organisation with a unit (`pairs/`); no name of a person."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    pack = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=60)
    partner = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    lasts = models.BooleanField()
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "partnerships_pair"
        indexes = (
            models.Index(fields=("unit", "kind"), name="partnerships_pair_unit"),
            models.Index(fields=("banner", "kind"), name="partnerships_pair_banner"),
        )
