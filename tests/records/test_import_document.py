from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from patients.actions.history import void_entry
from patients.models import (
    Allergy,
    Document,
    Medication,
    Patient,
    PatientIdentifier,
    Problem,
    Referral,
    Result,
)
from patients.sent import Counts
from records.fhir.items import Contents, Kind, Remark, Request, Severity
from records.fhir.report import State
from staff.models import User
from tests import people
from tests.records.fhir_builders import (
    HOSPITAL,
    NOON,
    contents,
    entry,
    hba1c,
    imported,
    knee_pain,
    latex,
    person,
    warfarin,
)

ALL = (knee_pain(), warfarin(), latex(), hba1c())


def nothing_is_kept() -> bool:
    kept = (Document, Patient, Referral, PatientIdentifier, Problem, Medication, Allergy, Result)
    return not any(model.objects.exists() for model in kept)


def test_new_patient_is_registered_and_the_entries_wait_in_the_chart(ines: User) -> None:
    request = Request(subject="urn:anna", sender="Dr. Holm", reason="Knee pain for two years")
    result = imported(ines, contents(person(phone="555-0101"), request, *ALL))

    anna = Patient.objects.get()
    referral = Referral.objects.get()
    assert (anna.full_name, anna.birth_date, anna.sex) == ("Anna Berg", date(1968, 4, 12), "female")
    assert (anna.phone, anna.referrer, anna.registered_by) == ("555-0101", "Dr. Holm", ines)
    assert anna.allergies_status == "listed"
    assert (referral.patient, referral.state, referral.matched) == (anna, "waiting", "new")
    assert (referral.sender, referral.reason) == ("Dr. Holm", "Knee pain for two years")
    assert PatientIdentifier.objects.values_list("system", "value").get() == (HOSPITAL, "A1")
    medicine = Medication.objects.get()
    assert (medicine.classes, medicine.classed_by, medicine.route) == (
        ["anticoagulant"],
        "catalogue",
        "oral",
    )
    for model in (Problem, Medication, Allergy, Result):
        row = model.objects.waiting().get()
        assert (row.patient, row.referral, row.entered_by) == (anna, referral, ines)
    assert result.state is State.IMPORTED
    assert result.total == Counts(added=4)
    assert [(p.record_number, p.state) for p in result.people] == [(anna.record_number, "waiting")]


def test_document_is_kept_with_its_hash_and_what_was_read(ines: User) -> None:
    said = contents(knee_pain())
    said.unused["Claim"] = 3
    imported(ines, said)

    document = Document.objects.get()
    assert (document.name, document.size, document.received_by) == ("anna.json", 3, ines)
    assert document.received_at == NOON
    assert document.report["unused"] == {"Claim": 3}
    assert document.report["entries"] == {"problem": 1}


def test_same_document_again_adds_nothing(ines: User) -> None:
    imported(ines, contents(*ALL))
    again = imported(ines, Contents())

    assert again.state is State.KNOWN
    assert again.total == Counts(unchanged=4)
    assert [p.state for p in again.people] == ["waiting"]
    assert (Document.objects.count(), Referral.objects.count(), Patient.objects.count()) == (
        1,
        1,
        1,
    )


def test_newer_document_changes_only_what_changed_and_keeps_the_old_in_the_history(
    ines: User, ruth: User
) -> None:
    imported(ines, contents(*ALL))
    Problem.objects.update(accepted_by=ruth, accepted_at=NOON)
    Result.objects.update(accepted_by=ruth, accepted_at=NOON)
    newer = contents(knee_pain(status="resolved"), warfarin(), latex(), hba1c(), hba1c("r2", "8.1"))
    result = imported(ines, newer, "two")

    assert result.counts["problem"] == Counts(changed=1)
    assert result.counts["result"] == Counts(added=1, unchanged=1)
    assert result.total == Counts(added=1, changed=1, unchanged=3)
    problem = Problem.objects.get()
    assert (problem.status, problem.accepted_at, problem.revision) == ("resolved", None, 2)
    assert problem.referral == Referral.objects.get(document__sha256=result.sha256)
    assert problem.events.order_by("pgh_id").first().status == "active"
    assert Result.objects.get(source_key="r1").accepted_at == NOON


def test_declined_entry_stays_declined_until_it_is_sent_otherwise(ines: User, ruth: User) -> None:
    imported(ines, contents(knee_pain()))
    void_entry(entry=Problem.objects.get(), reason="Not hers", by=ruth, now=NOON)
    same = imported(ines, contents(knee_pain()), "two")
    assert same.total == Counts(declined=1)
    assert Problem.objects.get().void_reason == "Not hers"

    other = imported(ines, contents(knee_pain(status="inactive")), "three")
    assert other.total == Counts(changed=1)
    problem = Problem.objects.waiting().get()
    assert (problem.status, problem.void_reason) == ("inactive", "")


