"""What rules stand on: the snapshots, and the pack version a case was opened under.

The only place where rules name other contexts.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import msgspec

from minqing.cases.pack import CasesSection, CategoriesSection, LedgerRule, Rung
from minqing.cases.pack import find_ledger as _find_ledger
from minqing.cases.pack import find_rung as _find_rung
from minqing.cases.pack_beside import MaterialsSection, SourcesSection
from minqing.cases.state import CaseState
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Frame
from minqing.mechanisms.public import Pack, Packs
from minqing.org.public import Directory, PostView

__all__ = [
    "Directory",
    "Ground",
    "Pack",
    "Packs",
    "WorkCalendar",
    "find_pack",
    "get_ground",
    "get_section",
]


class Ground(msgspec.Struct, frozen=True):
    """The frame of one decision with what the case's pack says."""

    frame: Frame
    directory: Directory
    section: CasesSection
    categories: CategoriesSection | None
    materials: MaterialsSection | None = None
    sources: SourcesSection | None = None

    @property
    def calendar(self) -> WorkCalendar:
        return self.frame.view(WorkCalendar)

    def ledger(self, state: CaseState) -> LedgerRule:
        """Return the rule of the case's ledger, the default one before it was sorted."""
        return _find_ledger(self.section, state.ledger or self.section.default_ledger)

    def rung(self, state: CaseState) -> Rung:
        """Return the rung the case stands on."""
        return _find_rung(self.section, state.rung)


def get_ground(state: CaseState, frame: Frame) -> Ground:
    """Return the ground of an existing case: the pack version it was opened under."""
    pack = frame.view(Packs).get(state.pack, state.pack_version)
    return make_ground(pack, frame)


def make_ground(pack: Pack, frame: Frame) -> Ground:
    """Return the ground of a pack."""
    return Ground(
        frame,
        frame.view(Directory),
        get_section(pack),
        *(pack.section(name) for name in ("categories", "materials", "sources")),
    )


def get_section(pack: Pack) -> CasesSection:
    """Return what a pack says of cases; a case is never opened under a pack without it."""
    section = pack.section("cases")
    assert section is not None, f"pack {pack.key} has no section of cases"
    return section


_packs_of_places: WeakKeyDictionary[Packs, dict[tuple[str, ...], Pack | None]] = WeakKeyDictionary()


def find_pack(key: str, unit: str, directory: Directory, frame: Frame) -> Pack | None:
    """Return the pack a new case of this place opens under: the one named, else the place's."""
    packs = frame.view(Packs)
    if key:
        named = packs.find_current(key)
        return named if named is not None and named.section("cases") is not None else None
    known = _packs_of_places.setdefault(packs, {})
    path = directory.path(unit)
    if path not in known:
        # asked once a place and snapshot: a batch of ten thousand receipts asks a few times
        known[path] = packs.for_unit(path, directory.banner_of(unit), section="cases")
    return known[path]


def choose_post(directory: Directory, unit: str, roles: tuple[str, ...]) -> PostView | None:
    """Return the post that takes a case at a unit: the first role that has a post there,
    filled ones first; the last role is also looked for above. None when there is none."""
    unit = directory.current(unit)
    for role in roles:
        posts = directory.posts_at(unit, role)
        if posts:
            filled = (post for post in posts if directory.post(post).person)
            return directory.post(next(filled, posts[0]))
    above = directory.nearest(unit, roles[-1])
    return None if above is None else directory.post(above)


def is_answered_for(directory: Directory, post: str) -> bool:
    """Return whether somebody answers for the post, itself or above it (law 1)."""
    return directory.has_post(post) and directory.accountable(post) is not None
