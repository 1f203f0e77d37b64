"""The public ticket form of django-helpdesk, set up as its documentation says, to measure beside.

Made anew for each measure in a scratch folder: its own virtual environment, a project of one
settings module, the same database and pragmas, the same server with as many threads as ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from tests.harness.postgres import find_free_port

PACKAGES = ("django-helpdesk==2.6.*", "granian", "psycopg[binary]")
SETTINGS = """
import os
from importlib.util import find_spec
from urllib.parse import urlsplit
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "site_urls"
SITE_ID = 1
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = os.path.join(os.environ["BENCH_FOLDER"], "media")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
HELPDESK_VIEW_A_TICKET_PUBLIC = True
HELPDESK_PUBLIC_ENABLED = True
LOGIN_URL = "helpdesk:login"
INSTALLED_APPS = [name for name in (
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
    "django.contrib.sites", "django.contrib.humanize", "bootstrap4form", "rest_framework",
    "helpdesk",
) if find_spec(name)]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
LOGGING = {"version": 1, "disable_existing_loggers": True}
_at = urlsplit(os.environ.get("BENCH_DATABASE", ""))
if _at.scheme:
    DATABASES = {"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": _at.path[1:], "USER": _at.username,
        "HOST": _at.hostname, "PORT": _at.port, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True,
    }}
else:
    DATABASES = {"default": {
        "ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": None,
        "NAME": os.path.join(os.environ["BENCH_FOLDER"], "helpdesk.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE", "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA busy_timeout=30000;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000",
        },
    }}
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("", include("helpdesk.urls"))]
"""
WSGI = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
QUEUE = """
import django
django.setup()
from helpdesk.models import Queue
Queue.objects.get_or_create(
    slug="public", defaults={"title": "Public", "allow_public_submission": True}
)
"""


@contextmanager
def running_helpdesk(folder: Path, database: str, *, processes: int, threads: int) -> Iterator[str]:
    """Yield the address of a running helpdesk with one public queue."""
    python = _install(folder)
    for name, text in (("site_settings", SETTINGS), ("site_urls", URLS), ("site_wsgi", WSGI)):
        (folder / f"{name}.py").write_text(text)
    port = find_free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MINQING_")} | {
        "BENCH_FOLDER": str(folder),
        "BENCH_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "PYTHONPATH": str(folder),
    }
    for words in (["-m", "django", "migrate", "--verbosity", "0"], ["-c", QUEUE]):
        subprocess.run([python, *words], env=environment, cwd=folder, check=True)
    words = [
        python, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers",
        str(processes), "--blocking-threads", str(threads), "--blocking-threads-idle-timeout",
        "600", "--backpressure", str(threads * 16), "--log-level", "warning", "--no-ws",
        "site_wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(words, env=environment, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}/tickets/submit/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _install(folder: Path) -> str:
    """Return the Python of a new environment that has the peer and our own Django's version."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    packages = (*PACKAGES, f"django=={version('django')}")
    words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    subprocess.run(words, check=True)
    return python


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the helpdesk did not start")
