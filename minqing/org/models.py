"""Tables of the organisation, and accounts for signing in.

Projections have one row for each stream and no foreign keys: rows are written in bulk in any
order, and what they name is checked by the rules.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class Unit(models.Model):
    """A unit. The level columns are derived; a move refreshes them (`followers.py`).

    `names`: former names, as text.
    """

    TABLE_KIND = "projection"

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    level = models.SmallIntegerField()
    parent = models.CharField(max_length=40)
    axis = models.CharField(max_length=10)
    serves = models.CharField(max_length=40)
    closed = models.BooleanField()
    successor = models.CharField(max_length=40)
    names = models.TextField(default="[]")
    region = models.CharField(max_length=40)
    league = models.CharField(max_length=40)
    banner = models.CharField(max_length=40)
    town = models.CharField(max_length=40)
    village = models.CharField(max_length=40)

    class Meta:
        db_table = "org_unit"
        indexes = (
            models.Index(fields=("parent",), name="org_unit_parent"),
            models.Index(fields=("banner", "kind"), name="org_unit_banner_kind"),
        )


class Post(models.Model):
    """A post and who is in it now (`person` is "" while it is vacant).

    `posting`: how they were sent, as text; `origin`: by which unit, "" not sent.
    """

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    unit = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    reach = models.TextField()
    person = models.CharField(max_length=40)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    concurrent = models.BooleanField()
    abolished = models.BooleanField()
    posting = models.TextField(default="")
    origin = models.CharField(max_length=40, default="")
    grants = models.TextField(default="[]")

    class Meta:
        db_table = "org_post"
        indexes = (
            models.Index(fields=("unit", "role"), name="org_post_unit_role"),
            models.Index(fields=("person",), name="org_post_person"),
            models.Index(fields=("origin",), name="org_post_origin"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person="", since__isnull=True)
                | (~models.Q(person="") & models.Q(since__isnull=False)),
                name="org_post_person_with_since",
            ),
        )


class Person(models.Model):
    """An official. `name_ref` names a value in the vault; no personal data here."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    name_ref = models.CharField(max_length=80)
    home = models.CharField(max_length=40)
    left_on = models.DateField(null=True)

    class Meta:
        db_table = "org_person"


class Team(models.Model):
    """A team; `members` are ids of officials, divided by spaces."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    leader = models.CharField(max_length=40)
    deputy = models.CharField(max_length=40)
    village = models.CharField(max_length=40)
    members = models.TextField()
    dissolved_on = models.DateField(null=True)

    class Meta:
        db_table = "org_team"
        indexes = (models.Index(fields=("unit", "kind"), name="org_team_unit_kind"),)


class Remit(models.Model):
    """A paper of responsibilities; its text is in the fold."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    level = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    issued_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "org_remit"
        indexes = (models.Index(fields=("unit", "level"), name="org_remit_unit_level"),)


class HandOver(models.Model):
    """A hand-over that was done; what was on its sheet is in the fold."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    posts = models.TextField()
    giver = models.CharField(max_length=40)
    taker = models.CharField(max_length=40)
    done_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "org_handover"
        indexes = (
            models.Index(fields=("giver", "done_on"), name="org_handover_giver"),
            models.Index(fields=("taker", "done_on"), name="org_handover_taker"),
        )


class Tenure(models.Model):
    """Who was in which post and when, for looks at the past; by cursor from the log."""

    TABLE_KIND = "derived"

    position = models.BigIntegerField(primary_key=True)
    post = models.CharField(max_length=40)
    person = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True)
    ended = models.DateField(null=True)
    concurrent = models.BooleanField()
    origin = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "org_tenure"
        indexes = (
            models.Index(fields=("post", "since"), name="org_tenure_post"),
            models.Index(fields=("person", "since"), name="org_tenure_person"),
        )


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; checks of passwords and posts are in `accounts.py`."""

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> Account:
        """Store an account with a hashed password (None: nobody can sign in with it)."""
        account = self.model(login=login.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A sign-in of one official. No personal data; never in the log.

    `post`: the post acted from now. `sessions`: raised to end all open sessions. There is no
    time of the last sign-in here: nobody's online time is kept (law 5; see `SignIn`).
    """

    TABLE_KIND = "infrastructure"

    last_login = None
    login = models.CharField("登录名", max_length=40, unique=True)
    person = models.CharField(max_length=40, db_index=True)
    post = models.CharField(max_length=40, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    sessions = models.IntegerField(default=0)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["person"]

    objects = AccountManager()

    class Meta:
        db_table = "org_account"

    def __str__(self) -> str:
        return self.login

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # what a session was opened under: another password or another number ends it
        if not self.sessions:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        salt, opened = "minqing sessions", f"{self.password} {self.sessions}"
        return str(salted_hmac(salt, opened, secret=secret, algorithm="sha256").hexdigest())


class SignIn(models.Model):
    """What an account's owner is told at sign-in: the time before, and wrong passwords since.

    Two times, no history; read by the owner alone, never by a list or a figure (law 5).
    """

    TABLE_KIND = "infrastructure"

    login = models.CharField(max_length=40, primary_key=True)
    last_at = models.DateTimeField(null=True)
    before_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    failures_before = models.IntegerField(default=0)

    class Meta:
        db_table = "org_sign_in"


class Trial(models.Model):
    """One bucket of guesses (`trials.py`). The key is a keyed hash: no login, no address."""

    TABLE_KIND = "infrastructure"

    key = models.CharField(max_length=40, primary_key=True)
    failures = models.IntegerField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "org_trial"
