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
from minqing.org.terms import LEVEL_NAMES, Axis, FormerName, Grant, Posting, UnitKind


class UnitView(msgspec.Struct, frozen=True):
    """One unit. `level`: 1 region to 5 village; a unit of a line stands below its parent.

    `names`: names it had before, oldest first.
    """

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
    names: tuple[FormerName, ...] = ()


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
    posting: Posting | None = None
    grants: tuple[Grant, ...] = ()


class TeamView(msgspec.Struct, frozen=True):
    """One standing team. `members`: people named into it; `village`: "" for the unit itself."""

    id: str
    kind: str
    unit: str
    name: str
    leader: str
    deputy: str = ""
    village: str = ""
    members: tuple[str, ...] = ()


class UnitUnknown(KeyError):
    """A unit code is not in the directory."""

    code = "unit-unknown"


class PostUnknown(KeyError):
    """A post id is not in the directory."""

    code = "post-unknown"


class Directory:
    """Look-ups over units and posts. Every method is a dict look-up or a walk up one path.

    Closed units and abolished posts stay known, so that old records keep their words; they
    are in no list. A closed unit whose place another took stands below that one in every path:
    who reaches the successor reaches what was done under the old name.
    """

    __slots__ = (
        "_at",
        "_children",
        "_held",
        "_joined",
        "_names",
        "_paths",
        "_posts",
        "_teams",
        "_units",
    )

    def __init__(
        self,
        units: Iterable[UnitView] = (),
        posts: Iterable[PostView] = (),
        names: Mapping[str, str] | None = None,
        teams: Iterable[TeamView] = (),
    ) -> None:
        """`names`: display names of people by person id, as read from the vault."""
        self._names = dict(names or {})
        self._units = {unit.code: unit for unit in units}
        self._posts = {post.id: post for post in posts}
        self._teams = {team.id: team for team in teams}
        self._children = self._group_children()
        self._paths: dict[str, tuple[str, ...]] = {}
        self._joined: dict[str, list[str]] = {}
        for code in sorted(self._units):
            self._find_path(code)
            if self.current(code) != code:
                self._joined.setdefault(self.current(code), []).append(code)
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
            unit = self._units[code]
            parent = unit.successor if self._is_joined(unit) else unit.parent
            above = self._find_path(parent) if parent and parent in self._units else ()
            known = self._paths[code] = (*above, code)
        return known

    def _is_joined(self, unit: UnitView) -> bool:
        # no circle can arise: a successor is open, and not below, on the day it is named
        return unit.closed and unit.successor in self._units

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

    def current(self, code: str) -> str:
        """Return the unit that stands for this one today: itself, or what it was joined to."""
        while code in self._units and self._is_joined(self._units[code]):
            code = self._units[code].successor
        return code

    def joined(self, code: str) -> tuple[str, ...]:
        """Return the closed units that this one stands for today, sorted."""
        return tuple(self._joined.get(code, ()))

    def find_by_name(self, name: str, root: str = "") -> tuple[str, ...]:
        """Return the open units below `root` that have or had this name, by code.

        A unit that was joined to another is found as that other.
        """
        wanted = name.strip()
        found = set()
        for unit in self._units.values():
            words = [unit.name, unit.short_name]
            words += [word for old in unit.names for word in (old.name, old.short_name)]
            if wanted in words:
                found.add(self.current(unit.code))
        return tuple(
            code
            for code in sorted(found)
            if not self._units[code].closed and (not root or self.within(code, root))
        )

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
            if self._is_joined(unit):
                continue  # its successor, right above it, has the same level
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
        # a unit that was joined to another is named as it stood
        above = self._units[code].parent
        path = (*self._paths.get(above or "", ()), code)
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

    def unfilled(self) -> tuple[PostView, ...]:
        """Return every post with nobody in it, by id; abolished ones may still hold cases."""
        return tuple(p for _, p in sorted(self._posts.items()) if not p.person or p.abolished)

    def roles_at(self, unit: str) -> tuple[str, ...]:
        """Return the roles of all posts a unit has and had, sorted."""
        return tuple(sorted({post.role for post in self._posts.values() if post.unit == unit}))

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
        return self.find_answering(post.role, post.unit, besides=post_id)

    def find_answering(self, role: str, unit: str, *, besides: str = "") -> str | None:
        """Return the nearest filled post that answers for a vacant one of a role at a unit."""
        above = ROLES[role].answers_to or (role,)
        for code in reversed(self._climb(unit)):
            for other in above:
                for candidate in self._at.get((code, other), ()):
                    if self._posts[candidate].person and candidate != besides:
                        return candidate
        return None

    def _climb(self, unit: str) -> tuple[str, ...]:
        return self._paths.get(self.current(unit), ())

    # ------------------------------------------------------------------ teams
    def teams(self) -> tuple[TeamView, ...]:
        """Return every standing team, by id."""
        return tuple(team for _, team in sorted(self._teams.items()))

    def find_team(self, team_id: str) -> TeamView | None:
        """Return a standing team, None when there is none of that id."""
        return self._teams.get(team_id)

    def teams_of(self, unit: str, kind: str = "") -> tuple[TeamView, ...]:
        """Return the standing teams of a unit (of one that was joined to it, too), by id."""
        return tuple(
            team
            for team in self.teams()
            if self.current(team.unit) == unit and kind in ("", team.kind)
        )

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

    def actor(
        self, post_id: str, *, scope: str, language: str = "zh-hans", on: date | None = None
    ) -> Actor:
        """Return who acts from a filled post: its role's permissions, its units in reach.

        `on`: the day, for permissions granted to the post until a day; None leaves them out.
        """
        post = self.post(post_id)
        if not post.person or post.abolished:
            raise PostUnknown(post_id)
        granted = [grant.permission for grant in post.grants if on and on < grant.until]
        units = tuple(dict.fromkeys(self.current(unit) for unit in (post.unit, *post.reach)))
        return Actor(
            scope=scope,
            person=post.person,
            post=post.id,
            unit=post.unit,
            roles=(post.role,),
            units=units,
            permissions=compute_permissions((post.role,)).union(granted),
            language=language,
        )
