from django.urls import path

from staff import views

urlpatterns = [
    path("staff/", views.staff_list, name="staff-list"),
    path("staff/new/", views.add_staff, name="add-staff"),
    path("staff/<int:user_id>/", views.edit_staff, name="edit-staff"),
]
