from django.db import models


class Reminder(models.Model):
    """The day on which a post was last reminded."""

    TABLE_KIND = "projection"

    post = models.CharField(max_length=60, primary_key=True)
    day = models.DateField()
    at = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "notices_reminder"
        indexes = (models.Index(fields=("day", "post"), name="notices_reminder_day"),)
