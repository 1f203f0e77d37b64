"""The organisation in memory: units, posts, who answers, who reaches what. Pure, immutable.

Loaded from the tables of this context (`loading.py`), handed to rules as a snapshot. A post
is filled until somebody is relieved: a term that runs out at midnight leaves no case without
a person who answers (docs/reference/permissions.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from minqing.kernel.messages import Actor
from minqing.org.roles import ROLES, compute_permissions
from minqing.org.terms import LEVEL_NAMES, Axis, UnitKind


class UnitView(msgspec.Struct, frozen=True):
    """One unit. `level`: 1 region to 5 village; a unit of a line stands below its parent."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    level: int
    parent: str | None
    axis: Axis
    serves: str = ""
    closed: bool = False
    successor: str = ""


class PostView(msgspec.Struct, frozen=True):
    """One post with the person in it. `person` is None while it is vacant."""

    id: str
    unit: str
    role: str
    title: str
    person: str | None
    person_name: str
    since: date | None = None
    until: date | None = None
    concurrent: bool = False
    reach: tuple[str, ...] = ()
    abolished: bool = False


class UnitUnknown(KeyError):
    """A unit code is not in the directory."""

    code = "unit-unknown"


class PostUnknown(KeyError):
    """A post id is not in the directory."""

    code = "post-unknown"


