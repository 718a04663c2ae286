from django.urls import path

from reports.views.office import wallboard

urlpatterns = [
    path("", wallboard.wallboard, name="office"),
    path("now/", wallboard.wallboard_now, name="office_now"),
]
