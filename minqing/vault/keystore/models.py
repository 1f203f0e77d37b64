from django.db import models


class SubjectKey(models.Model):
    """One wrapped data key for one subject. Deleting the row is the erasure."""

    TABLE_KIND = "vault"

    subject = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()
    generation = models.IntegerField(db_default=1)

    class Meta:
        db_table = "keystore_subject_key"


class Wrapping(models.Model):
    """One master key that wraps or wrapped data keys; the key itself stands in a file.

    `fingerprint` tells which file. New data keys are wrapped by the one row that is not
    superseded; an older row stays open until no data key needs it (`retired_at`).
    """

    TABLE_KIND = "vault"

    generation = models.IntegerField(primary_key=True)
    fingerprint = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "keystore_wrapping"


class ErasedSubject(models.Model):
    """That a key was erased: a restore of an older backup erases it again."""

    TABLE_KIND = "vault"

    subject = models.CharField(max_length=80, primary_key=True)

    class Meta:
        db_table = "keystore_erased_subject"
