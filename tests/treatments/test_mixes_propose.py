"""What is proposed for a record: which lots, how much, and why not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from patients.rules import Policy
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT
from tests.treatments.days import agreed_plan, started
from treatments.batches import groups_of
from treatments.mix_choice import plan_batches, shelf_for, why_not

pytestmark = pytest.mark.django_db

AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)


@pytest.fixture
def propose(anna, ruth):
    def plan(*targets, **policy):
        record = started(agreed_plan(anna, ruth, targets=targets).sessions.get(number=1), ruth)
        rules = Policy(**policy)
        groups = groups_of(record.injections.order_by("position"))
        return plan_batches(groups, shelf_for(record, rules), rules)

    return plan


def drawn(batch):
    return {part.lot.product.code: str(part.ml.normalize()) for part in batch.drawn}


def test_a_volume_is_rounded_up_to_what_the_syringe_holds(propose, ruth):
    bench.stocked(ruth)
    (batch,) = propose(replace(KNEE_JOINT, volume_ml=Decimal("5.25"), dextrose_pct=Decimal(20)))
    assert batch.total_ml == Decimal("5.3")


def test_rounding_never_goes_above_the_limit_of_the_clinic(propose, ruth):
    bench.stocked(ruth)
    (batch,) = propose(replace(KNEE_JOINT, volume_ml=Decimal("7.5")))
    assert drawn(batch) == {"dextrose-50": "3.8", "sterile-water": "3.8"}


def test_no_diluent_is_needed_where_the_stocks_fill_it(propose, ruth):
    bench.stocked(ruth, "dextrose-50", "lidocaine-2")
    (batch,) = propose(
        replace(AROUND, dextrose_pct=Decimal(25), anaesthetic_pct=Decimal(1), volume_ml=Decimal(6))
    )
    assert drawn(batch) == {"dextrose-50": "3", "lidocaine-2": "3"}


def test_without_a_diluent_it_says_how_much_is_missing(propose, ruth):
    bench.stocked(ruth, "dextrose-50")
    (batch,) = propose(KNEE_JOINT)
    assert why_not(batch) == ["Dextrose 25 %: 3 mL of a diluent are needed, none is chosen."]


def test_what_does_not_fit_comes_with_what_would(propose, ruth):
    bench.stocked(ruth, "dextrose-50", "lidocaine-1", "sterile-water")
    (batch,) = propose(
        replace(AROUND, dextrose_pct=Decimal(25), anaesthetic_pct=Decimal(1), volume_ml=Decimal(6))
    )
    (words,) = why_not(batch)
    assert words == (
        "Dextrose 25 %, lidocaine 1 %: The stocks alone need 9 mL, and 6 mL are to be made. "
        "Lidocaine at most 0.5 % from Lidocaine 1 %, single dose; 1 % needs a stock of 2 % or more."
    )


def test_a_stock_with_epinephrine_is_never_chosen_by_itself(propose, ruth):
    bench.stocked(ruth, "dextrose-50", "lidocaine-1-epinephrine-multi-dose", "sterile-water")
    (batch,) = propose(AROUND)
    assert why_not(batch)[0].startswith(
        "Dextrose 15 %, lidocaine 0.2 %: There is no usable lidocaine on the shelf:"
    )


def test_phenol_follows_the_lot_and_the_other_strength_is_refused(propose, ruth):
    bench.p2g(ruth, "2.0")
    bench.stocked(ruth)
    (batch,) = propose(
        replace(
            AROUND,
            dextrose_pct=Decimal("12.5"),
            glycerin_pct=Decimal("12.5"),
            phenol_pct=Decimal("1.25"),
            anaesthetic_pct=Decimal("0.5"),
            volume_ml=Decimal(10),
        )
    )
    assert batch.drawn == ()
    assert "Phenol comes out at 1 % instead of 1.25 %" in why_not(batch)[0]
