"""What must be true of a visit before it goes into the book. Each check raises ValidationError.

Called under the locks of `scheduling.actions.locking`: what is read here stays true until commit.
"""

from collections.abc import Collection
from datetime import date, datetime, time, tzinfo

from django.core.exceptions import ValidationError
from django.db.models import Q

from scheduling.models import EQUIPMENT, Appointment, Closure
from scheduling.slots import works_at
from scheduling.taken import Taken, taken
from scheduling.windows import (
    Due,
    course_of,
    equipment_for,
    local_day,
    position_in_words,
    stored_window,
)
from scheduling.wording import moment_at, time_at, wall_time, window_in_words
from staff.capabilities import Capability, Role
from staff.models import User
from staff.templatetags.prolo import clock, day
from treatments.models import FollowUp, Plan, PlanVersion, Session
from treatments.spacing import Window, next_window

SAY_WHY = "say_why"  # code of the sentence that asks for a reason, where one would do


def check_place(visit: Appointment, *, now: datetime) -> None:
    """The patient, the practitioner and the room can be there at that time."""
    check_patient(visit)
    if visit.starts_at < now:
        raise ValidationError(
            f"{moment_at(visit.starts_at, visit.site.zone)} is already past. Choose a later time."
        )
    check_practitioner(visit)
    end = visit.practitioner_period.upper
    if not works_at(visit.practitioner, visit.site, visit.starts_at, end):
        check_days_off(visit)
        raise ValidationError(
            f"{visit.practitioner.full_name} does not work at {visit.site} at that time."
        )
    check_room(visit)


def check_patient(visit: Appointment) -> None:
    if visit.patient.deceased_on:
        raise ValidationError("This patient has died; no visit can be booked.")
    if visit.patient.merged_into_id:
        raise ValidationError(
            "This record was merged into another one. Book the visit in the record that is kept."
        )


def check_practitioner(visit: Appointment) -> None:
    practitioner = visit.practitioner
    if not practitioner.is_active or Role.PHYSICIAN not in practitioner.roles:
        raise ValidationError(f"{practitioner.full_name} does not treat patients here.")


def check_days_off(visit: Appointment) -> None:
    """Says who is away or what is closed, where that is why nobody works then."""
    on = local_day(visit)
    here = Q(site=visit.site) | Q(practitioner=visit.practitioner)
    for off in Closure.objects.filter(here, first_day__lte=on, last_day__gte=on):
        when = day(on)
        if off.starts and off.ends:
            if not on_the_wall(visit, off.starts, off.ends):
                continue
            when += f" from {wall_time(off.starts)} to {wall_time(off.ends)}"
        if off.site_id:
            raise ValidationError(f"{visit.site} is closed on {when}.")
        raise ValidationError(f"{visit.practitioner.full_name} is away on {when}.")


def on_the_wall(visit: Appointment, starts: time, ends: time) -> bool:
    """Whether the clock at the site shows a time in [starts, ends) while the visit is treated."""
    zone = visit.site.zone
    begins = visit.starts_at.astimezone(zone).time()
    treated = visit.practitioner_period.upper.astimezone(zone).time() or time.max
    return begins < ends and treated > starts


def check_free(
    visit: Appointment, *, by: User, reason: str = "", ignored: Collection[int] = ()
) -> str:
    """The reason for overbooking to keep with the visit: "" where nothing is in its way.

    Also what is itself overbooked is in the way, although no constraint of the table says so.
    `ignored`: visits by id that are moved away in the same transaction.
    """
    resources, patient = what_is_taken(visit, ignored)
    if not resources and not patient:
        return ""
    if patient or not by.can(Capability.OVERBOOK):
        raise ValidationError(
            [ValidationError(words, code="taken") for words in (*patient, *resources)]
        )
    if not reason.strip():
        say_why = ValidationError(
            "Choose another time, or say why it should be booked over all the same.", code=SAY_WHY
        )
        raise ValidationError({"overbooked_reason": [*resources, say_why]})
    return reason.strip()


def what_is_taken(visit: Appointment, ignored: Collection[int] = ()) -> tuple[list[str], list[str]]:
    """In words, what holds the practitioner or the room, and what the patient; nobody's name."""
    spans: dict[str, list[str]] = {"practitioner": [], "room": [], "patient": []}
    for each in taken(visit, ignored):
        spans[each.what].append(span_at(each, visit.site.zone))
    practitioner = [f"{visit.practitioner.full_name} is taken {s}." for s in spans["practitioner"]]
    room = [f"{visit.room} is taken {span}." for span in spans["room"]]
    patient = [f"The patient already has a visit {span}." for span in spans["patient"]]
    return list(dict.fromkeys(practitioner + room)), patient


def span_at(held: Taken, zone: tzinfo) -> str:
    """ "from 9:00 am to 9:20 am EST"."""
    return f"from {clock(held.since, zone)} to {time_at(held.until, zone)}"


