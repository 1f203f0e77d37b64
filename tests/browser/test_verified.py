"""After the days and journeys of this folder the log is proved from its first entry.

Named to come last: the folder runs in one process, on one demonstration.
"""

from __future__ import annotations

import pytest

from tests.harness.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]


def test_log_is_proved_after_the_journeys(demo_server: Server) -> None:
    done = demo_server.minqing("log", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
