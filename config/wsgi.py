"""The web application for Granian, and the worker beside it when it is asked for."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.collecting import set_loaded_aside
from minqing.kernel.structs import prepare_structs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# While there is one thread: the first requests come several at once.
get_resolver().url_patterns  # noqa: B018 - loads every view, and with it every struct
prepare_structs()
set_loaded_aside()

if os.environ.get("MINQING_STARTED_BY") == "run":
    # After setup: the worker uses the registries that the apps fill in ready().
    from config.background import die_with_parent, start_worker

    die_with_parent()
    start_worker()
