"""The one settings file. Places differ in their environment variables: docs/operating.md."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import env_bool, env_choice, env_database, env_int, env_list, env_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_secret("DATA_DIR", default=str(BASE_DIR / ".data")))

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_secret("SECRET_KEY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default="localhost,127.0.0.1")
# Full origins, scheme and port included: sockets and forms are accepted from these alone.
PUBLIC_ORIGINS = env_list("PUBLIC_ORIGINS", default="http://localhost:8000,http://127.0.0.1:8000")
# True serves the made-up client sites at /demo/.
DEMO = env_bool("DEMO", default=False)

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "allauth",
    "allauth.account",
    "tenants",
    "agents",
    "conversations",
    "leads",
    "reports",
    "billing",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tenants.middleware.MemberMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Three roles of one database. Requests and tasks connect as app, which row-level security
# holds; migrations as owner; sweeps over all agencies as maintenance.
_POOL = env_int("DATABASE_POOL", default=8)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env_database("DATABASE_URL", pool=_POOL),
    "owner": env_database("DATABASE_OWNER_URL", pool=0),
    "maintenance": env_database("DATABASE_MAINTENANCE_URL", pool=0),
}
DATABASE_ROUTERS = ["tenants.scoping.ScopeRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_secret("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "tenants.cache.RedisOrMemory", "LOCATION": REDIS_URL}}
# Pub/sub knows no database numbers: without a name of its own, two installations on one
# Redis would hear each other.
_HOME = f"{SECRET_KEY}/{DATABASES['default']['HOST']}/{DATABASES['default']['NAME']}"
REALTIME_PREFIX = sha256(_HOME.encode()).hexdigest()[:12]
# The pub/sub layer: the core layer loses its groups for good, and silently, when Redis restarts.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": REALTIME_PREFIX},
    }
}

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "tenants.accounts.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
# A whole office signs in from one address when a shift begins; guessing is slowed by account.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,10/5m/key"}

# Not in the cache: whoever is signed in stays so, and quickly, with Redis away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Cookies and redirects follow the scheme that the product is reached by.
_HTTPS = all(origin.startswith("https://") for origin in PUBLIC_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = PUBLIC_ORIGINS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Framing is decided by frame-ancestors, which X_FRAME_OPTIONS cannot express per brand.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # blob: shows a picture that was fetched from its signed address.
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.exception_handler",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Switchboard",
    "DESCRIPTION": "Members send their session cookie, and X-CSRFToken with what changes anything; "
    "visitors send the access token of their session. The contract is in docs/protocol.md.",
    "VERSION": "1",
    # Its schemas are JSON Schema as it is, null included.
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/(v1/)?",
    "SERVE_INCLUDE_SCHEMA": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {"visitorToken": {"type": "http", "scheme": "bearer"}}
    },
    "ENUM_NAME_OVERRIDES": {
        "AgentStatus": "agents.models.Status",
        "ConversationStatus": "conversations.models.Status",
        "Outcome": "conversations.models.Outcome",
        "AgentOutcome": "conversations.models.AGENT_OUTCOMES",
        "Author": "conversations.models.By",
        "EventKind": "conversations.models.Kind",
        "AwayReason": "agents.models.AwayReason",
        "ClientStatus": "leads.models.CLIENT_STATUSES",
        "DeliveryStatus": "leads.models.DeliveryStatus",
        "DisputeReason": "leads.models.Reason",
        "DisputeStatus": "leads.models.DisputeStatus",
        "LeadStatus": "leads.models.LeadStatus",
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "conversations.periodic.route_conversations": {"queue": "live"},
    "reports.*": {"queue": "reports"},
    "billing.*": {"queue": "money"},
}
CELERY_TIMEZONE = "UTC"
# Every sweep asks what is due, so a run that was missed is not made up for.
SWEEPS = {
    "conversations.periodic.end_watches": timedelta(seconds=10),
    "conversations.periodic.scan_files": timedelta(seconds=2),
    "conversations.periodic.send_letters": timedelta(seconds=5),
    "conversations.periodic.erase_files": timedelta(seconds=10),
    "conversations.periodic.remove_unsent_files": timedelta(hours=1),
    "leads.periodic.deliver_leads": timedelta(seconds=5),
    "leads.periodic.expire_disputes": timedelta(minutes=10),
    "reports.periodic.derive_facts": timedelta(seconds=5),
    "reports.periodic.roll_up": timedelta(seconds=10),
    "billing.periodic.charge_due": timedelta(minutes=1),
    "billing.periodic.close_due": timedelta(hours=1),
    "billing.periodic.check_ledger": timedelta(hours=1),
}
# A run that waits for a worker is dropped after so long. It is the same for all that share a queue:
# with slow receivers before it, one that is dropped sooner than the others would never begin.
PATIENCE_OF_SWEEPS = timedelta(minutes=1)
CELERY_BEAT_SCHEDULE = {
    task: {
        "task": task,
        "schedule": every,
        "options": {"expires": max(every, PATIENCE_OF_SWEEPS).total_seconds()},
    }
    for task, every in SWEEPS.items()
}
# Alone in its queue, and a second late is soon enough for a visitor.
CELERY_BEAT_SCHEDULE["conversations.periodic.route_conversations"] = {
    "task": "conversations.periodic.route_conversations",
    "schedule": timedelta(seconds=1),
    "options": {"expires": 2},
}

EMAIL_BACKEND = env_secret(
    "EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = env_secret("DEFAULT_FROM_EMAIL", default="switchboard@localhost")
EMAIL_HOST = env_secret("EMAIL_HOST", default="localhost")
EMAIL_PORT = env_int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env_secret("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("sk", _("Slovak")), ("sl", _("Slovenian")), ("cs", _("Czech"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people send in chats: never served from here, so it has no address.
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_secret("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "daphne": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
    },
}

# The live path: docs/protocol.md has the meaning of each.
SERVER = env_choice("SERVER", default="daphne", choices=("daphne", "uvicorn"))
HEARTBEAT_SECONDS = env_int("HEARTBEAT_SECONDS", default=25)
DRAIN_SECONDS = env_int("DRAIN_SECONDS", default=20)
VISITOR_ACCESS_SECONDS = 15 * 60
REFRESH_GRACE = timedelta(seconds=30)
REOPEN_WITHIN = timedelta(hours=24)
MAX_BODY = 4000
MAX_FRAME = 64 * 1024
MAX_FILE = 10 * 1024 * 1024
# Messages a second that one visitor's socket may send, after a burst of ten times as many; 0: any.
VISITOR_RATE = env_int("VISITOR_RATE", default=30)
# Sessions and sockets a minute that one address may open at one brand; 0: any.
ADDRESS_RATE = env_int("ADDRESS_RATE", default=240)
# Proxies of ours in front: so many entries of X-Forwarded-For, from the right, are true.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", default=0)

# host:port of clamd, which looks at every file before anybody gets it; without, nobody looks.
CLAMD_ADDRESS = env_secret("CLAMD_ADDRESS", default="")

# For so long after it was captured a lead can be corrected; then it is sent.
LEAD_HOLD = timedelta(seconds=30)
# Webhooks go to public addresses only, and to these: host:port, by commas.
WEBHOOK_TRUSTED = env_list("WEBHOOK_TRUSTED")
