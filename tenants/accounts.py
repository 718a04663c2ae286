from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tenants.addresses import address_of_request, network_of


class InvitedOnly(DefaultAccountAdapter):
    """People are added by an agency's office; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts to sign in are counted together."""
        return network_of(address_of_request(request))
