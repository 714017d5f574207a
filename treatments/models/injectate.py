"""What is injected into one place: the columns that plans and records of sessions share."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from staff.models import Checked
from treatments import anatomy

SIDES = ["left", "right", "bilateral", "midline"]


def percent(field: str, most: int = 100) -> Q:
    """Empty, or above 0 and at most `most` per cent."""
    return Q(**{field: None}) | Q(**{f"{field}__gt": 0, f"{field}__lte": most})


def percent_field(**options: Any) -> "models.DecimalField[Any, Any]":
    # Three decimals: published mixes go down to 0.036 %.
    return models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, **options)


class Injectate(Checked):
    """What goes into one place: percentages weight by volume of each substance, and millilitres."""

    class Anaesthetic(models.TextChoices):
        NONE = "", "None"
        LIDOCAINE = "lidocaine", "Lidocaine"
        BUPIVACAINE = "bupivacaine", "Bupivacaine"
        ROPIVACAINE = "ropivacaine", "Ropivacaine"
        MEPIVACAINE = "mepivacaine", "Mepivacaine"
        PROCAINE = "procaine", "Procaine"

    class Procedure(models.TextChoices):
        SOLUTION = "", "Prolotherapy solution"
        PRP = "prp", "Platelet-rich plasma"
        BONE_MARROW = "bmac", "Bone-marrow concentrate"
        CORTICOSTEROID = "corticosteroid", "Corticosteroid"
        HYALURONATE = "hyaluronate", "Hyaluronate"

    # What is not a solution is never mixed: no percentages, its product and dose in words.
    procedure = models.CharField(max_length=16, choices=Procedure, blank=True)
    procedure_detail = models.CharField(max_length=160, blank=True)
    dextrose_pct = percent_field()
    anaesthetic = models.CharField(max_length=12, choices=Anaesthetic, blank=True)
    anaesthetic_pct = percent_field()
    # Published mixes hold two (Scarpone 2008); labels advise against it.
    second_anaesthetic = models.CharField(max_length=12, choices=Anaesthetic, blank=True)
    second_anaesthetic_pct = percent_field()
    glycerin_pct = percent_field()
    phenol_pct = percent_field()
    morrhuate_pct = percent_field()
    volume_ml = models.DecimalField(max_digits=5, decimal_places=2)
    route = models.CharField(max_length=20)
    guidance = models.CharField(max_length=12)
    structure = models.CharField(max_length=160)
    side = models.CharField(max_length=10)
    region = models.CharField(max_length=20)
    # Number of needle points over which the volume is spread.
    points = models.PositiveSmallIntegerField(default=1)
    # Points on the body map: [["front", "0.412", "0.655"], …], fractions of the picture's width
    # and height; fewer than `points`, or none, where nobody put them.
    map_points = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        return anatomy.describe(self.side, self.region, self.structure)


def injectate_constraints(model: str) -> list[models.CheckConstraint]:
    """Those of a table of injectates, each under the name of its model."""
    return [
        *solution_constraints(model),
        *procedure_constraints(model),
        *amount_constraints(model),
        *place_constraints(model),
    ]


def solution_constraints(model: str) -> list[models.CheckConstraint]:
    """What is in the syringe: strengths that can be made, and whose they are."""
    return [
        models.CheckConstraint(
            name=f"{model}_percentages_possible",
            condition=percent("dextrose_pct", 50)
            & percent("anaesthetic_pct", 4)
            & percent("second_anaesthetic_pct", 4)
            & percent("glycerin_pct")
            & percent("phenol_pct", 5)
            & percent("morrhuate_pct", 5),
            violation_error_message="A concentration is outside what any stock allows.",
        ),
        models.CheckConstraint(
            name=f"{model}_anaesthetic_has_strength",
            condition=Q(anaesthetic="") & Q(anaesthetic_pct=None) | ~Q(anaesthetic=""),
            violation_error_message="Name the local anesthetic that this strength is for.",
        ),
        models.CheckConstraint(
            name=f"{model}_second_anaesthetic_is_another",
            condition=Q(second_anaesthetic="", second_anaesthetic_pct=None)
            | ~Q(second_anaesthetic="")
            & ~Q(anaesthetic="")
            & ~Q(anaesthetic=F("second_anaesthetic")),
            violation_error_message="Name two different anesthetics, or leave the second empty.",
        ),
    ]


def procedure_constraints(model: str) -> list[models.CheckConstraint]:
    """What is injected as it is has no strengths."""
    return [
        models.CheckConstraint(
            name=f"{model}_procedure_is_not_mixed",
            condition=Q(procedure="")
            | Q(
                procedure__in=["prp", "bmac", "corticosteroid", "hyaluronate"],
                dextrose_pct=None,
                anaesthetic="",
                second_anaesthetic="",
                glycerin_pct=None,
                phenol_pct=None,
                morrhuate_pct=None,
            ),
            violation_error_message="This procedure is not mixed: leave the strengths empty.",
        ),
    ]


def amount_constraints(model: str) -> list[models.CheckConstraint]:
    """How much of it, through how many needle points."""
    return [
        models.CheckConstraint(
            name=f"{model}_volume_possible",
            condition=Q(volume_ml__gt=0, volume_ml__lte=100),
            violation_error_message="The volume must be more than 0 and at most 100 mL.",
        ),
        models.CheckConstraint(
            name=f"{model}_points_possible",
            condition=Q(points__gte=1, points__lte=60),
            violation_error_message="Between 1 and 60 needle points.",
        ),
    ]


def place_constraints(model: str) -> list[models.CheckConstraint]:
    """Where it goes, and how the needle gets there."""
    return [
        models.CheckConstraint(
            name=f"{model}_side_known",
            condition=Q(side__in=SIDES),
            violation_error_message="Choose the side.",
        ),
        models.CheckConstraint(
            name=f"{model}_route_known",
            condition=Q(
                route__in=["intra_articular", "extra_articular", "subcutaneous", "perineural"]
            ),
            violation_error_message="Choose the route.",
        ),
        models.CheckConstraint(
            name=f"{model}_guidance_known",
            condition=Q(guidance__in=["ultrasound", "fluoroscopy", "palpation"]),
            violation_error_message="Choose the guidance.",
        ),
    ]
