"""Rows of meetings. Units, posts, days and numbers; no name and no word of a matter."""

from __future__ import annotations

from django.db import models

from minqing.meetings.commitments.models import Commitment, SpotCheck

__all__ = ["Ask", "Commitment", "Matter", "Meeting", "SpotCheck", "Standing"]


class Meeting(models.Model):
    """One meeting as lists need it; level columns are derived from where its unit stands today.

    `is_open`: it has not ended. `look_at`: from when the clock has something to look at.
    `items`, `decided`, `commitments`: of its agenda. `public`: notice was given.
    """

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    pack = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    status = models.CharField(max_length=12)
    is_open = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    due_on = models.DateField()
    sits_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    public = models.BooleanField()
    short = models.BooleanField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    items = models.IntegerField()
    decided = models.IntegerField()
    commitments = models.IntegerField()
    waiting = models.IntegerField()
    convenor_post = models.CharField(max_length=60)
    chair_post = models.CharField(max_length=60)
    owes_minutes = models.BooleanField()
    minutes_missed = models.BooleanField()
    look_at = models.DateTimeField(null=True)
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "meetings_meeting"
        constraints = (
            # the rule holds this; the table says it once more
            models.UniqueConstraint(
                fields=("unit", "kind"),
                condition=models.Q(is_open=True),
                name="meetings_one_open",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "kind", "first"), name="meetings_unit"),
            models.Index(fields=("banner", "first", "id"), name="meetings_banner"),
            models.Index(fields=("town", "first", "id"), name="meetings_town"),
            models.Index(
                fields=("look_at", "id"),
                name="meetings_look",
                condition=models.Q(look_at__isnull=False),
            ),
            models.Index(
                fields=("convenor_post", "first"),
                name="meetings_minutes",
                condition=models.Q(owes_minutes=True),
            ),
            models.Index(
                fields=("banner", "sits_at"),
                name="meetings_public",
                condition=models.Q(public=True),
            ),
        )


class Standing(models.Model):
    """On which agenda a stuck subject stands: one row a subject (`standing.py`).

    `unit`, `kind`: whose agenda, "" when nothing is stuck any more. `claimed`: the meeting that
    has it on its fixed agenda. `rank`: place in the order. `record`: the whole record, as JSON.
    """

    TABLE_KIND = "derived"

    subject = models.CharField(max_length=60, primary_key=True)
    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    claimed = models.CharField(max_length=40)
    rank = models.IntegerField()
    since = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    own_unit = models.CharField(max_length=40)
    record = models.TextField()

    class Meta:
        db_table = "meetings_standing"
        indexes = (
            # the whole order of an agenda is read from here: no sorting of a hundred thousand
            models.Index(
                fields=("unit", "kind", "claimed", "rank", "since", "subject", "until"),
                name="meetings_agenda",
            ),
            models.Index(fields=("own_unit",), name="meetings_own_unit"),
        )


class Matter(models.Model):
    """A subject that was on a fixed agenda, and what became of it, for the subject's page."""

    TABLE_KIND = "derived"

    meeting = models.CharField(max_length=40)
    number = models.IntegerField()
    subject = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12)
    until = models.DateField(null=True)

    class Meta:
        db_table = "meetings_matter"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "subject"), name="meetings_one_matter"),
        )
        indexes = (models.Index(fields=("subject",), name="meetings_matter_subject"),)


class Ask(models.Model):
    """A unit that was told ahead and owes a draft answer; gone when the meeting has ended."""

    TABLE_KIND = "derived"

    meeting = models.CharField(max_length=40)
    number = models.IntegerField()
    unit = models.CharField(max_length=40)
    due = models.DateField(null=True)
    drafted = models.BooleanField()

    class Meta:
        db_table = "meetings_ask"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number", "unit"), name="meetings_one_ask"),
        )
        indexes = (models.Index(fields=("unit", "due"), name="meetings_ask_unit"),)
