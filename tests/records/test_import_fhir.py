import gzip
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from patients.models import Allergy, Document, Medication, Patient, Problem, Referral, Result
from staff.models import User
from tests.records.fhir.samples import DATA, FACTS

# Column of facts.csv -> statement of `screening_facts`.
STATEMENTS = {
    "has_diabetes": "diabetes",
    "prediabetes_only": "prediabetes",
    "anticoagulant_active": "anticoagulant",
    "antiplatelet_active": "antiplatelet",
    "nsaid_active": "nsaid",
    "steroid_systemic_active": "systemic_steroid",
    "immunosuppressant_active": "immunosuppressant",
    "cytotoxic_active": "chemotherapy",
    "opioid_active": "opioid",
    "pregnant_active": "pregnant",
}


def run(*paths: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_fhir", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def bundle(**patient: Any) -> dict[str, Any]:
    anna = {
        "resourceType": "Patient",
        "id": "anna",
        "identifier": [{"system": "http://hospital.example/mrn", "value": "A1"}],
        "name": [{"family": "Berg", "given": ["Anna"]}],
        "gender": "female",
        "birthDate": "1968-04-12",
    }
    knee = {
        "resourceType": "Condition",
        "id": "knee",
        "subject": {"reference": "Patient/anna"},
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": "active",
                }
            ]
        },
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "239873007"}]},
    }
    entries = [{"resource": anna | patient}, {"resource": knee}]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def written(path: Path, document: Any) -> Path:
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.fixture
def all_samples(ines: User, tmp_path: Path) -> dict[str, Any]:
    run(DATA, report=tmp_path / "report.json")
    report: dict[str, Any] = json.loads((tmp_path / "report.json").read_text())
    return report


def test_all_samples_say_what_facts_csv_says_and_a_second_import_changes_nothing(
    all_samples: dict[str, Any], tmp_path: Path
) -> None:
    numbers = {f["file"]: f["people"][0]["record_number"] for f in all_samples["files"]}
    out = StringIO()
    call_command("screening_facts", "--all", "--json", stdout=out)
    derived = {d["record_number"]: d for d in map(json.loads, out.getvalue().splitlines())}
    assert len(FACTS) == len(derived) == 13
    for row in FACTS:
        patient = Patient.objects.get(record_number=numbers[row["file"]])
        check_person(row, patient)
        check_derived(row, derived[patient.record_number])
        check_chart(row, patient)

    charts = snapshot()
    said = run(DATA, report=tmp_path / "again.json")
    again = json.loads((tmp_path / "again.json").read_text())
    added = all_samples["total"]["added"]
    assert again["total"] == {
        "added": 0,
        "changed": 0,
        "unchanged": added,
        "declined": 0,
        "refused": 0,
    }
    assert {f["state"] for f in again["files"]} == {"known"}
    assert "13 files: 13 known. Entries: 0 added, 0 changed" in said
    assert snapshot() == charts


def check_person(row: dict[str, str], patient: Patient) -> None:
    assert patient.birth_date.isoformat() == row["birthDate"]
    assert (patient.sex, patient.family_name) == (row["sex"], row["family"])
    assert row["given"] in patient.given_name
    assert (patient.deceased_on is not None) is bool(row["deceased"])
    assert patient.allergies_status == ("listed" if row["allergies"] else "not_asked")


def check_derived(row: dict[str, str], derived: dict[str, Any]) -> None:
    for column, name in STATEMENTS.items():
        if row[column]:
            wanted = "yes" if row[column] == "Y" else "no"
            assert (column, derived[name]["value"]) == (column, wanted)
    assert derived["active_cancer"]["value"] == ("yes" if row["active_cancer"] else "no")
    measured = row["latest_hba1c_pct"]
    value = derived["hba1c"]["value"]
    assert (value and Decimal(value)) == (round(Decimal(measured), 2) if measured else None)
    assert derived["hba1c"]["date"] == (row["latest_hba1c_date"] or None)
    index, value = row["latest_bmi"], derived["bmi"]["value"]
    assert (value and Decimal(value)) == (round(Decimal(index), 2) if index else None)
    assert bool(derived["allergies"]["latex"]) is (row["latex_allergy"] == "Y")
    assert derived["unclassified_medications"] == []


def check_chart(row: dict[str, str], patient: Patient) -> None:
    taken = Medication.objects.filter(patient=patient, stopped_on=None)
    assert set(taken.values_list("rxcui", flat=True)) == codes(row["active_meds"])
    assert set(Allergy.held_by(patient).values_list("code", flat=True)) == codes(row["allergies"])
    problems = Problem.objects.filter(patient=patient, status="active")
    assert set(problems.values_list("code", flat=True)) == codes(row["active_conditions"])
    for kind in ("weight", "height"):
        assert Result.objects.filter(patient=patient, kind=kind).exists()


def codes(listed: str) -> set[str]:
    """`Warfarin Sodium 5 MG Oral Tablet [855332] | ...`"""
    return {text.rpartition("[")[2].rstrip("]") for text in listed.split(" | ")} - {""}


