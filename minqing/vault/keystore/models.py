from django.db import models


class SubjectKey(models.Model):
    """One wrapped data key for one subject. Deleting the row is the erasure."""

    TABLE_KIND = "vault"

    subject = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "keystore_subject_key"


class ErasedSubject(models.Model):
    """That a key was erased: a restore of an older backup erases it again."""

    TABLE_KIND = "vault"

    subject = models.CharField(max_length=80, primary_key=True)

    class Meta:
        db_table = "keystore_erased_subject"
