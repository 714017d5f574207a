from datetime import datetime
from zoneinfo import ZoneInfo

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from patients.models import Patient
from patients.models.history import keep_rows
from staff.models import Checked, Revised, User
from treatments.models import FollowUp, Session

EQUIPMENT = [("ultrasound", "Ultrasound"), ("fluoroscopy", "Fluoroscopy")]

# Half-open [start, end): back-to-back visits touch but do not overlap.
PATIENT_PERIOD = Func(
    "starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()
)


@pghistory.track()
class Site(Revised):
    """One address of the clinic, with the time zone in which its day runs."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@pghistory.track()
class Room(Revised):
    """A treatment room and the imaging that stands in it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    equipment = ArrayField(
        models.CharField(max_length=20, choices=EQUIPMENT), default=list, blank=True
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["site", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_once_per_site")
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Hours(Checked):
    """When a practitioner works at a site, one row for each stretch of a weekday, in wall time."""

    WEEKDAYS = [(1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"),
                (6, "Saturday"), (7, "Sunday")]  # fmt: skip

    practitioner = models.ForeignKey(User, models.PROTECT, related_name="hours")
    site = models.ForeignKey(Site, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)  # ISO: Monday is 1
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["practitioner", "weekday", "starts"]
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(
                name="hours_end_after_start",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="Working hours must end after they start.",
            ),
            models.CheckConstraint(
                name="hours_weekday_known", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


@pghistory.track()
class Closure(Checked):
    """Days on which a site is closed or a practitioner is away."""

    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="closures")
    practitioner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="leave"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                name="closure_of_one_thing",
                condition=Q(site__isnull=False, practitioner=None)
                | Q(site=None, practitioner__isnull=False),
                violation_error_message="Choose either a site or a practitioner.",
            ),
            models.CheckConstraint(
                name="closure_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day cannot be before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner or self.site}: {self.reason}"


@pghistory.track()
class VisitType(models.Model):
    """How long a visit holds the room, the practitioner and the patient, in minutes."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    prepare = models.PositiveSmallIntegerField(default=0)  # room only
    treat = models.PositiveSmallIntegerField()  # room, practitioner, patient
    observe = models.PositiveSmallIntegerField(default=0)  # room and patient
    # Not `clean`: that name is Django's own hook for validation.
    clean_up = models.PositiveSmallIntegerField(default=0)  # room only

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="visit_type_has_length",
                condition=Q(treat__gte=5, treat__lte=240)
                & Q(prepare__lte=120, observe__lte=240, clean_up__lte=120),
            )
        ]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User) -> "AppointmentQuerySet":
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def live(self) -> "AppointmentQuerySet":
        return self.filter(state__in=Appointment.LIVE)

    def between(self, start: datetime, end: datetime) -> "AppointmentQuerySet":
        return self.filter(starts_at__gte=start, starts_at__lt=end)


@pghistory.track()
class Appointment(Revised):
    """One visit in the book: a patient's hold on a practitioner's and a room's time.

    Each of the three is held for its own part of the visit: the practitioner is free again
    while the patient is observed, the room is held while it is prepared and cleaned.
    """

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        ARRIVED = "arrived", "Arrived"
        IN_ROOM = "in_room", "In room"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    LIVE = [State.BOOKED, State.ARRIVED, State.IN_ROOM, State.DONE]

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    practitioner = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    site = models.ForeignKey(Site, models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, models.PROTECT, related_name="appointments")
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
    cancelled_reason = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["site", "starts_at"], name="appointment_by_site"),
            models.Index(fields=["practitioner", "starts_at"], name="appointment_by_practitioner"),
            models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_state_known",
                condition=Q(
                    state__in=["booked", "arrived", "in_room", "done", "cancelled", "no_show"]
                ),
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
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""),
                violation_error_message="Say why the visit is cancelled.",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=["booked", "arrived", "in_room", "done"]),
                name="appointment_one_per_session",
                violation_error_message="This session is already booked.",
            ),
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(state__in=["booked", "arrived", "in_room", "done"]),
                name="appointment_one_per_follow_up",
                violation_error_message="This follow-up visit is already booked.",
            ),
            ExclusionConstraint(
                name="appointment_practitioner_free",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("practitioner_period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["booked", "arrived", "in_room", "done"]),
                violation_error_message="The practitioner is already booked at that time.",
            ),
            ExclusionConstraint(
                name="appointment_room_free",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    ("room_period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["booked", "arrived", "in_room", "done"]),
                violation_error_message="The room is already booked at that time.",
            ),
            ExclusionConstraint(
                name="appointment_patient_free",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    (PATIENT_PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["booked", "arrived", "in_room", "done"]),
                violation_error_message="The patient already has a visit at that time.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.visit_type} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.site.zone)
