"""Requests as views get them behind MemberMiddleware and a permission: with their member."""

from django.http import HttpRequest
from rest_framework.request import Request

from tenants.models import Membership, User


class MemberRequest(HttpRequest):
    """A page's request."""

    member: Membership
    user: User


class MemberApiRequest(Request):
    """A REST request."""

    member: Membership
    user: User