def test_correction_made_here_is_not_undone_by_the_same_text_sent_again(
    ines: User, ruth: User
) -> None:
    imported(ines, contents(warfarin()))
    Medication.objects.update(classes=["antiplatelet"], classed_by="physician", dose="5 mg")
    result = imported(ines, contents(warfarin()), "two")
    assert result.total == Counts(unchanged=1)
    assert Medication.objects.get().dose == "5 mg"

    imported(ines, contents(warfarin(dose="2.5 mg")), "three")
    medicine = Medication.objects.get()
    assert (medicine.classes, medicine.classed_by) == (["antiplatelet"], "physician")
    assert medicine.dose == "2.5 mg"


def test_dry_run_says_the_same_and_keeps_nothing(ines: User) -> None:
    result = imported(ines, contents(*ALL), dry_run=True)
    assert result.total == Counts(added=4)
    assert [(p.record_number, p.matched) for p in result.people] == [("", "new")]
    assert nothing_is_kept()


def test_error_of_the_reader_refuses_the_file(ines: User) -> None:
    said = contents(*ALL)
    said.remarks.append(Remark(severity=Severity.ERROR, path="Bundle.entry[3]", text="Broken."))
    result = imported(ines, said)
    assert (result.state, result.total) == (State.REFUSED, Counts())
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("said", "path"),
    [
        (contents(person(), person(family_name="Other")), "Bundle.entry[0].resource"),
        (contents(latex(), knee_pain(display="")), "Bundle.entry[p1].resource"),
        (contents(latex(), knee_pain(status="gone")), "Bundle.entry[p1].resource"),
        (contents(latex(), knee_pain(onset="2019")), "Bundle.entry[p1].resource"),
        (contents(latex(), knee_pain(system="")), "Bundle.entry[p1].resource"),
        (contents(latex(), knee_pain(color="red")), "Bundle.entry[p1].resource"),
        (contents(latex(), knee_pain("")), "Bundle.entry[].resource"),
        (contents(latex(), warfarin("x" * 301)), f"Bundle.entry[{'x' * 301}].resource"),
        (contents(latex(), hba1c(value="NaN")), "Bundle.entry[r1].resource"),
    ],
)
def test_what_cannot_be_stored_refuses_the_whole_file_and_names_the_resource(
    ines: User, said: Contents, path: str
) -> None:
    result = imported(ines, said)
    assert (result.state, [r.path for r in result.errors]) == (State.REFUSED, [path])
    assert nothing_is_kept()


def test_file_without_a_patient_is_refused(ines: User) -> None:
    result = imported(ines, Contents(entries=[knee_pain()]))
    assert [r.text for r in result.errors] == ["There is no Patient in it: whose record is it?"]
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (hba1c(value="75"), "Left out: no living person has this value; the unit may be wrong."),
        (hba1c(taken_on=date(2027, 1, 1)), "Left out: measured after today."),
        (hba1c(taken_on=date(1960, 1, 1)), "Left out: measured before birth."),
        (
            knee_pain("p2", subject="urn:other"),
            "Left out: the Patient it speaks of is not in this file.",
        ),
    ],
)
def test_entry_that_nobody_can_have_is_left_out_and_said(ines: User, wrong, text: str) -> None:
    if "subject" in wrong.values:
        wrong = replace(wrong, subject="urn:other", values={"display": "x"})
    result = imported(ines, contents(warfarin(), wrong))
    assert result.total == Counts(added=1, refused=1)
    assert [(r.path, r.text) for r in result.warnings] == [(wrong.path, text)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"onset": date(2027, 1, 1)}, (None, "day")),
        ({"onset": date(1950, 1, 1)}, (None, "day")),
        # Born in April of that year: "1968" is no contradiction.
        (
            {"onset": date(1968, 1, 1), "onset_precision": "year"},
            (date(1968, 1, 1), "year"),
        ),
    ],
)
def test_day_that_cannot_be_is_left_out_of_the_entry(ines: User, sent, kept) -> None:
    imported(ines, contents(knee_pain(**sent)))
    problem = Problem.objects.get()
    assert (problem.onset, problem.onset_precision) == kept


def test_end_known_by_its_year_only_does_not_come_before_the_start(ines: User) -> None:
    started, stopped = date(2019, 5, 10), date(2019, 1, 1)
    sent = {"started_on": started, "stopped_on": stopped, "stopped_precision": "year"}
    imported(ines, contents(warfarin(**sent)))
    medicine = Medication.objects.get()
    assert (medicine.started_on, medicine.stopped_on) == (started, started)
    assert medicine.stopped_precision == "unknown"


