"""X13 and X14: what the patient reacts to, and what may not be drawn from."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from patients.models import Allergy, Problem
from tests import people
from tests.built_once import parts
from tests.treatments import bench
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.proposals import (
    NOW,
    allergic,
    checked,
    codes,
    knee_day,
    only,
    opened,
    proposal,
    weak_knee,
)
from treatments.limits import Level
from treatments.models import Lot, Vial

pytestmark = pytest.mark.django_db


def build() -> SimpleNamespace:
    there = anna_with_ruth()
    there.record = knee_day(there.anna, there.ruth)
    return there


ruth, ben, anna, record = parts("ruth", "ben", "anna", "record")


@pytest.fixture
def lots(ruth) -> dict[str, Lot]:
    return bench.stocked(ruth)


# ------------------------------------------------------------------ X13: allergies


ALLERGIES = [  # substance, products -> rule, words that name allergen and product
    ("Corn", ["dextrose-50"], "R17", "Dextrose 50 % holds corn."),
    ("Dextrose", ["dextrose-50"], "R17", "Dextrose 50 % holds dextrose."),
    ("Lidocaine", ["lidocaine-1"], "R18", "holds lidocaine."),
    ("Methylparaben", ["lidocaine-1-multi-dose"], "R18", "holds methylparaben."),
    ("Glycerin", ["p2g"], "R19", "holds glycerin."),
    ("Fish", ["sodium-morrhuate-5"], "R20", "holds sodium morrhuate"),
]


@pytest.mark.parametrize(("substance", "products", "rule", "holds"), ALLERGIES)
def test_x13_what_the_patient_is_allergic_to_is_refused_by_name(
    record, ruth, substance, products, rule, holds
):
    allergic(record.session.plan.patient, substance, ruth)
    parts = [
        (bench.p2g(ruth) if code == "p2g" else bench.lot(code, ruth), "2") for code in products
    ]
    found = checked(record, proposal(*parts, (bench.lot("sterile-water", ruth), "8")))
    (one,) = [one for one in found.refusals if one.field == "contents"]
    assert one.source == rule
    assert f"Allergy to {substance}" in one.message
    assert holds in one.message


def test_x13_a_dated_test_that_disproved_the_allergy_lets_the_product_in(record, lots, ruth):
    patient = record.session.plan.patient
    allergic(patient, "Corn", ruth)
    Allergy.objects.filter(patient=patient).update(disproved_on=TODAY)
    assert codes(record, weak_knee(lots)) == []


def test_x13_with_a_paraben_allergy_a_single_dose_vial_is_for_the_physician_to_decide(record, ruth):
    allergic(record.session.plan.patient, "Methylparaben", ruth)
    single = checked(record, proposal((bench.lot("lidocaine-1", ruth), "2"), injected="2"))
    (one,) = single.found
    assert (one.level, one.source) == (Level.WARN, "R18")
    assert "multi-dose vials hold methylparaben" in one.message


def test_x13_what_no_rule_looks_at_is_found_by_its_name(record, ruth):
    allergic(record.session.plan.patient, "Sulfites", ruth)
    product = bench.product("lidocaine-1")
    product.allergens = ["sulfite"]
    product.save(update_fields=["allergens"])
    one = only(record, proposal((bench.lot("lidocaine-1", ruth), "2")))
    assert (one.level, one.code) == (Level.REFUSE, "allergy")
    assert one.message == "Allergy to Sulfites: Lidocaine 1 %, single dose holds sulfite."


def test_x13_morrhuate_is_refused_with_asthma(record, ruth):
    Problem.objects.create(
        patient=record.session.plan.patient,
        display="Asthma",
        system="icd10cm",
        code="J45.909",
        entered_by=ruth,
    )
    one = only(record, proposal((bench.lot("sodium-morrhuate-5", ruth), "1")))
    assert (one.level, one.source) == (Level.REFUSE, "R20")
    assert one.message.startswith("Asthma on the problem list; morrhuate is contraindicated.")


def test_x13_an_allergy_to_something_else_does_not_matter(record, lots, ruth):
    allergic(record.session.plan.patient, "Procaine", ruth)
    assert codes(record, weak_knee(lots)) == []


# ------------------------------------------------------------------ X14: lots and containers


def stock_words(record, lot: Lot, vial: Vial | None = None) -> list[str]:
    made = proposal((lot, "2"), vial=vial, injected="0.1")
    return [one.message for one in checked(record, made).found if one.field == "parts"]


def test_x14_an_expired_lot_is_refused_from_the_day_after(record, ruth):
    last_day = bench.lot("dextrose-50", ruth, expires_on=TODAY, number="D-7")
    assert stock_words(record, last_day) == []
    gone = bench.lot("dextrose-50", ruth, expires_on=TODAY - timedelta(days=1), number="D-8")
    assert stock_words(record, gone) == ["Dextrose 50 %, lot D-8 expired on Sun 1 Nov 2026."]


def test_x14_a_recalled_and_a_used_up_lot_are_refused(record, ruth):
    recalled = bench.lot(
        "dextrose-50", ruth, number="D-9",
        recalled_on=date(2026, 10, 30), recalled_by=ruth, recall_reason="Glass particles",
    )  # fmt: skip
    assert stock_words(record, recalled) == [
        "Dextrose 50 %, lot D-9 is recalled since Fri 30 Oct 2026: Glass particles."
    ]
    used_up = bench.lot("dextrose-50", ruth, number="D-10", used_up_at=NOW)
    assert stock_words(record, used_up) == ["Dextrose 50 %, lot D-10 is marked as used up."]


def test_x14_a_single_dose_container_is_for_one_patient_and_one_day(record, lots, ruth, ben):
    lot = lots["dextrose-50"]
    assert stock_words(record, lot, opened(lot, record)) == []
    carl = people.patient("Carl Diaz", registered_by=ben)
    assert stock_words(record, lot, opened(lot, record, patient=carl)) == [
        f"The container of {lot} was opened for another patient; it is single-dose."
    ]
    assert stock_words(record, lot, opened(lot, record, at=NOW - timedelta(days=1))) == [
        f"The container of {lot} was opened on Sun 1 Nov 2026; it is single-dose."
    ]


def test_x14_a_multi_dose_container_counts_for_28_days(record, lots):
    lot = lots["lidocaine-1-multi-dose"]
    assert stock_words(record, lot, opened(lot, record, at=NOW - timedelta(days=28))) == []
    assert stock_words(record, lot, opened(lot, record, at=NOW - timedelta(days=29))) == [
        f"The container of {lot} was opened on Sun 4 Oct 2026, more than 28 days ago."
    ]


def test_x14_a_container_that_was_thrown_away_or_is_of_another_lot_is_refused(record, lots):
    lot = lots["lidocaine-1-multi-dose"]
    gone = opened(lot, record, discarded_at=NOW)
    assert stock_words(record, lot, gone) == [f"This container of {lot} was thrown away."]
    other = opened(lots["dextrose-50"], record)
    assert stock_words(record, lot, other) == [f"The container is not of {lot}."]
