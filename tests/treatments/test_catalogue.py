from decimal import Decimal

import pytest
from django.core.management import call_command

from patients.rules.allergens import allergen_classes
from treatments import catalogue as module
from treatments.actions.products import load_products
from treatments.catalogue import ALLERGENS, STRONGEST, SUBSTANCES, catalogue, why_not
from treatments.library import COMPONENTS
from treatments.models import Product

BY_CODE = {product.code: product for product in catalogue()}


def test_every_stock_of_the_worked_examples_is_in_the_catalogue():
    strengths = {(name, pct) for product in catalogue() for name, pct in product.strengths.items()}
    assert {
        ("dextrose", Decimal(50)),
        ("dextrose", Decimal(30)),
        ("dextrose", Decimal(25)),
        ("lidocaine", Decimal(1)),
        ("lidocaine", Decimal(2)),
        ("lidocaine", Decimal(4)),
        ("bupivacaine", Decimal("0.5")),
        ("ropivacaine", Decimal("0.5")),
        ("procaine", Decimal(2)),
        ("sodium_morrhuate", Decimal(5)),
        ("sodium_chloride", Decimal("0.9")),
    } <= strengths
    assert set(COMPONENTS) <= set(SUBSTANCES)


def test_dextrose_is_single_dose_and_comes_from_corn():
    for product in catalogue():
        if "dextrose" in product.strengths:
            assert (product.single_dose, "corn" in product.allergens) == (True, True)


def test_the_multi_dose_lidocaine_holds_a_paraben_and_the_single_dose_one_does_not():
    multi, single = BY_CODE["lidocaine-1-multi-dose"], BY_CODE["lidocaine-1"]

    assert (multi.single_dose, multi.allergens) == (False, ("methylparaben",))
    assert (single.single_dose, single.allergens) == (True, ())


@pytest.mark.parametrize(
    ("allergen", "found"),
    [("methylparaben", {"paraben"}), ("corn", {"corn"}), ("fish", {"fish"}), ("latex", {"latex"})],
)
def test_a_screened_allergen_is_named_as_the_rules_know_it(allergen, found):
    assert allergen in ALLERGENS
    assert allergen_classes(allergen) == found


def test_the_phenol_of_p2g_is_left_to_the_lot():
    p2g = BY_CODE["p2g"]

    assert p2g.stated_by_lot == ("phenol",)
    assert p2g.strengths == {"dextrose": Decimal(25), "glycerin": Decimal(25)}


def test_every_substance_has_a_strength_that_cannot_be():
    assert set(STRONGEST) == set(SUBSTANCES)
    assert why_not("lidocaine", Decimal(5)) == ""
    assert why_not("lidocaine", Decimal(10)) == "Lidocaine is sold at 5 % at most. 1 % is 10 mg/mL."
    assert why_not("phenol", Decimal(0)) == "Phenol: enter a percentage above 0."


def test_water_holds_nothing_and_two_products_dilute():
    assert BY_CODE["sterile-water"].strengths == {}
    diluents = {product.code for product in catalogue() if product.is_diluent}
    assert diluents == {"sterile-water", "sodium-chloride-0-9"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strengths": {"sugar": 5}}, "product water: unknown sugar"),
        ({"allergens": ["nuts"]}, "product water: unknown nuts"),
        ({"strengths": {"dextrose": 71}}, "product water: Dextrose is sold at 70 % at most"),
        ({"container_ml": None}, "product water: container_ml and single_dose must be stated"),
        ({"size": 5}, "product water: unknown key size"),
        ({"source": ""}, "product water: code, name and source must be stated"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(monkeypatch, change, message):
    row = {"code": "water", "name": "Water", "container_ml": 10, "single_dose": True, "source": "–"}
    rows = [{key: value for key, value in (row | change).items() if value is not None}]
    monkeypatch.setattr(module, "load", lambda name: {"product": rows})
    with pytest.raises(ValueError, match=message):
        catalogue.__wrapped__()


def test_a_code_that_is_there_twice_is_refused(monkeypatch):
    row = {"code": "water", "name": "Water", "container_ml": 10, "single_dose": True, "source": "–"}
    monkeypatch.setattr(module, "load", lambda name: {"product": [row, row]})
    with pytest.raises(ValueError, match="product water: is in the file twice"):
        catalogue.__wrapped__()


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    first, second = load_products(), load_products()

    assert (first.added, first.changed, first.kept) == (len(catalogue()), 0, 0)
    assert (second.added, second.changed, second.kept) == (0, 0, len(catalogue()))
    assert Product.objects.get(code="lidocaine-0-5").strengths == {"lidocaine": "0.5"}


@pytest.mark.django_db
def test_an_entry_that_reads_differently_is_changed_and_a_clinics_own_product_stays():
    load_products()
    own = Product.objects.create(
        code="own-procaine", name="Procaine", container_ml=10, single_dose=True
    )
    Product.objects.filter(code="p2g").update(container_ml=30)
    done = load_products()

    assert (done.added, done.changed) == (0, 1)
    assert Product.objects.get(code="p2g").container_ml == 10
    own.refresh_from_db()
    assert (own.name, own.retired_at) == ("Procaine", None)


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys):
    call_command("load_products")

    assert capsys.readouterr().out == (
        f"Product list: {len(catalogue())} added, 0 changed, 0 unchanged.\n"
    )
