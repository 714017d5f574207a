from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from staff import clock
from tests.treatments import shelf
from tests.treatments.builders import TODAY
from tests.treatments.days import noon
from treatments.actions.products import load_products
from treatments.actions.stock import open_vial
from treatments.models import Lot, Product, Vial

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(at_noon):
    at_noon(TODAY)


def url(name, *args):
    return reverse(name, args=args)


def form(**fields):
    return {"form_token": str(uuid4())} | fields


def lidocaine(**fields) -> Product:
    return shelf.product(
        "lidocaine-1-multi-dose",
        name="Lidocaine 1 %",
        strengths={"lidocaine": "1"},
        container_ml=Decimal(20),
        single_dose=False,
        **fields,
    )


def p2g() -> Product:
    load_products()
    return Product.objects.get(code="p2g")


# ---------------------------------------------------------------- the list


def test_the_list_shows_what_is_kept_and_what_to_look_at(ruth, signed_in):
    shelf.lot(ruth, number="OLD", expires_on=TODAY - timedelta(days=1))
    shelf.lot(ruth, number="SOON", expires_on=TODAY + timedelta(days=30))
    shelf.lot(ruth, number="GOOD", expires_on=TODAY + timedelta(days=31))
    shelf.lot(ruth, lidocaine(), "L-1", used_up_at=noon(TODAY))
    load_products()

    page = signed_in(ruth).get(url("stock"))

    lines = {line.product.name: line for line in page.context["lines"]}
    assert set(lines) == {"Dextrose 50 %", "Lidocaine 1 %, multi-dose"}
    dextrose, lidocaine_1 = lines.values()
    assert (dextrose.usable, dextrose.next_expiry) == (2, TODAY + timedelta(days=30))
    assert [badge.word for badge in dextrose.badges] == [
        "1 lot expired, not removed",
        "Expires in 30 days",
    ]
    assert [badge.word for badge in lidocaine_1.badges] == ["None left"]
    assert page.context["counts"] == {"expiring": 1, "expired": 1, "open": 0, "none_left": 1}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Dextrose 50 %", "Lidocaine 1 %"}),
        ("?show=attention", {"Lidocaine 1 %"}),
        ("?show=none", {"Lidocaine 1 %"}),
        ("?show=all", {"Dextrose 50 %", "Lidocaine 1 %", "Saline"}),
        ("?show=all&q=SAL", {"Saline"}),
        ("?show=retired", {"Morrhuate"}),
        ("?show=nonsense", {"Dextrose 50 %", "Lidocaine 1 %"}),
    ],
)
def test_the_list_is_narrowed_down(ruth, signed_in, asked, shown):
    shelf.lot(ruth)
    shelf.lot(ruth, lidocaine(), "L-1", used_up_at=noon(TODAY))
    shelf.product("saline", name="Saline", strengths={"sodium_chloride": "0.9"})
    shelf.product("morrhuate", name="Morrhuate", retired_at=noon(TODAY))

    page = signed_in(ruth).get(url("stock") + asked)

    assert {line.product.name for line in page.context["lines"]} == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    ruth, signed_in, rows, django_assert_num_queries
):
    for row in range(rows):
        shelf.lot(ruth, shelf.product(f"d-{row}", name=f"Dextrose {row}"), f"D-{row}")
    client = signed_in(ruth)
    with django_assert_num_queries(6):
        assert len(client.get(url("stock")).context["lines"]) == rows


# ---------------------------------------------------------------- products


def test_a_product_of_the_clinics_own_is_added(ines, signed_in):
    sent = form(
        name="Procaine 1 %, 50 mL",
        substance_1="procaine",
        pct_1="1",
        container_ml="50",
        dose="multi",
        allergens=["methylparaben"],
        source="NDC 0000-0000",
    )
    answer = signed_in(ines).post(url("add-product"), sent)

    made = Product.objects.get()
    assert answer.url == url("product", made.pk)
    assert (made.code, made.name, made.strengths) == (
        "own-procaine-1-50-ml",
        "Procaine 1 %, 50 mL",
        {"procaine": "1"},
    )
    assert (made.single_dose, made.allergens, made.is_diluent) == (False, ["methylparaben"], False)


