"""Records with something of everything in them, and what an export says of them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from patients.models import Finding, Patient, PrescriberDecision
from patients.models.referral import Document, PatientIdentifier, Referral
from records.fhir_export.building import Export
from records.fhir_export.bundle import export_patient
from records.fhir_export.writing import bundle_lines
from scheduling.models import StateChange
from staff.models import User
from tests.patients import builders as charts
from tests.scheduling import builders as book
from tests.treatments import builders as plans
from tests.treatments.days import given
from tests.treatments.events import event
from treatments.models import AdverseEventNote, Plan, Score

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)

# Why the plan of `treated` is not as its protocol says.
REASONS = {
    "days-between-sessions-21-days": "She travels",
    "local-anesthetic-lidocaine-0-2": "She asked for it",
}


def exported(patient: Patient, *, now: datetime = NOW) -> dict[str, Any]:
    """The file as its reader sees it: JSON with exact numbers."""
    bundle = export_patient(
        patient, clinic_name="Prolo clinic", zone=NEW_YORK, now=now, today=TODAY
    )
    found: dict[str, Any] = json.loads("".join(bundle_lines(bundle)), parse_float=Decimal)
    return found


def resources(bundle: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [each for each in found if not kind or each["resourceType"] == kind]


def the(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    """The only one of its type."""
    (found,) = resources(bundle, kind)
    return found


def deeds(bundle: dict[str, Any], of: dict[str, Any]) -> list[dict[str, Any]]:
    """What was done to a resource, in the order of time."""
    found = [
        each
        for each in resources(bundle, "Provenance")
        if each["target"] == [{"reference": f"urn:uuid:{of['id']}"}]
    ]
    return sorted(found, key=lambda each: datetime.fromisoformat(each["recorded"]))


def own(resource: dict[str, Any], name: str) -> list[Any]:
    """Values of one extension of ours."""
    url = f"https://prolo.example/fhir/StructureDefinition/{name}"
    return [
        value
        for each in resource.get("extension", [])
        if each["url"] == url
        for key, value in each.items()
        if key != "url"
    ]


def references(value: Any) -> Iterator[str]:
    """Every reference anywhere in a resource."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "reference" and isinstance(part, str):
                yield part
            else:
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def bare(patient: Patient, **fields: Any) -> Export:
    """For resources of rows that no database holds."""
    return Export(
        namespace=UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        patient=patient,
        today=TODAY,
        zone=NEW_YORK,
        **fields,
    )


def referral(patient: Patient, by: User, sha256: str = "ab" * 32) -> Referral:
    document = Document.objects.create(
        sha256=sha256, name="anna.json", size=2, content=b"{}", received_by=by, received_at=NOW
    )
    return Referral.objects.create(
        document=document, subject="Patient/1", patient=patient, state="waiting",
        matched="identifier", received_at=NOW,
    )  # fmt: skip


def treated(patient: Patient, by: User, *, on: date = plans.TODAY) -> Plan:
    """A plan from the library with its first session given on `on`."""
    if not patient.results.exists():
        plans.healthy(patient, by)
    made = plans.signed_plan(
        patient,
        by,
        on=on,
        targets=(plans.KNEE_JOINT, plans.KNEE_LIGAMENT),
        protocol=plans.protocol(),
        reasons=REASONS,
    )
    plans.consented(made, by, on=on)
    given(made.sessions.get(number=1), by, on=on)
    return made


def everything(patient: Patient, by: User, *, times: int = 1) -> None:
    """At least `times` rows of everything that an export reads."""
    days = [plans.TODAY + timedelta(days=30 * number) for number in range(times)]
    courses = [treated(patient, by, on=on) for on in days]
    for number, course in enumerate(courses):
        _course(course, by, number)
    for number in range(times):
        _chart(patient, by, number)


def _course(course: Plan, by: User, number: int) -> None:
    patient, session = course.patient, course.sessions.get(number=1)
    Score.objects.create(
        patient=patient, plan=course, instrument="nrs_pain", value=Decimal("6.5"),
        taken_on=plans.TODAY, moment="baseline", entered_by=by,
    )  # fmt: skip
    happened = event(patient, by, plan=course, session=session)
    AdverseEventNote.objects.create(
        event=happened, text="Less swollen", outcome="recovering", written_by=by, written_at=NOW
    )
    place = book.room(book.site(f"Site {number}"))
    visit = book.appointment(
        patient, by, place, book.NINE + timedelta(hours=number), session=session
    )
    StateChange.objects.create(
        appointment=visit, from_state="booked", to_state="arrived", changed_at=book.NINE,
        changed_by=by,
    )  # fmt: skip
    Finding.objects.create(
        screening=patient.screenings.order_by("-pk")[number], rule="R08", tier="relative",
        verdict="fires", evidence="Warfarin", trigger="…",
    )  # fmt: skip


def _chart(patient: Patient, by: User, number: int) -> None:
    charts.problem(patient, by, f"Gout {number}", note="Since the spring")
    taken = charts.medication(patient, by, "Warfarin", dose="5 mg daily")
    PrescriberDecision.objects.create(
        medication=taken, decision="continue", prescriber="Dr. Lind",
        decided_on=date(2026, 11, 2), entered_by=by,
    )  # fmt: skip
    charts.allergy(patient, by, f"Latex {number}", reaction="Hives")
    charts.result(patient, by)
    charts.prior_treatment(patient, by)
    charts.letter(patient, by)
    PatientIdentifier.objects.create(
        patient=patient, system="urn:oid:1.2.36.146", value=f"MRN {number}"
    )
    sent = charts.problem(patient, by, f"Asthma {number}")
    sent.referral = referral(patient, by, sha256=f"{number:064d}")
    sent.source_key = f"Condition/{number}"
    sent.save(update_fields=["referral", "source_key"])
