"""Addresses of the product: each face under its own, added when the face exists."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog, set_language

from config.health import healthz, readyz
from config.metrics import show_metrics
from config.offline import show_desk_offline, show_worker

# Address, face. The portal has the root, so it comes last.
FACES = (
    ("console/", "console"),
    ("field/", "fieldsync"),
    ("", "gateway"),
    ("", "portal"),
)


def _list_faces() -> list[URLResolver]:
    return [
        path(address, include(f"minqing.{face}.urls"))
        for address, face in FACES
        if face in settings.BUILT_CONTEXTS and find_spec(f"minqing.{face}.urls")
    ]


# What is said when an answer is not the page that was asked for.
handler400 = "config.troubles.show_bad_request"
handler403 = "config.troubles.show_forbidden"
handler404 = "config.troubles.show_missing"
handler500 = "config.troubles.show_fault"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", show_metrics, name="metrics"),
    path("language/", set_language, name="set_language"),
    path("worker.js", show_worker, name="worker"),
    path("offline/desk/", show_desk_offline, name="offline-desk"),
    path("words.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    *_list_faces(),
]
