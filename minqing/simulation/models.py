"""What this installation knows of its own demonstration."""

from __future__ import annotations

from django.db import models


class Load(models.Model):
    """One demonstration: how far its time has come.

    `reached_at`: the last simulated moment; `finished_at`: when the load was complete, by the
    clock it was given. `measure`: how much was made, as JSON; "" in what an older version made.
    `busy_until`: somebody lets it run on, at most until then by the real clock.
    """

    TABLE_KIND = "infrastructure"

    banner = models.CharField(max_length=20, primary_key=True)
    seed = models.CharField(max_length=40)
    reached_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    measure = models.TextField(default="")
    busy_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "simulation_load"
