"""Tables of signing in: the row of each person, how far each factor was used, recovery codes."""

from __future__ import annotations

from django.db import models


class Signin(models.Model):
    """How many factors a person has, and the digest of the linked subject (None: no link)."""

    TABLE_KIND = "projection"

    person = models.CharField(max_length=40, primary_key=True)
    factors = models.SmallIntegerField()
    link = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        db_table = "signin_person"


class FactorUse(models.Model):
    """The last step of a code, or the last count of a key, so that none is taken twice.

    No time: it is no record of when anybody signed in (law 5). A step of a code says when it
    was made, to half a minute; it is overwritten, and goes with the factor.
    """

    TABLE_KIND = "infrastructure"

    factor = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "signin_factor_use"


class RecoveryCode(models.Model):
    """A recovery code that was not used yet: its keyed hash."""

    TABLE_KIND = "infrastructure"

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "signin_recovery_code"


class ProviderSession(models.Model):
    """A session that the office's provider opened, so that the provider can end it.

    `mark` stands in the session; `subject` and `session` are keyed hashes of what the provider
    calls the person and its own session ("" where it named none). Without this row the session
    is over; it goes when it ends, at the latest after a day's work (`until`).
    """

    TABLE_KIND = "infrastructure"

    mark = models.CharField(max_length=32, primary_key=True)
    person = models.CharField(max_length=40)
    subject = models.CharField(max_length=64, db_index=True)
    session = models.CharField(max_length=64, db_index=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signin_provider_session"


class UsedToken(models.Model):
    """A word of the provider that was believed once: the hash of its number, until it is old."""

    TABLE_KIND = "infrastructure"

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signin_used_token"
