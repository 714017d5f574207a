from django.urls import path

from clinic.placeholders import not_built

urlpatterns = [
    path("records/", not_built, name="record-review"),
    path("records/findings/", not_built, name="open-findings"),
    path("records/unsigned/", not_built, name="unsigned-notes"),
    path("records/follow-ups/", not_built, name="overdue-follow-ups"),
    path("records/access/", not_built, name="access-log"),
]
