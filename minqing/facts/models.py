from django.db import models


class Fact(models.Model):
    """One countable thing that one entry means."""

    TABLE_KIND = "derived"

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    stream = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    banner = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    holder = models.CharField(max_length=80)
    category = models.CharField(max_length=40)
    value = models.BigIntegerField()
    data = models.TextField()

    class Meta:
        db_table = "facts_fact"
        indexes = (
            models.Index(fields=("kind", "banner", "happened_at"), name="facts_fact_period"),
            models.Index(fields=("stream",), name="facts_fact_stream"),
        )
