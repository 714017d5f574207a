from django.urls import path

from scheduling.views import board, booking, holidays, hours, setup, visits

urlpatterns = [
    path("board/", board.day_board, name="day-board"),
    path("to-book/", board.to_book, name="to-book"),
    path("patients/<int:patient_id>/visits/", visits.patient_visits, name="patient-visits"),
    path("patients/<int:patient_id>/visits/new/", booking.book_visit, name="book-visit"),
    path("sessions/<int:session_id>/book/", booking.book_session, name="book-session"),
    path("follow-ups/<int:follow_up_id>/book/", booking.book_follow_up, name="book-follow-up"),
    path("appointments/<int:appointment_id>/", visits.appointment, name="appointment"),
    path(
        "appointments/<int:appointment_id>/move/", booking.move_appointment, name="move-appointment"
    ),
    path(
        "appointments/<int:appointment_id>/cancel/",
        visits.cancel_appointment,
        name="cancel-appointment",
    ),
    path(
        "appointments/<int:appointment_id>/state/",
        visits.change_appointment_state,
        name="change-appointment-state",
    ),
    path(
        "patients/<int:patient_id>/visits/print/", visits.visit_list_sheet, name="visit-list-sheet"
    ),
    path("clinic/", setup.clinic_setup, name="clinic-setup"),
    path("clinic/sites/new/", setup.add_site, name="add-site"),
    path("clinic/sites/<int:site_id>/", setup.edit_site, name="edit-site"),
    path("clinic/sites/<int:site_id>/rooms/new/", setup.add_room, name="add-room"),
    path("clinic/rooms/<int:room_id>/", setup.edit_room, name="edit-room"),
    path("clinic/sites/<int:site_id>/holidays/", holidays.add_holidays, name="add-holidays"),
    path("clinic/hours/new/", hours.add_hours, name="add-hours"),
    path("clinic/hours/<int:hours_id>/", hours.edit_hours, name="edit-hours"),
    path("clinic/hours/<int:hours_id>/remove/", hours.remove_hours, name="remove-hours"),
    path("clinic/schedules/<int:user_id>/", hours.begin_schedule, name="begin-schedule"),
    path("clinic/visit-types/<int:visit_type_id>/", setup.edit_visit_type, name="edit-visit-type"),
    path("clinic/closures/new/", setup.add_closure, name="add-closure"),
    path("clinic/closures/<int:closure_id>/remove/", setup.remove_closure, name="remove-closure"),
]
