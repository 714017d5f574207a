"""The page from which an administrator takes a record out, and the command that does the same."""

import io
import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from records.fhir_export import bundle
from staff.models import AccessEvent
from tests import people
from tests.patients import builders as charts

pytestmark = pytest.mark.django_db


def url(patient):
    return reverse("export-fhir", args=[patient.pk])


def typed(**more):
    return {"recipient": "Riverside Orthopedics", "password": people.PASSWORD} | more


def exports():
    return list(AccessEvent.objects.filter(action="export").values_list("patient_id", "reason"))


def test_administrator_gets_the_record_as_a_file_and_the_log_says_for_whom(anna, ines, signed_in):
    sent = signed_in(ines).post(url(anna), typed())
    assert sent.status_code == 200
    assert sent["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert sent["Content-Disposition"] == (f'attachment; filename="record-{anna.pk}.fhir.json"')
    assert "no-store" in sent["Cache-Control"]
    found = json.loads(sent.content)
    assert found["entry"][0]["resource"]["name"] == [
        {"use": "official", "family": "Berg", "given": ["Anna"]}
    ]
    assert exports() == [(anna.pk, "Riverside Orthopedics")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "This is not your password. Nothing was exported; enter it again."),
        ({"password": ""}, "Enter your password to export."),
        ({"password": "a\x00b"}, "Null characters are not allowed."),
        ({"password": "x" * 2_000}, "at most 1000 characters"),
        ({"recipient": ""}, "This field is required."),
        ({"recipient": "  "}, "This field is required."),
        ({"recipient": "Dr\x00Who"}, "Null characters are not allowed."),
        ({"recipient": "x" * 201}, "at most 200 characters"),
    ],
)
def test_without_password_or_recipient_nothing_leaves(anna, ines, signed_in, changes, words):
    sent = signed_in(ines).post(url(anna), typed(**changes))
    assert sent["Content-Type"].startswith("text/html")
    assert words in sent.content.decode()
    assert exports() == []


def test_the_page_exports_nothing_by_itself(anna, ines, signed_in):
    page = signed_in(ines).get(url(anna))
    assert page.status_code == 200
    assert "The file is not encrypted." in page.content.decode()
    assert list(AccessEvent.objects.values_list("action", "patient_id")) == [("read", anna.pk)]


def test_page_says_what_is_in_the_file_and_who_took_it_before(anna, ines, ruth, signed_in):
    charts.medication(anna, ruth, "Coumadin")
    charts.problem(anna, ruth, "Lupus")
    charts.letter(anna, ruth)
    client = signed_in(ines)
    sent = client.post(url(anna), typed())
    page = client.get(url(anna))
    numbers = dict(page.context["holds"].numbers)
    assert (numbers["Medicines"], numbers["Problems"]) == (1, 1)
    assert numbers["Letters of specialists"] == 1
    # The moment of the export is written with more or fewer digits.
    assert abs(page.context["holds"].size - len(sent.content)) < 10
    assert "Riverside Orthopedics" in page.content.decode()
    assert [event.user for event in page.context["exports"]] == [ines]


def test_only_administrators_see_the_button(anna, ines, ruth, signed_in):
    chart = reverse("chart", args=[anna.pk])
    assert url(anna) in signed_in(ines).get(chart).content.decode()
    assert url(anna) not in signed_in(ruth).get(chart).content.decode()


def test_physician_and_front_desk_get_nothing(anna, ruth, ben, signed_in):
    for user in (ruth, ben):
        assert signed_in(user).post(url(anna), typed()).status_code == 403
    assert exports() == []


def test_record_that_does_not_exist_is_not_found(ines, signed_in, db):
    missing = reverse("export-fhir", args=[999_999_999])
    assert signed_in(ines).post(missing, typed()).status_code == 404


def test_what_is_no_valid_fhir_is_not_handed_out(anna, ines, signed_in, monkeypatch, caplog):
    monkeypatch.setattr(bundle.people, "organization", lambda name, made: {
        "resourceType": "Organization", "id": made.clinic_id, "active": "Anna has gout",
    })  # fmt: skip
    sent = signed_in(ines).post(url(anna), typed())
    assert "Nothing was exported" in sent.content.decode()
    assert exports() == []
    assert "entry.1.resource.active" in caplog.text
    assert "gout" not in caplog.text


def export(**options):
    out, err = io.StringIO(), io.StringIO()
    call_command("export_fhir", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("number", ["T000001", " t000001 "])
def test_command_writes_the_record_to_standard_output(anna, number):
    out, err = export(patient=number)
    assert json.loads(out)["entry"][0]["resource"]["identifier"][0]["value"] == "T000001"
    assert err == ""


def test_command_writes_a_file_that_only_its_owner_reads_and_tells_no_values(anna, ruth, tmp_path):
    charts.problem(anna, ruth, "Gout")
    file = tmp_path / "anna.json"
    out, err = export(patient=str(anna.pk), output=file)
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(file.read_text())["entry"]]
    assert Counter(kinds) == {
        "Patient": 1, "Organization": 1, "Practitioner": 2, "Condition": 1, "Provenance": 2,
    }  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600
    assert out == ""
    assert exports() == [(anna.pk, "")]
    assert AccessEvent.objects.get().user.full_name == "Command on the server"
    assert err == (
        "T000001: 1 Condition, 1 Organization, 1 Patient, 2 Practitioner, 2 Provenance\n"
    )


def test_a_file_that_others_could_read_is_made_ones_own(anna, tmp_path):
    file = tmp_path / "anna.json"
    file.write_text("old" * 100_000)
    file.chmod(0o644)
    export(patient="T000001", output=file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["resourceType"] == "Bundle"


def test_command_says_what_it_cannot_do(anna, tmp_path):
    with pytest.raises(CommandError, match="No patient has the record number or key 'P9'"):
        export(patient="P9")
    with pytest.raises(CommandError, match="No such file or directory"):
        export(patient="T000001", output=tmp_path / "nowhere" / "anna.json")
