"""Charts as the screening rules see them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject, Rank, RowNumber
from django.utils import timezone

from patients.models import (
    Allergy,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.models.entry import Precision, last_day_of
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


Fact = TypeVar("Fact")
# Facts with the id of the patient whom they are about.
Found = Iterator[tuple[int, Fact]]

_NOTHING: Mapping[int, Mapping[str, str]] = {}
_NO_PLANS: Mapping[int, PlanContext | None] = {}


def gather(
    patient: Patient,
    *,
    today: date,
    answers: Mapping[str, str],
    plan: PlanContext | None = None,
    moment: Moment = Moment.PLAN,
) -> Facts:
    """Everything that one screening is decided on; six queries, whatever the chart holds.

    `answers` maps question ids to "yes", "no" or "unknown"; `<id>_on` holds the ISO date that
    belongs to a "yes"; `lists_reviewed` is "yes" when both lists were gone through.
    Raises ValueError for a question or an answer that does not exist.
    """
    found = gather_many(
        [patient],
        today=today,
        answers={patient.pk: answers},
        plans={patient.pk: plan},
        moment=moment,
    )
    return found[patient.pk]


def gather_many(
    patients: Iterable[Patient],
    *,
    today: date,
    answers: Mapping[int, Mapping[str, str]] = _NOTHING,
    plans: Mapping[int, PlanContext | None] = _NO_PLANS,
    moment: Moment = Moment.PLAN,
) -> dict[int, Facts]:
    """Facts by patient id, in the order given; six queries, however many charts.

    `answers` and `plans` are by patient id; who is not in them answered nothing and has no plan.
    Raises ValueError as `gather` does. All charts are in memory at once: give batches.
    """
    people = {patient.pk: patient for patient in patients}
    ids = list(people)
    problems, medications = _by_patient(_problems(ids)), _by_patient(_medications(ids, today))
    allergies, results = _by_patient(_allergies(ids)), _by_patient(_results(ids))
    prior, notes = _by_patient(_prior_treatments(ids, today)), _by_patient(_notes(ids))
    gathered = {}
    for pk, patient in people.items():
        raw = answers.get(pk, {})
        reviewed = raw.get(LISTS_REVIEWED) == "yes" or _reviewed_on(patient, today)
        given, dates = read_answers(raw)
        gathered[pk] = Facts(
            today=today,
            moment=moment,
            birth_date=patient.birth_date,
            sex=patient.sex,
            allergies_status=patient.allergies_status,
            medications_reviewed=reviewed,
            allergies_reviewed=reviewed,
            problems=problems[pk],
            medications=medications[pk],
            allergies=allergies[pk],
            results=results[pk],
            prior_treatments=prior[pk],
            notes=notes[pk],
            answers=given,
            answer_dates=dates,
            plan=plans.get(pk),
        )
    return gathered


def _by_patient(found: Found[Fact]) -> defaultdict[int, tuple[Fact, ...]]:
    lists: defaultdict[int, list[Fact]] = defaultdict(list)
    for patient_id, fact in found:
        lists[patient_id].append(fact)
    return defaultdict(tuple, {pk: tuple(facts) for pk, facts in lists.items()})


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


def _problems(ids: Sequence[int]) -> Found[ProblemFact]:
    for row in Problem.objects.filter(patient__in=ids).standing().order_by("id"):
        yield (
            row.patient_id,
            ProblemFact(
                id=row.pk,
                display=row.display,
                system=row.system,
                code=row.code,
                status=row.status,
                verified=row.verified,
                onset=row.onset,
            ),
        )


def _medications(ids: Sequence[int], today: date) -> Found[MedicationFact]:
    # The newest decision of the prescriber; one dated ahead does not count yet.
    decision = (
        PrescriberDecision.objects.filter(medication=OuterRef("pk"), decided_on__lte=today)
        .order_by("-decided_on", "-id")
        .values(
            found=JSONObject(decision="decision", prescriber="prescriber", decided_on="decided_on")
        )[:1]
    )
    rows = Medication.objects.filter(patient__in=ids).standing().order_by("id")
    for row in rows.annotate(newest=Subquery(decision), sent_at=F("referral__received_at")):
        newest = row.newest or {}
        yield (
            row.patient_id,
            MedicationFact(
                id=row.pk,
                name=row.name,
                classes=_classes(row),
                dose_mg_per_day=row.dose_mg_per_day,
                route=row.route,
                indication=row.indication,
                started=row.started_on,
                stopped=row.stopped_on,
                stopped_by=_at_the_latest(row, row.stopped_on, row.stopped_precision, today),
                prescriber_decision=newest.get("decision", ""),
                decided_by=newest.get("prescriber", ""),
                decided_on=date.fromisoformat(newest["decided_on"]) if newest else None,
            ),
        )


def _at_the_latest(row: Any, known_from: date | None, precision: str, today: date) -> date | None:
    """The last day that a partly known one may be; None for a day that is known, or none at all.

    It was over when it was sent, or written down here.
    """
    if known_from is None or precision == Precision.DAY:
        return None
    told = timezone.localdate(row.sent_at or row.entered_at)
    return max(known_from, min(last_day_of(known_from, precision), told, today))


def _classes(row: Medication) -> frozenset[str]:
    # A physician who found it in no screened class has looked at it; that is not "unknown".
    looked_at = row.classed_by == Medication.ClassedBy.PHYSICIAN
    return frozenset(row.classes or ([NO_SCREENED_CLASS] if looked_at else []))


def _allergies(ids: Sequence[int]) -> Found[AllergyFact]:
    rows = Allergy.objects.filter(patient__in=ids, status=Allergy.Status.ACTIVE).standing()
    for row in rows.order_by("id"):
        yield (
            row.patient_id,
            AllergyFact(
                id=row.pk,
                substance=row.substance,
                # What the name says counts even where nobody ticked the class.
                classes=frozenset(row.classes) | allergen_classes(row.substance),
                disproved_on=row.disproved_on,
            ),
        )


def _results(ids: Sequence[int]) -> Found[ResultFact]:
    newest = Window(
        RowNumber(),
        partition_by=["patient", "kind"],
        order_by=[F("taken_on").desc(), F("taken_at").desc(nulls_last=True), F("id").desc()],
    )
    # Two values of one minute share their place in the day: neither is the repeat of the other.
    in_day = Window(
        Rank(), partition_by=["patient", "kind", "taken_on"], order_by=F("taken_at").asc()
    )
    rows = Result.objects.filter(patient__in=ids).standing().annotate(place=newest, in_day=in_day)
    for row in rows.filter(place__lte=_VALUES_PER_KIND).order_by("kind", "place"):
        yield (
            row.patient_id,
            ResultFact(
                kind=row.kind,
                value=row.value,
                taken_on=row.taken_on,
                # Without a time nobody knows which of a day's values is the repeat.
                order=row.in_day if row.taken_at else 0,
            ),
        )


def _prior_treatments(ids: Sequence[int], today: date) -> Found[PriorTreatmentFact]:
    rows = PriorTreatment.objects.filter(patient__in=ids).standing().order_by("id")
    for row in rows.annotate(sent_at=F("referral__received_at")):
        day, precision = row.started_on, row.started_precision
        if row.ended_on is not None:
            day, precision = row.ended_on, row.ended_precision
        yield (
            row.patient_id,
            PriorTreatmentFact(
                kind=row.kind,
                region=row.region,
                side=row.side,
                started=row.started_on,
                ended=row.ended_on,
                given_by=_at_the_latest(row, day, precision, today),
                outcome=row.outcome,
                substance=row.substance,
            ),
        )


def _notes(ids: Sequence[int]) -> Found[SpecialistNoteFact]:
    # Advice against counts at once. A letter that lifts a rule counts when a clinician here has
    # accepted it: nobody is treated on a letter that nobody has read.
    unread = Q(agrees=True, referral__isnull=False, accepted_at=None)
    rows = SpecialistNote.objects.filter(patient__in=ids).exclude(unread).standing()
    for row in rows.order_by("id"):
        yield (
            row.patient_id,
            SpecialistNoteFact(
                kind=row.kind, specialist=row.specialist, dated=row.dated, agrees=row.agrees
            ),
        )
