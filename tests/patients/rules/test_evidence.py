"""What the person who decides reads: the words, the date, and what an override has to record."""

import pytest

from patients.rules import BY_ID, RULES, screen
from patients.rules.facts import Moment, PlanContext, SiteFact, SpecialistNoteFact
from patients.rules.rule import Override
from tests.patients.rules.cases_place import BREAST_CANCER, icd, knee, letter, outside, said
from tests.patients.rules.people import (
    YES,
    ago,
    ana,
    answering,
    planned,
    taking,
    with_problem,
)

HEMOPHILIA = with_problem("Hemophilia A", onset=ago(400))
ELIQUIS = taking("Eliquis 5 mg", "anticoagulant")


def outcome(rule_id, facts):
    return screen(facts, rules=(BY_ID[rule_id],))[0]


def evidence(rule_id, facts):
    return outcome(rule_id, facts).evidence


def test_letter_that_agrees_is_named_with_its_date_and_author():
    result = outcome("R11", letter("bleeding", base=HEMOPHILIA))

    assert result.evidence == (
        "Hematology letter of Wed 11 Nov 2026 (Dr. Okafor) agrees: "
        "Hemophilia A on the problem list."
    )
    assert result.evidence_on == ago(10)


def test_letter_that_advises_against_says_so_and_keeps_the_reason():
    assert evidence("R11", letter("bleeding", agrees=False, base=HEMOPHILIA)) == (
        "Hematology letter of Wed 11 Nov 2026 (Dr. Okafor) advises against the injections. "
        "Hemophilia A on the problem list."
    )


def test_letter_that_does_not_count_says_why():
    assert evidence("R11", letter("bleeding", 366, base=HEMOPHILIA)) == (
        "Hemophilia A on the problem list. Hematology letter of Thu 20 Nov 2025 (Dr. Okafor) "
        "is older than 365 days and does not count."
    )
    newer = with_problem("Hemophilia A", onset=ago(5))
    assert evidence("R11", letter("bleeding", base=newer)) == (
        "Hemophilia A on the problem list. Hematology letter of Wed 11 Nov 2026 (Dr. Okafor) "
        "is older than what it should speak of (Mon 16 Nov 2026) and does not count."
    )


def test_second_letter_against_reopens_what_was_decided_on_the_first():
    first = outcome("R11", letter("bleeding", 20, False, HEMOPHILIA))
    second = outcome("R11", letter("bleeding", 10, False, HEMOPHILIA))

    assert first.trigger != second.trigger


@pytest.mark.parametrize(
    ("base", "site_class"),
    [
        (planned("dextrose", region="knee"), "superficial or peripheral site"),
        (planned("dextrose", region="low_back"), "spinal or deep site"),
        (ana(), "no target planned yet, superficial or peripheral assumed"),
    ],
)
def test_blood_thinner_names_the_class_of_the_site(base, site_class):
    facts = taking("Eliquis 5 mg", "anticoagulant", base=base)

    assert evidence("R08", facts) == (
        f"Takes Eliquis 5 mg; no prescriber decision on file. Site class: {site_class}."
    )


def test_decision_on_a_blood_thinner_at_the_knee_does_not_hold_for_the_spine():
    at_the_knee = taking("Eliquis", "anticoagulant", base=planned(region="knee"))
    at_the_spine = taking("Eliquis", "anticoagulant", base=planned(region="low_back"))

    assert outcome("R08", at_the_knee).trigger != outcome("R08", at_the_spine).trigger


def test_fluoroquinolone_names_what_makes_a_rupture_likelier():
    cipro = taking("Cipro", "fluoroquinolone")
    old = ana(birth_date=ago(61 * 366))
    steroid = taking("Prednisone", "systemic_corticosteroid", base=old)
    transplanted = with_problem("Kidney transplant status", steroid)

    assert evidence("R07", cipro) == "Takes Cipro."
    assert evidence("R07", taking("Cipro", "fluoroquinolone", base=transplanted)) == (
        "Takes Cipro. Tendon risk is higher: older than 60, takes a corticosteroid, "
        "organ transplant."
    )


def test_cream_and_sixtieth_year_make_no_rupture_likelier():
    born_60_years_ago = ana(birth_date=ana().today.replace(year=1966))
    cream = taking(
        "Hydrocortisone", "systemic_corticosteroid", base=born_60_years_ago, route="topical"
    )

    assert evidence("R07", taking("Cipro", "fluoroquinolone", base=cream)) == "Takes Cipro."


def test_implant_around_which_nothing_enters_the_joint_is_told_apart():
    prosthesis = {"code": "Z96.651", "display": "Right knee prosthesis"}

    assert evidence("R28", icd(**prosthesis)) == (
        "Right knee prosthesis is on the problem list, at the target."
    )
    assert evidence("R28", icd(**prosthesis, base=outside())) == (
        "Right knee prosthesis is on the problem list, at the target. "
        "Nothing is planned into the joint itself."
    )


def test_planned_replacement_tells_date_and_distance():
    assert evidence("R29", said("replacement_planned", YES, ago(-30))) == (
        "Replacement of the target joint planned for Mon 21 Dec 2026, less than 90 days ahead."
    )


def test_lump_comes_before_a_cancer_that_could_be_decided_away():
    facts = answering(BREAST_CANCER, mass_at_target=None)

    assert evidence("R30", facts) == (
        "The target was not looked at for a lump. Malignant neoplasm of breast on the problem list."
    )
    assert not outcome("R30", facts).can_be_decided


def test_needle_over_the_lung_without_imaging_names_the_place_and_the_way_out():
    sites = (
        SiteFact(region="rib", side="left", guidance="palpation"),
        SiteFact(region="thoracic", side="midline", guidance="ultrasound"),
    )
    result = outcome("R47", ana(plan=PlanContext(sites=sites)))

    assert result.evidence == "Planned without imaging guidance: left ribs."
    assert result.resolve == "Choose ultrasound or fluoroscopy for this target."


def test_override_of_an_implant_decided_before_the_plan_still_fits_on_the_day():
    before = icd("Z96.659", "Knee prosthesis", knee(base=ana(moment=Moment.PLAN)))
    on_the_day = icd("Z96.659", "Knee prosthesis", knee(base=answering(implant_at_target=None)))

    assert outcome("R28", before).trigger == outcome("R28", on_the_day).trigger


def test_letters_of_the_future_are_not_read():
    note = SpecialistNoteFact(kind="bleeding", specialist="Dr. Ito", dated=ago(-1), agrees=True)

    assert evidence("R11", with_problem("Hemophilia A", ana(notes=(note,)))) == (
        "Hemophilia A on the problem list."
    )


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_labels_of_a_record_are_short_and_told_apart(rule):
    assert len(set(rule.records)) == len(rule.records)
    assert all(0 < len(label) <= 40 and label == label.strip() for label in rule.records)


def test_an_override_of_the_first_rules_asks_for_what_the_table_names():
    asked = {rule.id: rule.records for rule in RULES if rule.override is Override.PHYSICIAN}

    assert asked["R02"] == ("HbA1c ordered on",)
    assert asked["R07"] == ("Drug", "Last dose", "Tendon")
    assert asked["R29"] == ("Surgeon", "Date of the operation")
    assert asked["R32"] == ("Surgeon", "Date of the opinion")
