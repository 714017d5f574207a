from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.rules import Policy
from tests import people
from tests.treatments import batches
from tests.treatments import shelf as stock
from tests.treatments.builders import TODAY
from tests.treatments.days import noon
from treatments.actions.stock import open_vial
from treatments.models import Lot, MixPart, Vial
from treatments.shelf import first_of_each, last_day_of, usable_stock

pytestmark = pytest.mark.django_db

NOW = noon(TODAY)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg", registered_by=ben)


def lidocaine(by, number="L-1", **fields) -> Lot:
    product = stock.product(
        "lidocaine-1-multi-dose",
        name="Lidocaine 1 %",
        strengths={"lidocaine": "1"},
        container_ml=Decimal(20),
        single_dose=False,
    )
    return stock.lot(by, product, number, **fields)


def numbers(lots) -> list[str]:
    return [lot.number for lot in lots]


def dextrose_lots(on: date) -> list[Lot]:
    return list(Lot.objects.usable_on(on).filter(strengths__has_key="dextrose"))


def shelf_for(patient, on: date = TODAY):
    return usable_stock(on=on, patient=patient, policy=Policy())


def test_the_lot_that_expires_first_goes_first(ruth):
    stock.lot(ruth, number="LATE", expires_on=TODAY + timedelta(days=200))
    stock.lot(ruth, number="SOON", expires_on=TODAY)
    lidocaine(ruth)

    assert numbers(dextrose_lots(TODAY)) == ["SOON", "LATE"]


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": YESTERDAY},
        {"used_up_at": NOW},
        {"recalled_on": TODAY, "recall_reason": "Glass particles"},
    ],
)
def test_a_lot_that_may_not_be_used_is_not_on_the_shelf(ruth, anna, fields):
    if "recalled_on" in fields:
        fields |= {"recalled_by": ruth}
    lot = stock.lot(ruth, **fields)

    assert dextrose_lots(TODAY) == []
    assert shelf_for(anna) == []
    with pytest.raises(ValidationError, match=r"Use another lot\."):
        open_vial(lot=lot, by=ruth, now=NOW, today=TODAY, patient=anna)
    assert Vial.objects.count() == 0


def test_a_lot_recalled_or_used_up_today_was_there_yesterday(ruth):
    stock.lot(
        ruth, number="RE", recalled_on=TODAY, recalled_by=ruth, recall_reason="Glass particles"
    )
    stock.lot(ruth, number="UP", used_up_at=NOW)

    assert numbers(dextrose_lots(TODAY)) == []
    assert sorted(numbers(dextrose_lots(YESTERDAY))) == ["RE", "UP"]


def test_a_retired_product_is_not_on_the_shelf(ruth):
    lot = stock.lot(ruth)
    lot.product.retired_at = NOW
    lot.product.save(update_fields=["retired_at"])

    assert dextrose_lots(TODAY) == []


def test_an_open_multi_dose_vial_is_offered_to_everybody_for_28_days(ruth, anna):
    lot = lidocaine(ruth)
    vial = open_vial(lot=lot, by=ruth, now=NOW, today=TODAY, patient=anna)
    last = TODAY + timedelta(days=28)

    assert vial.patient is None
    assert last_day_of(vial, Policy()) == last
    boris = people.patient("Boris Lind")
    assert shelf_for(boris, last)[0].vial_for(Decimal(20)) == vial
    assert shelf_for(boris, last)[0].opened.days_left(last) == 0
    assert shelf_for(boris, last + timedelta(days=1))[0].opened is None
    assert shelf_for(boris, YESTERDAY)[0].opened is None


def test_an_open_vial_ends_with_its_lot(ruth):
    lot = lidocaine(ruth, expires_on=TODAY + timedelta(days=3))
    vial = open_vial(lot=lot, by=ruth, now=NOW, today=TODAY)

    assert last_day_of(vial, Policy()) == TODAY + timedelta(days=3)


def test_a_single_dose_vial_is_only_for_its_patient_on_that_day(ruth, anna):
    lot = stock.lot(ruth)
    vial = open_vial(lot=lot, by=ruth, now=NOW, today=TODAY, patient=anna)
    boris = people.patient("Boris Lind")

    assert shelf_for(anna)[0].vial_for(Decimal(50)) == vial
    assert shelf_for(boris)[0].opened is None
    assert shelf_for(anna, TODAY + timedelta(days=1))[0].opened is None


def test_a_single_dose_vial_is_not_opened_for_nobody(ruth):
    lot = stock.lot(ruth)

    with pytest.raises(ValidationError, match="Dextrose 50 % is single-dose: say for whom"):
        open_vial(lot=lot, by=ruth, now=NOW, today=TODAY)


@pytest.mark.parametrize("containers", [0, -1, 51])
def test_a_senseless_number_of_containers_is_refused(ruth, anna, containers):
    with pytest.raises(ValidationError, match="From 1 to 50 containers"):
        open_vial(
            lot=stock.lot(ruth), by=ruth, now=NOW, today=TODAY, patient=anna, containers=containers
        )


def test_what_was_drawn_is_missing_in_the_vial(ruth, anna):
    lot = lidocaine(ruth)
    vial = open_vial(lot=lot, by=ruth, now=NOW, today=TODAY, containers=2)
    MixPart.objects.create(
        mix=batches.batch(anna, ruth), position=1, lot=lot, vial=vial, ml=Decimal("38.5")
    )

    found = shelf_for(anna)[0]
    assert found.opened.left_ml == Decimal("1.5")
    assert found.vial_for(Decimal("1.5")) == vial
    assert found.vial_for(Decimal("1.6")) is None
    assert lot.product.containers_for(Decimal("20.1")) == 2
    assert lot.product.containers_for(Decimal(20)) == 1


def test_of_a_product_the_opened_lot_goes_first(ruth, anna):
    stock.lot(ruth)
    lidocaine(ruth, "SOON", expires_on=TODAY + timedelta(days=30))
    late = lidocaine(ruth, "LATE", expires_on=TODAY + timedelta(days=300))
    open_vial(lot=late, by=ruth, now=NOW, today=TODAY)

    shelf = shelf_for(anna)
    assert [(found.product.name, found.lot.number) for found in shelf] == [
        ("Dextrose 50 %", "D-1001"),
        ("Lidocaine 1 %", "LATE"),
        ("Lidocaine 1 %", "SOON"),
    ]
    assert numbers(found.lot for found in first_of_each(shelf)) == ["D-1001", "LATE"]


@pytest.mark.parametrize("rows", [1, 3])
def test_two_queries_whatever_stands_there(ruth, anna, rows, django_assert_num_queries):
    for row in range(rows):
        open_vial(lot=lidocaine(ruth, f"L-{row}"), by=ruth, now=NOW, today=TODAY)
        stock.lot(ruth, number=f"D-{row}")
    with django_assert_num_queries(2):
        assert len(shelf_for(anna)) == 2 * rows
