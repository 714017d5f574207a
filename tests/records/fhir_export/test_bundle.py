"""The Bundle as a whole: complete, valid, the same twice."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import pytest
from django.db.models import CharField, Model, QuerySet, TextField
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.appointment import Appointment
from pydantic import BaseModel

from patients.actions import history, medicines
from records.fhir_export import bundle as bundles
from records.fhir_export.bundle import ExportError
from records.fhir_export.rows import read_rows
from staff.models import User
from tests.patients import builders as charts
from tests.records.fhir_export.wholes import (
    NOW,
    everything,
    exported,
    own,
    references,
    resources,
    the,
)

pytestmark = pytest.mark.django_db


def test_every_kind_of_row_leaves_and_every_reference_is_answered(anna, ruth):
    everything(anna, ruth)
    found = exported(anna)
    kinds = {each["resourceType"] for each in resources(found)}
    assert kinds == {
        "Patient", "Organization", "Location", "Practitioner", "Condition", "MedicationStatement",
        "AllergyIntolerance", "Observation", "Procedure", "DocumentReference", "CarePlan",
        "PlanDefinition", "Medication", "MedicationAdministration", "QuestionnaireResponse",
        "DetectedIssue", "Consent", "AdverseEvent", "Appointment", "Provenance",
    }  # fmt: skip
    addresses = [entry["fullUrl"] for entry in found["entry"]]
    assert len(addresses) == len(set(addresses))
    assert {entry["fullUrl"] for entry in found["entry"]} == {
        f"urn:uuid:{each['id']}" for each in resources(found)
    }
    outside = {each for each in references(found) if not each.startswith("#")}
    assert outside <= set(addresses)
    for each in resources(found):
        inside = {f"#{part['id']}" for part in each.get("contained", [])}
        assert {name for name in references(each) if name.startswith("#")} == inside


def test_the_same_record_leaves_the_same_way_twice(anna, ruth):
    everything(anna, ruth)
    first, second = exported(anna), exported(anna, now=NOW + timedelta(days=1))
    assert first["timestamp"] == "2026-11-23T10:30:00-05:00"
    assert second["timestamp"] == "2026-11-24T10:30:00-05:00"
    assert first["entry"] == second["entry"]


def test_two_clinics_give_no_two_rows_one_id(anna, ruth):
    charts.problem(anna, ruth)
    here = {each["id"] for each in resources(exported(anna))}
    first = User.objects.earliest("pk")
    User.objects.filter(pk=first.pk).update(created_at=first.created_at - timedelta(seconds=1))
    there = {each["id"] for each in resources(exported(anna))}
    assert here.isdisjoint(there)


def test_a_record_with_nothing_on_file_is_a_person(anna):
    kinds = [each["resourceType"] for each in resources(exported(anna))]
    assert kinds == ["Patient", "Organization", "Practitioner", "Provenance"]


def test_whoever_did_nothing_but_go_through_the_lists_is_in_it(anna, ruth):
    anna = medicines.set_allergies(patient=anna, status="none_known")
    history.review_history(patient=anna, by=ruth, today=charts.TODAY)
    found = exported(anna)
    (reviewer,) = own(resources(found, "Patient")[0], "history-reviewed-by")
    assert reviewer["reference"] in {entry["fullUrl"] for entry in found["entry"]}


def test_what_would_be_no_fhir_is_refused_without_a_value(anna, monkeypatch):
    monkeypatch.setattr(bundles.people, "organization", lambda name, made: {
        "resourceType": "Organization", "id": made.clinic_id, "active": "gout",
    })  # fmt: skip
    with pytest.raises(ExportError, match=r"entry\.1\.resource\.active") as raised:
        exported(anna)
    assert "gout" not in str(raised.value)


def test_nobody_learns_what_the_staff_sign_in_with(anna, ruth):
    everything(anna, ruth)
    assert "@clinic.example" not in str(exported(anna))


def faults(value: BaseModel, kinds: dict[str, str], path: str) -> Iterator[str]:
    """Codes that are not on FHIR's list for the place, references to what may not stand there."""
    for name, column in type(value).model_fields.items():
        found = getattr(value, name, None)
        said = column.json_schema_extra or {}
        for part in found if isinstance(found, list) else [found]:
            place = f"{path}.{name}"
            if isinstance(part, str) and part not in said.get("enum_values", [part]):
                yield f"{place}: {part}"
            target = getattr(part, "reference", None)
            if isinstance(target, str) and target in kinds and "enum_reference_types" in said:
                allowed = said["enum_reference_types"]
                if not {kinds[target], "Resource"} & set(allowed):
                    yield f"{place}: a {kinds[target]}, not one of {allowed}"
            if isinstance(part, BaseModel):
                yield from faults(part, kinds, place)


def test_codes_are_those_of_fhir_and_references_lead_to_what_may_stand_there(anna, ruth):
    everything(anna, ruth)
    found = exported(anna)
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in found["entry"]}
    wrong = [
        fault
        for each in resources(found)
        for fault in faults(
            get_fhir_model_class(each["resourceType"]).model_validate(each),
            kinds,
            each["resourceType"],
        )
    ]
    assert wrong == []
    # That the check can fail at all:
    visit = the(found, "Appointment") | {"status": "moved"}
    assert list(faults(Appointment.model_validate(visit), kinds, "Appointment")) == [
        "Appointment.status: moved"
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_export_costs_the_same_whatever_is_on_file(anna, ruth, django_assert_num_queries, rows):
    everything(anna, ruth, times=rows)
    with django_assert_num_queries(33):
        exported(anna)


def rows_below(value, seen):
    """Every row that can be reached without a query."""
    if isinstance(value, list | tuple | QuerySet):
        for part in value:
            rows_below(part, seen)
    elif isinstance(value, Model) and id(value) not in seen:
        seen[id(value)] = value
        for related in value._state.fields_cache.values():
            rows_below(related, seen)
        for related in getattr(value, "_prefetched_objects_cache", {}).values():
            rows_below(related, seen)
    return seen


@pytest.mark.parametrize(
    "text", ["", "  ", "\x01\x02", "x" * 9_000, "Zoë 👩‍⚕️ <b>&amp;\u2028\x0b\u00a0", "a\r\n\n\tb"]
)
def test_whatever_was_typed_the_export_is_valid(anna, ruth, monkeypatch, text):
    everything(anna, ruth)
    rows = read_rows(anna)
    for found in (getattr(rows, field.name) for field in fields(rows)):
        for row in rows_below(found, {}).values():
            for column in row._meta.concrete_fields:
                typed = isinstance(column, CharField | TextField) and not column.choices
                if typed and column.name != "time_zone" and (column.blank or text.strip()):
                    setattr(row, column.attname, text)
    monkeypatch.setattr(bundles, "read_rows", lambda patient: rows)
    assert len(resources(exported(anna))) > 40
