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
