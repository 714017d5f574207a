"""A referral that was filed under the wrong patient is taken out of that chart as a whole."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from patients.actions.referrals import accept_entries
from patients.actions.returning import (
    CHANGED_MEANWHILE,
    NEEDS_PHYSICIAN,
    entries_of,
    fingerprint,
    reopen_referral,
    return_referral,
)
from patients.models import Allergy, Medication, Patient, PatientIdentifier, Problem, Referral
from records.fhir.intake import match_referral
from staff.models import User
from tests import people
from tests.records.fhir_builders import (
    NOON,
    TODAY,
    contents,
    hba1c,
    imported,
    knee_pain,
    latex,
    person,
    warfarin,
)
from tests.records.test_match_referral import unmatched  # noqa: F401 - a fixture

HOW = {"now": NOON, "today": TODAY}
SignIn = Callable[[User], Client]


@pytest.fixture
def anna(ben: User) -> Patient:
    imported(ben, contents(knee_pain(), warfarin(), latex(), hba1c()))
    return Patient.objects.get()


def take_back(referral: Referral, by: User, reason: str = "Her sister", seen: str = ""):
    seen = seen or fingerprint(entries_of(referral))
    return return_referral(referral=referral, reason=reason, seen=seen, by=by, **HOW)


def test_waiting_entries_are_struck_out_and_the_referral_is_to_be_matched(
    anna: Patient, ben: User
) -> None:
    decided = take_back(Referral.objects.get(), ben)
    referral, thinner = Referral.objects.get(), Medication.objects.get()
    assert (referral.state, referral.patient, referral.matched, referral.matched_by) == (
        "unmatched",
        None,
        "",
        None,
    )
    assert (referral.returned_from, referral.returned_by, referral.returned_reason) == (
        anna,
        ben,
        "Her sister",
    )
    assert (thinner.voided_by, thinner.void_reason) == (ben, "Not this patient: Her sister")
    assert (decided.declined, Problem.objects.waiting().count()) == (4, 0)
    changes = {c.after.id: (c.before.verdict, c.after.verdict) for c in decided.changes}
    assert changes["R08"] == ("fires", "unknown")
    anna.refresh_from_db()
    assert anna.allergies_status == "not_asked"


def test_number_of_the_other_person_leads_here_no_more(anna: Patient, ben: User) -> None:
    take_back(Referral.objects.get(), ben)
    assert not PatientIdentifier.objects.exists()


def test_number_that_another_referral_names_stays(anna: Patient, ben: User) -> None:
    imported(ben, contents(hba1c("r2", "8.0")), "two")
    take_back(Referral.objects.latest("pk"), ben)
    assert PatientIdentifier.objects.get().patient == anna
    assert Medication.objects.waiting().count() == 1


def test_next_document_about_that_person_is_matched_anew(anna: Patient, ben: User) -> None:
    carl = people.patient("Carl Orr")
    take_back(Referral.objects.get(), ben)
    result = imported(ben, contents(person(), knee_pain()), "two")
    assert [p.state for p in result.people] == ["unmatched"]
    assert not carl.referrals.exists()


def test_returned_referral_is_filed_under_somebody_else_and_may_come_back(
    unmatched: Referral,  # noqa: F811 - the fixture
    ben: User,
) -> None:
    anna, carl = Patient.objects.get(), people.patient("Carl Orr")
    match_referral(referral=unmatched, patient=carl, by=ben, **HOW)
    unmatched.refresh_from_db()
    take_back(unmatched, ben)
    assert Problem.objects.get().voided_at == NOON

    match_referral(referral=unmatched, patient=anna, by=ben, **HOW)
    assert Problem.objects.waiting().get().patient == anna

    unmatched.refresh_from_db()
    take_back(unmatched, ben)
    matched = match_referral(referral=unmatched, patient=carl, by=ben, **HOW)
    assert matched.counts["problem"].changed == 1
    assert Problem.objects.waiting().get().patient == carl


def test_accepted_entries_go_as_well_where_a_physician_takes_it_back(
    anna: Patient, ben: User, ruth: User
) -> None:
    chosen = {"allergy": list(Allergy.objects.values_list("pk", flat=True))}
    accept_entries(patient=anna, chosen=chosen, by=ruth, **HOW)
    referral = Referral.objects.get()
    with pytest.raises(ValidationError) as refused:
        take_back(referral, ben)
    assert refused.value.messages == [NEEDS_PHYSICIAN]
    assert Allergy.objects.get().voided_at is None

    take_back(referral, ruth)
    latex_allergy = Allergy.objects.get()
    assert (latex_allergy.voided_by, latex_allergy.accepted_by) == (ruth, ruth)


def test_desk_takes_back_only_what_it_filed(anna: Patient) -> None:
    other = people.front_desk("Olga Brandt")
    with pytest.raises(ValidationError) as refused:
        take_back(Referral.objects.get(), other)
    assert refused.value.messages == [NEEDS_PHYSICIAN]
    assert Referral.objects.get().patient == anna


def test_what_was_decided_after_the_page_was_shown_is_not_struck_out(
    anna: Patient, ben: User, ruth: User
) -> None:
    referral = Referral.objects.get()
    seen = fingerprint(entries_of(referral))
    accept_entries(patient=anna, chosen={"problem": [Problem.objects.get().pk]}, by=ruth, **HOW)
    with pytest.raises(ValidationError) as refused:
        take_back(referral, ruth, seen=seen)
    assert refused.value.messages == [CHANGED_MEANWHILE]
    assert Problem.objects.get().voided_at is None


def test_reason_is_needed(anna: Patient, ruth: User) -> None:
    with pytest.raises(ValidationError) as refused:
        take_back(Referral.objects.get(), ruth, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]


def test_referral_in_nobodys_chart_is_not_taken_back(
    unmatched: Referral,  # noqa: F811 - the fixture
    ruth: User,
) -> None:
    with pytest.raises(ValidationError, match="in nobody's chart"):
        take_back(unmatched, ruth)
    with pytest.raises(ValidationError, match="not set aside any more"):
        reopen_referral(referral=unmatched)


def test_page_lists_what_was_accepted_and_asks_why(
    anna: Patient, ruth: User, signed_in: SignIn
) -> None:
    chosen = {"medication": list(Medication.objects.values_list("pk", flat=True))}
    accept_entries(patient=anna, chosen=chosen, by=ruth, **HOW)
    doctor, address = signed_in(ruth), reverse("return-referral", args=[Referral.objects.get().pk])
    page = doctor.get(address)
    assert "Warfarin Sodium 5 MG Oral Tablet" in page.text
    assert "1 accepted entry is struck out as well" in page.text
    assert "3 waiting entries are struck out" in page.text
    assert ruth.access_events.filter(patient_id=anna.pk, view="return-referral").exists()

    said = {"seen": page.context["form"].initial["seen"], "reason": ""}
    assert "Say how you know" in doctor.post(address, said).text
    page = doctor.post(address, said | {"reason": "Her sister"}, follow=True).text
    assert "by mistake" in page
    assert "Her sister" in page
    assert "4 entries struck out" in page
    chart = doctor.get(reverse("chart", args=[anna.pk])).text
    assert "Filed here by mistake" in chart
    assert "Warfarin" not in chart


def test_desk_sees_numbers_and_no_entry(
    anna: Patient, ben: User, ruth: User, signed_in: SignIn
) -> None:
    desk, address = signed_in(ben), reverse("return-referral", args=[Referral.objects.get().pk])
    page = desk.get(address).text
    assert "4 waiting entries are struck out" in page
    assert "Warfarin" not in page
    chosen = {"medication": list(Medication.objects.values_list("pk", flat=True))}
    accept_entries(patient=anna, chosen=chosen, by=ruth, **HOW)
    page = desk.get(address).text
    assert "A physician has accepted entries" in page
    assert "Take it out of this chart" not in page
    assert "Warfarin" not in page


def test_administrator_may_not_take_back(anna: Patient, ines: User, signed_in: SignIn) -> None:
    address = reverse("return-referral", args=[Referral.objects.get().pk])
    assert signed_in(ines).get(address).status_code == 403
