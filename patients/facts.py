"""The chart of one patient as the screening rules see it."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.rules.allergens import allergen_classes
from patients.rules.facts import (
    NO_SCREENED_CLASS,
    AllergyFact,
    Answer,
    Facts,
    MedicationFact,
    Moment,
    PlanContext,
    PriorTreatmentFact,
    ProblemFact,
    ResultFact,
    SpecialistNoteFact,
)
from patients.rules.questions import BY_ID as QUESTIONS

# Answers are kept as flat text: "pregnant": "no", "nsaid_last_7_days_on": "2026-11-02".
LISTS_REVIEWED = "lists_reviewed"
DATE_SUFFIX = "_on"

# A rule looks at the newest value, or at the few of the last days; older ones stay in the chart.
_VALUES_PER_KIND = 10


def gather(
    patient: Patient,
    *,
    today: date,
    answers: Mapping[str, str],
    plan: PlanContext | None = None,
    moment: Moment = Moment.PLAN,
) -> Facts:
    """Everything that one screening is decided on; seven queries, whatever the chart holds.

    `answers` maps question ids to "yes", "no" or "unknown"; `<id>_on` holds the ISO date that
    belongs to a "yes"; `lists_reviewed` is "yes" when both lists were gone through.
    Raises ValueError for a question or an answer that does not exist.
    """
    reviewed = answers.get(LISTS_REVIEWED) == "yes" or _reviewed_on(patient, today)
    given, dates = read_answers(answers)
    return Facts(
        today=today,
        moment=moment,
        birth_date=patient.birth_date,
        sex=patient.sex,
        allergies_status=patient.allergies_status,
        medications_reviewed=reviewed,
        allergies_reviewed=reviewed,
        problems=tuple(_problems(patient)),
        medications=tuple(_medications(patient, today)),
        allergies=tuple(_allergies(patient)),
        results=tuple(_results(patient)),
        prior_treatments=tuple(_prior_treatments(patient)),
        notes=tuple(_notes(patient)),
        answers=given,
        answer_dates=dates,
        plan=plan,
    )


def read_answers(raw: Mapping[str, str]) -> tuple[dict[str, Answer], dict[str, date]]:
    """Answers and the dates that belong to them; ValueError names what is not one of ours."""
    answers: dict[str, Answer] = {}
    dates: dict[str, date] = {}
    for key, value in raw.items():
        if key in QUESTIONS:
            answers[key] = Answer(value)
        elif key.removesuffix(DATE_SUFFIX) in QUESTIONS:
            dates[key.removesuffix(DATE_SUFFIX)] = date.fromisoformat(value)
        elif key != LISTS_REVIEWED:
            raise ValueError(f"There is no question {key!r}.")
    return answers, dates


def _reviewed_on(patient: Patient, today: date) -> bool:
    # "On or after": gathered again for an earlier day, a later review does not undo this one.
    stamp = patient.history_reviewed_on
    return stamp is not None and stamp >= today


def _problems(patient: Patient) -> Iterator[ProblemFact]:
    for row in Problem.objects.filter(patient=patient).standing().order_by("id"):
        yield ProblemFact(
            id=row.pk,
            display=row.display,
            system=row.system,
            code=row.code,
            status=row.status,
            verified=row.verified,
            onset=row.onset,
        )


def _medications(patient: Patient, today: date) -> Iterator[MedicationFact]:
    rows = Medication.objects.filter(patient=patient).standing().order_by("id")
    for row in rows.prefetch_related("decisions"):
        # Newest first by the model's order; a decision dated ahead does not count yet.
        decision = next((d for d in row.decisions.all() if d.decided_on <= today), None)
        yield MedicationFact(
            id=row.pk,
            name=row.name,
            classes=_classes(row),
            dose_mg_per_day=row.dose_mg_per_day,
            route=row.route,
            indication=row.indication,
            started=row.started_on,
            stopped=row.stopped_on,
            prescriber_decision=decision.decision if decision else "",
            decided_by=decision.prescriber if decision else "",
            decided_on=decision.decided_on if decision else None,
        )


def _classes(row: Medication) -> frozenset[str]:
    # A physician who found it in no screened class has looked at it; that is not "unknown".
    looked_at = row.classed_by == Medication.ClassedBy.PHYSICIAN
    return frozenset(row.classes or ([NO_SCREENED_CLASS] if looked_at else []))


def _allergies(patient: Patient) -> Iterator[AllergyFact]:
    for row in Allergy.objects.filter(patient=patient).standing().order_by("id"):
        yield AllergyFact(
            id=row.pk,
            substance=row.substance,
            # What the name says counts even where nobody ticked the class.
            classes=frozenset(row.classes) | allergen_classes(row.substance),
            disproved_on=row.disproved_on,
        )


def _results(patient: Patient) -> Iterator[ResultFact]:
    newest = Window(
        RowNumber(),
        partition_by="kind",
        order_by=[F("taken_on").desc(), F("taken_at").desc(nulls_last=True), F("id").desc()],
    )
    rows = Result.objects.filter(patient=patient).standing().annotate(place=newest)
    for row in rows.filter(place__lte=_VALUES_PER_KIND).order_by("kind", "place"):
        yield ResultFact(kind=row.kind, value=row.value, taken_on=row.taken_on)


def _prior_treatments(patient: Patient) -> Iterator[PriorTreatmentFact]:
    for row in PriorTreatment.objects.filter(patient=patient).standing().order_by("id"):
        yield PriorTreatmentFact(
            kind=row.kind,
            region=row.region,
            side=row.side,
            started=row.started_on,
            ended=row.ended_on,
            outcome=row.outcome,
            substance=row.substance,
        )


def _notes(patient: Patient) -> Iterator[SpecialistNoteFact]:
    for row in SpecialistNote.objects.filter(patient=patient).standing().order_by("id"):
        yield SpecialistNoteFact(
            kind=row.kind, specialist=row.specialist, dated=row.dated, agrees=row.agrees
        )
