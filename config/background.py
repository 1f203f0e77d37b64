"""What a serving process of `minqing run` does besides serving."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from importlib.util import find_spec

from django.conf import settings
from django.utils.module_loading import import_string

journal = logging.getLogger(__name__)


def start_worker() -> bool:
    """Start the worker thread of this process; False when it is off or not built yet.

    On PostgreSQL every process may start one: a lease lets one of them work.
    """
    if settings.RUN_WORKER == "off" or find_spec("minqing.log.worker") is None:
        return False
    import_string("minqing.log.worker.start_thread")()
    journal.info("worker started")
    return True


PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let the kernel end this process when its parent dies, however it dies (Linux only).

    A parent killed the hard way would leave a serving process that nobody can stop by the
    pid they know.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # the parent died before the line above
        os.kill(os.getpid(), signal.SIGTERM)
