"""What is on the shelf: products, their lots, and the containers that were opened."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.models import Patient
from patients.models.entry import keep_rows
from staff import clock
from staff.models import Checked, Revised, User


class ProductQuerySet(models.QuerySet["Product"]):
    def in_use(self) -> "ProductQuerySet":
        return self.filter(retired_at=None)


@pghistory.track()
class Product(Revised):
    """One thing that a clinic buys to mix with: a vial of one strength, or a diluent."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    # Substance -> percent weight by volume as text ("50"); the names are those of
    # `treatments.library.COMPONENTS`, "sodium_chloride" and excipients. Water holds nothing.
    strengths = models.JSONField(default=dict, blank=True)
    # Substances of which each lot states its own strength: the phenol of P2G.
    stated_by_lot = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # What somebody may be allergic to besides the substances: "methylparaben", "corn", "fish".
    allergens = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    container_ml = models.DecimalField(max_digits=6, decimal_places=2)
    single_dose = models.BooleanField()
    is_diluent = models.BooleanField(default=False)
    has_epinephrine = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="product_container_possible",
                condition=Q(container_ml__gt=0, container_ml__lte=1000),
                violation_error_message="The container holds more than 0 and at most 1000 mL.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.name

    def containers_for(self, ml: Decimal) -> int:
        """How many containers hold so many milliliters."""
        return int((ml / self.container_ml).to_integral_value(ROUND_CEILING)) or 1

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.pk])


class LotQuerySet(models.QuerySet["Lot"]):
    def usable_on(self, day: date) -> "LotQuerySet":
        """Neither expired on `day` nor recalled nor used up; the one that expires first, first.

        What was recalled, used up or taken off the list later was there on a day that is past; what
        was received later was not.
        """
        _, end = clock.day_bounds(day)
        return self.filter(
            Q(recalled_on=None) | Q(recalled_on__gt=day),
            Q(used_up_at=None) | Q(used_up_at__gte=end),
            Q(product__retired_at=None) | Q(product__retired_at__gte=end),
            expires_on__gte=day,
            received_at__lt=end,
        ).order_by("expires_on", "id")


@pghistory.track()
class Lot(Revised):
    """One delivery of a product under one lot number: what is really in it, and until when."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    expires_on = models.DateField()  # the last day on which it may be used
    # As `Product.strengths`, with what this lot states itself.
    strengths = models.JSONField(default=dict, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    used_up_at = models.DateTimeField(null=True, blank=True)
    recalled_on = models.DateField(null=True, blank=True)
    recalled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recall_reason = models.CharField(max_length=300, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["product", "expires_on", "id"]
        indexes = [
            models.Index(
                fields=["product", "expires_on"],
                name="lot_usable",
                condition=Q(recalled_on=None, used_up_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"],
                name="lot_number_once",
                violation_error_message="This lot number is on the list already.",
            ),
            models.CheckConstraint(name="lot_has_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="lot_recall_is_complete",
                condition=Q(recalled_on=None, recalled_by=None, recall_reason="")
                | Q(recalled_on__isnull=False, recalled_by__isnull=False) & ~Q(recall_reason=""),
            ),
        ]
        triggers = [
            keep_rows(),
            # What was injected is reckoned from it.
            pgtrigger.Trigger(
                name="lot_strengths_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("strengths", "number", "product"),
                func="""
                    IF EXISTS (SELECT 1 FROM treatments_mixpart WHERE lot_id = OLD.id) THEN
                        RAISE EXCEPTION 'a lot that was mixed with is frozen'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, lot {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("lot", args=[self.pk])

    def percentages(self) -> dict[str, Decimal]:
        """Substance -> percent weight by volume."""
        return {name: Decimal(pct) for name, pct in self.strengths.items()}


@pghistory.track()
class Vial(Checked):
    """One or more containers of a lot, opened together; of a single-dose product for one patient.

    The label of a single-dose vial says to discard the rest: nobody else gets of it.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="vials")
    # Empty for a multi-dose vial.
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="vials"
    )
    containers = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                fields=["lot", "-opened_at"], name="vial_open", condition=Q(discarded_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="vial_of_something", condition=Q(containers__gte=1)),
            models.CheckConstraint(
                name="vial_discarded_after_opening",
                condition=Q(discarded_at=None) | Q(discarded_at__gte=F("opened_at")),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.lot}, opened {self.opened_at:%Y-%m-%d}"