class Directory:
    """Look-ups over units and posts. Every method is a dict look-up or a walk up one path.

    Closed units and abolished posts stay known, so that old records keep their words; they
    are in no list.
    """

    __slots__ = ("_at", "_children", "_held", "_names", "_paths", "_posts", "_units")

    def __init__(
        self,
        units: Iterable[UnitView] = (),
        posts: Iterable[PostView] = (),
        names: Mapping[str, str] | None = None,
    ) -> None:
        """`names`: display names of people by person id, as read from the vault."""
        self._names = dict(names or {})
        self._units = {unit.code: unit for unit in units}
        self._posts = {post.id: post for post in posts}
        self._children = self._group_children()
        self._paths: dict[str, tuple[str, ...]] = {}
        for code in self._units:
            self._find_path(code)
        self._at: dict[tuple[str, str], list[str]] = {}
        self._held: dict[str, list[str]] = {}
        for post in sorted(self._posts.values(), key=lambda post: post.id):
            self._place(post)

    def _group_children(self) -> dict[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        for unit in self._units.values():
            if unit.parent and not unit.closed:
                groups.setdefault(unit.parent, []).append(unit.code)
        return {code: tuple(sorted(below)) for code, below in groups.items()}

    def _find_path(self, code: str) -> tuple[str, ...]:
        known = self._paths.get(code)
        if known is None:
            parent = self._units[code].parent
            above = self._find_path(parent) if parent and parent in self._units else ()
            known = self._paths[code] = (*above, code)
        return known

    def _place(self, post: PostView) -> None:
        if post.person:
            self._held.setdefault(post.person, []).append(post.id)
        if not post.abolished:
            self._at.setdefault((post.unit, post.role), []).append(post.id)
            self._at.setdefault((post.unit, ""), []).append(post.id)

    # ------------------------------------------------------------------ units
    def has(self, code: str) -> bool:
        """Return whether the unit is known, closed ones included."""
        return code in self._units

    def unit(self, code: str) -> UnitView:
        """Return a unit; raises UnitUnknown."""
        try:
            return self._units[code]
        except KeyError:
            raise UnitUnknown(code) from None

    def units(self) -> tuple[UnitView, ...]:
        """Return every open unit, by code."""
        return tuple(u for _, u in sorted(self._units.items()) if not u.closed)

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the top of the tree down to the unit itself."""
        try:
            return self._paths[code]
        except KeyError:
            raise UnitUnknown(code) from None

    def parent(self, code: str) -> str | None:
        """Return the code of the unit above, None at the top."""
        return self.unit(code).parent or None

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the open units right below, sorted."""
        return self._children.get(code, ())

    def below(self, code: str) -> tuple[str, ...]:
        """Return the codes of all open units below, parents before children."""
        found: list[str] = []
        layer = self.children(code)
        while layer:
            found.extend(layer)
            layer = tuple(child for unit in layer for child in self.children(unit))
        return tuple(found)

    def within(self, code: str, root: str) -> bool:
        """Return whether a unit is the root or stands below it."""
        return root in self.path(code)

    def levels(self, code: str) -> dict[str, str]:
        """Return the codes of region, league, banner, town, village that the unit stands in.

        "" where the unit stands above that level. A unit of a line takes the levels of the
        place it hangs on or serves.
        """
        found = dict.fromkeys(LEVEL_NAMES.values(), "")
        for part in self._place_path(code):
            unit = self._units[part]
            if unit.axis is Axis.PLACE and unit.level in LEVEL_NAMES:
                found[LEVEL_NAMES[unit.level]] = part
        return found

    def _place_path(self, code: str) -> tuple[str, ...]:
        for part in reversed(self.path(code)):
            unit = self._units[part]
            if unit.axis is Axis.PLACE:
                return self.path(part)
            if unit.serves in self._paths:
                return self.path(unit.serves)
        return ()

    def banner_of(self, code: str) -> str:
        """Return the code of the banner (旗县) a unit stands in; "" above that level."""
        return self.levels(code)["banner"]

    def full_name(self, code: str, root: str = "") -> str:
        """Return the names from below `root` (the banner, when empty) down to the unit.

        Names of villages repeat (团结村): a place is only named with the units above it.
        """
        start = root or self.banner_of(code)
        path = self.path(code)
        below = path[path.index(start) + 1 :] if start in path else path
        return "".join(self._units[part].short_name for part in below or (code,))

    # ------------------------------------------------------------------ posts
    def has_post(self, post_id: str) -> bool:
        """Return whether the post is known, abolished ones included."""
        return post_id in self._posts

    def post(self, post_id: str) -> PostView:
        """Return a post; raises PostUnknown."""
        try:
            return self._posts[post_id]
        except KeyError:
            raise PostUnknown(post_id) from None

    def posts(self) -> tuple[PostView, ...]:
        """Return every standing post, by id."""
        return tuple(p for _, p in sorted(self._posts.items()) if not p.abolished)

    def posts_at(self, unit: str, role: str | None = None) -> tuple[str, ...]:
        """Return the ids of standing posts at a unit, of one role or of all, sorted."""
        return tuple(self._at.get((unit, role or ""), ()))

    def posts_of(self, person: str) -> tuple[str, ...]:
        """Return the ids of the posts that a person holds now: main ones first."""
        held = self._held.get(person, ())
        return tuple(sorted(held, key=lambda post: (self._posts[post].concurrent, post)))

    def person_name(self, person: str) -> str:
        """Return a person's display name; "" when it is unknown or erased."""
        return self._names.get(person, "")

    def nearest(self, unit: str, role: str) -> str | None:
        """Return a post of that role at the unit or the closest unit above that has one.

        Of several at one unit the first filled one is taken, else the first.
        """
        for code in reversed(self.path(unit)):
            posts = self._at.get((code, role))
            if posts:
                return next((post for post in posts if self._posts[post].person), posts[0])
        return None

    def accountable(self, post_id: str) -> str | None:
        """Return the post that answers: itself if filled, else the nearest filled one above.

        Walks up from the post's unit; at each unit the roles that the post's role answers to
        are asked in order (roles.py). Colleagues of the same role are not above it, but for
        the topmost role, where they are all there is. None when no such post is filled.
        """
        post = self.post(post_id)
        if post.person and not post.abolished:
            return post_id
        above = ROLES[post.role].answers_to or (post.role,)
        for code in reversed(self._climb(post.unit)):
            for role in above:
                for candidate in self._at.get((code, role), ()):
                    if self._posts[candidate].person and candidate != post_id:
                        return candidate
        return None

    def _climb(self, unit: str) -> tuple[str, ...]:
        # a closed unit is answered for by the one that took its place; no circle can arise,
        # since a successor must be open on the day it is named
        while unit in self._units and self._units[unit].successor in self._units:
            unit = self._units[unit].successor
        return self._paths.get(unit, ())

    # ------------------------------------------------------------------ reach (管辖)
    def reaches(self, actor: Actor, unit: str) -> bool:
        """Return whether a unit is inside any of the actor's units; the system reaches all."""
        if actor.kind == "system":
            return True
        path = self._paths.get(unit, ())
        return any(root in path for root in actor.units)

    def reaches_any(self, actor: Actor, units: Iterable[str]) -> bool:
        """Return whether one of the units is in reach: place of the matter, unit that holds it."""
        return any(self.reaches(actor, unit) for unit in units if unit)

    def actor(self, post_id: str, *, scope: str, language: str = "zh-hans") -> Actor:
        """Return who acts from a filled post: its role's permissions, its units in reach."""
        post = self.post(post_id)
        if not post.person or post.abolished:
            raise PostUnknown(post_id)
        return Actor(
            scope=scope,
            person=post.person,
            post=post.id,
            unit=post.unit,
            roles=(post.role,),
            units=(post.unit, *post.reach),
            permissions=compute_permissions((post.role,)),
            language=language,
        )
