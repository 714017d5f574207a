"""Batches: what goes in, what the injections then hold, what is refused, what stays."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.models import ScreeningPolicy
from patients.rules import Policy
from tests.treatments import bench
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY
from tests.treatments.days import agreed_plan, noon, started
from treatments.actions import mixes
from treatments.batches import Aim
from treatments.models import Vial

pytestmark = pytest.mark.django_db

NOW = noon(TODAY)
# 15 points of 0.5 mL around the knee (E11).
AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)
DEXTROSE_25 = [Aim("dextrose", Decimal(25))]
WEAK_KNEE = [Aim("dextrose", Decimal(15)), Aim("lidocaine", Decimal("0.2"))]


@pytest.fixture
def finer(ruth):
    """Syringes that are read to 0.05 mL, as the worked knee day needs."""
    ScreeningPolicy.objects.create(
        number=1,
        values=Policy(syringe_step_ml=Decimal("0.05")).to_json(),
        reason="Syringes of 3 mL",
        changed_by=ruth,
        changed_at=NOW,
    )


def record_for(patient, by, *targets):
    plan = agreed_plan(patient, by, targets=targets or (KNEE_JOINT, AROUND))
    return started(plan.sessions.get(number=1), by)


@pytest.fixture
def record(anna, ruth):
    """Anna's knee day: 6 mL of 25 % inside, 7.5 mL of 15 % with lidocaine outside."""
    found = record_for(anna, ruth)
    mixes.record_outside_doses(record=found, by=ruth, given_elsewhere=False)
    return found


@pytest.fixture
def shelf(ruth):
    return bench.stocked(ruth)


class AcceptAll:
    """Every caution is ticked."""

    def __contains__(self, code):
        return True


def planned(record, by, **more):
    return mixes.make_planned_mixes(record=record, by=by, now=NOW, **more)


def drawn(mix):
    """("Dextrose 50 %", "3.00") of each part."""
    return [(part.lot.product.name, str(part.ml)) for part in mix.parts.all()]


def refusal(**call):
    with pytest.raises(ValidationError) as refused:
        mixes.make_mix(**{"now": NOW, "appearance": "clear"} | call)
    return refused.value


# ------------------------------------------------------------------ what the plan asks for


def test_the_knee_day_is_mixed_in_two_batches_to_the_last_digit(finer, record, ruth, shelf):
    inside, outside = planned(record, ruth)

    assert drawn(inside) == [("Dextrose 50 %", "3.00"), ("Sterile water for injection", "3.00")]
    assert drawn(outside) == [
        ("Dextrose 50 %", "2.25"),
        ("Lidocaine 1 %, multi-dose", "1.50"),
        ("Sterile water for injection", "3.75"),
    ]
    assert [mix.total_ml for mix in (inside, outside)] == [Decimal(6), Decimal("7.5")]
    first, second = record.injections.order_by("position")
    assert (first.mix, first.dextrose_pct, first.anaesthetic) == (inside, Decimal(25), "")
    assert (second.mix, second.dextrose_pct) == (outside, Decimal(15))
    assert (second.anaesthetic, second.anaesthetic_pct) == ("lidocaine", Decimal("0.2"))
    assert outside.wanted == [
        {"component": "dextrose", "pct": "15"},
        {"component": "lidocaine", "pct": "0.2"},
    ]


def test_an_injection_holds_what_is_truly_in_the_syringe(record, ruth, shelf):
    _, outside = planned(record, ruth)

    assert [ml for _, ml in drawn(outside)] == ["2.30", "1.50", "3.70"]
    second = record.injections.get(position=2)
    assert (second.dextrose_pct, second.target.dextrose_pct) == (Decimal("15.333"), Decimal(15))


def test_both_batches_come_out_of_the_same_container(record, ruth, shelf):
    planned(record, ruth)

    patient = record.session.plan.patient
    opened = {vial.lot.product.code: vial for vial in Vial.objects.all()}
    assert sorted(opened) == ["dextrose-50", "lidocaine-1-multi-dose", "sterile-water"]
    assert opened["dextrose-50"].patient == opened["sterile-water"].patient == patient
    assert opened["lidocaine-1-multi-dose"].patient is None


def test_injections_alike_share_one_batch(anna, ruth, shelf):
    other = replace(AROUND, structure="knee_lateral_collateral_ligament", volume_ml=Decimal(2))
    record = record_for(anna, ruth, AROUND, KNEE_JOINT, other)
    mixes.record_outside_doses(record=record, by=ruth, given_elsewhere=False)

    around, inside = planned(record, ruth)

    assert (around.total_ml, inside.total_ml) == (Decimal("9.5"), Decimal(6))
    assert [row.position for row in around.injections.order_by("position")] == [1, 3]


def test_the_product_used_last_is_taken_again(record, ruth, shelf):
    strong = bench.lot("lidocaine-2", ruth)
    mixes.make_mix(
        record=record,
        by=ruth,
        now=NOW,
        parts=[(strong, None, Decimal(1)), (shelf["sterile-water"], None, Decimal(4))],
        appearance="clear",
    )

    _, outside = planned(record, ruth)

    assert ("Lidocaine 2 %, single dose", "0.75") in drawn(outside)


def test_else_the_weakest_stock_and_the_lot_that_expires_first(record, ruth, shelf):
    bench.lot("lidocaine-2", ruth)
    sooner = bench.lot("dextrose-50", ruth, expires_on=TODAY, number="SOON")

    inside, outside = planned(record, ruth)

    assert inside.parts.first().lot == sooner
    assert drawn(outside)[1] == ("Lidocaine 1 %, multi-dose", "1.50")


def test_p2g_is_drawn_as_one_stock_with_the_phenol_of_its_lot(anna, ruth):
    bench.p2g(ruth)
    bench.stocked(ruth)
    low_back = replace(
        AROUND,
        dextrose_pct=Decimal("12.5"),
        glycerin_pct=Decimal("12.5"),
        phenol_pct=Decimal("1.25"),
        anaesthetic_pct=Decimal("0.5"),
        volume_ml=Decimal(10),
    )
    record = record_for(anna, ruth, low_back)
    mixes.record_outside_doses(record=record, by=ruth, given_elsewhere=False)

    (mix,) = planned(record, ruth, acknowledged=AcceptAll())

    assert drawn(mix) == [
        ("P2G (phenol, glycerin, dextrose)", "5.00"),
        ("Lidocaine 1 %, multi-dose", "5.00"),
    ]
    row = record.injections.get()
    assert [row.dextrose_pct, row.glycerin_pct, row.phenol_pct, row.anaesthetic_pct] == [
        Decimal("12.5"), Decimal("12.5"), Decimal("1.25"), Decimal("0.5")
    ]  # fmt: skip
