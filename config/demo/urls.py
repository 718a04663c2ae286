from django.urls import path

from config.demo import views

urlpatterns = [
    path("", views.index, name="demo"),
    path("<slug:slug>/", views.home, name="demo_shop"),
    path("<slug:slug>/<slug:name>/", views.page, name="demo_page"),
]
