from django.urls import path

from clinic.placeholders import not_built

urlpatterns = [
    path("staff/", not_built, name="staff-list"),
    path("staff/new/", not_built, name="add-staff"),
    path("staff/<int:user_id>/", not_built, name="edit-staff"),
]