def snapshot() -> list[Any]:
    models = (Document, Patient, Referral, Problem, Medication, Allergy, Result)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_bad_file_is_explained_and_the_others_are_imported(ines: User, tmp_path: Path) -> None:
    written(tmp_path / "a.json", bundle())
    written(tmp_path / "b.json", '{"resourceType": "Bundle", "type": "collection", "entry": [')
    written(tmp_path / "c.json", bundle(birthDate="1968-99-12"))
    (tmp_path / "d.json.gz").write_bytes(gzip.compress(b"{}" * 9)[:-9])
    (tmp_path / "e.json").write_text("")
    (tmp_path / "notes.txt").write_text("No FHIR.")
    report = tmp_path / "report"
    with pytest.raises(CommandError, match="4 of 5 files refused; nothing of them kept"):
        run(tmp_path, report=report)

    found = json.loads(report.read_text())
    assert [(f["file"], f["state"]) for f in found["files"]] == [
        ("a.json", "imported"),
        ("b.json", "refused"),
        ("c.json", "refused"),
        ("d.json.gz", "refused"),
        ("e.json", "refused"),
    ]
    assert found["passed_over"] == ["notes.txt"]
    assert all(f["remarks"] for f in found["files"][1:])
    assert "birthDate" in found["files"][2]["remarks"][0]["path"]
    assert (Patient.objects.count(), Document.objects.count()) == (1, 1)


def test_report_of_one_file_holds_no_clinical_value(ines: User, tmp_path: Path) -> None:
    report = tmp_path / "out"
    said = run(written(tmp_path / "a.json", bundle()), report=report)
    found = json.loads(report.read_text())["files"][0]
    anna = Patient.objects.get()
    assert found["people"] == [
        {
            "record_number": anna.record_number,
            "state": "waiting",
            "matched": "new",
            "counts": {
                "problem": {"added": 1, "changed": 0, "unchanged": 0, "declined": 0, "refused": 0},
                "total": {"added": 1, "changed": 0, "unchanged": 0, "declined": 0, "refused": 0},
            },
        }
    ]
    assert found["used"] == {"Condition": 1, "Patient": 1}
    assert (len(found["sha256"]), found["size"]) == (64, (tmp_path / "a.json").stat().st_size)
    assert said.splitlines()[0] == f"a.json: imported; {anna.record_number} waiting; 1 added"
    for word in ("Berg", "239873007", "1968"):
        assert word not in said
        assert word not in report.read_text()


def test_dry_run_keeps_nothing_and_says_so(ines: User, tmp_path: Path) -> None:
    said = run(written(tmp_path / "a.json", bundle()), dry_run=True)
    assert "1 added" in said
    assert said.endswith("Nothing was kept: this was a dry run.\n")
    assert not Patient.objects.exists()
    assert not Document.objects.exists()


def test_file_is_the_same_compressed_and_under_another_name(ines: User, tmp_path: Path) -> None:
    written(tmp_path / "a.json", bundle())
    (tmp_path / "b.json.gz").write_bytes(gzip.compress((tmp_path / "a.json").read_bytes()))
    said = run(tmp_path)
    assert "2 files: 1 imported, 1 known." in said
    assert Document.objects.count() == 1


def test_oldest_administrator_imports_unless_somebody_is_named(
    ines: User, ruth: User, tmp_path: Path
) -> None:
    run(written(tmp_path / "a.json", bundle()))
    assert Document.objects.get().received_by == ines
    run(written(tmp_path / "b.json", bundle(id="x")), by=ruth.email.upper(), dry_run=True)
    with pytest.raises(CommandError, match="Nobody active signs in as nobody@"):
        run(tmp_path / "a.json", by="nobody@clinic.example")


@pytest.mark.django_db
def test_clinic_without_an_administrator_imports_under_the_servers_account(tmp_path: Path) -> None:
    said = run(written(tmp_path / "a.json", bundle()))
    account = Document.objects.get().received_by
    assert (account.is_active, account.roles, account.has_usable_password()) == (False, [], False)
    assert said.startswith("There is no active administrator: entered by the server's account.")


def test_directory_without_fhir_files_is_said(ines: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no FHIR file at these paths"):
        run(tmp_path)


def test_text_that_cannot_be_printed_or_stored_is_replaced(ines: User, tmp_path: Path) -> None:
    strange = bundle()
    strange["entry"].append({"resource": {"resourceType": "X\ud800\x00"}})
    report = tmp_path / "out"
    with pytest.raises(CommandError):
        run(written(tmp_path / "a\udcff.json", strange), report=report)
    found = json.loads(report.read_text(encoding="utf-8"))["files"][0]
    assert (found["file"], found["state"]) == ("a?.json", "refused")
    assert found["remarks"][0]["path"] == "Bundle.entry[2].resource.resourceType"


def test_report_that_cannot_be_written_is_said_before_anything_is_imported(
    ines: User, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.json", bundle())
    with pytest.raises(CommandError, match="The report cannot be written"):
        run(path, report=tmp_path / "nowhere" / "report.json")
    assert not Document.objects.exists()


def test_report_of_last_time_among_the_files_is_not_imported(ines: User, tmp_path: Path) -> None:
    written(tmp_path / "a.json", bundle())
    report = tmp_path / "report.json"
    run(tmp_path, report=report)
    assert "1 files: 1 known." in run(tmp_path, report=report)


def test_missing_file_is_refused(ines: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 of 1 files refused"):
        run(tmp_path / "nowhere.json")
