from django.db import models


class SealedSubject(models.Model):
    """A subject whose values nobody is shown: an archive rule keeps them from being erased."""

    TABLE_KIND = "vault"

    subject = models.CharField(max_length=80, primary_key=True)

    class Meta:
        db_table = "vault_sealed_subject"


class VaultItem(models.Model):
    """One personal value, encrypted under the data key of its subject."""

    TABLE_KIND = "vault"

    ref = models.CharField(max_length=80, primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    cipher = models.BinaryField()

    class Meta:
        db_table = "vault_item"
