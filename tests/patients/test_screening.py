import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from patients.actions.policy import change_screening_policy
from patients.models import PrescriberDecision, Screening
from patients.rules import BY_ID, RULES, screen
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    NOON,
    TODAY,
    decided,
    diabetic,
    finding,
    healthy,
    medicine,
    overridden,
    result,
    screened,
    two_signatures,
)
from tests.treatments.builders import drafted_plan


def page(client, screening):
    return client.get(reverse("screening", args=[screening.pk])).content.decode()


def test_cleared_screening_says_so_and_leads_on_to_the_plan(signed_in, ruth):
    anna = healthy(ruth)
    content = page(signed_in(ruth), screened(anna, ruth))

    assert "Allowed" in content
    assert "Allowed: nothing speaks against treatment." in content
    assert reverse("patient-plans", args=[anna.pk]) in content
    assert "rules are clear" in content


def test_refused_screening_shows_evidence_why_source_and_the_way_out(signed_in, ruth):
    anna = diabetic(ruth, "8.0")
    content = page(signed_in(ruth), screened(anna, ruth))

    assert "Not allowed" in content
    assert "Not allowed: 1 absolute finding is open." in content
    assert "No treatment while this is open" in content
    assert "HbA1c 8 % on Wed 11 Nov 2026" in content
    assert "000 One-Minute Clinician" in content
    assert "Stated in a source" in content
    assert f"{reverse('add-result', args=[anna.pk])}?kind=hba1c" in content
    assert "/override/" not in content


def test_newer_value_shows_what_changed(signed_in, ruth):
    anna = diabetic(ruth, "8.0")
    screened(anna, ruth)
    result(anna, ruth, "hba1c", "7.9", TODAY)

    content = page(signed_in(ruth), screened(anna, ruth, minutes=5))

    assert "What changed since Sat 21 Nov 2026" in content
    assert "HbA1c 8 % on Wed 11 Nov 2026" in content
    assert "HbA1c 7.9 % on Sat 21 Nov 2026" in content
    assert content.count("Acknowledge<") == 1


def test_blood_thinner_leads_to_the_prescriber_and_to_the_override(signed_in, ruth):
    anna = healthy(ruth)
    apixaban = medicine(anna, ruth, "Apixaban", "anticoagulant")
    screening = screened(anna, ruth)

    content = page(signed_in(ruth), screening)

    assert reverse("record-prescriber-decision", args=[apixaban.pk]) in content
    assert reverse("override-finding", args=[finding(screening, "R08").pk]) in content


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("R50m", "classify-medication"),
        ("R33", "screen-patient"),
        ("R50", "set-allergies"),
        ("R46", "measure-patient"),
    ],
)
def test_each_open_finding_has_the_button_that_resolves_it(signed_in, ruth, rule, name):
    anna = people.patient("Anna Berg")
    pill = medicine(anna, ruth, "Little green pill")
    screening = screened(anna, ruth, answers={"lists_reviewed": "yes"})
    assert screening.findings.filter(rule=rule, state="open").exists()

    target = reverse(name, args=[pill.pk if name == "classify-medication" else anna.pk])
    assert f'href="{target}' in page(signed_in(ruth), screening)


def test_changed_chart_asks_for_a_new_screening(signed_in, ruth):
    anna = healthy(ruth)
    screening = screened(anna, ruth)
    client = signed_in(ruth)
    assert "The chart changed" not in page(client, screening)

    medicine(anna, ruth, "Ibuprofen", "nsaid")

    assert "The chart changed since this screening" in page(client, screening)


