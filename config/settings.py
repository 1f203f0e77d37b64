"""Settings of every installation, read from the environment (docs/reference/settings.md).

No names of environments, no local files: what an organisation may change lives in packs or
tables. Readers in `config.environment` refuse a wrong value with a sentence.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import environment as env
from config.sign_in import read_sign_in

BASE_DIR = Path(__file__).resolve().parent.parent

# ---------------------------------------------------------------- folders and secrets
VAR_DIR = env.read_folder("MINQING_VAR", BASE_DIR / "var")
"""Everything an installation writes, unless told otherwise."""

PACKS_DIR = Path(env.read_text("MINQING_PACKS", str(BASE_DIR / "packs")))
FILES_DIR = env.read_folder("MINQING_FILES", VAR_DIR / "files")
MEDIA_ROOT = FILES_DIR
MINQING_MASTER_KEY_FILE = Path(
    env.read_text("MINQING_MASTER_KEY_FILE", str(VAR_DIR / "master.key"))
)
SECRET_KEY = env.read_secret("MINQING_SECRET_KEY", kept_in=VAR_DIR / "secret.key")

# ---------------------------------------------------------------- what is on
DEBUG = env.read_flag("MINQING_DEBUG")

CONTEXTS = (
    # The house from the roof down (ARCHITECTURE.md); a context joins when its folder has apps.py.
    "simulation",
    "portal",
    "console",
    "fieldsync",
    "gateway",
    "printing",
    "exchange",
    "imports",
    "briefings",
    "appraisal",
    "indicators",
    "villages",
    "rectification",
    "response",
    "meetings",
    "partnerships",
    "services",
    "duties",
    "activities",
    "suggestions",
    "cases",
    "households",
    "approvals",
    "signin",
    "notices",
    "facts",
    "tokens",
    "org",
    "mechanisms",
    "log",
    "vault",
    "vault.keystore",
)


def _exists(context: str) -> bool:
    return (BASE_DIR / "minqing" / context.replace(".", "/") / "apps.py").is_file()


BUILT_CONTEXTS = tuple(context for context in CONTEXTS if _exists(context))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "config",
    # From the ground up: a context's ready() may use what stands below it.
    *(f"minqing.{context}" for context in reversed(BUILT_CONTEXTS)),
]

if "org" in BUILT_CONTEXTS:
    AUTH_USER_MODEL = "org.Account"

MIDDLEWARE = [
    "config.requests.RequestJournalMiddleware",
    "config.reading.OneReadingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.PageCompressionMiddleware",
    "config.policy.OnePolicyMiddleware",
    "config.faces.PeopleSessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.faces.PeopleAuthenticationMiddleware",
    "config.sessions.SessionRulesMiddleware",
    "config.faces.PeopleMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.troubles.TroubleMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.demonstration.say_simulated",
            ],
        },
    },
]

# ---------------------------------------------------------------- databases
DURABILITY = env.read_choice("MINQING_DURABILITY", ("normal", "full"), "normal")
"""SQLite only. `normal` may lose the last commits when the power fails (never when the
process dies); `full` waits for the disk at every commit."""

BUSY_SECONDS = env.read_number("MINQING_BUSY_SECONDS", 30, least=1, most=600)

SQLITE_PRAGMAS = ";".join(
    (
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={DURABILITY.upper()}",
        f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
        "PRAGMA foreign_keys=ON",
        "PRAGMA temp_store=MEMORY",  # sorting must not leave personal data in temporary files
        "PRAGMA secure_delete=ON",  # an erased row is in no byte of the file
        "PRAGMA cache_size=-32000",
    )
)


def _finish_database(database: dict[str, Any]) -> dict[str, Any]:
    """Add what every installation needs to an address read from the environment."""
    if database["ENGINE"].endswith("sqlite3"):
        database["NAME"] = str(Path(database["NAME"]).resolve())
        database["OPTIONS"] = {
            # A transaction that reads first and writes later must queue at its start:
            # upgraded in the middle it fails without waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": SQLITE_PRAGMAS,
        }
        database["CONN_MAX_AGE"] = None
    else:
        database["CONN_MAX_AGE"] = 600
        database["CONN_HEALTH_CHECKS"] = True
        # what the log asks again and again is planned once a connection (minqing/log/pipeline.py)
        database["OPTIONS"]["prepare_threshold"] = 5
    return database


def _key_store(default: dict[str, Any]) -> dict[str, Any]:
    """Return where data keys live when MINQING_KEYS_URL is not set.

    Beside SQLite: a second file. On PostgreSQL: a schema of its own on the same server, since
    a file cannot be shared by several processes on several machines; config/keyschema.py
    creates the schema.
    """
    if default["ENGINE"].endswith("sqlite3"):
        beside = Path(default["NAME"]).with_name("keys.sqlite3")
        return env.read_database("MINQING_KEYS_URL", f"sqlite:///{beside}")
    if env.read_text("MINQING_KEYS_URL"):
        return env.read_database("MINQING_KEYS_URL", "")
    options = dict(default["OPTIONS"])
    options["options"] = f"{options.get('options', '')} -c search_path={KEYS_SCHEMA}".strip()
    # A test database of its own: one name for both would make Django migrate only the first.
    return {**default, "OPTIONS": options, "TEST": {"NAME": f"test_{default['NAME']}_keys"}}


KEYS_SCHEMA = "minqing_keys"
_default = _finish_database(
    env.read_database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'minqing.sqlite3'}")
)
DATABASES = {"default": _default, "keys": _finish_database(_key_store(_default))}
DATABASE_ROUTERS = ["config.routers.KeyStoreRouter"]
ON_SQLITE = _default["ENGINE"].endswith("sqlite3")

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "minqing" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "minqing_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# ---------------------------------------------------------------- the edge
ALLOWED_HOSTS = env.read_list("MINQING_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.read_list("MINQING_ORIGINS")
HTTPS = env.read_flag("MINQING_HTTPS")
BEHIND_PROXY = env.read_flag("MINQING_BEHIND_PROXY")
if BEHIND_PROXY:
    # Only where a proxy of ours sets it: anybody else could send this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_NAME = "minqing_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "minqing_csrf"
CSRF_FAILURE_VIEW = "config.troubles.show_form_too_old"
SESSION_COOKIE_AGE = env.read_number("MINQING_SESSION_HOURS", 12, least=1, most=720) * 3600

LOGIN_URL = "/console/sign-in/"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "/"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],  # the map draws in a worker made from a blob
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

SIGN_IN = read_sign_in()
"""Second factors, and the office's own sign-in (config/sign_in.py)."""

