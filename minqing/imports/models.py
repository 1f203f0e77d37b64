"""Rows of batches, of their progress and answers, and of mappings. No cell of any file."""

from __future__ import annotations

from django.db import models


class Batch(models.Model):
    """A batch as lists show it."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=40)
    status = models.CharField(max_length=12)
    post = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    rows = models.IntegerField()
    accepted = models.IntegerField()
    same_text = models.IntegerField()
    already = models.IntegerField()
    refused = models.IntegerField()
    kept = models.IntegerField()
    dropped = models.BooleanField()

    class Meta:
        db_table = "imports_batch"
        indexes = (
            models.Index(fields=("status", "changed_at"), name="imports_batch_status"),
            models.Index(fields=("unit", "-uploaded_at"), name="imports_batch_unit"),
        )


class SavedMapping(models.Model):
    """The newest version of each mapping."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=30)
    version = models.IntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "imports_mapping"


class Progress(models.Model):
    """How far the worker is with the running phase of a batch.

    `done`: number of the last row answered (of an undo: the last row looked at).
    """

    TABLE_KIND = "infrastructure"

    batch = models.CharField(max_length=40, primary_key=True)
    phase = models.CharField(max_length=12)
    done = models.IntegerField()
    total = models.IntegerField()
    accepted = models.IntegerField()
    same_text = models.IntegerField()
    already = models.IntegerField()
    refused = models.IntegerField()
    kept = models.IntegerField()
    duplicate = models.IntegerField(default=0)
    transferred = models.IntegerField(default=0)
    unfinished = models.IntegerField(default=0)
    trouble = models.CharField(max_length=60, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "imports_progress"


class RowResult(models.Model):
    """What became of one row. Of a dry run only what is not simply accepted is kept.

    `params`: those of the refusal's sentence as JSON, without what stands in the cell; `field`:
    which the refusal is about, "" for the row; `fate`: `answering.Fate`, "undone", or "kept".
    """

    TABLE_KIND = "infrastructure"

    batch = models.CharField(max_length=40)
    row = models.IntegerField()
    phase = models.CharField(max_length=12)
    fate = models.CharField(max_length=12)
    subject = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    sentence = models.TextField()
    params = models.TextField()
    field = models.CharField(max_length=12)

    class Meta:
        db_table = "imports_row_result"
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "phase", "row"), name="imports_one_answer_a_row"
            ),
        )
        indexes = (
            models.Index(fields=("batch", "phase", "fate", "row"), name="imports_row_by_fate"),
        )
