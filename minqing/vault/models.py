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


class VaultFile(models.Model):
    """One file, encrypted on the disk under the digest of its cipher (`files.py`).

    `staged`: no event names it yet.
    """

    TABLE_KIND = "vault"

    id = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.IntegerField()
    kept_at = models.DateTimeField()
    staged = models.BooleanField()

    class Meta:
        db_table = "vault_file"
        indexes = (
            models.Index(
                fields=("kept_at",), name="vault_file_staged", condition=models.Q(staged=True)
            ),
        )


class Upload(models.Model):
    """One file on its way in pieces (`uploads.py`). `owner`: whose; `pieces`: names of those that
    stand, in order; `name`: of the file, encrypted; `became`: what it was made into, encrypted,
    empty until then. Nothing that happened: gone within a day."""

    TABLE_KIND = "infrastructure"

    id = models.CharField(max_length=32, primary_key=True)
    owner = models.CharField(max_length=80, db_index=True)
    use = models.CharField(max_length=10)
    length = models.IntegerField()
    offset = models.IntegerField()
    pieces = models.TextField()
    name = models.BinaryField()
    became = models.BinaryField(default=b"")
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "vault_upload"
