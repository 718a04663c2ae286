"""HTTP goes to Django, sockets to their own loops; both need an origin or host of ours."""

import gc
import os
import sys

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from config import autobahn_patches  # noqa: E402
from conversations.routing import websocket_urlpatterns  # noqa: E402
from tenants.checks import refuse_open_walls  # noqa: E402

refuse_open_walls()
autobahn_patches.apply()
application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": OriginValidator(URLRouter(websocket_urlpatterns), settings.PUBLIC_ORIGINS),
    }
)

# What is loaded by now stays, so collections need not look at it again; with thousands of
# sockets the default thresholds cost hundreds of milliseconds at a time (docs/performance.md).
gc.freeze()
gc.set_threshold(50_000, 50, 1000)
# Sockets and threads that ask the database take turns: after five milliseconds by default, each
# time a socket has something to do.
sys.setswitchinterval(0.0005)
