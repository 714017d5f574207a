import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients import drugs
from patients.drugs import by_rxcui, class_titles, classify, drug_classes, guess_route, suggest
from patients.rules.facts import PART_UNKNOWN
from patients.rules.table import BY_ID

RAW = tomllib.loads((Path(drugs.__file__).parent / "data" / "medications.toml").read_text())
ROWS = [(entry["id"], row) for entry in RAW["class"] for row in entry["drugs"]]


@pytest.mark.parametrize(("class_id", "row"), ROWS, ids=[row["name"] for _, row in ROWS])
def test_every_name_of_the_catalogue_finds_its_class(class_id, row):
    for name in (row["name"], *row["brands"], *row.get("also", [])):
        for typed in (name, name.upper(), f"  {name} 20 MG Oral Tablet", f"{name} 5mg/ml"):
            assert class_id in classify(typed).classes, typed


def test_every_product_holds_drugs_of_the_catalogue():
    for product in RAW["product"]:
        assert set(product["holds"]) <= {drug.name for drug in classify(product["name"]).drugs}


NAMES = [
    ("ibuprofen 400 MG Oral Tablet", "ibuprofen", {"nsaid"}),
    ("Advil 200mg", "ibuprofen", {"nsaid"}),
    ("adv\u200bil", "ibuprofen", {"nsaid"}),
    ("Naproxèn", "naproxen", {"nsaid"}),
    ("insulin glargine 100 UNT/ML", "insulin glargine", {"insulin"}),
    ("methylprednisolone 4 mg", "methylprednisolone", {"systemic_corticosteroid"}),
    ("ASA 81 mg", "aspirin", {"antiplatelet"}),
    ("Aggrenox", "aspirin / dipyridamole", {"antiplatelet"}),
    ("Excedrin Migraine", "aspirin / acetaminophen", {"antiplatelet", "analgesic_ok"}),
    ("Tylenol and codeine", "acetaminophen / codeine", {"analgesic_ok", "opioid"}),
    (
        "hydrocodone 5 MG / ibuprofen 200 MG Oral Tablet",
        "hydrocodone / ibuprofen",
        {"opioid", "nsaid"},
    ),
    ("Sitagliptin-metformin", "sitagliptin / metformin", {"antidiabetic_oral"}),
    ("lisinopril and aspirin", "aspirin", {"antiplatelet", PART_UNKNOWN}),
    ("aspirin with food", "aspirin", {"antiplatelet"}),
]


@pytest.mark.parametrize(("typed", "generic", "classes"), NAMES)
def test_typed_names_are_read(typed, generic, classes):
    match = classify(typed)

    assert match.generic == generic
    assert match.classes == classes
    assert match.known == (PART_UNKNOWN not in classes)


UNKNOWN = [
    "lisinopril",
    "corticosteroid cream",
    "Zorblaxin 20 mg",
    "aspirinoid",
    "garlicky",
    "eliquisine",
    "",
    "   ",
    "\x00",
    "/",
    "500 mg",
]


@pytest.mark.parametrize("typed", UNKNOWN)
def test_unknown_name_gets_no_class(typed):
    match = classify(typed)

    assert match.classes == frozenset()
    assert match.generic == ""
    assert not match.known


@given(st.text(max_size=300))
def test_no_text_breaks_the_lookup(text):
    classify(text)
    suggest(text)
    guess_route(text)


@given(st.text(alphabet="qxz", min_size=1, max_size=20))
def test_nonsense_never_gets_a_class(text):
    assert classify(text).classes == frozenset()


def test_code_finds_the_ingredient():
    assert by_rxcui("11289").generic == "warfarin"
    assert by_rxcui(" 11289 ").classes == {"anticoagulant"}
    assert by_rxcui("42463") is None


def test_typing_errors_are_forgiven_in_suggestions():
    assert suggest("warfrin")[0].generic == "warfarin"
    assert suggest("ibuprofin")[0].generic == "ibuprofen"
    assert [(s.name, s.generic) for s in suggest("couma")] == [("Coumadin", "warfarin")]
    assert suggest("glargine")[0].generic == "insulin glargine"


def test_suggestions_keep_their_limit_and_offer_nothing_for_a_letter():
    assert len(suggest("in", limit=3)) == 3
    assert suggest("i") == ()
    assert suggest("") == ()
    assert suggest("qqqqzz") == ()


ROUTES = [
    ("hydrocortisone 10 MG/ML Topical Cream", "topical"),
    ("Voltaren gel", "topical"),
    ("budesonide 0.25 MG/ML Inhalation Suspension", "inhaled"),
    ("fluticasone nasal spray", "nasal"),
    ("prednisolone acetate ophthalmic suspension", "ophthalmic"),
    ("metronidazole vaginal gel", "vaginal"),
    ("prednisone 10 MG Oral Tablet", "oral"),
    ("adalimumab prefilled syringe", "injected"),
    ("prednisone", "unknown"),
    ("gelatin", "unknown"),
]


@pytest.mark.parametrize(("name", "route"), ROUTES)
def test_route_is_read_from_the_name(name, route):
    assert guess_route(name) == route


def test_classes_name_rules_that_exist_or_are_still_to_come():
    to_come = {"R30", "R39", "R48"}
    named = {rule for drug_class in drug_classes() for rule in drug_class.rules}

    assert named - to_come <= set(BY_ID)
    assert class_titles(["nsaid", "anticoagulant", "nonsense"]) == [
        "Anticoagulants",
        "Non-steroidal anti-inflammatory drugs (oral, topical, injected)",
    ]
