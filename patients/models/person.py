from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models.restriction import shut_charts
from staff.models import Revised, User


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User) -> "PatientQuerySet":
        """Everybody who works here sees who is a patient, and when he comes."""
        return self if user.is_active else self.none()

    def open_to(self, user: User) -> "PatientQuerySet":
        """Those whose chart `user` may open now: all but the restricted ones of other people."""
        return self.visible_to(user).exclude(pk__in=shut_charts(user))

    def current(self) -> "PatientQuerySet":
        return self.filter(merged_into=None)


@pghistory.track()
class Patient(Revised):
    """One person who came, or is to come, for treatment."""

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"
        UNKNOWN = "unknown", "Not stated"

    class Allergies(models.TextChoices):
        NOT_ASKED = "not_asked", "Not asked"
        NONE_KNOWN = "none_known", "No known allergies"
        LISTED = "listed", "Listed"

    class Contact(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"
        LETTER = "letter", "Letter"

    record_number = models.CharField(max_length=20, unique=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=10, choices=Sex)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    address = models.CharField(max_length=300, blank=True)
    preferred_language = models.CharField(max_length=40, blank=True, default="English")
    preferred_contact = models.CharField(max_length=10, choices=Contact, default=Contact.PHONE)
    referrer = models.CharField(max_length=120, blank=True)
    complaint = models.CharField(max_length=300, blank=True)
    deceased_on = models.DateField(null=True, blank=True)
    # Died on or before the day above: some records say only that the patient has died.
    deceased_by = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    allergies_status = models.CharField(
        max_length=10, choices=Allergies, default=Allergies.NOT_ASKED
    )
    # When a physician last said "this list is complete and current" (rule R50).
    history_reviewed_on = models.DateField(null=True, blank=True)
    history_reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)

    # Folded for search (patients.names). In "C" collation one index serves LIKE and ORDER BY.
    family_key = models.CharField(max_length=160, db_collation="C", editable=False)
    given_key = models.CharField(max_length=160, db_collation="C", editable=False)
    name_key = models.CharField(max_length=320, db_collation="C", editable=False)
    phone_key = models.CharField(max_length=40, db_collation="C", blank=True, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["family_key", "given_key", "id"]
        indexes = [
            models.Index(fields=["family_key", "given_key", "id"], name="patient_by_family"),
            models.Index(fields=["given_key", "family_key", "id"], name="patient_by_given"),
            models.Index(fields=["birth_date"], name="patient_by_birth"),
            GinIndex(fields=["phone_key"], opclasses=["gin_trgm_ops"], name="patient_phone_trgm"),
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="patient_name_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                name="patient_birth_plausible",
                condition=Q(birth_date__gte=date(1890, 1, 1)),
                violation_error_message="The birth date must be after 1 January 1890.",
            ),
            models.CheckConstraint(
                name="patient_death_after_birth",
                condition=Q(deceased_on=None) | Q(deceased_on__gte=F("birth_date")),
                violation_error_message="The date of death cannot be before the birth date.",
            ),
            models.CheckConstraint(
                name="patient_sex_known",
                condition=Q(sex__in=["female", "male", "other", "unknown"]),
            ),
            models.CheckConstraint(
                name="patient_allergies_known",
                condition=Q(allergies_status__in=["not_asked", "none_known", "listed"]),
            ),
            models.CheckConstraint(
                name="patient_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="patient_named", condition=~Q(family_name="") & ~Q(given_name="")
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_patients", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def get_absolute_url(self) -> str:
        return reverse("chart", args=[self.pk])

    def age_on(self, day: date) -> int:
        """Completed years on `day`. Somebody born on 29 February turns on 1 March."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)
