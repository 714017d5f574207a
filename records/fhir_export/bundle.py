"""Everything on file about a patient as one FHIR R4 Bundle of type collection."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError as NotFhir

from patients.models import Patient
from records.fhir.clinic_ids import clinic_namespace
from records.fhir_export import (
    answers,
    calls,
    chart,
    doses,
    events,
    observations,
    people,
    plans,
    protocols,
    provenance,
    sessions,
    visits,
)
from records.fhir_export.building import Export, Resource, trimmed
from records.fhir_export.rows import Rows, read_rows
from scheduling.models import Room, Site
from staff.models import User


class ExportError(Exception):
    """What was made is no valid FHIR: a fault of ours. The message names places, never a value."""


def export_patient(
    patient: Patient, *, clinic_name: str, zone: ZoneInfo, now: datetime, today: date
) -> dict[str, Any]:
    """The Bundle as FHIR's JSON has it, with `Decimal` for numbers; valid, or ExportError.

    The number of queries does not grow with the record. The same rows give the same resources
    under the same ids; only `timestamp` is that of the export. `zone` is the clinic's own.
    """
    rows = read_rows(patient)
    made = Export(
        namespace=clinic_namespace(),
        patient=rows.patient,
        today=today,
        zone=zone,
        versions=plans.versions_in_force(rows.plans),
    )
    person = trimmed(people.patient(rows.patient, rows.identifiers, made))
    clinical = [trimmed(each) for each in (*_clinical(rows, made), *_deeds(rows, made))]
    around = [trimmed(each) for each in _around(rows, made, clinic_name)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made.instant(now),
        "entry": [
            {"fullUrl": f"urn:uuid:{each['id']}", "resource": each}
            for each in (person, *around, *clinical)
        ],
    }
    check(bundle)
    return bundle


def check(bundle: dict[str, Any]) -> None:
    """Raises ExportError where the Bundle is no valid FHIR R4."""
    try:
        Bundle.model_validate(bundle)
    except NotFhir as error:
        places = [".".join(map(str, found["loc"])) for found in error.errors()]
        raise ExportError(f"Not valid FHIR at {', '.join(places[:10])}") from None


def _clinical(rows: Rows, made: Export) -> Iterator[Resource]:
    yield from _chart(rows, made)
    for screening in rows.screenings:
        yield answers.questionnaire_response(screening, made)
    for finding in rows.findings:
        yield answers.detected_issue(finding, made)
    for consent in rows.consents:
        yield answers.consent(consent, made)
    for version in rows.versions:
        yield plans.care_plan(version, made)
    for protocol in rows.protocols:
        yield protocols.plan_definition(protocol, made)
    for record in rows.records:
        yield sessions.procedure(record.session, record, made)
        if call := calls.made_for(record):
            yield calls.communication(call, record, made)
        for mix in record.mixes.all():
            yield doses.mix(mix, made)
        for injection in record.injections.all():
            yield sessions.medication_administration(injection, record, made)
    for score in rows.scores:
        yield observations.score(score, made)
    for event in rows.events:
        yield events.adverse_event(event, made)
    for appointment in rows.appointments:
        yield visits.appointment(appointment, made)


def _chart(rows: Rows, made: Export) -> Iterator[Resource]:
    for problem in rows.problems:
        yield chart.condition(problem, made)
    for medication in rows.medications:
        yield chart.medication_statement(medication, medication.decisions.all(), made)
    if rows.patient.allergies_status == Patient.Allergies.NONE_KNOWN:
        yield chart.no_known_allergy(made)
    for allergy in rows.allergies:
        yield chart.allergy_intolerance(allergy, made)
    for head, other in observations.measurements(rows.results):
        yield observations.measurement(head, other, made)
    for treatment in rows.prior_treatments:
        yield chart.prior_treatment(treatment, made)
    for letter in rows.letters:
        yield chart.letter(letter, made)


def _deeds(rows: Rows, made: Export) -> Iterator[Resource]:
    yield from provenance.of_patient(rows.patient, made)
    for entries in (
        rows.problems,
        rows.medications,
        rows.allergies,
        rows.prior_treatments,
        rows.letters,
    ):
        yield from provenance.of_entries(entries, made)
    yield from provenance.of_measurements(observations.measurements(rows.results), made)
    yield from provenance.of_appointments(rows.appointments, made)
    for said in (
        *(provenance.of_screening(row, made) for row in rows.screenings),
        *(provenance.of_consent(row, made) for row in rows.consents),
        *(provenance.of_plan_version(row, made) for row in rows.versions),
        *(provenance.of_protocol(row, made) for row in rows.protocols),
        *(provenance.of_record(row, made) for row in rows.records),
        *(provenance.of_mix(mix, made) for row in rows.records for mix in row.mixes.all()),
        *(provenance.of_score(row, made) for row in rows.scores),
        *(provenance.of_event(row, made) for row in rows.events),
    ):
        yield from said


def _around(rows: Rows, made: Export, clinic_name: str) -> Iterator[Resource]:
    """The clinic, and those of its people and places that anything named: call this last."""
    yield people.organization(clinic_name, made)
    sites: dict[int, Site] = {row.site_id: row.site for row in rows.appointments}
    rooms: dict[int, Room] = {row.room_id: row.room for row in rows.appointments}
    for _, site in sorted(sites.items()):
        yield people.site(site, made)
    for _, room in sorted(rooms.items()):
        yield people.room(room, made)
    named = made.mentioned[User._meta.label_lower]
    for user in User.objects.filter(pk__in=named).order_by("pk"):
        yield people.practitioner(user, made)