def check_room(visit: Appointment) -> None:
    room = visit.room
    if not room.is_active:
        raise ValidationError(f"{room} is not in use any more.")
    missing = (equipment_for(visit.session) if visit.session else frozenset()) - set(room.equipment)
    if missing:
        names = dict(EQUIPMENT)
        words = " and ".join(names[code].lower() for code in sorted(missing))
        raise ValidationError(f"This session needs {words}, which {room} does not have.")


def check_window(visit: Appointment, plan: Plan | None, *, by: User, reason: str) -> str:
    """The reason to keep with the visit: "" where it lies inside its window, as it should.

    `plan`: that of its session or follow-up visit.
    """
    if visit.session and plan:
        check_plan(visit, plan)
        version = plan.signed_version()
        course = course_of(plan, without=visit, version=version)
        due = check_session(visit.session, course)
        check_turn(visit, visit.session, course)
        outside = outside_of(due.window, local_day(visit)) or breaks_next(
            visit, due, course, version
        )
    elif visit.follow_up and plan:
        check_plan(visit, plan, running=False)
        due_visit = check_follow_up(visit, visit.follow_up)
        outside = outside_of(stored_window(due_visit), local_day(visit))
    else:
        outside = ""
    if not outside:
        return ""
    if not by.can(Capability.BOOK_OUTSIDE_WINDOW):
        raise ValidationError(
            f"{outside} Only a physician can book it there.", code="outside_window"
        )
    if not reason.strip():
        say_why = ValidationError("Say why it should be there all the same.", code=SAY_WHY)
        raise ValidationError({"outside_window_reason": [outside, say_why]})
    return reason.strip()


def check_session(session: Session, course: list[Due]) -> Due:
    # As it is now, under the locks: `session` may have been given or left out since it was read.
    due = next((entry for entry in course if entry.session == session), None)
    if due is None or due.session.state != Session.State.PLANNED:
        state = (due.session if due else session).get_state_display().lower()
        raise ValidationError(f"Session {session.number} is already {state}.")
    if due.visit:
        raise ValidationError(
            f"Session {session.number} is already booked for "
            f"{moment_at(due.visit.starts_at, due.visit.site.zone)}."
        )
    check_forerunner(due)
    return due


def check_forerunner(due: Due) -> None:
    if due.waits_for:
        raise ValidationError(
            f"Book session {due.waits_for} first: the window of session {due.session.number} "
            "counts from it."
        )


def check_turn(visit: Appointment, session: Session, course: list[Due]) -> None:
    """After the visits of earlier sessions, before those of later ones."""
    for entry in course:
        other = entry.visit
        if other is None or entry.session.state != Session.State.PLANNED:
            continue
        if entry.session.number < session.number:
            check_order(entry.session, other, session, visit)
        else:
            check_order(session, visit, entry.session, other)


def check_order(first: Session, before: Appointment, second: Session, after: Appointment) -> None:
    """Nobody may turn the course round, for whatever reason."""
    if after.starts_at <= before.starts_at:
        raise ValidationError(
            f"Session {second.number} would come before session {first.number}.",
            code="later_visits",
        )


def check_follow_up(visit: Appointment, asked: FollowUp) -> FollowUp:
    """As it is now, under the lock of its plan."""
    follow_up = FollowUp.objects.get(pk=asked.pk)
    if follow_up.state != FollowUp.State.DUE:
        raise ValidationError("This follow-up visit is not due any more.")
    for other in Appointment.objects.live().filter(follow_up=follow_up).exclude(pk=visit.pk):
        booked = moment_at(other.starts_at, other.site.zone)
        raise ValidationError(f"This follow-up visit is already booked for {booked}.")
    return follow_up


def check_plan(visit: Appointment, plan: Plan, *, running: bool = True) -> None:
    """The plan is this patient's and under treatment; follow-ups come after completion too."""
    if plan.patient_id != visit.patient_id:
        raise ValidationError("This visit belongs to another patient.")
    states = [Plan.State.ACTIVE] if running else [Plan.State.ACTIVE, Plan.State.COMPLETED]
    if plan.state not in states:
        raise ValidationError(
            f"The plan is “{plan.get_state_display().lower()}”; nothing can be booked for it."
        )


def outside_of(window: Window, on: date) -> str:
    """ "" inside; else one sentence."""
    where = position_in_words(window, on)
    if not where:
        return ""
    words = window_in_words(window.opens, window.target, window.closes)
    return f"{day(on)} is outside the window ({words}): {where}."


def breaks_next(
    visit: Appointment, due: Due, course: list[Due], version: PlanVersion | None
) -> str:
    """The next session, if it is booked, must stay inside the window that this visit gives it."""
    later = [
        entry
        for entry in course
        if entry.session.number > due.session.number
        and entry.session.state == Session.State.PLANNED
    ]
    if not later or later[0].visit is None or version is None:
        return ""
    booked = later[0].visit
    window = next_window(local_day(visit), version.spacing)
    if window.contains(local_day(booked)):
        return ""
    return (
        f"Session {later[0].session.number} is booked for {day(local_day(booked))} and would then "
        "be outside its window; move that visit first."
    )