def test_end_before_the_start_keeps_the_end(ines: User) -> None:
    sent = {"started_on": date(2019, 5, 10), "stopped_on": date(2018, 1, 1)}
    result = imported(ines, contents(warfarin(**sent)))
    medicine = Medication.objects.get()
    assert (medicine.started_on, medicine.stopped_on) == (None, date(2018, 1, 1))
    assert [r.text for r in result.warnings] == [
        "The date for started_on is after the end and was left out."
    ]


def test_long_text_is_cut_and_null_characters_are_dropped(ines: User) -> None:
    result = imported(ines, contents(knee_pain(display="\x00" + "x" * 300, note="a\ud800b")))
    problem = Problem.objects.get()
    assert problem.display == "x" * 199 + "…"
    assert problem.note == "a?b"
    assert [r.text for r in result.warnings] == [
        "The text for display is too long; the rest was cut off."
    ]


def test_two_entries_of_one_key_are_one_row(ines: User) -> None:
    result = imported(ines, contents(knee_pain(), knee_pain(), hba1c(), hba1c(value="8.0")))
    assert result.total == Counts(added=2)
    assert Result.objects.get().value == Decimal("8.00")
    assert [r.path for r in result.warnings] == ["Bundle.entry[r1].resource"]


def test_medicine_classified_here_before_is_known(ines: User, ruth: User) -> None:
    from patients.models import ClinicMedicine

    ClinicMedicine.objects.create(
        name="Zorblax",
        folded="zorblax",
        classes=["anticoagulant"],
        classed_by=ruth,
        classed_at=NOON,
    )
    imported(ines, contents(warfarin(name="Zorblax 5 MG Oral Tablet", rxcui="")))
    medicine = Medication.objects.get()
    assert (medicine.classes, medicine.classed_by) == (["anticoagulant"], "physician")


def test_medicine_nobody_knows_is_unclassified(ines: User) -> None:
    imported(ines, contents(warfarin(name="Zorblax", rxcui="")))
    medicine = Medication.objects.get()
    assert (medicine.classes, medicine.classed_by) == ([], "nobody")


def test_allergy_that_is_over_does_not_make_the_list_a_list(ines: User) -> None:
    imported(ines, contents(latex(status="inactive")))
    assert Patient.objects.get().allergies_status == "not_asked"
    assert Allergy.objects.get().classes == ["latex"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"deceased": True}, (date(2026, 11, 21), True)),
        ({"deceased": True, "deceased_on": date(2024, 2, 1)}, (date(2024, 2, 1), False)),
    ],
)
def test_deceased_patient_is_imported_as_such(ines: User, sent, kept) -> None:
    imported(ines, contents(person(**sent), knee_pain()))
    anna = Patient.objects.get()
    assert (anna.deceased_on, anna.deceased_by) == kept


def test_contact_details_that_do_not_fit_are_said_and_the_rest_is_taken(ines: User) -> None:
    result = imported(ines, contents(person(email="nobody", phone="5" * 50, sex="x")))
    anna = Patient.objects.get()
    assert (anna.email, len(anna.phone), anna.sex) == ("", 40, "unknown")
    assert len(result.warnings) == 2


def test_nothing_waits_in_a_referral_without_entries(ines: User) -> None:
    imported(ines, contents())
    assert Referral.objects.get().state == "done"


def test_many_people_of_one_document_each_have_a_referral(ines: User) -> None:
    carl = person("urn:carl", "C3", given_name="Carl", family_name="Orr", sex="male")
    theirs = entry(Kind.PROBLEM, "p9", "urn:carl", display="Gout")
    result = imported(ines, contents(person(), carl, knee_pain(), theirs))
    assert result.total == Counts(added=2)
    assert Problem.objects.get(display="Gout").patient.family_name == "Orr"
    assert Referral.objects.count() == 2


def test_rows_of_a_new_chart_are_written_in_few_statements(
    ines: User, django_assert_num_queries
) -> None:
    results = [hba1c(f"r{n}", taken_on=date(2020, 1, 1)) for n in range(400)]
    with django_assert_num_queries(43):
        imported(ines, contents(knee_pain(), warfarin(), latex(), *results))


def test_known_patient_keeps_the_name_on_record(ines: User) -> None:
    anna = people.patient("Anna Berg", phone="555-0199")
    PatientIdentifier.objects.create(patient=anna, system=HOSPITAL, value="A1")
    result = imported(ines, contents(person(family_name="Berg-Holm", phone="1", deceased=True)))
    anna.refresh_from_db()
    assert (anna.family_name, anna.phone, anna.deceased_on) == ("Berg", "555-0199", None)
    assert Referral.objects.get().person["family_name"] == "Berg-Holm"
    assert [r.text for r in result.warnings] == [
        "The file says that this patient has died; the record does not. Ask, and note it."
    ]
