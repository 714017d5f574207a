from django.urls import path

from scheduling.views import (
    absences,
    board,
    booking,
    course,
    feeds,
    holidays,
    hours,
    messages,
    moving,
    preparation,
    setup,
    to_book,
    visits,
    waitlist,
    week,
    what_if,
)

urlpatterns = [
    # the day and the week
    path("board/", board.day_board, name="day-board"),
    path("board/visits/", board.board_visits, name="board-visits"),
    path("board/free/", board.book_free_time, name="book-free-time"),
    path("week/", week.week_board, name="week-board"),
    path("to-book/", to_book.to_book, name="to-book"),
    path("patients/<int:patient_id>/visits/", visits.patient_visits, name="patient-visits"),
    path("patients/<int:patient_id>/visits/new/", booking.book_visit, name="book-visit"),
    path("sessions/<int:session_id>/book/", booking.book_session, name="book-session"),
    path("follow-ups/<int:follow_up_id>/book/", booking.book_follow_up, name="book-follow-up"),
    path("appointments/<int:appointment_id>/", visits.appointment, name="appointment"),
    path(
        "appointments/<int:appointment_id>/move/", moving.move_appointment, name="move-appointment"
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
        "appointments/<int:appointment_id>/correct/",
        visits.correct_appointment,
        name="correct-appointment",
    ),
    path(
        "patients/<int:patient_id>/visits/print/", visits.visit_list_sheet, name="visit-list-sheet"
    ),
    # absences and the visits they strand
    path("stranded/", absences.stranded_visits, name="stranded-visits"),
    path("stranded/move/", absences.move_stranded, name="move-stranded"),
    path("absences/new/", absences.add_absence, name="add-absence"),
    path("absences/<int:closure_id>/remove/", absences.remove_absence, name="remove-absence"),
    # the whole course
    path("plans/<int:plan_id>/book/", course.book_course, name="book-course"),
    path("plans/<int:plan_id>/book/step/", course.step_course, name="step-course"),
    path("plans/<int:plan_id>/what-if/", what_if.what_if, name="what-if"),
    # who waits for a time
    path("waitlist/", waitlist.waitlist, name="waitlist"),
    path("waitlist/free-time/", waitlist.fill_slot, name="fill-slot"),
    path("waitlist/<int:entry_id>/", waitlist.change_waiting, name="change-waiting"),
    path("waitlist/<int:entry_id>/stop/", waitlist.stop_waiting, name="stop-waiting"),
    path("patients/<int:patient_id>/wait/", waitlist.wait_for_visit, name="wait-for-visit"),
    path("sessions/<int:session_id>/wait/", waitlist.wait_for_session, name="wait-for-session"),
    path(
        "follow-ups/<int:follow_up_id>/wait/",
        waitlist.wait_for_follow_up,
        name="wait-for-follow-up",
    ),
    # what patients are told
    path("messages/", messages.messages, name="messages"),
    path("messages/told/", messages.mark_messages_told, name="mark-messages-told"),
    path("messages/again/", messages.send_messages_again, name="send-messages-again"),
    path("patients/<int:patient_id>/letter/", messages.message_letter, name="message-letter"),
    path(
        "appointments/<int:appointment_id>/preparation/",
        preparation.preparation_sheet,
        name="preparation-sheet",
    ),
    # a practitioner's own calendar
    path("my-calendar/", feeds.my_calendar, name="my-calendar"),
    path("my-calendar/new/", feeds.make_calendar_feed, name="make-calendar-feed"),
    path("my-calendar/end/", feeds.revoke_calendar_feed, name="revoke-calendar-feed"),
    path("calendar/<str:secret>.ics", feeds.calendar_feed, name="calendar-feed"),
    # the clinic
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
