"""The book: visits, and their way through the day."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import uuid4

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from patients.models import Patient
from scheduling.models.clinic import Room, Site, VisitType
from staff.models import Checked, Revised, User
from treatments.models import FollowUp, Session

# Half-open [start, end): back-to-back visits touch but do not overlap.
PATIENT_PERIOD = Func(
    "starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()
)
UNFINISHED = ["requested", "booked", "confirmed", "arrived", "in_room", "observing"]
LIVE_STATES = [*UNFINISHED, "done"]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User) -> "AppointmentQuerySet":
        patients = Patient.objects.visible_to(user)
        # Where these are all there are, the planner need not look through them.
        return self.filter(patient__in=patients) if patients.query.where else self

    def live(self) -> "AppointmentQuerySet":
        return self.filter(state__in=Appointment.LIVE)

    def between(self, start: datetime, end: datetime) -> "AppointmentQuerySet":
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def cancelled_late(self, hours: int) -> "AppointmentQuerySet":
        """Cancelled by the patient less than so many hours before the start, or after it."""
        return self.filter(
            state=Appointment.State.CANCELLED,
            cancelled_by=Appointment.CancelledBy.PATIENT,
            cancelled_at__gt=F("starts_at") - timedelta(hours=hours),
        )


@pghistory.track(exclude=["uid"])
class Appointment(Revised):
    """One visit in the book: a patient's hold on a practitioner's and a room's time.

    Each of the three is held for its own part of the visit: the practitioner is free again
    while the patient is observed, the room is held while it is prepared and cleaned.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"  # the time is held; the patient still has to agree
        BOOKED = "booked", "Booked"
        CONFIRMED = "confirmed", "Confirmed"
        ARRIVED = "arrived", "Arrived"
        IN_ROOM = "in_room", "In room"
        OBSERVING = "observing", "Observing"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    AHEAD = [State.REQUESTED, State.BOOKED, State.CONFIRMED]
    HERE = [State.ARRIVED, State.IN_ROOM, State.OBSERVING]
    LIVE = [*AHEAD, *HERE, State.DONE]

    class CancelledBy(models.TextChoices):
        PATIENT = "patient", "The patient"
        CLINIC = "clinic", "The clinic"

    class Cancellation(models.TextChoices):
        """Why; nothing in it says what the patient suffers from."""

        ILL = "ill", "Ill"
        NO_TIME = "no_time", "No time, work or family"
        AWAY = "away", "Away"
        TRANSPORT = "transport", "No way to get here"
        WEATHER = "weather", "Weather"
        COST = "cost", "Cost"
        ELSEWHERE = "elsewhere", "Is treated elsewhere"
        NOT_WANTED = "not_wanted", "Does not want it any more"
        PRACTITIONER_AWAY = "practitioner_away", "Practitioner away"
        SITE_CLOSED = "site_closed", "Site closed"
        EQUIPMENT = "equipment", "Room or equipment out of order"
        NOT_TODAY = "not_today", "The physician decided so"
        PLAN_CHANGED = "plan_changed", "The plan changed or ended"
        MISTAKE = "mistake", "Booked by mistake"
        OTHER = "other", "Another reason"

    # Indexed together with the time, below.
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="appointments", db_index=False
    )
    practitioner = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", db_index=False
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="appointments", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="appointments", db_index=False)
    visit_type = models.ForeignKey(VisitType, models.PROTECT, related_name="+")
    # At most one of the two; a first visit has neither.
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    practitioner_period = DateTimeRangeField()
    room_period = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(auto_now_add=True)
    outside_window_reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=200, blank=True)
    # On purpose over what is taken: practitioner and room may overlap then, never the patient.
    overbooked_reason = models.CharField(max_length=300, blank=True)
    cancelled_by = models.CharField(max_length=10, choices=CancelledBy, blank=True)
    cancelled_code = models.CharField(max_length=20, choices=Cancellation, blank=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # What calendars know the visit by, and how often the patient has to be told something new.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["site", "starts_at"], name="appointment_by_site"),
            models.Index(fields=["room", "starts_at"], name="appointment_by_room"),
            models.Index(fields=["practitioner", "starts_at"], name="appointment_by_practitioner"),
            models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
            # The work lists, which look for few among all.
            models.Index(
                fields=["-starts_at"],
                name="appointment_lost",
                condition=Q(state__in=["no_show", "cancelled"]),
            ),
            models.Index(
                fields=["starts_at"], name="appointment_requested", condition=Q(state="requested")
            ),
            models.Index(
                fields=["starts_at"],
                name="appointment_unfinished",
                condition=Q(state__in=UNFINISHED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_state_known",
                condition=Q(state__in=[*LIVE_STATES, "cancelled", "no_show"]),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The visit must end after it starts.",
            ),
            models.CheckConstraint(
                name="appointment_for_one_thing",
                condition=Q(session=None) | Q(follow_up=None),
            ),
            models.CheckConstraint(
                name="appointment_cancelled_with_reason",
                condition=Q(
                    state="cancelled",
                    cancelled_by__in=["patient", "clinic"],
                    cancelled_at__isnull=False,
                )
                & ~Q(cancelled_code="")
                | ~Q(state="cancelled")
                & Q(cancelled_by="", cancelled_code="", cancelled_reason="", cancelled_at=None),
                violation_error_message="Say by whom and why the visit is cancelled.",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=LIVE_STATES),
                name="appointment_one_per_session",
                violation_error_message="This session is already booked.",
            ),
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(state__in=LIVE_STATES),
                name="appointment_one_per_follow_up",
                violation_error_message="This follow-up visit is already booked.",
            ),
            ExclusionConstraint(
                name="appointment_practitioner_free",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("practitioner_period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE_STATES, overbooked_reason=""),
                violation_error_message="The practitioner is already booked at that time.",
            ),
            ExclusionConstraint(
                name="appointment_room_free",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("room_period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE_STATES, overbooked_reason=""),
                violation_error_message="The room is already booked at that time.",
            ),
            ExclusionConstraint(
                name="appointment_patient_free",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    (PATIENT_PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE_STATES),
                violation_error_message="The patient already has a visit at that time.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.visit_type} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.site.zone)


def goes_back(now: str, then: str) -> bool:
    """Whether the step corrects an earlier one: states are declared in the order of the day."""
    order = Appointment.State.values
    return order.index(then) < order.index(now)


# Of each state, those before it.
STEPS_BACK = [
    Q(from_state=now, to_state__in=Appointment.State.values[:place])
    for place, now in enumerate(Appointment.State.values)
    if place
]


class StateChange(Checked):
    """One step of a visit through the day: who saw what when. A step back says why."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="state_changes")
    from_state = models.CharField(max_length=10, choices=Appointment.State)
    to_state = models.CharField(max_length=10, choices=Appointment.State)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["appointment", "changed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="state_change_back_with_reason",
                condition=~Q(reason="") | ~reduce(or_, STEPS_BACK),
                violation_error_message="Say why the visit goes back a step.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} to {self.get_to_state_display()}"