PASSWORD_LENGTH = env.read_number("MINQING_PASSWORD_LENGTH", 10, least=8, most=64)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "minqing.org.passwords.LengthValidator",
        "OPTIONS": {"least": PASSWORD_LENGTH},
    },
    {"NAME": "minqing.org.passwords.CommonListValidator"},
    {"NAME": "minqing.org.passwords.ChineseFavouritesValidator"},
    {"NAME": "minqing.org.passwords.SimplePatternValidator"},
    {"NAME": "minqing.org.passwords.OwnNameValidator"},
]
PASSWORD_HASHERS = [
    # Needs memory as well as time, and comes with Python; older hashes are renewed at sign-in.
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
"""A printed one-time link is good for three days."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["config.uploads.InMemoryUploadHandler"]

# ---------------------------------------------------------------- style sheets and scripts
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    folder
    for folder in (BASE_DIR / "frontend" / "console" / "dist", BASE_DIR / "frontend" / "dist")
    if folder.is_dir()
]
STATIC_SOURCE = env.read_choice("MINQING_STATIC", ("sources", "collected"), "sources")
"""`collected`: hashed names and compressed files, made by `minqing run`; `sources`: straight
from the apps, for tests and for work on the screens."""

STYLE_BUNDLES = {
    # One file a face: each sheet of its own would cost a thin line another way there and back.
    "desk": (
        "shared/tokens.css",
        "shared/base.css",
        "shared/parts.css",
        "console/desk.css",
        "console/lists.css",
        "console/staff.css",
        "console/pick.css",
        "console/small.css",
    ),
    "portal": ("shared/tokens.css", "shared/base.css", "shared/parts.css", "portal/portal.css"),
}
"""Style sheets that are sent as one file where they are `collected`, in this order."""

WHITENOISE_USE_FINDERS = STATIC_SOURCE == "sources"
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "config.statics.BundledStaticFilesStorage"
            if STATIC_SOURCE == "collected"
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# ---------------------------------------------------------------- processes
RUN_ADDRESS = env.read_text("MINQING_ADDRESS", "127.0.0.1")
RUN_THREADS = env.read_number("MINQING_THREADS", 8, least=1, most=64)
RUN_PROCESSES = env.read_number("MINQING_PROCESSES", 1 if ON_SQLITE else 2, least=1, most=64)
RUN_WORKER = env.read_choice("MINQING_WORKER", ("thread", "off"), "thread")
if ON_SQLITE and RUN_PROCESSES > 1:
    # One fair write mutex orders the writers, and it lives in one process.
    raise env.ConfigurationError(
        "MINQING_PROCESSES", str(RUN_PROCESSES), "1（SQLite 只用一个进程）"
    )

_IN_PROCESS = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    # the board counts households by village and category: a banner has 2,400 such counts
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {
    "default": _IN_PROCESS,
    # What all processes must count together (tries at receipt numbers). SQLite has one process.
    "shared": {**_IN_PROCESS, "LOCATION": "shared"}
    if ON_SQLITE
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "infrastructure_shared_cache",
    },
}

INSIDE_HOSTS = frozenset(env.read_list("MINQING_INSIDE_HOSTS"))
"""Hosts inside the house that exchanges and web-hooks may call."""

INTAKE_PER_MINUTE = env.read_number("MINQING_INTAKE_PER_MINUTE", 120)
"""Matters of one place that programs may send without a token in a minute; 0: no limit."""

OPEN311_KEY = env.read_flag("MINQING_OPEN311_KEY")
"""Whether a matter that comes through Open311 needs an `api_key`."""

DISK_LEAST_MB = env.read_number("MINQING_DISK_LEAST_MB", 500, least=0)
METRICS_TOKEN = env.read_text("MINQING_METRICS_TOKEN")

# ---------------------------------------------------------------- journal of the process
LOG_LEVEL = env.read_choice(
    "MINQING_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "INFO"
)
LOG_FORMAT = env.read_choice("MINQING_LOG_FORMAT", ("json", "text"), "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.journal.JsonFormatter"},
        "text": {"()": "config.journal.TextFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": "INFO", "propagate": True},
        "pikepdf": {"level": "WARNING"},  # says hello when it is loaded
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
