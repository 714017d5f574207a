from django.urls import path

from staff import views

urlpatterns = [
    path("staff/", views.staff_list, name="staff-list"),
    path("staff/new/", views.add_staff, name="add-staff"),
    path("staff/link/", views.show_link, name="show-link"),
    path("staff/<int:user_id>/", views.edit_staff, name="edit-staff"),
    path("staff/<int:user_id>/link/", views.make_link, name="make-link"),
    path("staff/<int:user_id>/sign-out/", views.sign_out_member, name="sign-out-member"),
]
