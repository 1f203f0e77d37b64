"""Tables of the exchange: rows of peers, orders, days and subscriptions, and what is to go out."""

from __future__ import annotations

from django.db import models


class PeerRow(models.Model):
    """An office that work orders are exchanged with. Its address and keys are in the vault."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    banner = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    is_open = models.BooleanField()

    class Meta:
        db_table = "exchange_peer"


class OrderRow(models.Model):
    """A work order: whose it is, how far it is. No word of what it says.

    `issued_on`: the local day on which the sender sent it out.
    """

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    peer = models.CharField(max_length=40)
    home = models.CharField(max_length=40)
    root = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    case = models.CharField(max_length=40)
    status = models.CharField(max_length=12)
    receipt = models.CharField(max_length=20)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_order"
        indexes = (
            models.Index(fields=("peer", "issued_on", "number"), name="exchange_order_day"),
            models.Index(fields=("status", "issued_at", "id"), name="exchange_order_status"),
            models.Index(fields=("case",), name="exchange_order_case"),
        )


class DayRow(models.Model):
    """One day of one peer, as both sides counted it last."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=60, primary_key=True)
    peer = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()
    agrees = models.BooleanField()
    differences = models.IntegerField()

    class Meta:
        db_table = "exchange_day"
        indexes = (models.Index(fields=("peer", "day"), name="exchange_day_peer"),)


class HookRow(models.Model):
    """A subscription of events. Its address and key are in the vault."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    banner = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    is_open = models.BooleanField()

    class Meta:
        db_table = "exchange_hook"


class Outgoing(models.Model):
    """One message to another system: to whom, about what, how far it came.

    `target`: `peer:<id>` or `hook:<id>`. `kind`: what it says. `params`: codes and dates as
    JSON; an answer's words are opened when it is sent. `claim`: the sender that has it now,
    until `claimed_until`. `made_on`: the local day of `made_at`. `noted`: what follows from its
    arrival was done. Infrastructure, not derived: what the other side answered is on no log.
    """

    TABLE_KIND = "infrastructure"

    id = models.CharField(max_length=26, primary_key=True)
    target = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    number = models.CharField(max_length=60, default="")
    position = models.BigIntegerField()
    params = models.TextField(default="{}")
    made_on = models.DateField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    code = models.CharField(max_length=40, default="")
    attempts = models.SmallIntegerField(default=0)
    claim = models.CharField(max_length=26, default="")
    claimed_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    noted = models.BooleanField(default=False)

    class Meta:
        db_table = "exchange_outgoing"
        indexes = (
            models.Index(fields=("state", "due_at", "position"), name="exchange_outgoing_due"),
            models.Index(fields=("target", "made_on", "state"), name="exchange_outgoing_day"),
            models.Index(fields=("kind", "state", "noted"), name="exchange_outgoing_noted"),
        )
