"""Rows of requests: what lists need. Words are in the vault, terms in the fold."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Approval(models.Model):
    """One request. `waits`: for somebody's consent. `home`: the banner it belongs to."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    status = models.CharField(max_length=12)
    waits = models.BooleanField()
    home = models.CharField(max_length=20)
    asker_post = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_approval"
        indexes = (
            models.Index(
                fields=("home", "asked_at", "id"), name="approvals_waits", condition=Q(waits=True)
            ),
            models.Index(fields=("asker_post", "asked_at"), name="approvals_asker"),
            models.Index(fields=("subject", "asked_at"), name="approvals_subject"),
        )
