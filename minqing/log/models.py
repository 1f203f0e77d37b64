"""Tables of the log. Only `minqing.log` writes them, at driver level (rows.py)."""

from django.db import models


class Entry(models.Model):
    """One event, for ever. `position` order is commit order."""

    TABLE_KIND = "log"

    position = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=80)
    version = models.IntegerField()
    type = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    scope = models.CharField(max_length=80)
    post = models.CharField(max_length=80)
    command_id = models.CharField(max_length=40)
    command_seq = models.SmallIntegerField()
    command_hash = models.BinaryField()
    cause = models.BigIntegerField()
    depth = models.SmallIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "log_entry"
        constraints = (
            models.UniqueConstraint(fields=("stream", "version"), name="log_entry_stream_version"),
            models.UniqueConstraint(
                fields=("command_id", "scope", "command_seq"), name="log_entry_command"
            ),
        )


class Head(models.Model):
    """The newest version and the fold of one stream."""

    TABLE_KIND = "projection"

    stream = models.CharField(max_length=80, primary_key=True)
    version = models.IntegerField()
    home = models.CharField(max_length=20)
    state = models.BinaryField()

    class Meta:
        db_table = "log_head"


class StoredRefusal(models.Model):
    """The answer to a command that made no entry; kept 90 days for repeats."""

    TABLE_KIND = "infrastructure"

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=80)
    command_id = models.CharField(max_length=40)
    command_hash = models.BinaryField()
    status = models.CharField(max_length=12)
    code = models.CharField(max_length=80)
    sentence = models.TextField()
    params = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "log_refusal"
        constraints = (
            models.UniqueConstraint(fields=("scope", "command_id"), name="log_refusal_command"),
        )


class Watermark(models.Model):
    """The last position at which a stream kind that snapshots depend on has changed."""

    TABLE_KIND = "infrastructure"

    kind = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "log_watermark"


class Setting(models.Model):
    """Facts about the log itself: its epoch, projection versions, how far it was verified."""

    TABLE_KIND = "infrastructure"

    name = models.CharField(max_length=80, primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "log_setting"


class Cursor(models.Model):
    """How far a follower or reaction has read."""

    TABLE_KIND = "infrastructure"

    name = models.CharField(max_length=80, primary_key=True)
    epoch = models.CharField(max_length=40)
    position = models.BigIntegerField()
    moved_at = models.DateTimeField()
    trouble = models.TextField(default="")

    class Meta:
        db_table = "log_cursor"


class Lease(models.Model):
    """Which worker process runs now. Losing it stops a worker; cursors fence its writes."""

    TABLE_KIND = "infrastructure"

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=40)
    until = models.DateTimeField()

    class Meta:
        db_table = "log_lease"


class DeadLetter(models.Model):
    """A reaction or clock that could not be carried out; a person looks at it."""

    TABLE_KIND = "infrastructure"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    position = models.BigIntegerField()
    command_id = models.CharField(max_length=40)
    command_type = models.CharField(max_length=80)
    code = models.CharField(max_length=80)
    sentence = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "log_dead_letter"
        constraints = (
            models.UniqueConstraint(
                fields=("name", "position", "command_id"), name="log_dead_letter_cause"
            ),
        )


class DayRoot(models.Model):
    """The Merkle root of one day's entries, chained to the day before, published daily."""

    TABLE_KIND = "log"

    day = models.DateField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    root = models.BinaryField()
    chain = models.BinaryField()

    class Meta:
        db_table = "log_day_root"
