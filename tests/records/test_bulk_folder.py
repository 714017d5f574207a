"""Files that lie in one folder, as a bulk export has them, and files that only name a person."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from patients.models import Document, Medication, Patient, Problem, Referral, Result
from records.fhir.intake import import_file, match_referral
from records.fhir.received import receive
from staff.models import User
from tests import people
from tests.records.fhir.documents import (
    bundle,
    condition,
    medicine,
    observation,
    patient,
    procedure,
)
from tests.records.fhir_builders import NOON, TODAY

pytestmark = pytest.mark.django_db

BOB = {"reference": "Patient/bob"}
UUID = "3f1f7a52-6d3c-4a6d-9a4b-0a7f5ac6a001"
PRODUCT = {
    "resourceType": "Medication",
    "id": "w",
    "code": {"text": "Warfarin Sodium 5 MG Oral Tablet"},
}


def bob(**fields: Any) -> dict[str, Any]:
    number = {"system": "http://hospital.example/mrn", "value": "B2"}
    name = {"family": "Orr", "given": ["Bob"]}
    return patient(id="bob", identifier=[number], name=[name], gender="male", **fields)


def taken(**fields: Any) -> dict[str, Any]:
    """A medicine that another file names."""
    resource = medicine(medicationReference={"reference": "Medication/w"}, **fields)
    del resource["medicationCodeableConcept"]
    return resource


def put(folder: Path, **files: list[dict[str, Any]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, resources in files.items():
        text = "\n".join(json.dumps(resource) for resource in resources)
        (folder / f"{name}.ndjson").write_text(text + "\r\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(
        tmp_path / "bulk",
        AllergyIntolerance=[],
        Claim=[{"resourceType": "Claim", "id": "1"}],
        Condition=[condition(), condition("Gout", id="c2", subject=BOB)],
        Medication=[PRODUCT],
        MedicationRequest=[taken()],
        Observation=[observation("4548-4", 7.5, "%")],
        Patient=[patient(), bob()],
    )


def run(*paths: Path, **options: Any) -> dict[str, Any]:
    """The report."""
    report = paths[0].parent / "report.json"
    try:
        call_command("import_fhir", *map(str, paths), report=report, **options)
    except CommandError as error:
        assert "refused" in str(error)  # noqa: PT017 - the report says which
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def states(report: dict[str, Any]) -> dict[str, str]:
    return {Path(file["file"]).stem: file["state"] for file in report["files"]}


def alone(resource: dict[str, Any], by: User):
    text = json.dumps(resource).encode()
    return import_file(receive_bytes(text), by=by, now=NOON, today=TODAY)


def receive_bytes(text: bytes):
    from io import BytesIO

    return receive(BytesIO(text), "one.json")


def test_what_one_file_names_another_one_holds(folder: Path, ines: User) -> None:
    (folder / "AllergyIntolerance.ndjson").unlink()
    report = run(folder)
    assert states(report) == {
        "Patient": "imported",
        "Medication": "imported",
        "Claim": "unused",
        "Condition": "imported",
        "MedicationRequest": "imported",
        "Observation": "imported",
    }
    anna, other = Patient.objects.order_by("pk")
    assert (anna.full_name, other.full_name) == ("Anna Berg", "Bob Orr")
    assert [(p.display, p.patient) for p in Problem.objects.order_by("display")] == [
        ("Gout", other),
        ("Osteoarthritis of knee", anna),
    ]
    warfarin = Medication.objects.get()
    assert (warfarin.name, warfarin.classes) == (PRODUCT["code"]["text"], ["anticoagulant"])
    assert warfarin.patient == Result.objects.get().patient == anna
    assert set(Referral.objects.values_list("state", flat=True)) <= {"waiting", "done"}


def test_a_bundle_of_practitioners_beside_one_of_a_patient_is_not_kept(
    tmp_path: Path, ines: User
) -> None:
    folder = tmp_path / "synthea"
    folder.mkdir()
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Osei"}]}
    (folder / "a.json").write_text(json.dumps(bundle(patient(), condition())))
    (folder / "practitionerInformation.json").write_text(json.dumps(bundle(doctor)))
    assert states(run(folder)) == {"a": "imported", "practitionerInformation": "unused"}
    assert Document.objects.get().name == "a.json"
    alone_it_is = run(folder / "practitionerInformation.json")
    assert states(alone_it_is) == {"practitionerInformation": "refused"}


def test_a_file_that_is_refused_leaves_the_others(folder: Path, ines: User) -> None:
    (folder / "Condition.ndjson").write_text('{"resourceType": "Condition"')
    report = run(folder)
    assert states(report)["Condition"] == states(report)["AllergyIntolerance"] == "refused"
    assert not Problem.objects.exists()
    assert Medication.objects.get().patient.full_name == "Anna Berg"


def test_the_folder_once_more_changes_nothing(folder: Path, ines: User) -> None:
    (folder / "AllergyIntolerance.ndjson").unlink()
    run(folder)
    again = run(folder)
    assert set(states(again).values()) == {"known", "unused"}
    assert again["total"]["added"] == again["total"]["changed"] == 0


def test_a_newer_file_among_known_ones_finds_its_people(folder: Path, ines: User) -> None:
    run(folder)
    put(folder, Condition=[condition("Gonarthrosis"), condition("Gout", id="c2", subject=BOB)])
    again = run(folder)
    assert states(again)["Condition"] == "imported"
    assert (again["total"]["added"], again["total"]["changed"]) == (0, 1)
    assert Patient.objects.count() == 2


def test_a_preview_of_the_folder_keeps_nothing(folder: Path, ines: User) -> None:
    report = run(folder, dry_run=True)
    assert report["total"]["added"] == 4
    assert not Patient.objects.exists()
    assert not Document.objects.exists()


def test_whoever_is_decided_on_later_gets_medicines_by_their_names(
    folder: Path, ines: User, ben: User
) -> None:
    anna = people.patient("Anna Berg", registered_by=ben)
    run(folder)
    waiting = Referral.objects.filter(state="unmatched")
    assert waiting.count() == 4  # Patient, Condition, MedicationRequest, Observation
    for referral in waiting:
        match_referral(referral=referral, patient=anna, by=ben, now=NOON, today=TODAY)
    assert Medication.objects.get().name == PRODUCT["code"]["text"]
    assert Problem.objects.get(patient=anna).display == "Osteoarthritis of knee"


def test_two_people_of_one_local_id_are_nobody(tmp_path: Path, ines: User) -> None:
    folder = put(
        tmp_path / "bulk",
        Patient1=[patient()],
        Patient2=[bob() | {"id": "anna"}],
        Condition=[condition()],
    )
    report = run(folder)
    assert states(report)["Condition"] == "refused"
    assert not Problem.objects.exists()


def test_files_of_different_folders_do_not_know_each_other(tmp_path: Path, ines: User) -> None:
    put(tmp_path / "one", Patient=[patient()])
    put(tmp_path / "other", Condition=[condition()], Observation=[observation("4548-4", 7, "%")])
    report = run(tmp_path)
    assert states(report) == {
        "Patient": "imported",
        "Condition": "refused",
        "Observation": "refused",
    }


def test_files_that_are_named_one_by_one_belong_together_as_well(folder: Path, ines: User) -> None:
    run(folder / "Condition.ndjson", folder / "Patient.ndjson")
    assert Problem.objects.count() == 2


@pytest.mark.parametrize(
    ("of_the_patient", "reference"),
    [
        ({"id": UUID}, f"Patient/{UUID}"),
        ({"id": UUID}, f"urn:uuid:{UUID}"),
        ({"id": UUID}, f"http://fhir.example/r4/Patient/{UUID.upper()}/_history/2"),
    ],
)
def test_a_file_alone_is_about_whom_an_earlier_one_told(
    ines: User, of_the_patient, reference
) -> None:
    alone(patient(**of_the_patient), ines)
    result = alone(condition(subject={"reference": reference}), ines)
    assert [(p.matched, p.state) for p in result.people] == [("identifier", "waiting")]
    assert Problem.objects.get().patient == Patient.objects.get()


def test_an_address_at_a_server_is_known_again(ines: User) -> None:
    url = "http://fhir.example/r4/Patient/anna"
    whole = bundle(patient())
    whole["entry"][0]["fullUrl"] = url
    alone(whole, ines)
    alone(condition(subject={"reference": url}), ines)
    assert Problem.objects.get().patient == Patient.objects.get()
    other = alone(condition(subject={"reference": url.replace("example", "other")}), ines)
    assert other.refused


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/anna"},
        {"reference": f"Group/{UUID}"},
        {"reference": "#anna"},
        {"display": "Anna Berg"},
        {"identifier": {"system": "http://hospital.example/mrn", "value": "A1"}},
        {"reference": "Patient?identifier=http://hospital.example/mrn|A1"},
    ],
)
def test_a_reference_that_is_good_only_where_it_comes_from_is_nobody_here(
    ines: User, subject
) -> None:
    alone(patient(), ines)
    result = alone(condition(subject=subject), ines)
    assert [(r.path, r.text.startswith("There is no Patient")) for r in result.errors] == [
        ("", True)
    ]
    assert not Problem.objects.exists()


def test_an_address_filed_under_two_patients_is_nobody(ines: User) -> None:
    alone(patient(id=UUID), ines)
    Patient.objects.update(family_name="Holm", family_key="holm", birth_date="1950-01-01")
    alone(bob() | {"id": UUID}, ines)
    assert Patient.objects.count() == 2
    assert alone(condition(subject={"reference": f"Patient/{UUID}"}), ines).refused


def test_what_was_set_aside_tells_nothing(ines: User, ben: User) -> None:
    people.patient("Anna Berg", registered_by=ben)
    alone(patient(id=UUID), ines)
    Referral.objects.update(state="refused")
    assert alone(condition(subject={"reference": f"Patient/{UUID}"}), ines).refused


def test_while_nobody_has_said_who_it_is_the_next_file_waits_too(ines: User, ben: User) -> None:
    anna = people.patient("Anna Berg", registered_by=ben)
    alone(patient(id=UUID), ines)
    alone(condition(subject={"reference": f"Patient/{UUID}"}), ines)
    first, second = Referral.objects.order_by("pk")
    assert (first.state, second.state) == ("unmatched", "unmatched")
    assert second.person["family_name"] == "Berg"
    match_referral(referral=second, patient=anna, by=ben, now=NOON, today=TODAY)
    assert Problem.objects.get().patient == anna


def test_beside_a_patient_of_its_own_a_file_speaks_of_nobody_else(ines: User) -> None:
    alone(bob() | {"id": UUID}, ines)
    stranger = procedure("Injection of corticosteroid", subject={"reference": f"Patient/{UUID}"})
    result = alone(bundle(patient(), condition(subject={"reference": f"Patient/{UUID}"})), ines)
    assert result.total.added == 0
    assert "about nobody of this document" in next(iter(result.left_out))
    assert alone(bundle(patient(id="x"), stranger), ines).total.added == 0
