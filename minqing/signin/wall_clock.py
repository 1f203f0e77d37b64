"""The clock on the wall, by which telephones, providers and sessions go.

The clock of the house (`log.public.get_now`) may run days ahead in a demonstration: then no
telephone would show the right digits. What stands in the log is by the clock of the house.
"""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """Return the moment by the clock of this machine, aware."""
    return datetime.now(UTC)
