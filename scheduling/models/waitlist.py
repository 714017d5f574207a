"""Who waits for a time, or for a better one."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models import Patient
from patients.models.entry import keep_rows
from scheduling.models.clinic import PartOfDay, Site, VisitType
from staff.models import Revised, User
from treatments.models import FollowUp, Session


class WaitlistEntryQuerySet(models.QuerySet["WaitlistEntry"]):
    def visible_to(self, user: User) -> "WaitlistEntryQuerySet":
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def waiting(self) -> "WaitlistEntryQuerySet":
        return self.filter(closed_at=None)


@pghistory.track()
class WaitlistEntry(Revised):
    """A patient who takes a time at short notice: for what, when it would suit, how urgent it is.

    Empty wishes mean anything suits. The desk books; the list never does.
    """

    class Urgency(models.IntegerChoices):
        ROUTINE = 1, "Routine"
        SOON = 2, "Soon"
        URGENT = 3, "Urgent"

    class Closed(models.TextChoices):
        BOOKED = "booked", "A time was found"
        NOT_WANTED = "not_wanted", "Does not wait any more"
        OVER = "over", "Is not needed any more"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="waitlist_entries")
    visit_type = models.ForeignKey(VisitType, models.PROTECT, related_name="+")
    # At most one of the two; a first visit has neither.
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="waitlist_entries"
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="waitlist_entries"
    )
    practitioner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # ISO
    part_of_day = models.CharField(max_length=10, choices=PartOfDay, default=PartOfDay.ANY)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.ROUTINE)
    note = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=20, choices=Closed, blank=True)

    objects = WaitlistEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-urgency", "added_at", "id"]
        verbose_name_plural = "waitlist entries"
        indexes = [
            models.Index(
                fields=["-urgency", "added_at"],
                name="waitlist_waiting",
                condition=Q(closed_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="waitlist_for_one_thing", condition=Q(session=None) | Q(follow_up=None)
            ),
            models.CheckConstraint(
                name="waitlist_days_in_order",
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                name="waitlist_weekdays_known",
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
            models.CheckConstraint(
                name="waitlist_urgency_known", condition=Q(urgency__gte=1, urgency__lte=3)
            ),
            models.CheckConstraint(
                name="waitlist_closed_with_reason",
                condition=Q(closed_at=None, closed_by=None, closed_because="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_because=""),
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(closed_at=None),
                name="waitlist_one_per_session",
                violation_error_message="This session is on the waitlist already.",
            ),
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(closed_at=None),
                name="waitlist_one_per_follow_up",
                violation_error_message="This follow-up visit is on the waitlist already.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.visit_type}, {self.get_urgency_display().lower()}"
