"""Rows of a list of posts and of who is in them. A post is known by its unit and its number, or
by its title and how many of that title stood before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.crypto import salted_hmac

from minqing.imports.answering import Made
from minqing.imports.batches import BY
from minqing.imports.mapping import Columns
from minqing.imports.reading_rows import (
    Places,
    Texts,
    find_fresh,
    read_day,
    read_texts,
    read_word,
)
from minqing.imports.scratch import Scratch
from minqing.imports.terms import (
    FIELD_MISSING,
    FIELD_ZH,
    PLACE_UNKNOWN,
    POST_OTHERWISE,
    ROW_TWICE,
    Field,
    RawRow,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Personal, Refusal
from minqing.log.public import get_state, read_stream
from minqing.org.public import ROLES, SetUpPost

WORDS: Mapping[str, str] = {
    word: code
    for code, role in ROLES.items()
    if role.held_by_post
    for word in (role.title_zh, role.title_en, code)
}
"""Kinds of posts, by their titles."""


class PostRows:
    """Makes the command that sets each post up, with the one who is in it."""

    def __init__(self, columns: Columns, places: Places, scratch: Scratch) -> None:
        self._columns, self._places, self._scratch = columns, places, scratch

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        return [self._read(raw) for raw in chunk]

    def _read(self, raw: RawRow) -> Refusal | Made:
        texts = read_texts(raw, self._columns)
        if isinstance(texts, Refusal):
            return texts
        place = texts.get(Field.UNIT, "")
        unit = self._places.find(place)
        if not unit:
            return PLACE_UNKNOWN(row=raw.number, text=place)
        role = read_word(raw.number, Field.ROLE, texts, WORDS)
        since = read_day(raw.number, Field.SINCE, texts, self._columns)
        until = read_day(raw.number, Field.UNTIL, texts, self._columns)
        for one in (role, since, until):
            if isinstance(one, Refusal):
                return one
        identity = self._identify(raw.number, unit, texts)
        if isinstance(identity, Refusal):
            return identity
        assert isinstance(role, str), "a refusal was returned"
        return self._make(raw.number, identity, unit, role, (since, until), texts)

    def _identify(self, row: int, unit: str, texts: Texts) -> str | Refusal:
        number = texts.get(Field.POST, "")
        name = f"{self._columns.source}\x1f{unit}\x1f{number or texts[Field.TITLE]}"
        before = self._scratch.count_equal(name)
        if number and before:
            return ROW_TWICE(row=row, field=FIELD_ZH[Field.POST])
        identity = derived_id("import-post", name, 0 if number else before)
        return find_fresh(identity, lambda one: is_taken_back("post", derived_id(one, "post")))

    def _make(
        self,
        row: int,
        identity: str,
        unit: str,
        role: str,
        period: tuple[object, object],
        texts: Texts,
    ) -> Refusal | Made:
        since, until = (day if isinstance(day, date) else None for day in period)
        name, number = texts.get(Field.NAME, ""), texts.get(Field.PERSON, "")
        person = self._find_person(identity, number) if name or number else ""
        if person and since is None:
            return FIELD_MISSING(row=row, field=FIELD_ZH[Field.SINCE])
        post = derived_id(identity, "post")
        command = SetUpPost(
            id=derived_id(identity, "command"),
            post=post,
            unit=unit,
            role=role,
            title=texts[Field.TITLE],
            person=person,
            name=Personal(name, f"person:{person}") if name else None,
            since=since,
            until=until,
        )
        return Made(command, post, otherwise=POST_OTHERWISE)

    def _find_person(self, identity: str, number: str) -> str:
        """Return who is meant: by their number in this source, or one only of this row."""
        first = derived_id(identity, "person")
        if number:
            # keyed: a number of staff may be an identity number, which a plain hash gives away
            key = salted_hmac("minqing.imports.person", f"{self._columns.source}\x1f{number}")
            first = derived_id("import-person", key.hexdigest())
        return find_fresh(first, lambda one: is_taken_back("person", one))


def is_taken_back(kind: str, key: str) -> bool:
    """Return whether an undone import ended this post or let this person go."""
    state = get_state(f"{kind}:{key}")
    gone = state is not None and (state.abolished if kind == "post" else state.left is not None)
    return gone and read_stream(f"{kind}:{key}")[-1].scope == BY.scope
