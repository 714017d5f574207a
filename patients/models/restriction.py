from datetime import datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from staff import clock
from staff.models import Checked, User


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> "RestrictionQuerySet":
        return self.filter(lifted_at=None)

    def shut_to(self, user: "int | OuterRef", now: datetime) -> "RestrictionQuerySet":
        """Those in force whose chart this person, given by number, may not open now."""
        named = NamedReader.objects.filter(restriction=OuterRef("pk"), user=user)
        opened = GlassOpening.objects.filter(
            restriction=OuterRef("pk"), user=user, opened_at__lte=now, expires_at__gt=now
        )
        return self.in_force().filter(~Exists(named), ~Exists(opened))


@pghistory.track()
class Restriction(Checked):
    """One chart that only the people named here may open, from when to when.

    Who is named never changes: another list of names is another restriction.
    """

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="restrictions")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.CharField(max_length=200, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="restriction_one_in_force",
                fields=["patient"],
                condition=Q(lifted_at=None),
                violation_error_message="This chart is restricted already.",
            ),
            models.CheckConstraint(name="restriction_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="restriction_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
            models.CheckConstraint(
                name="restriction_lifted_after_made",
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("made_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_restrictions", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="lift_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.patient_id}"


@pghistory.track()
class NamedReader(Checked):
    """One person who may open a restricted chart."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="named")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["user__full_name"]
        constraints = [
            models.UniqueConstraint(name="named_reader_once", fields=["restriction", "user"]),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_named_readers", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} may open {self.restriction}"


@pghistory.track()
class GlassOpening(Checked):
    """One time that somebody who is not named opened a restricted chart, until it shut again."""

    class Why(models.TextChoices):
        EMERGENCY = "emergency", "Emergency: the patient needs care now"
        COVER = "cover", "I stand in for the physician who treats the patient"
        SAFETY = "safety", "Adverse event, recall or another question of safety"
        DUTY = "duty", "Legal duty, complaint or audit"
        OTHER = "other", "Another reason, given below"

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="openings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    words = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                fields=["user", "restriction", "expires_at"], name="glass_by_user_and_chart"
            )
        ]
        constraints = [
            models.CheckConstraint(name="glass_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="glass_why_known",
                condition=Q(why__in=["emergency", "cover", "safety", "duty", "other"]),
            ),
            models.CheckConstraint(
                name="glass_shuts_again", condition=Q(expires_at__gt=F("opened_at"))
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_glass_openings", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} opened {self.restriction}"


def shut_charts(user: User) -> list[int]:
    """Numbers of the patients whose charts are shut to `user` now; nearly always none.

    Who makes a request carries them: they come with the account (clinic.restricted). The clock is
    read here, as in `staff.access`: a right that expires is asked of the moment.
    """
    if user.shut_charts is not None:
        return user.shut_charts
    shut = Restriction.objects.shut_to(user.pk, clock.now())
    return list(shut.values_list("patient_id", flat=True))
