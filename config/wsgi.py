"""The web application for Granian, and the worker beside it when it is asked for."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

if os.environ.get("MINQING_STARTED_BY") == "run":
    # After setup: the worker uses the registries that the apps fill in ready().
    from config.background import die_with_parent, start_worker

    die_with_parent()
    start_worker()
