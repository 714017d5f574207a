"""Everything that is on file about one patient, in a fixed number of queries."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from patients.models import (
    Allergy,
    Consent,
    Finding,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
    Screening,
    SpecialistNote,
)
from patients.models.entry import ChartEntry
from patients.models.referral import PatientIdentifier
from scheduling.models import Appointment
from treatments.models import (
    AdverseEvent,
    Mix,
    Plan,
    PlanVersion,
    ProtocolVersion,
    Score,
    Session,
    SessionRecord,
)

Entry = TypeVar("Entry", bound=ChartEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one patient; what was taken back is among them."""

    patient: Patient
    identifiers: list[PatientIdentifier]
    problems: list[Problem]
    medications: list[Medication]
    allergies: list[Allergy]
    results: list[Result]
    prior_treatments: list[PriorTreatment]
    letters: list[SpecialistNote]
    screenings: list[Screening]
    findings: list[Finding]
    consents: list[Consent]
    plans: list[Plan]
    versions: list[PlanVersion]
    protocols: list[ProtocolVersion]
    records: list[SessionRecord]
    scores: list[Score]
    events: list[AdverseEvent]
    appointments: list[Appointment]


def read_rows(patient: Patient) -> Rows:
    plans = _plans(patient)
    versions = [version for plan in plans for version in plan.versions.all()]
    used = {version.protocol_version_id: version.protocol_version for version in versions}
    return Rows(
        patient=Patient.objects.select_related("merged_into").get(pk=patient.pk),
        identifiers=list(PatientIdentifier.objects.filter(patient=patient)),
        problems=_entries(Problem, patient),
        medications=_entries(Medication, patient, "decisions"),
        allergies=_entries(Allergy, patient),
        results=_entries(Result, patient),
        prior_treatments=_entries(PriorTreatment, patient),
        letters=_entries(SpecialistNote, patient),
        screenings=list(Screening.objects.filter(patient=patient).order_by("pk")),
        findings=list(
            Finding.objects.filter(screening__patient=patient)
            .select_related("screening")
            .order_by("pk")
        ),
        consents=list(Consent.objects.filter(patient=patient).order_by("pk")),
        plans=plans,
        versions=versions,
        protocols=[version for version in used.values() if version is not None],
        records=_records(patient),
        scores=list(Score.objects.filter(patient=patient).order_by("pk")),
        events=list(
            AdverseEvent.objects.filter(patient=patient)
            .select_related("session__record")
            .prefetch_related("notes")
            .order_by("pk")
        ),
        appointments=list(
            Appointment.objects.filter(patient=patient)
            .select_related("site", "room", "visit_type", "session__record", "follow_up")
            .prefetch_related("state_changes")
            .order_by("pk")
        ),
    )


def _entries(model: type[Entry], patient: Patient, *prefetched: str) -> list[Entry]:
    rows: QuerySet[Entry] = QuerySet(model).filter(patient=patient)
    return list(
        rows.select_related("referral__document")
        # The bytes of a document may be megabytes, and only its name and hash leave.
        .defer("referral__document__content", "referral__document__report", "referral__person")
        .prefetch_related(*prefetched)
        .order_by("pk")
    )


def _plans(patient: Patient) -> list[Plan]:
    versions = PlanVersion.objects.select_related(
        "protocol_version__protocol",
        "protocol_version__written_by",
        "protocol_version__approved_by",
    ).prefetch_related("targets")
    sessions = Session.objects.select_related("record").order_by("number", "pk")
    return list(
        Plan.objects.filter(patient=patient)
        .prefetch_related(
            Prefetch("versions", versions.order_by("number")),
            Prefetch("sessions", sessions),
            "follow_ups",
        )
        .order_by("pk")
    )


def _records(patient: Patient) -> list[SessionRecord]:
    """Signed ones only: what is still being written leaves with nobody."""
    mixes = Mix.objects.prefetch_related("parts__lot__product")
    return list(
        SessionRecord.objects.filter(session__plan__patient=patient, signed_at__isnull=False)
        .select_related("session__check_call", "void")
        .prefetch_related(
            "injections", "addenda", "co_signatures", "outside_doses", Prefetch("mixes", mixes)
        )
        .order_by("pk")
    )
