"""The chart: problems, medicines, allergies, results, earlier treatments, letters."""

from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from patients.models.entry import (
    ChartEntry,
    from_referral,
    keep_rows,
    precision,
    voided_with_reason,
)
from patients.models.person import Patient
from staff.models import Checked, User


@pghistory.track()
class Problem(ChartEntry):
    """A diagnosis or complaint on the problem list."""

    class System(models.TextChoices):
        ICD10CM = "icd10cm", "ICD-10-CM"
        SNOMED = "snomed", "SNOMED CT"
        NONE = "", "No code"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"
        RESOLVED = "resolved", "Resolved"

    display = models.CharField(max_length=200)
    system = models.CharField(max_length=10, choices=System, blank=True)
    code = models.CharField(max_length=20, blank=True)
    onset = models.DateField(null=True, blank=True)
    onset_precision = precision()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    # False for "suspected": it is shown, but the rules do not take it for a fact.
    verified = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["status", "display", "id"]
        indexes = [models.Index(fields=["patient", "status"], name="problem_by_patient")]
        constraints = [
            voided_with_reason("problem"),
            *from_referral("problem"),
            models.CheckConstraint(
                name="problem_status_known",
                condition=Q(status__in=["active", "inactive", "resolved"]),
            ),
            models.CheckConstraint(
                name="problem_code_with_system",
                condition=Q(system="", code="") | ~Q(system="") & ~Q(code=""),
                violation_error_message="A code needs its coding system, and the other way round.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.display


@pghistory.track()
class Medication(ChartEntry):
    """A medicine the patient takes or took; with no class it is unclassified, never harmless."""

    class Route(models.TextChoices):
        UNKNOWN = "unknown", "Not stated"
        ORAL = "oral", "By mouth"
        INJECTED = "injected", "Injected"
        TOPICAL = "topical", "On the skin"
        INHALED = "inhaled", "Inhaled"
        NASAL = "nasal", "In the nose"
        OPHTHALMIC = "ophthalmic", "In the eye"
        VAGINAL = "vaginal", "Vaginal"

    class ClassedBy(models.TextChoices):
        CATALOGUE = "catalogue", "Found in the drug list"
        PHYSICIAN = "physician", "Classified by a physician"
        NOBODY = "nobody", "Class unknown"

    name = models.CharField(max_length=200)
    classes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    classed_by = models.CharField(max_length=10, choices=ClassedBy, default=ClassedBy.NOBODY)
    dose = models.CharField(max_length=120, blank=True)
    dose_mg_per_day = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    route = models.CharField(max_length=12, choices=Route, default=Route.UNKNOWN)
    indication = models.CharField(max_length=200, blank=True)
    started_on = models.DateField(null=True, blank=True)
    started_precision = precision()
    stopped_on = models.DateField(null=True, blank=True)
    stopped_precision = precision()
    rxcui = models.CharField(max_length=12, blank=True)  # RxNorm, as sent

    class Meta:
        ordering = [F("stopped_on").desc(nulls_first=True), "name", "id"]
        indexes = [models.Index(fields=["patient", "stopped_on"], name="medication_by_patient")]
        constraints = [
            voided_with_reason("medication"),
            *from_referral("medication"),
            models.CheckConstraint(
                name="medication_stopped_after_start",
                condition=Q(started_on=None)
                | Q(stopped_on=None)
                | Q(stopped_on__gte=F("started_on")),
                violation_error_message="The stop date cannot be before the start date.",
            ),
            models.CheckConstraint(
                name="medication_dose_positive",
                condition=Q(dose_mg_per_day=None) | Q(dose_mg_per_day__gt=0),
                violation_error_message="The daily dose must be more than 0 mg.",
            ),
            models.CheckConstraint(
                name="medication_unclassified_is_said",
                condition=~Q(classed_by="nobody") | Q(classes=[]),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.name} {self.dose}".strip()


@pghistory.track()
class PrescriberDecision(Checked):
    """What the prescriber of a blood thinner decided about the injections: hold or continue."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", "Continue"
        HOLD = "hold", "Hold as the prescriber says"

    medication = models.ForeignKey(Medication, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=10, choices=Decision)
    prescriber = models.CharField(max_length=120)
    decided_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="prescriber_decision_known", condition=Q(decision__in=["continue", "hold"])
            )
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, {self.prescriber}, {self.decided_on}"


@pghistory.track()
class Allergy(ChartEntry):
    """A substance that the patient reacts to, as told."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Not any more"

    class System(models.TextChoices):
        SNOMED = "snomed", "SNOMED CT"
        RXNORM = "rxnorm", "RxNorm"
        NONE = "", "No code"

    substance = models.CharField(max_length=120)
    classes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    reaction = models.CharField(max_length=200, blank=True)
    disproved_on = models.DateField(null=True, blank=True)
    # An allergy that is over, as sent: kept as history, and no rule looks at it.
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    # False for "unconfirmed": it counts all the same.
    verified = models.BooleanField(default=True)
    system = models.CharField(max_length=10, choices=System, blank=True)
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["substance", "id"]
        verbose_name_plural = "allergies"
        constraints = [voided_with_reason("allergy"), *from_referral("allergy")]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.substance} ({self.reaction})" if self.reaction else self.substance

    @property
    def held(self) -> bool:
        """Neither disproved nor over."""
        return self.disproved_on is None and self.status == self.Status.ACTIVE

    @classmethod
    def held_by(cls, patient: Patient) -> "models.QuerySet[Allergy]":
        """What the patient is allergic to: neither taken back, nor disproved, nor over."""
        return cls._base_manager.filter(
            patient=patient, voided_at=None, disproved_on=None, status=cls.Status.ACTIVE
        )


class ResultKind(models.TextChoices):
    HBA1C = "hba1c", "HbA1c"
    GLUCOSE = "glucose", "Glucose"
    INR = "inr", "INR"
    PLATELETS = "platelets", "Platelets"
    WEIGHT = "weight", "Weight"
    HEIGHT = "height", "Height"
    # As sent or reckoned elsewhere; where weight and height are on file those count.
    BMI = "bmi", "Body mass index"
    BP_SYSTOLIC = "bp_systolic", "Blood pressure, systolic"
    BP_DIASTOLIC = "bp_diastolic", "Blood pressure, diastolic"
    PULSE = "pulse", "Pulse"
    TEMPERATURE = "temperature", "Temperature"
    # As told elsewhere; what is asked here, at a plan's baseline and after, is a Score.
    PAIN = "pain", "Pain"


# kind -> unit, lowest and highest value of a living person; outside it is a typing error.
RESULT_RANGES: dict[str, tuple[str, Decimal, Decimal]] = {
    "hba1c": ("%", Decimal("2"), Decimal("25")),
    "glucose": ("mg/dL", Decimal("10"), Decimal("2000")),
    "inr": ("", Decimal("0.5"), Decimal("20")),
    "platelets": ("×10⁹/L", Decimal("1"), Decimal("3000")),
    "weight": ("kg", Decimal("1"), Decimal("300")),
    "height": ("cm", Decimal("30"), Decimal("250")),
    "bmi": ("kg/m²", Decimal("5"), Decimal("200")),
    "bp_systolic": ("mmHg", Decimal("40"), Decimal("300")),
    "bp_diastolic": ("mmHg", Decimal("20"), Decimal("200")),
    "pulse": ("/min", Decimal("20"), Decimal("250")),
    "temperature": ("°C", Decimal("30"), Decimal("45")),
    "pain": ("of 10", Decimal("0"), Decimal("10")),
}


def _in_living_range() -> Q:
    condition = Q()
    for kind, (_, low, high) in RESULT_RANGES.items():
        condition |= Q(kind=kind, value__gte=low, value__lte=high)
    return condition


@pghistory.track()
class Result(ChartEntry):
    """One measured value: laboratory or vital sign, in the one unit that its kind has here."""

    kind = models.CharField(max_length=12, choices=ResultKind)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    # The local day counts for every rule; the instant is kept where it is known.
    taken_on = models.DateField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_on", F("taken_at").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(fields=["patient", "kind", "-taken_on"], name="result_latest"),
        ]
        constraints = [
            voided_with_reason("result"),
            *from_referral("result"),
            models.CheckConstraint(
                name="result_possible",
                condition=_in_living_range(),
                violation_error_message="This value is outside what is possible; check the unit.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value.normalize():f} {self.unit}".strip()

    @property
    def unit(self) -> str:
        return RESULT_RANGES[self.kind][0]


@pghistory.track()
class PriorTreatment(ChartEntry):
    """What was tried before for the complaint, here or elsewhere, and what it brought."""

    class Kind(models.TextChoices):
        PHYSICAL_THERAPY = "physical_therapy", "Physical therapy"
        EXERCISE = "exercise", "Home exercise programme"
        MEDICATION = "medication", "Pain medicine"
        BRACE = "brace", "Brace, taping or orthosis"
        STEROID_INJECTION = "steroid_injection", "Corticosteroid injection"
        HYALURONATE = "hyaluronate", "Hyaluronate injection"
        PRP = "prp", "Platelet-rich plasma"
        PROLOTHERAPY = "prolotherapy", "Prolotherapy elsewhere"
        SURGERY = "surgery", "Surgery"
        OTHER = "other", "Other"

    class Outcome(models.TextChoices):
        NONE = "none", "No help"
        SOME = "some", "Some help"
        GOOD = "good", "Good, but it did not last"
        UNKNOWN = "unknown", "Not known"

    kind = models.CharField(max_length=20, choices=Kind)
    region = models.CharField(max_length=20, blank=True)
    side = models.CharField(max_length=10, blank=True)
    substance = models.CharField(max_length=120, blank=True)
    started_on = models.DateField(null=True, blank=True)
    started_precision = precision()
    ended_on = models.DateField(null=True, blank=True)
    ended_precision = precision()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNKNOWN)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = [F("ended_on").desc(nulls_first=True), "-id"]
        constraints = [
            voided_with_reason("prior_treatment"),
            *from_referral("prior_treatment"),
            models.CheckConstraint(
                name="prior_treatment_ended_after_start",
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="The end cannot be before the start.",
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return self.get_kind_display()


@pghistory.track()
class SpecialistNote(ChartEntry):
    """A letter of another specialist about the injections: the advice that some rules wait for."""

    class Kind(models.TextChoices):
        BLEEDING = "bleeding", "Hematology: plan for the bleeding disorder"
        IMMUNE = "immune", "Specialist for the immune system, transplant or chemotherapy"
        RHEUMATOLOGY = "rheumatology", "Rheumatology: disease quiet"
        ONCOLOGY = "oncology", "Oncology"
        SURGERY = "surgery", "Surgeon's opinion"
        ANTIBIOTIC_COVER = "antibiotic_cover", "Antibiotic cover: cardiology or surgeon"
        OTHER = "other", "Other specialist"

    kind = models.CharField(max_length=20, choices=Kind)
    specialist = models.CharField(max_length=120)
    dated = models.DateField()
    # False: advises against the injections. The rule then stays open.
    agrees = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-dated", "-id"]
        indexes = [models.Index(fields=["patient", "-dated"], name="specialist_note_by_patient")]
        constraints = [
            voided_with_reason("specialist_note"),
            *from_referral("specialist_note"),
            models.CheckConstraint(
                name="specialist_note_kind_known",
                condition=Q(
                    kind__in=[
                        "bleeding",
                        "immune",
                        "rheumatology",
                        "oncology",
                        "surgery",
                        "antibiotic_cover",
                        "other",
                    ]
                ),
            ),
        ]
        triggers = [keep_rows()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.specialist}, {self.dated}"
