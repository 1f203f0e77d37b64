"""How seldom Python looks for objects that only hold each other.

Nearly everything here is frozen and holds nothing that holds it: counting references frees it at
once. Python's own pace looks after every 700 objects, and walks through the whole program as it
grows: a tenth of the time in which the demonstration is loaded, with nothing found.
"""

from __future__ import annotations

import gc

PACE = (20_000, 20, 20)
"""Objects, and rounds of the younger generation, between two looks. What waits so long is a few
megabytes: exceptions with their frames, and the like."""


def collect_rarely() -> None:
    """Set the pace of this process."""
    gc.set_threshold(*PACE)


def set_loaded_aside() -> None:
    """Leave what is loaded by now out of all later looks: modules, registries, routes."""
    gc.collect()
    gc.freeze()
