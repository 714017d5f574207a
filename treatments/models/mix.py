"""What was mixed for one session: batches, their parts, and anesthetic given elsewhere."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.entry import keep_rows
from staff.models import Checked, User
from treatments.models.injectate import Injectate
from treatments.models.plan import draft_only
from treatments.models.session import SessionRecord
from treatments.models.stock import Lot, Vial


class MixQuerySet(models.QuerySet["Mix"]):
    def standing(self) -> "MixQuerySet":
        """Those that may be injected: made and not thrown away."""
        return self.filter(discarded_at=None)


@pghistory.track()
class Mix(Checked):
    """One batch as it was made: it never changes, it is only thrown away with a reason.

    What is in it is reckoned from its parts (`treatments.mixes.solution_of`).
    """

    class Appearance(models.TextChoices):
        CLEAR = "clear", "Clear, no particles"
        CLOUDY = "cloudy", "Cloudy"
        PARTICLES = "particles", "Particles or precipitate"
        DISCOLORED = "discolored", "Discolored"

    record = models.ForeignKey(SessionRecord, models.CASCADE, related_name="mixes")
    position = models.PositiveSmallIntegerField()
    total_ml = models.DecimalField(max_digits=6, decimal_places=2)
    # [{"component": "dextrose", "pct": "12.5"}]: what was aimed at before the syringe rounded.
    wanted = models.JSONField(default=list)
    mixed_at = models.DateTimeField()
    mixed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    appearance = models.CharField(max_length=12, choices=Appearance)
    # Codes of `treatments.cautions.Caution` that the physician read and accepted.
    acknowledged = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    discard_reason = models.CharField(max_length=300, blank=True)

    objects = MixQuerySet.as_manager()

    class Meta:
        ordering = ["record", "position"]
        verbose_name_plural = "mixes"
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="mix_position_once"),
            models.CheckConstraint(
                name="mix_volume_possible", condition=Q(total_ml__gt=0, total_ml__lte=250)
            ),
            models.CheckConstraint(
                name="mix_discarded_is_complete",
                condition=Q(discarded_at=None, discarded_by=None, discard_reason="")
                | Q(
                    discarded_at__gte=F("mixed_at"),
                    discarded_by__isnull=False,
                )
                & ~Q(discard_reason=""),
            ),
            models.CheckConstraint(
                name="mix_not_clear_is_discarded",
                condition=Q(appearance="clear") | Q(discarded_at__isnull=False),
                violation_error_message="A mix that is not clear is thrown away.",
            ),
        ]
        triggers = [
            keep_rows(),
            draft_only("treatments_sessionrecord", "record_id", "mix_follows_its_record"),
            pgtrigger.Trigger(
                name="mix_stays_as_made",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["discarded_at", "discarded_by", "discard_reason"]
                ),
                func="""
                    RAISE EXCEPTION 'a mix stays as it was made'
                          USING ERRCODE = 'check_violation';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Mix {self.position}"

    @property
    def letter(self) -> str:
        """What people call it: "Mix A"."""
        return chr(ord("A") + (self.position - 1) % 26)


@pghistory.track()
class MixPart(Checked):
    """So much out of one lot."""

    mix = models.ForeignKey(Mix, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="parts")
    vial = models.ForeignKey(Vial, models.PROTECT, related_name="parts")
    ml = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["mix", "position"]
        constraints = [
            models.UniqueConstraint(fields=["mix", "position"], name="mix_part_position_once"),
            models.CheckConstraint(
                name="mix_part_volume_possible", condition=Q(ml__gt=0, ml__lte=250)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="mix_part_from_a_usable_vial",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("wrong", "text")],
                func="""
                    SELECT CASE
                        WHEN record.signed_at IS NOT NULL THEN 'signed record is frozen'
                        WHEN vial.lot_id <> lot.id THEN 'vial of another lot'
                        WHEN lot.expires_on < record.treated_on THEN 'expired lot'
                        WHEN lot.recalled_on <= record.treated_on THEN 'recalled lot'
                        WHEN vial.patient_id <> plan.patient_id THEN 'vial of another patient'
                        WHEN product.single_dose AND vial.patient_id IS NULL
                            THEN 'single-dose vial without its patient'
                        END INTO wrong
                      FROM treatments_mix mix
                      JOIN treatments_sessionrecord record ON record.id = mix.record_id
                      JOIN treatments_session session ON session.id = record.session_id
                      JOIN treatments_plan plan ON plan.id = session.plan_id,
                           treatments_lot lot
                      JOIN treatments_product product ON product.id = lot.product_id,
                           treatments_vial vial
                     WHERE mix.id = NEW.mix_id AND lot.id = NEW.lot_id AND vial.id = NEW.vial_id;
                    IF wrong IS NOT NULL THEN
                        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ml} mL of {self.lot}"


@pghistory.track()
class OutsideDose(Checked):
    """Local anesthetic that the patient was given elsewhere on the day of the session."""

    record = models.ForeignKey(SessionRecord, models.CASCADE, related_name="outside_doses")
    agent = models.CharField(max_length=12, choices=Injectate.Anaesthetic)
    mg = models.DecimalField(max_digits=6, decimal_places=1)
    given_at = models.TimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["record", "given_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="outside_dose_possible",
                condition=Q(mg__gt=0, mg__lte=2000),
                violation_error_message="The dose must be more than 0 and at most 2000 mg.",
            ),
            models.CheckConstraint(
                name="outside_dose_has_agent",
                condition=~Q(agent=""),
                violation_error_message="Choose the anesthetic.",
            ),
        ]
        triggers = [
            draft_only("treatments_sessionrecord", "record_id", "outside_dose_follows_its_record")
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.mg} mg"
