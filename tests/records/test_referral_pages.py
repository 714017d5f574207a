import gzip
import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from patients import referral_page
from patients.models import Document, Medication, Patient, Problem, Referral, Upload
from staff.models import User
from tests import people
from tests.records.fhir_builders import (
    contents,
    hba1c,
    imported,
    knee_pain,
    latex,
    person,
    warfarin,
)
from tests.records.test_import_fhir import bundle

SignIn = Callable[[User], Client]


def sent(document: object = None, name: str = "anna.json") -> SimpleUploadedFile:
    content = json.dumps(bundle() if document is None else document).encode()
    return SimpleUploadedFile(name, content, content_type="application/json")


@pytest.fixture
def desk(ben: User, signed_in: SignIn) -> Client:
    return signed_in(ben)


@pytest.fixture
def doctor(ruth: User, signed_in: SignIn) -> Client:
    return signed_in(ruth)


@pytest.fixture
def anna(ines: User) -> Patient:
    imported(ines, contents(knee_pain(), warfarin(), latex(), hba1c()))
    return Patient.objects.get()


def hand_in(client: Client, file: SimpleUploadedFile) -> str:
    response = client.post(reverse("receive-referral"), {"file": file})
    assert response.status_code == 302
    return response["Location"]


def test_file_is_shown_before_it_is_taken_in(desk: Client, ben: User) -> None:
    address = hand_in(desk, sent())
    page = desk.get(address).text
    assert "Anna Berg" in page
    assert "New record" in page
    assert "239873007" not in page
    assert not Patient.objects.exists()

    taken = desk.post(reverse("take-upload", args=[Upload.objects.get().pk]), follow=True).text
    assert "Taken in" in taken
    assert Document.objects.get().received_by == ben
    assert Problem.objects.waiting().count() == 1
    upload = Upload.objects.get()
    assert (upload.state, bytes(upload.content)) == ("taken", b"")


def test_compressed_file_is_read(desk: Client) -> None:
    content = gzip.compress(json.dumps(bundle()).encode())
    assert "New record" in desk.get(hand_in(desk, SimpleUploadedFile("a.json.gz", content))).text


def test_bad_file_is_explained_and_can_only_be_thrown_away(desk: Client) -> None:
    page = desk.get(hand_in(desk, sent(bundle(birthDate="1968-99-12")))).text
    assert "Nothing of this file was kept" in page
    assert "Entry 1, birth date" in page
    assert "Bundle.entry[0].resource.birthDate" in page
    assert "Take it in" not in page
    desk.post(reverse("discard-upload", args=[Upload.objects.get().pk]))
    assert not Upload.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x1f\x8bbroken"])
def test_file_that_cannot_be_opened_is_refused_on_the_form(desk: Client, content: bytes) -> None:
    file = SimpleUploadedFile("a.json", content)
    page = desk.post(reverse("receive-referral"), {"file": file})
    assert page.status_code == 200
    assert "The " in page.text
    assert not Upload.objects.exists()


def test_same_file_again_is_known(desk: Client) -> None:
    hand_in(desk, sent())
    desk.post(reverse("take-upload", args=[Upload.objects.get().pk]))
    page = desk.get(hand_in(desk, sent(name="again.json"))).text
    assert "Here already" in page
    assert "Take it in" not in page


