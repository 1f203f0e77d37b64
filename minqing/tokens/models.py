"""Tables of tokens: the row of each, and the last day it was used."""

from __future__ import annotations

from django.db import models


class Token(models.Model):
    """A token as the log has it. `digest`: keyed hash of its secret."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=40)
    acts_as = models.CharField(max_length=10)
    person = models.CharField(max_length=40)
    post = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    scopes = models.TextField()
    units = models.TextField()
    issued_at = models.DateTimeField()
    until = models.DateField()
    digest = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tokens_token"
        indexes = (
            models.Index(fields=("person", "id"), name="tokens_token_person"),
            models.Index(fields=("unit", "id"), name="tokens_token_unit"),
        )


class LastUse(models.Model):
    """The last day on which a token was used, so that a forgotten one can be found. One day, no
    history, no times: it is no record of anybody's work (law 5)."""

    TABLE_KIND = "infrastructure"

    token = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()

    class Meta:
        db_table = "tokens_last_use"
