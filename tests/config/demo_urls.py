"""The product's addresses with the demo shops, whatever DEMO was at the start."""

from django.urls import include, path

from config.urls import urlpatterns as product

urlpatterns = [*product, path("demo/", include("config.demo.urls"))]
