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


class ChannelRow(models.Model):
    """A channel: where it speaks for, and whether it is open. Keys are in the vault."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    banner = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    is_open = models.BooleanField()

    class Meta:
        db_table = "notices_channel"


class Message(models.Model):
    """One message of the outbox: who is told what, how far it came, what the gateway answered.

    No address and no text: both are opened and made when it is sent. `params` are codes and
    dates. `to`: `post:<id>` or `raiser:<case>`; `party`: whom it reaches in the end, a person or
    a keyed number (`parties.py`). `claim`: the sender that has it now, until `claimed_until`.
    `into`: the digest it became part of. `noted`: what follows from its delivery was done.

    Infrastructure, not derived: what a gateway answered is on no log.
    """

    TABLE_KIND = "infrastructure"

    id = models.CharField(max_length=26, primary_key=True)
    position = models.BigIntegerField()
    key = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    to = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="zh")
    params = models.TextField(default="{}")
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    channel = models.CharField(max_length=40, default="")
    party = models.CharField(max_length=80, default="")
    attempts = models.SmallIntegerField(default=0)
    held = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    claim = models.CharField(max_length=26, default="")
    claimed_until = models.DateTimeField(null=True)
    into = models.CharField(max_length=26, default="")
    sent_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=80, default="")
    code = models.CharField(max_length=40, default="")
    noted = models.BooleanField(default=False)

    class Meta:
        db_table = "notices_message"
        indexes = (
            models.Index(fields=("state", "due_at", "id"), name="notices_message_due"),
            models.Index(fields=("subject", "made_at"), name="notices_message_subject"),
            models.Index(fields=("party", "sent_on"), name="notices_message_party"),
            models.Index(fields=("banner", "state", "made_at"), name="notices_message_state"),
            models.Index(fields=("key", "noted", "id"), name="notices_message_unnoted"),
        )


class TextIn(models.Model):
    """A text message that came in: what was made of it. Its words and number are in the vault."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=26, primary_key=True)
    channel = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    at = models.DateTimeField()
    meaning = models.CharField(max_length=16)
    settled = models.CharField(max_length=16)
    subject = models.CharField(max_length=80)

    class Meta:
        db_table = "notices_text_in"
        indexes = (models.Index(fields=("settled", "at"), name="notices_text_in_settled"),)


class TextParty(models.Model):
    """Whose text it was, as a keyed number; goes with the text when it is erased."""

    TABLE_KIND = "derived"

    text = models.CharField(max_length=26, primary_key=True)
    party = models.CharField(max_length=80)
    at = models.DateTimeField()
    meaning = models.CharField(max_length=16)

    class Meta:
        db_table = "notices_text_party"
        indexes = (models.Index(fields=("party", "at"), name="notices_text_party_party"),)
