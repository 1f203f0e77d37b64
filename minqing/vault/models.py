from django.db import models


class VaultItem(models.Model):
    """One personal value, encrypted under the data key of its subject."""

    TABLE_KIND = "vault"

    ref = models.CharField(max_length=80, primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    cipher = models.BinaryField()

    class Meta:
        db_table = "vault_item"
