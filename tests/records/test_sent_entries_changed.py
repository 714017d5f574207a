"""What came with a referral is corrected in the chart like anything else."""

from datetime import date

from django.urls import reverse

from patients.actions.history import change_problem, void_entry
from patients.actions.medicines import change_medication
from patients.actions.referrals import accept_entries
from patients.models import Medication, Problem, Referral
from staff.models import User
from tests.records.fhir_builders import NOON, TODAY, contents, imported, knee_pain, warfarin

IN_1968 = {"onset": date(1968, 1, 1), "onset_precision": "year"}  # born in April of that year


def test_year_stays_a_year_while_another_field_is_corrected(ines: User) -> None:
    imported(ines, contents(knee_pain(**IN_1968)))
    problem = Problem.objects.get()
    fields = {"display": "Knee pain", "onset": problem.onset}
    changed = change_problem(problem=problem, revision=1, today=TODAY, **fields)
    assert (changed.display, changed.onset_precision) == ("Knee pain", "year")


def test_day_that_is_entered_is_known_to_the_day(ines: User) -> None:
    imported(ines, contents(knee_pain(**IN_1968)))
    problem = Problem.objects.get()
    change_problem(problem=problem, revision=1, today=TODAY, onset=date(2019, 5, 3))
    problem.refresh_from_db()
    assert (problem.onset, problem.onset_precision) == (date(2019, 5, 3), "day")


def test_stop_that_is_learnt_replaces_one_that_was_not_known(ines: User) -> None:
    over = {"stopped_on": date(2020, 5, 3), "stopped_precision": "unknown"}
    imported(ines, contents(warfarin(**over)))
    medicine = Medication.objects.get()
    change_medication(medication=medicine, revision=1, today=TODAY, stopped_on=date(2024, 1, 2))
    medicine.refresh_from_db()
    assert (medicine.stopped_on, medicine.stopped_precision) == (date(2024, 1, 2), "day")


def test_form_says_that_only_a_year_is_known(ines: User, ruth: User, signed_in) -> None:
    imported(ines, contents(knee_pain(onset=date(2019, 1, 1), onset_precision="year")))
    page = signed_in(ruth).get(reverse("edit-problem", args=[Problem.objects.get().pk])).text
    assert "Onset: 2019 is all that is known." in " ".join(page.split())


def test_form_says_who_sent_and_who_accepted(ines: User, ruth: User, signed_in) -> None:
    imported(ines, contents(knee_pain()))
    problem = Problem.objects.get()
    address = reverse("edit-problem", args=[problem.pk])
    page = " ".join(signed_in(ruth).get(address).text.split())
    assert "from the referral of Sat 21 Nov 2026." in page
    assert reverse("waiting-entries", args=[problem.patient_id]) in page

    chosen = {"problem": [problem.pk]}
    accept_entries(patient=problem.patient, chosen=chosen, by=ruth, now=NOON, today=TODAY)
    page = " ".join(signed_in(ruth).get(address).text.split())
    assert "Accepted Sat 21 Nov 2026, 12:00 pm by Ruth Adler, MD." in page


def test_last_waiting_entry_taken_back_in_the_chart_settles_the_referral(
    ines: User, ruth: User
) -> None:
    imported(ines, contents(knee_pain(), warfarin()))
    void_entry(entry=Problem.objects.get(), reason="Not hers", by=ruth, now=NOON)
    assert Referral.objects.get().state == "waiting"
    void_entry(entry=Medication.objects.get(), reason="Not hers", by=ruth, now=NOON)
    assert Referral.objects.get().state == "done"
