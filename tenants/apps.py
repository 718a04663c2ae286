from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import checks  # noqa: F401, PLC0415 -- registers the checks

        user_logged_out.connect(_close_sockets)


def _close_sockets(sender: object, user, **kwargs: object) -> None:
    """Django's own signal is the one place that every way of signing out passes through."""
    from tenants.realtime import send_control  # noqa: PLC0415 -- settings must be ready

    if user is not None:
        send_control("user", user.pk)
