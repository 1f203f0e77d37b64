"""The rows of cases. No names, texts or phones: those are in the vault, refs in the fold."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

# Conditions are bare booleans: a planner can only use a partial index whose condition the
# query repeats word for word, and values of a query are parameters.
LIVING = Q(living=True)
ENDED = Q(living=False)


def _living(name: str, column: str) -> models.Index:
    # seal, warning and category are read with it: a list is narrowed and counted from here alone
    return models.Index(
        fields=(column, "ledger", "sort_at", "id", "sealed", "soon_at", "category"),
        name=f"cases_live_{name}",
        condition=LIVING,
    )


def _ended(name: str, column: str) -> models.Index:
    return models.Index(
        fields=(column, "ledger", "sort_at", "id"), name=f"cases_done_{name}", condition=ENDED
    )


def _away(name: str, column: str, *, living: bool) -> models.Index:
    word = "live" if living else "done"
    return models.Index(
        fields=(column, "ledger", "sort_at", "id"),
        name=f"cases_{word}_{name}",
        condition=Q(living=living, **{f"{column}__isnull": False}),
    )


def _status(name: str, column: str) -> models.Index:
    # seal and warning are read with it: 督办 counts whole towns from here alone
    return models.Index(
        fields=(column, "status", "sort_at", "id", "sealed", "soon_at"),
        name=f"cases_status_{name}",
        condition=LIVING,
    )


def _status_away(name: str, column: str) -> models.Index:
    return models.Index(
        fields=(column, "status", "sort_at", "id", "sealed", "soon_at"),
        name=f"cases_status_{name}",
        condition=Q(living=True, **{f"{column}__isnull": False}),
    )


def _call(name: str, column: str) -> models.Index:
    return models.Index(
        fields=(column, "sort_at", "id"), name=f"cases_call_{name}", condition=Q(wants_call=True)
    )


# What is short by itself: looked at whole, reach is checked on the few rows found.
BESIDE = (
    models.Index(
        fields=("holder_post", "id"), name="cases_papers_out", condition=Q(papers_out=True)
    ),
    models.Index(fields=("holder_post", "id"), name="cases_urged", condition=Q(urged=True)),
    models.Index(
        fields=("holder_unit", "external_due_at", "id"),
        name="cases_external_due",
        condition=Q(external_due_at__isnull=False),
    ),
    models.Index(
        fields=("urge_at", "holder_post"), name="cases_urge", condition=Q(urge_at__isnull=False)
    ),
    *(
        models.Index(
            fields=(column, "recorded_at", "id"),
            name=f"cases_returned_{name}",
            condition=Q(wandered=True),
        )
        for name, column in (
            ("league", "place_league"),
            ("banner", "place_banner"),
            ("town", "place_town"),
            ("a_banner", "away_banner"),
            ("a_town", "away_town"),
        )
    ),
)

# A condition that the board alone states whole: were it the seal alone, SQLite, which guesses
# how large a partial index is, would walk all cases by it for each of the short lists.
ON_BOARD = Q(sealed=False, lead="")


def _opinion(name: str, column: str) -> models.Index:
    return models.Index(
        fields=(column, "sort_at", "id"),
        name=f"cases_opinion_{name}",
        condition=Q(waits_opinion=True),
    )


def _notice(name: str, column: str) -> models.Index:
    return models.Index(
        fields=(column, "sort_at", "id"),
        name=f"cases_notice_{name}",
        condition=Q(owes_notice=True),
    )


class Case(models.Model):
    """One case as lists need it.

    `sort_at`: when the running deadline ends; for ended cases, when they ended. `call`: which
    call is wanted (`confirm` before strike-off, `sample` after it). `home_banner` is constant:
    the day a region splits its tables it is the key. `place_*` follow the place of the matter.
    `away_town`, `away_banner`: where the holder stands, only when that is not the place's own,
    so that the second axis of a viewer's reach is short instead of the same rows again.
    `soon_at`: from when the running deadline counts as soon, by the span of its own rule.
    `external_due_at`: the open deadline of the system it came from. `urge_at`: when its holder
    is to be reminded. `wandered`: it was sent back at least once.
    `waits_opinion`: came a third time and waits for the joint meeting's final opinion.
    `owes_notice`: the raiser is still to be told of an extension or a pause.
    """

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    receipt = models.CharField(max_length=20, unique=True)
    home_banner = models.CharField(max_length=20)
    status = models.CharField(max_length=30)
    living = models.BooleanField()
    ledger = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=12)
    category = models.CharField(max_length=60)
    anonymity = models.CharField(max_length=12)
    sealed = models.BooleanField()
    emergency = models.BooleanField()
    place = models.CharField(max_length=40)
    household = models.CharField(max_length=40)
    rung = models.CharField(max_length=60)
    holder_post = models.CharField(max_length=60)
    holder_unit = models.CharField(max_length=40)
    handler_post = models.CharField(max_length=60, null=True)
    handler_person = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20)
    close_reason = models.CharField(max_length=20)
    answered = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    rating = models.CharField(max_length=20)
    reopened = models.SmallIntegerField()
    returns = models.SmallIntegerField()
    breached = models.BooleanField()
    call = models.CharField(max_length=8)
    wants_call = models.BooleanField()
    waits_opinion = models.BooleanField(default=False)
    owes_notice = models.BooleanField(default=False)
    asks_office = models.BooleanField(default=False)
    due_clock = models.CharField(max_length=20)
    pack = models.CharField(max_length=60)
    pack_version = models.IntegerField()
    lead = models.CharField(max_length=40)
    external_number = models.CharField(max_length=60)
    external_source = models.CharField(max_length=60, default="")
    papers_out = models.BooleanField(default=False)
    urged = models.BooleanField(default=False)
    wandered = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    promise_due_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    place_league = models.CharField(max_length=20)
    place_banner = models.CharField(max_length=20)
    place_town = models.CharField(max_length=20)
    place_village = models.CharField(max_length=20)
    away_banner = models.CharField(max_length=20, null=True)
    away_town = models.CharField(max_length=20, null=True)
    external_due_at = models.DateTimeField(null=True)
    urge_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_case"
        indexes = (
            _living("village", "place_village"),
            _living("town", "place_town"),
            _living("banner", "place_banner"),
            _living("league", "place_league"),
            _living("h_unit", "holder_unit"),
            _away("a_town", "away_town", living=True),
            _away("a_banner", "away_banner", living=True),
            _status("village", "place_village"),
            _status("town", "place_town"),
            _status("banner", "place_banner"),
            _status("league", "place_league"),
            _status("h_unit", "holder_unit"),
            _status_away("a_town", "away_town"),
            _status_away("a_banner", "away_banner"),
            _ended("village", "place_village"),
            _ended("town", "place_town"),
            _ended("banner", "place_banner"),
            _ended("league", "place_league"),
            _ended("h_unit", "holder_unit"),
            _away("a_town", "away_town", living=False),
            _away("a_banner", "away_banner", living=False),
            models.Index(
                # status and seal are read with it: 今日事项 takes a thousand rows from here alone
                fields=("holder_post", "sort_at", "id", "status", "sealed"),
                name="cases_live_post",
                condition=LIVING,
            ),
            models.Index(
                fields=("handler_post", "sort_at", "id"),
                name="cases_live_handler",
                condition=LIVING & Q(handler_post__isnull=False),
            ),
            models.Index(
                fields=("look_again_at", "id"),
                name="cases_look_again",
                condition=Q(look_again_at__isnull=False),
            ),
            _opinion("banner", "place_banner"),
            _opinion("town", "place_town"),
            models.Index(
                fields=("holder_post", "sort_at", "id"),
                name="cases_opinion_post",
                condition=Q(waits_opinion=True),
            ),
            _notice("village", "place_village"),
            _notice("h_unit", "holder_unit"),
            _call("league", "place_league"),
            _call("banner", "place_banner"),
            _call("town", "place_town"),
            _call("a_banner", "away_banner"),
            _call("a_town", "away_town"),
            models.Index(
                fields=("holder_unit", "id"),
                name="cases_asks_office",
                condition=Q(asks_office=True),
            ),
            models.Index(
                fields=("place_village", "id"),
                name="cases_asks_village",
                condition=Q(asks_office=True),
            ),
            # 公开栏 walks these, newest first; what is sealed is not even in the index
            models.Index(
                fields=("place_banner", "-recorded_at", "-id"),
                name="cases_on_board_banner",
                condition=ON_BOARD,
            ),
            models.Index(
                fields=("place_town", "-recorded_at", "-id"),
                name="cases_on_board_town",
                condition=ON_BOARD,
            ),
            *BESIDE,
            models.Index(fields=("household", "recorded_at"), name="cases_household"),
            models.Index(fields=("place", "category", "recorded_at"), name="cases_look_alike"),
            models.Index(
                fields=("place", "recorded_at"), name="cases_live_place", condition=LIVING
            ),
        )


class KeptCase(models.Model):
    """An ended case whose content is still kept, as retention needs it (`retention.py`).

    `gone`: erased or sealed; `held`: the reason of a hold, "" without one.
    """

    TABLE_KIND = "derived"

    case = models.CharField(max_length=40, primary_key=True)
    receipt = models.CharField(max_length=20)
    pack = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=20)
    ended_at = models.DateTimeField()
    gone = models.BooleanField()
    held = models.TextField()

    class Meta:
        db_table = "cases_kept_case"
        indexes = (
            models.Index(
                fields=("pack", "ended_at", "case"), name="cases_kept_end", condition=Q(gone=False)
            ),
        )


class OwedPart(models.Model):
    """What somebody beside its holder owes a living case now: a ruling, or a piece.

    `what`: ruling or piece; `number`: of the piece, 0 for a ruling; `post`: who rules; `unit`:
    whose piece; `due_at`: when it ends (of a ruling that is on the case's own clock).
    """

    TABLE_KIND = "derived"

    id = models.CharField(max_length=60, primary_key=True)
    case = models.CharField(max_length=40)
    what = models.CharField(max_length=8)
    number = models.SmallIntegerField()
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    acknowledged = models.BooleanField()

    class Meta:
        db_table = "cases_owed_part"
        indexes = (
            models.Index(fields=("case",), name="cases_owed_case"),
            models.Index(fields=("unit", "due_at", "id"), name="cases_owed_unit"),
            models.Index(fields=("post", "due_at", "id"), name="cases_owed_post"),
        )


class Precedent(models.Model):
    """A ruling on an objection as the next similar dispatch sees it (先例). Codes and papers
    only; `position`: of its entry."""

    TABLE_KIND = "derived"

    position = models.BigIntegerField(primary_key=True)
    case = models.CharField(max_length=40)
    banner = models.CharField(max_length=20)
    category = models.CharField(max_length=60)
    place_kind = models.CharField(max_length=20)
    upheld = models.BooleanField()
    entry = models.CharField(max_length=60)
    cite = models.TextField()
    start = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    ruled_at = models.DateTimeField()

    class Meta:
        db_table = "cases_precedent"
        indexes = (
            models.Index(
                fields=("banner", "category", "place_kind", "position"),
                name="cases_precedent_alike",
            ),
            models.Index(fields=("banner", "ruled_at"), name="cases_precedent_ruled"),
        )


class CalledUnit(models.Model):
    """One unit of one call-up (召集): whether it comes, whether it came, the words of both sides.

    Of units alone: no post and no person stands here.
    """

    TABLE_KIND = "derived"

    id = models.CharField(max_length=90, primary_key=True)
    call_up = models.CharField(max_length=40)
    case = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    caller = models.CharField(max_length=40)
    banner = models.CharField(max_length=20)
    category = models.CharField(max_length=60)
    at = models.DateTimeField()
    cancelled = models.BooleanField()
    coming = models.BooleanField(null=True)
    arrived = models.BooleanField(null=True)
    of_unit = models.CharField(max_length=8)
    of_call = models.CharField(max_length=8)

    class Meta:
        db_table = "cases_called_unit"
        indexes = (
            models.Index(fields=("case",), name="cases_called_case"),
            models.Index(fields=("unit", "at"), name="cases_called_unit_at"),
            models.Index(fields=("caller", "at"), name="cases_called_caller"),
            models.Index(fields=("banner", "at"), name="cases_called_banner"),
        )


class SearchText(models.Model):
    """One case in the search index: its number there, its tokens, its last move.

    `number`: position of its first entry, so a higher one was received later, and an index made
    anew is the same. `tokens`: keyed hashes as 32-bit
    numbers, kept to take them out again when a text changes or is erased. `moved`: position of
    the case's last entry. `subject`: the known person whose name is in the tokens, to find the
    case again when that person is erased. Row 0 is the mark of the index itself.
    """

    TABLE_KIND = "derived"

    number = models.BigIntegerField(primary_key=True)
    case = models.CharField(max_length=40, unique=True)
    moved = models.BigIntegerField()
    subject = models.CharField(max_length=80)
    tokens = models.BinaryField()

    class Meta:
        db_table = "cases_search_text"
        indexes = (
            models.Index(fields=("moved",), name="cases_search_moved"),
            models.Index(
                fields=("subject",), name="cases_search_subject", condition=~Q(subject="")
            ),
        )


class SearchBlock(models.Model):
    """Which of 16,384 numbers have a token; `key` is token and block (`search/bitmaps.py`)."""

    TABLE_KIND = "derived"

    key = models.BigIntegerField(primary_key=True)
    cases = models.BinaryField()

    class Meta:
        db_table = "cases_search_block"


class Export(models.Model):
    """One list that was taken out as a file. `filters`: codes as JSON; no word of a case."""

    TABLE_KIND = "projection"

    id = models.CharField(max_length=40, primary_key=True)
    post = models.CharField(max_length=60)
    list = models.CharField(max_length=40)
    filters = models.TextField()
    rows = models.IntegerField()
    form = models.CharField(max_length=10)
    as_of = models.DateTimeField()

    class Meta:
        db_table = "cases_export"
        indexes = (models.Index(fields=("as_of",), name="cases_export_as_of"),)


class SavedView(models.Model):
    """A list narrowed in a way somebody wants to come back to; theirs alone, no record of work
    (docs/decisions/0014-what-the-desk-keeps.md).

    `scope`: the account, as in the log. `query`: what the list is narrowed to, as a face's
    address has it.
    """

    TABLE_KIND = "infrastructure"

    id = models.CharField(max_length=40, primary_key=True)
    scope = models.CharField(max_length=80)
    list = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "cases_saved_view"
        constraints = (
            models.UniqueConstraint(fields=("scope", "list", "name"), name="cases_saved_view_name"),
        )
