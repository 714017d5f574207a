from django.urls import path

from clinic.placeholders import not_built

urlpatterns = [
    path("board/", not_built, name="day-board"),
    path("to-book/", not_built, name="to-book"),
    path("patients/<int:patient_id>/visits/", not_built, name="patient-visits"),
    path("patients/<int:patient_id>/visits/new/", not_built, name="book-visit"),
    path("sessions/<int:session_id>/book/", not_built, name="book-session"),
    path("follow-ups/<int:follow_up_id>/book/", not_built, name="book-follow-up"),
    path("appointments/<int:appointment_id>/", not_built, name="appointment"),
    path("appointments/<int:appointment_id>/move/", not_built, name="move-appointment"),
    path("appointments/<int:appointment_id>/cancel/", not_built, name="cancel-appointment"),
    path("appointments/<int:appointment_id>/state/", not_built, name="change-appointment-state"),
    path("patients/<int:patient_id>/visits/print/", not_built, name="visit-list-sheet"),
    path("clinic/", not_built, name="clinic-setup"),
    path("clinic/sites/new/", not_built, name="add-site"),
    path("clinic/sites/<int:site_id>/", not_built, name="edit-site"),
    path("clinic/sites/<int:site_id>/rooms/new/", not_built, name="add-room"),
    path("clinic/rooms/<int:room_id>/", not_built, name="edit-room"),
    path("clinic/hours/new/", not_built, name="add-hours"),
    path("clinic/hours/<int:hours_id>/remove/", not_built, name="remove-hours"),
    path("clinic/closures/new/", not_built, name="add-closure"),
    path("clinic/closures/<int:closure_id>/remove/", not_built, name="remove-closure"),
]
