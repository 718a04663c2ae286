"""A database that is away is said so, wherever it is missed."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class View(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        raise OperationalError("the server closed the connection")


def page(request):
    raise OperationalError("the server closed the connection")


def broken(request):
    raise ZeroDivisionError


handler500 = "config.api.server_error"
urlpatterns = [
    path("api/v1/view", View.as_view()),
    path("api/v1/page", page),
    path("api/v1/broken", broken),
    path("page", page),
]


@pytest.fixture
def client(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", ["view", "page"])
def test_rest_answers_unavailable(client, name):
    answer = client.get(f"/api/v1/{name}")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "closed the connection" not in answer.content.decode()


def test_a_page_says_that_it_is_not_the_visitors_fault(client):
    answer = client.get("/page")

    assert answer.status_code == 503
    assert answer["Content-Type"].startswith("text/html")


def test_a_mistake_of_ours_tells_nothing_of_itself(client):
    answer = client.get("/api/v1/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "error")