def test_superseded_screening_offers_no_decision(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    old = screened(anna, ruth)
    screened(anna, ruth, minutes=1)

    content = page(signed_in(ruth), old)

    assert "A newer screening replaced this one." in content
    assert "/override/" not in content


def test_screening_by_older_rules_or_unreadable_facts_is_still_shown(signed_in, ruth):
    anna = diabetic(ruth, "8.0")
    screening = screened(anna, ruth)
    type(screening).objects.filter(pk=screening.pk).update(rules_version="2025.9")

    content = page(signed_in(ruth), screening)

    assert "HbA1c 8 % on Wed 11 Nov 2026" in content
    assert "The rules changed since this screening" in content


def test_administrator_reads_and_has_no_button_to_decide(signed_in, ruth, ines):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")

    content = page(signed_in(ines), screened(anna, ruth))

    assert "Apixaban" in content
    assert "/override/" not in content
    assert reverse("screen-patient", args=[anna.pk]) not in content


def test_front_desk_is_refused(signed_in, ben, ruth):
    screening = screened(healthy(ruth), ruth)
    client = signed_in(ben)

    assert client.get(reverse("screening", args=[screening.pk])).status_code == 403
    assert client.get(reverse("screenings", args=[screening.patient_id])).status_code == 403


def test_unknown_screening_is_not_found(signed_in, ruth):
    assert signed_in(ruth).get("/screenings/424242/").status_code == 404


def test_reading_is_logged(signed_in, ruth):
    screening = screened(healthy(ruth), ruth)

    page(signed_in(ruth), screening)

    assert list(AccessEvent.objects.values_list("view", "patient_id")) == [
        ("screening", screening.patient_id)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_number_of_queries_whatever_was_found(
    signed_in, ruth, django_assert_num_queries, rows
):
    anna = diabetic(ruth, "8.4")
    screened(anna, ruth)
    for number in range(rows):
        medicine(anna, ruth, f"Apixaban {number}", "anticoagulant")
        medicine(anna, ruth, f"Pill {number}")
    answers = ALL_NO if rows == 1 else {}
    screening = screened(anna, ruth, answers=answers, minutes=1)
    client = signed_in(ruth)

    with django_assert_num_queries(18):
        page(client, screening)


def test_same_answers_are_sent_again_after_the_chart_changed_today(signed_in, ruth):
    anna = healthy(ruth)
    apixaban = medicine(anna, ruth, "Apixaban", "anticoagulant")
    client = signed_in(ruth)
    screening = screened(anna, ruth, on=clock.today(), minutes=-2 * 24 * 60)
    assert "Screen again with the same answers" not in page(client, screening)
    decided(apixaban, ruth)
    PrescriberDecision.objects.update(decided_on=clock.today())

    content = page(client, screening)
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', content)
    assert dict(fields).items() >= ALL_NO.items()
    client.post(reverse("screen-patient", args=[anna.pk]), dict(fields))

    assert Screening.objects.first().outcome == "cleared"


def test_finding_of_a_session_day_does_not_lead_to_the_questions_before_a_plan(signed_in, ruth):
    anna = healthy(ruth)
    screening = screened(anna, ruth, kind="day", answers={})

    assert reverse("screen-patient", args=[anna.pk]) not in page(signed_in(ruth), screening)


def test_decision_on_the_missing_value_covers_the_rule_that_waits_for_it(signed_in, ruth):
    screening = screened(diabetic(ruth), ruth)
    overridden(finding(screening, "R02"), ruth)

    content = page(signed_in(ruth), screening)

    assert "Covered by the decision on R02." in content
    assert "Allowed: every finding is decided." in content


def test_replaced_screening_says_that_nothing_in_it_is_open_any_more(signed_in, ruth):
    anna = healthy(ruth)
    eliquis = medicine(anna, ruth, "Eliquis", "anticoagulant")
    first = screened(anna, ruth)
    decided(eliquis, ruth)
    screened(anna, ruth, minutes=1)
    content = page(signed_in(ruth), first)

    assert "A newer screening replaced this one." in content
    assert "nothing is open any more, newer data or a decision settled it." in content


def test_unanswered_questions_stand_together_and_one_button_answers_them(signed_in, ruth):
    anna = healthy(ruth)
    left = {"pregnant", "fracture_at_target", "smoker"}
    answers = {name: said for name, said in ALL_NO.items() if name not in left}
    content = page(signed_in(ruth), screened(anna, ruth, answers=answers))

    assert "Needs physician: 3 things are not known yet." in content
    assert "Answer 3 questions" in content
    for question in left:
        form = reverse("screen-patient", args=[anna.pk])
        assert f"{form}?ask={question}#id_{question}" in content


def test_finding_is_told_in_the_patients_words_too(signed_in, ruth):
    content = page(signed_in(ruth), screened(diabetic(ruth, "8.0"), ruth))

    assert "In words for the patient" in content
    assert html.escape(BY_ID["R01"].explain_patient) in content


def test_absolute_finding_interrupts_and_a_caution_does_not(signed_in, ruth):
    client = signed_in(ruth)
    refused = page(client, screened(diabetic(ruth, "8.0"), ruth))
    caution = page(client, screened(diabetic(ruth, "7.6", given_name="Omar"), ruth))

    alert = '<header class="pr-card-head" role="alert">'
    assert (refused.count(alert), caution.count(alert)) == (1, 0)
    assert "Needs physician: 1 caution is open." in caution


def test_rule_that_failed_says_so_and_is_not_cleared(signed_in, ruth, monkeypatch):
    def broken(facts, policy):
        raise ZeroDivisionError

    rules = [replace(r, predicate=broken) if r.id == "R01" else r for r in RULES]
    for place in ("patients.actions.screening.screen", "patients.verdicts.screen"):
        monkeypatch.setattr(place, lambda facts, policy: screen(facts, policy, rules))
    screening = screened(healthy(ruth), ruth)

    content = page(signed_in(ruth), screening)

    assert screening.outcome == "needs_decision"
    assert "This rule could not be evaluated, so it is not cleared." in content


def test_screening_leads_on_to_the_draft_that_waits_for_it(signed_in, ruth):
    plan = drafted_plan(healthy(ruth), ruth)
    plan.versions.update(screening=screened(plan.patient, ruth))

    content = page(signed_in(ruth), screened(plan.patient, ruth, minutes=5))

    assert f'action="{reverse("screen-plan", args=[plan.pk])}"' in content
    assert "Screen for the plan" in content


def test_cleared_finding_says_what_cleared_it_and_where(signed_in, ruth):
    anna = diabetic(ruth, "8.0")
    first = screened(anna, ruth)
    result(anna, ruth, "hba1c", "7.1", TODAY)
    second = screened(anna, ruth, minutes=1)

    content = page(signed_in(ruth), first)

    assert "HbA1c 7.1 % on Sat 21 Nov 2026" in content.split("Cleared by newer data:")[1][:80]
    assert f'href="{reverse("screening", args=[second.pk])}"' in content


def test_decision_that_ended_with_newer_data_is_told_among_the_changes(signed_in, ruth):
    anna = healthy(ruth)
    eliquis = medicine(anna, ruth, "Eliquis", "anticoagulant")
    overridden(finding(screened(anna, ruth), "R08"), ruth)
    decided(eliquis, ruth)

    content = page(signed_in(ruth), screened(anna, ruth, minutes=1))

    assert "Ruth Adler, MD, Sat 21 Nov 2026, 12:00 pm, has ended with it." in content


def test_changed_thresholds_ask_for_a_new_screening_and_old_ones_are_named(signed_in, ruth, ines):
    anna = diabetic(ruth, "8.0")
    screening = screened(anna, ruth)
    change_screening_policy(
        by=ines,
        now=NOON,
        values={"hba1c_uncontrolled": Decimal("8.5")},
        reason="Endocrinology follows the patients itself",
        opened_number=0,
    )
    client = signed_in(ruth)

    content = page(client, screening)

    assert "The clinic's thresholds changed since this screening" in html.unescape(content)
    assert f'href="{reverse("screening-policy")}#hba1c_uncontrolled"' in content
    assert ": 8 %</a>" in content
    assert "8.5 %" not in content


def test_administrator_has_no_button_to_sign_or_to_take_back(signed_in, ruth, ines):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    two_signatures(ines, "R08")
    found = overridden(finding(screened(anna, ruth), "R08"), ruth)

    content = page(signed_in(ines), found.screening)

    assert "Waits for the signature of another physician" in content
    assert reverse("second-finding", args=[found.pk]) not in content
    assert reverse("withdraw-decision", args=[found.pk]) not in content


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_decided_findings_costs_the_same_number_of_queries(
    signed_in, ruth, ines, django_assert_num_queries, rows
):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    medicine(anna, ruth, "Prednisone", "systemic_corticosteroid")
    medicine(anna, ruth, "Methotrexate", "immunosuppressant")
    screened(anna, ruth)
    two_signatures(ines, "R08")
    screening = screened(anna, ruth, minutes=1)
    for rule in ("R08", "R14", "R16")[:rows]:
        overridden(finding(screening, rule), ruth)
    client = signed_in(ruth)

    with django_assert_num_queries(18):
        page(client, screening)


def test_front_desk_sees_the_word_and_never_why(signed_in, ben, ruth):
    anna = diabetic(ruth, "8.6")
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    screened(anna, ruth, on=clock.today())
    client = signed_in(ben)
    pages = ["patient-visits", "edit-patient", "screening-questions-sheet"]
    addresses = [reverse(name, args=[anna.pk]) for name in pages]
    addresses += [reverse("day-board"), reverse("to-book"), reverse("home")]

    for address in addresses:
        response = client.get(address)
        content = response.content.decode()
        assert response.status_code == 200
        for word in ("diabetes", "HbA1c", "8.6", "Apixaban", "anticoagulant", "R01", "/findings/"):
            assert word not in content, (address, word)
    assert "Not allowed" in client.get(addresses[0]).content.decode()
    for name in ("screenings", "screen-patient"):
        assert client.get(reverse(name, args=[anna.pk])).status_code == 403
