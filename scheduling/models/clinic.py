"""The clinic itself: sites, rooms, hours, days off, and how long a visit takes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.entry import keep_rows
from staff.models import Checked, Revised, User

EQUIPMENT = [("ultrasound", "Ultrasound"), ("fluoroscopy", "Fluoroscopy")]


class PartOfDay(models.TextChoices):
    """When a visit may start, on the wall of its site."""

    ANY = "any", "Any time of day"
    MORNING = "morning", "Morning"
    AFTERNOON = "afternoon", "Afternoon"


@pghistory.track()
class Site(Revised):
    """One address of the clinic, with the time zone in which its day runs."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # ISO 3166: whose public holidays are kept here, "" for none.
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=10, blank=True)

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
class Hours(Revised):
    """When a practitioner works at a site, one row for each stretch of a weekday, in wall time.

    From `first_day` to `last_day`, both included; None: since ever, until further notice.
    """

    WEEKDAYS = [(1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"),
                (6, "Saturday"), (7, "Sunday")]  # fmt: skip

    practitioner = models.ForeignKey(User, models.PROTECT, related_name="hours")
    site = models.ForeignKey(Site, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)  # ISO: Monday is 1
    starts = models.TimeField()
    ends = models.TimeField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

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
                name="hours_days_in_order",
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                name="hours_weekday_known", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


@pghistory.track()
class Closure(Checked):
    """Days on which a site is closed or a practitioner is away, or some hours of one day.

    `starts` and `ends` are wall time: of the site, or for leave of wherever the practitioner works.
    """

    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="closures")
    practitioner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="leave"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)
    is_holiday = models.BooleanField(default=False)  # came from the calendar of public holidays

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
            models.CheckConstraint(
                name="closure_hours_of_one_day",
                condition=Q(starts=None, ends=None)
                | Q(
                    starts__isnull=False,
                    ends__isnull=False,
                    ends__gt=F("starts"),
                    last_day=F("first_day"),
                ),
                violation_error_message=(
                    "Hours are given for one day only, and end after they start."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner or self.site}: {self.reason}"


@pghistory.track()
class VisitType(Revised):
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
        triggers = [keep_rows()]
        constraints = [
            models.CheckConstraint(
                name="visit_type_has_length",
                condition=Q(treat__gte=5, treat__lte=240)
                & Q(prepare__lte=120, observe__lte=240, clean_up__lte=120),
                violation_error_message=(
                    "Treating takes 5 to 240 minutes, observing at most 240, preparing and "
                    "cleaning at most 120 each."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, starts_at: datetime) -> dict[str, tuple[datetime, datetime]]:
        """From when to when a visit that starts then holds practitioner, patient and room."""
        treated = starts_at + timedelta(minutes=self.treat)
        leaves = treated + timedelta(minutes=self.observe)
        return {
            "practitioner": (starts_at, treated),
            "patient": (starts_at, leaves),
            "room": (
                starts_at - timedelta(minutes=self.prepare),
                leaves + timedelta(minutes=self.clean_up),
            ),
        }