def test_a_percentage_left_out_is_stated_by_each_lot(ruth, signed_in):
    sent = form(
        name="P2G of our pharmacy",
        substance_1="dextrose",
        pct_1="25",
        substance_2="phenol",
        container_ml="30",
        dose="single",
    )
    signed_in(ruth).post(url("add-product"), sent)

    made = Product.objects.get()
    assert (made.strengths, made.stated_by_lot) == ({"dextrose": "25"}, ["phenol"])


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            {"substance_1": "lidocaine", "pct_1": "10"},
            "substance_1",
            "Lidocaine is sold at 5 % at most. 1 % is 10 mg/mL.",
        ),
        ({"substance_1": "", "pct_1": ""}, "substance_1", "Say what is in it."),
        ({"substance_1": "", "pct_1": "5"}, "substance_1", "Choose the substance."),
        ({"substance_2": "procaine"}, "substance_2", "This substance is named twice."),
        (
            {"is_diluent": "on"},
            "is_diluent",
            "A diluent is water or saline: it holds nothing but sodium chloride.",
        ),
        (
            {"substance_1": "dextrose", "has_epinephrine": "on"},
            "has_epinephrine",
            "Only a local anesthetic comes with epinephrine here.",
        ),
        (
            {"name": "dextrose 50 %"},
            "name",
            "A product of this name is on the list. Add what is different to the name.",
        ),
        (
            {"container_ml": "0"},
            "container_ml",
            "A container holds more than 0 and at most 1000 mL.",
        ),
    ],
)
def test_a_product_that_cannot_be_is_refused_and_nothing_is_saved(
    ruth, signed_in, change, field, message
):
    shelf.product()
    sent = form(
        name="Procaine 1 %", substance_1="procaine", pct_1="1", container_ml="50", dose="multi"
    )
    page = signed_in(ruth).post(url("add-product"), sent | change)

    assert message in page.context["form"].errors[field]
    assert Product.objects.count() == 1


def test_a_retired_product_can_be_brought_back(ruth, signed_in):
    client, product = signed_in(ruth), shelf.product()
    client.post(url("retire-product", product.pk), form(revision=product.revision))
    product.refresh_from_db()
    assert product.retired_at == clock.now()
    page = client.get(url("product", product.pk))
    assert "nothing is mixed with it" in page.content.decode()

    client.post(url("bring-back-product", product.pk), form(revision=product.revision))
    product.refresh_from_db()
    assert product.retired_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_product_page_costs_the_same_whatever_it_holds(
    ruth, signed_in, rows, django_assert_num_queries
):
    product = lidocaine()
    for row in range(rows):
        lot = shelf.lot(ruth, product, f"L-{row}")
        open_vial(lot=lot, by=ruth, now=noon(TODAY), today=TODAY)
    client = signed_in(ruth)
    with django_assert_num_queries(6):
        page = client.get(url("product", product.pk))
    assert (len(page.context["lots"]), len(page.context["vials"])) == (rows, rows)


# ---------------------------------------------------------------- lots


def test_a_lot_is_received_with_what_it_states_itself(ruth, signed_in):
    product = p2g()
    sent = form(number=" P-77  A ", expires_on="2027-03-31", pct_phenol="2.0")
    answer = signed_in(ruth).post(url("add-lot", product.pk), sent)

    lot = Lot.objects.get()
    assert answer.url == url("product", product.pk)
    assert (lot.number, f"{lot.expires_on}", lot.received_by) == ("P-77 A", "2027-03-31", ruth)
    assert lot.strengths == {"dextrose": "25", "glycerin": "25", "phenol": "2"}


