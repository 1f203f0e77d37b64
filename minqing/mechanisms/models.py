"""Tables of mechanisms: the current one per stream, and the list of versions."""

from django.db import models


class Pack(models.Model):
    """One mechanism: its newest version in force (or its newest, when all are retired)."""

    TABLE_KIND = "projection"

    key = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField()
    status = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    place = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    rule_count = models.IntegerField()
    figure_count = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "mechanisms_pack"


class PackVersion(models.Model):
    """Every published version, for the list of versions; written by a follower."""

    TABLE_KIND = "derived"

    id = models.CharField(max_length=80, primary_key=True)  # key@version
    key = models.CharField(max_length=60, db_index=True)
    version = models.IntegerField()
    title_zh = models.CharField(max_length=200)
    status = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "mechanisms_pack_version"


class PackDraft(models.Model):
    """Files of a version that is not published: name → text, as JSON."""

    TABLE_KIND = "infrastructure"

    id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=60, db_index=True)
    files = models.TextField()
    post = models.CharField(max_length=60)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "mechanisms_pack_draft"
