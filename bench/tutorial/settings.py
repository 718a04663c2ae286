"""The tutorial's project: what `startproject` and Channels' own pages lead to.

Two things are kinder than the defaults, so that no handicap of settings is measured: a pool
of database connections, and room for more than a hundred waiting messages in a channel.
"""

import os
from uuid import uuid4

from psycopg.conninfo import conninfo_to_dict

_DATABASE = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "channels",
    "bench.tutorial",
]
ROOT_URLCONF = "bench.tutorial.routing"
ASGI_APPLICATION = "bench.tutorial.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _DATABASE["dbname"],
        "USER": _DATABASE["user"],
        "PASSWORD": _DATABASE.get("password", ""),
        "HOST": _DATABASE["host"],
        "PORT": _DATABASE["port"],
        "OPTIONS": {
            "options": "-c search_path=tutorial",
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        },
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [os.environ["REDIS_URL"]],
            "capacity": 2000,
            # Nothing that an earlier process left in Redis reaches this one.
            "prefix": f"tutorial-{uuid4().hex}",
        },
    }
}