def test_a_scanned_code_fills_in_number_and_expiry(ruth, signed_in):
    product = shelf.product()
    sent = form(number="010030409490234017280630106123456")
    signed_in(ruth).post(url("add-lot", product.pk), sent)

    lot = Lot.objects.get()
    assert (lot.number, f"{lot.expires_on}") == ("6123456", "2028-06-30")


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"expires_on": "2026-11-01"}, "expires_on", "This lot expired on Sun 1 Nov 2026. It"),
        ({"expires_on": "2062-11-01"}, "expires_on", "That is more than ten years ahead."),
        ({"expires_on": ""}, "expires_on", "Enter the expiry date that is printed"),
        ({"received_on": "2026-11-03"}, "received_on", "It came today or before."),
        ({"number": "d-1001"}, "number", "This lot number is on the list already."),
        ({"number": "9" * 41}, "number", "A lot number has at most 40 characters."),
        (
            {"number": "010030409490234017280630106123456"},
            "expires_on",
            "The scanned code says 2028-06-30. Which one is right?",
        ),
    ],
)
def test_a_lot_that_cannot_be_is_refused_and_nothing_is_saved(
    ruth, signed_in, change, field, message
):
    product = shelf.lot(ruth).product
    sent = form(number="D-2", expires_on="2027-03-31") | change
    page = signed_in(ruth).post(url("add-lot", product.pk), sent)

    assert page.context["form"].errors[field][0].startswith(message)
    assert Lot.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "This field is required."),
        ("0", "Phenol: enter a percentage above 0."),
        ("25", "Phenol is sold at 5 % at most. 1 % is 10 mg/mL."),
    ],
)
def test_the_phenol_of_a_lot_is_asked_for_and_must_be_plausible(ruth, signed_in, typed, message):
    sent = form(number="P-77", expires_on="2027-03-31", pct_phenol=typed)
    page = signed_in(ruth).post(url("add-lot", p2g().pk), sent)

    assert page.context["form"].errors["pct_phenol"] == [message]
    assert not Lot.objects.exists()


def test_a_lot_that_came_last_week_was_there_then(ruth, signed_in):
    sent = form(number="D-2", expires_on="2027-03-31", received_on="2026-10-30")
    signed_in(ruth).post(url("add-lot", shelf.product().pk), sent)

    lot = Lot.objects.get()
    assert lot.received_at == noon(TODAY - timedelta(days=3)) - timedelta(hours=1)  # EDT
    assert list(Lot.objects.usable_on(TODAY - timedelta(days=3))) == [lot]
    assert not Lot.objects.usable_on(TODAY - timedelta(days=4)).exists()


def test_nothing_is_received_of_a_retired_product(ruth, signed_in):
    product = shelf.product(retired_at=noon(TODAY))
    sent = form(number="D-2", expires_on="2027-03-31")
    page = signed_in(ruth).post(url("add-lot", product.pk), sent)

    assert "This product is retired." in page.context["form"].non_field_errors()[0]
    assert not Lot.objects.exists()


def test_a_lot_used_up_in_error_is_put_back(ruth, signed_in):
    client, lot = signed_in(ruth), shelf.lot(ruth)
    answer = client.post(url("use-up-lot", lot.pk), form())
    lot.refresh_from_db()
    assert (answer.url, lot.used_up_at) == (url("product", lot.product.pk), clock.now())

    client.post(url("put-back-lot", lot.pk), form())
    lot.refresh_from_db()
    assert lot.used_up_at is None


# ---------------------------------------------------------------- opened vials


def test_an_opened_vial_shows_its_days_and_is_discarded(ruth, signed_in, at_noon):
    client = signed_in(ruth)
    vial = open_vial(lot=shelf.lot(ruth, lidocaine()), by=ruth, now=noon(TODAY), today=TODAY)
    single = shelf.lot(ruth)
    Vial.objects.create(lot=single, opened_at=noon(TODAY), opened_by=ruth)
    at_noon(TODAY + timedelta(days=26))
    (line,) = client.get(url("open-vials")).context["lines"]
    assert (line["opened"].vial, line["until"], line["over"]) == (vial, "2 days left", False)

    at_noon(TODAY + timedelta(days=29))
    (line,) = client.get(url("open-vials")).context["lines"]
    assert (line["until"], line["over"]) == ("Discard: over since Mon 30 Nov 2026", True)

    answer = client.post(url("discard-vial", vial.pk), form())
    vial.refresh_from_db()
    assert (answer.url, vial.discarded_at) == (url("open-vials"), clock.now())
    assert client.get(url("open-vials")).context["lines"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_opened_vials_cost_the_same_however_many(
    ruth, signed_in, rows, django_assert_num_queries
):
    for row in range(rows):
        lot = shelf.lot(ruth, lidocaine(), f"L-{row}")
        open_vial(lot=lot, by=ruth, now=noon(TODAY), today=TODAY)
    client = signed_in(ruth)
    with django_assert_num_queries(4):
        assert len(client.get(url("open-vials")).context["lines"]) == rows