def test_large_file_is_left_to_the_worker(
    desk: Client, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    from records import jobs
    from records.fhir import uploads

    deferred: list[int] = []
    monkeypatch.setattr(uploads, "AT_ONCE", 10)
    monkeypatch.setattr(uploads, "_defer", deferred.append)
    with django_capture_on_commit_callbacks(execute=True):
        address = hand_in(desk, sent())
    upload = Upload.objects.get()
    assert deferred == [upload.pk]
    assert "Being read" in desk.get(address).text
    assert desk.get(address, headers={"HX-Request": "true"}).get("HX-Refresh") is None

    jobs.go_on_with_upload(upload.pk)
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Take it in" in desk.get(address).text


def test_upload_is_seen_by_whoever_handed_it_in_only(desk: Client, doctor: Client) -> None:
    assert doctor.get(hand_in(desk, sent())).status_code == 404


def test_file_taken_in_twice_is_told(desk: Client) -> None:
    hand_in(desk, sent())
    address = reverse("take-upload", args=[Upload.objects.get().pk])
    desk.post(address)
    assert "not waiting to be taken in" in desk.post(address, follow=True).text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(
    desk: Client, ines: User, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        sent_person = person(number=f"A{number}", birth_date=date(1950 + number, 4, 12))
        imported(ines, contents(sent_person, knee_pain()), f"document {number}")
    with django_assert_num_queries(5):
        page = desk.get(reverse("referrals")).text
    assert page.count("1 entry") == rows
    assert "knee" not in page.lower()


def test_list_shows_one_state(desk: Client, anna: Patient) -> None:
    assert "Berg" in desk.get(reverse("referrals")).text
    assert "Berg" not in desk.get(reverse("referrals"), {"state": "done"}).text
    assert "Berg" in desk.get(reverse("referrals"), {"state": "nonsense"}).text


@pytest.fixture
def unmatched(desk: Client, ben: User) -> Referral:
    people.patient("Anna Berg", registered_by=ben, phone="555-0100")
    hand_in(desk, sent(bundle(telecom=[{"system": "phone", "value": "555-0199"}])))
    desk.post(reverse("take-upload", args=[Upload.objects.get().pk]))
    return Referral.objects.get()


def test_sent_person_is_beside_those_on_record(
    desk: Client, ben: User, unmatched: Referral
) -> None:
    anna = Patient.objects.get()
    page = desk.get(reverse("match-referral", args=[unmatched.pk])).text
    assert "Differs: phone" in page
    assert "555-0199" in page
    assert "239873007" not in page
    assert ben.access_events.filter(patient_id=anna.pk, view="match-referral").exists()


@pytest.mark.parametrize("how", ["candidate", "new"])
def test_referral_is_filed_where_the_desk_says(desk: Client, unmatched: Referral, how: str) -> None:
    anna = Patient.objects.get()
    said = {
        "candidate": {"whose": str(anna.pk)},
        "new": {"whose": "new"},
    }[how]
    response = desk.post(reverse("match-referral", args=[unmatched.pk]), said)
    unmatched.refresh_from_db()
    assert response["Location"] == reverse("patient", args=[unmatched.patient_id])
    assert (unmatched.patient == anna) is (how != "new")
    assert desk.get(reverse("match-referral", args=[unmatched.pk])).status_code == 404


def test_somebody_looked_up_is_seen_before_anything_is_filed(
    desk: Client, ben: User, unmatched: Referral
) -> None:
    carl = people.patient("Carl Orr", registered_by=ben)
    looked_up = {"record_number": carl.record_number.lower()}
    page = desk.post(reverse("look-up-match", args=[unmatched.pk]), looked_up).text
    assert f"Carl Orr, {carl.record_number}" in page
    assert "Differs: name" in page
    assert ben.access_events.filter(patient_id=carl.pk, view="look-up-match").exists()
    unmatched.refresh_from_db()
    assert unmatched.state == "unmatched"

    address = reverse("match-referral", args=[unmatched.pk])
    assert f'action="{address}"' in page
    assert "Choose one of those" in desk.post(address, {"whose": str(carl.pk)}).text
    desk.post(address, {"whose": str(carl.pk), "looked_up": carl.record_number})
    unmatched.refresh_from_db()
    assert unmatched.patient == carl


def test_patients_named_in_a_message_are_not_in_a_cookie(desk: Client, unmatched: Referral) -> None:
    anna = Patient.objects.get()
    response = desk.post(
        reverse("match-referral", args=[unmatched.pk]), {"whose": str(anna.pk)}, follow=True
    )
    assert f"Filed under {anna.record_number}, Berg, Anna." in response.text
    assert "messages" not in desk.cookies


@pytest.mark.parametrize("number", ["P999999", "", "\x00", "9" * 21])
def test_number_of_nobody_is_said_beside_its_field(
    desk: Client, unmatched: Referral, number: str
) -> None:
    address = reverse("look-up-match", args=[unmatched.pk])
    page = desk.post(address, {"record_number": number})
    assert page.status_code == 200
    assert "is-invalid" in page.text


def test_referral_of_nobody_is_set_aside(desk: Client, unmatched: Referral) -> None:
    desk.post(reverse("refuse-referral", args=[unmatched.pk]))
    unmatched.refresh_from_db()
    assert unmatched.state == "refused"
    page = desk.get(reverse("referrals"), {"state": "refused"}).text
    assert "Take up again" in page
    assert "Berg" in page

    response = desk.post(reverse("reopen-referral", args=[unmatched.pk]))
    assert response["Location"] == reverse("match-referral", args=[unmatched.pk])
    unmatched.refresh_from_db()
    assert (unmatched.state, unmatched.matched_by) == ("unmatched", None)


def test_waiting_entries_are_beside_the_chart(doctor: Client, ruth: User, anna: Patient) -> None:
    Medication.objects.create(patient=anna, name="Warfarin 2.5 mg", entered_by=ruth, route="oral")
    page = doctor.get(reverse("waiting-entries", args=[anna.pk])).text
    assert "Differs" in page
    said = " ".join(page.replace("<strong>", "").replace("</strong>", "").split())
    assert "chart Warfarin 2.5 mg, referral Warfarin Sodium 5 MG Oral Tablet" in said
    assert "4 entries wait; 1 differs from the chart" in said
    assert "6 months old" in said
    assert "checked" not in page
    assert (
        doctor.get(reverse("waiting-entries", args=[anna.pk]), {"tick": "all"}).text.count(
            "checked"
        )
        == 4
    )
    assert ruth.access_events.filter(patient_id=anna.pk, view="waiting-entries").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_waiting_page_asks_the_same_number_of_queries(
    doctor: Client, ines: User, rows: int, django_assert_num_queries
) -> None:
    entries = [each(f"{n}") for n in range(rows) for each in (knee_pain, warfarin, latex, hba1c)]
    imported(ines, contents(*entries))
    with django_assert_num_queries(14):
        doctor.get(reverse("waiting-entries", args=[Patient.objects.get().pk]))


def test_thousands_of_old_results_are_not_all_listed(
    doctor: Client, ines: User, monkeypatch
) -> None:
    monkeypatch.setattr(referral_page, "MOST_FOLDED", 2)
    days = [date(2026, 5, day) for day in range(1, 6)]
    imported(ines, contents(*(hba1c(f"r{day.day}", taken_on=day) for day in days)))
    address = reverse("waiting-entries", args=[Patient.objects.get().pk])
    page = doctor.get(address)
    assert page.text.count('name="entries"') == 3
    assert "2 more are not listed here" in page.text
    said = {"fingerprint": page.context["page"].fingerprint}
    doctor.post(reverse("accept-all-entries", args=[Patient.objects.get().pk]), said)
    assert "Nothing waits" in doctor.get(address).text


def value(row: Problem | Medication, kind: str) -> str:
    return f"{kind}.{row.pk}.{row.revision}"


def test_ticked_entries_are_accepted_and_screening_is_told(doctor: Client, anna: Patient) -> None:
    ticked = {"entries": [value(Medication.objects.get(), "medication")]}
    page = doctor.post(reverse("accept-entries", args=[anna.pk]), ticked, follow=True).text
    assert "1 entry accepted." in page
    assert re.search(r"Screening finds because of it: [^<]*\(R08\)", page)
    assert Medication.objects.get().accepted_at is not None
    assert Problem.objects.get().accepted_at is None


def test_ticked_entries_are_declined_with_a_reason(doctor: Client, anna: Patient) -> None:
    ticked = {"entries": [value(Medication.objects.get(), "medication")]}
    address = reverse("decline-entries", args=[anna.pk])
    page = doctor.post(address, ticked).text
    assert "Say why these entries are declined." in page
    assert page.count("checked") == 1

    doctor.post(address, ticked | {"reason": "Stopped in May"})
    assert Medication.objects.get().void_reason == "Stopped in May"


@pytest.mark.parametrize(
    ("ticked", "message"),
    [
        ([], "Tick at least one entry."),
        (["medication.1"], "decided or sent anew meanwhile"),
        (["nonsense.1.1"], "decided or sent anew meanwhile"),
        (["medication.99999999999999999999.1"], "decided or sent anew meanwhile"),
    ],
)
def test_what_is_not_on_the_page_is_not_accepted(
    doctor: Client, anna: Patient, ticked: list[str], message: str
) -> None:
    page = doctor.post(reverse("accept-entries", args=[anna.pk]), {"entries": ticked})
    assert page.status_code == 200
    assert message in page.text
    assert not Medication.objects.exclude(accepted_at=None).exists()


def test_everything_on_the_page_is_accepted_at_once(doctor: Client, anna: Patient) -> None:
    page = doctor.get(reverse("waiting-entries", args=[anna.pk]))
    said = {"fingerprint": page.context["page"].fingerprint}
    response = doctor.post(reverse("accept-all-entries", args=[anna.pk]), said)
    assert response["Location"] == reverse("chart", args=[anna.pk])
    assert Referral.objects.get().state == "done"
    assert "Nothing waits" in doctor.get(reverse("waiting-entries", args=[anna.pk])).text


def test_accepting_all_of_another_list_is_refused(
    doctor: Client, ines: User, anna: Patient
) -> None:
    page = doctor.get(reverse("waiting-entries", args=[anna.pk]))
    said = {"fingerprint": page.context["page"].fingerprint}
    imported(ines, contents(hba1c("r2", "9.0")), "two")
    page = doctor.post(reverse("accept-all-entries", args=[anna.pk]), said, follow=True).text
    assert "decided or sent anew meanwhile" in page
    assert Referral.objects.filter(state="waiting").count() == 2


def test_original_is_downloaded_and_noted(doctor: Client, ruth: User, anna: Patient) -> None:
    document = Document.objects.get()
    response = doctor.get(reverse("original-document", args=[document.pk]))
    assert b"".join(response.streaming_content) == b"one"
    assert response["Content-Disposition"] == f'attachment; filename="referral-{document.pk}.json"'
    event = ruth.access_events.get(view="original-document")
    assert (event.action, event.patient_id) == ("export", anna.pk)


def test_chart_marks_what_waits_and_shows_of_a_date_what_is_known(
    doctor: Client, ines: User
) -> None:
    year = {"onset": date(2019, 1, 1), "onset_precision": "year"}
    month = {"started_on": date(2019, 5, 1), "started_precision": "month"}
    over = {"stopped_on": date(2020, 5, 3), "stopped_precision": "unknown"}
    said = (knee_pain(**year), warfarin(**month, **over), latex(verified=False))
    imported(ines, contents(*said, latex("a2", substance="Corn", status="inactive")))
    page = doctor.get(reverse("chart", args=[Patient.objects.get().pk])).text
    text = " ".join(page.split())
    assert text.count("Not accepted yet<") == 4
    assert "from the referral of Sat 21 Nov 2026" in text
    assert "since 2019" in text
    assert "since May 2019" in text
    assert "stopped on or after Sun 3 May 2020" in text
    assert "Not confirmed" in text
    assert "1 disproved or over" in text
    assert reverse("original-document", args=[Document.objects.get().pk]) in page


def test_accepted_entries_are_marked_no_more(doctor: Client, anna: Patient) -> None:
    address = reverse("waiting-entries", args=[anna.pk])
    said = {"fingerprint": doctor.get(address).context["page"].fingerprint}
    page = doctor.post(reverse("accept-all-entries", args=[anna.pk]), said, follow=True).text
    assert "Not accepted yet" not in page
    assert "from a referral wait" not in page
    assert "Decided" in page


def test_administrator_reads_the_original_and_decides_nothing(
    ines: User, signed_in: SignIn, anna: Patient
) -> None:
    page = signed_in(ines).get(reverse("chart", args=[anna.pk])).text
    assert reverse("original-document", args=[Document.objects.get().pk]) in page
    assert reverse("waiting-entries", args=[anna.pk]) not in page


def test_deceased_patient_cannot_be_booked(desk: Client, ines: User) -> None:
    imported(ines, contents(person(deceased=True, deceased_on=date(2024, 2, 1)), knee_pain()))
    page = desk.get(reverse("patient", args=[Patient.objects.get().pk]), follow=True).text
    assert "Died Thu 1 Feb 2024" in page
    assert "Book a visit" not in page
