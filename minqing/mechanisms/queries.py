"""Reads for the page 工作机制. Mechanisms are public inside the house: any viewer may see them."""

from __future__ import annotations

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_states
from minqing.mechanisms.coverage import PackCoverage, compute_coverage
from minqing.mechanisms.models import Pack as PackRow
from minqing.mechanisms.models import PackVersion
from minqing.mechanisms.packs import Packs


def load_packs() -> Packs:
    """Load the snapshot: all versions of all mechanisms, from the folds of their streams."""
    keys = PackRow.objects.values_list("key", flat=True)
    states = get_states([f"pack:{key}" for key in keys])
    return Packs({stream.partition(":")[2]: state for stream, state in states.items()})


def list_coverage(viewer: Actor, *, kind: str = "mechanism") -> list[PackCoverage]:
    """List mechanisms in force with the state of each rule; `kind` "" for all."""
    packs = get_snapshot(Packs).all()
    return [compute_coverage(pack) for pack in packs if kind in ("", pack.kind)]


def find_coverage(viewer: Actor, key: str) -> PackCoverage | None:
    """Return one mechanism in force with the state of each rule, None when unknown."""
    pack = get_snapshot(Packs).find_current(key)
    return compute_coverage(pack) if pack is not None else None


def list_versions(viewer: Actor, key: str) -> list[PackVersion]:
    """List all versions of a mechanism, newest first (lags by the worker's seconds)."""
    return list(PackVersion.objects.filter(key=key).order_by("-version"))
