import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients import drugs
from patients.drugs import (
    by_rxcui,
    class_titles,
    classify,
    drug_classes,
    guess_route,
    without_strength,
)
from patients.rules.facts import PART_UNKNOWN
from patients.rules.table import BY_ID

DATA = Path(drugs.__file__).parent / "data"
RAW = tomllib.loads((DATA / "medications.toml").read_text())
HARMLESS = tomllib.loads((DATA / "no_screened_class.toml").read_text())
HARMLESS_ROWS = [row for group in HARMLESS["group"] for row in group["drugs"]]
ROWS = [(entry["id"], row) for entry in RAW["class"] for row in entry["drugs"]]


@pytest.mark.parametrize(("class_id", "row"), ROWS, ids=[row["name"] for _, row in ROWS])
def test_every_name_of_the_catalogue_finds_its_class(class_id, row):
    for name in (row["name"], *row["brands"], *row.get("also", [])):
        for typed in (name, name.upper(), f"  {name} 20 MG Oral Tablet", f"{name} 5mg/ml"):
            assert class_id in classify(typed).classes, typed


def test_every_product_holds_drugs_of_the_catalogue():
    for product in RAW["product"]:
        for name in (product["name"], *product.get("also", [])):
            assert {drug.name for drug in classify(name).drugs} == set(product["holds"]), name


def spellings(rows):
    return [
        drugs.fold(name)
        for row in rows
        for name in (row["name"], *row.get("brands", []), *row.get("also", []))
    ]


def test_no_name_is_screened_in_one_list_and_harmless_in_the_other():
    screened = set(spellings([row for _, row in ROWS]))
    screened |= set(spellings(RAW["product"]))
    harmless = spellings(HARMLESS_ROWS)

    assert screened & set(harmless) == set()
    assert len(harmless) == len(set(harmless))


@pytest.mark.parametrize("row", HARMLESS_ROWS, ids=[row["name"] for row in HARMLESS_ROWS])
def test_every_harmless_name_is_known_in_every_form(row):
    for name in (row["name"], *row.get("brands", []), *row.get("also", [])):
        for typed in (name, name.upper(), f"{name} 20 MG Oral Tablet", f"12 HR {name} sodium 5 mg"):
            assert classify(typed).classes == {"none"}, typed


ASPIRIN = {"antiplatelet", "aspirin"}
NAMES = [
    ("ibuprofen 400 MG Oral Tablet", "ibuprofen", {"nsaid"}),
    ("Advil 200mg", "ibuprofen", {"nsaid"}),
    ("adv\u200bil", "ibuprofen", {"nsaid"}),
    ("Naproxèn", "naproxen", {"nsaid"}),
    ("methylprednisolone 4 mg", "methylprednisolone", {"systemic_corticosteroid"}),
    ("ASA 81 mg", "aspirin", ASPIRIN),
    ("Tylenol and codeine", "acetaminophen / codeine", {"analgesic_ok", "opioid"}),
    ("Tylenol #3", "acetaminophen / codeine", {"analgesic_ok", "opioid"}),
    ("Tylenol 325 mg", "acetaminophen", {"analgesic_ok"}),
    ("Sitagliptin-metformin", "sitagliptin / metformin", {"antidiabetic_oral"}),
    ("naproxen/esomeprazole", "naproxen / esomeprazole", {"nsaid"}),
    ("lisinopril and aspirin", "aspirin / lisinopril", ASPIRIN),
    ("Zyzzol and aspirin", "aspirin", ASPIRIN | {PART_UNKNOWN}),
    ("aspirin with food", "aspirin", ASPIRIN),
    ("lisinopril / hydrochlorothiazide", "lisinopril / hydrochlorothiazide", {"none"}),
    # combination products: each ingredient counts
    ("Aggrenox", "aspirin / dipyridamole", ASPIRIN),
    ("Alka-Seltzer", "aspirin", ASPIRIN),
    ("Arthrotec 75", "diclofenac / misoprostol", {"nsaid"}),
    ("BC powder", "aspirin / caffeine", ASPIRIN),
    ("Bayer Back & Body", "aspirin / caffeine", ASPIRIN),
    ("Consensi", "amlodipine / celecoxib", {"nsaid"}),
    ("Duexis", "ibuprofen / famotidine", {"nsaid"}),
    ("Excedrin Migraine", "aspirin / acetaminophen / caffeine", ASPIRIN | {"analgesic_ok"}),
    ("Fiorinal", "butalbital / aspirin / caffeine", ASPIRIN | {"sedative"}),
    ("Glucovance", "glyburide / metformin", {"antidiabetic_oral"}),
    ("Goody's", "aspirin / acetaminophen / caffeine", ASPIRIN | {"analgesic_ok"}),
    ("Janumet XR", "sitagliptin / metformin", {"antidiabetic_oral"}),
    ("Norco 5/325", "hydrocodone / acetaminophen", {"opioid", "analgesic_ok"}),
    ("Percocet 5-325", "oxycodone / acetaminophen", {"opioid", "analgesic_ok"}),
    ("Percodan", "oxycodone / aspirin", ASPIRIN | {"opioid"}),
    ("Soliqua 100/33", "insulin glargine / lixisenatide", {"insulin", "antidiabetic_glp1"}),
    ("Suboxone", "buprenorphine / naloxone", {"opioid"}),
    ("Contrave", "naltrexone / bupropion", {"opioid_antagonist"}),
    ("Synjardy", "empagliflozin / metformin", {"antidiabetic_sglt2", "antidiabetic_oral"}),
    ("Treximet", "naproxen / sumatriptan", {"nsaid"}),
    ("Vimovo", "naproxen / esomeprazole", {"nsaid"}),
    ("Xigduo XR", "dapagliflozin / metformin", {"antidiabetic_sglt2", "antidiabetic_oral"}),
    # several classes of one drug
    ("everolimus", "everolimus", {"immunosuppressant", "chemotherapy"}),
    ("fluvoxamine", "fluvoxamine", {"serotonergic_bleeding", "la_interaction"}),
    # as hospitals export them
    ("Naproxen sodium 220 MG Oral Tablet", "naproxen", {"nsaid"}),
    (
        "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
        "metformin",
        {"antidiabetic_oral"},
    ),
    (
        "Acetaminophen 325 MG / HYDROcodone Bitartrate 7.5 MG Oral Tablet",
        "acetaminophen / hydrocodone",
        {"analgesic_ok", "opioid"},
    ),
    (
        "hydrocodone 5 MG / ibuprofen 200 MG Oral Tablet",
        "hydrocodone / ibuprofen",
        {"opioid", "nsaid"},
    ),
    ("1 ML Enoxaparin sodium 150 MG/ML Prefilled Syringe", "enoxaparin", {"anticoagulant"}),
    ("heparin sodium, porcine 1000 UNT/ML Injectable Solution", "heparin", {"anticoagulant"}),
    ("Alteplase 100 MG Injection", "alteplase", {"thrombolytic"}),
    ("Aspirin 81 MG Oral Tablet", "aspirin", ASPIRIN),
    ("Clopidogrel 75 MG Oral Tablet", "clopidogrel", {"antiplatelet"}),
    ("predniSONE 5 MG Oral Tablet", "prednisone", {"systemic_corticosteroid"}),
    ("Methotrexate 2.5 MG Oral Tablet", "methotrexate", {"immunosuppressant"}),
    ("24 HR tacrolimus 1 MG Extended Release Oral Tablet", "tacrolimus", {"immunosuppressant"}),
    ("Cyclophosphamide 1000 MG Injection", "cyclophosphamide", {"chemotherapy"}),
    ("PACLitaxel 100 MG Injection", "paclitaxel", {"chemotherapy"}),
    ("Leucovorin 100 MG Injection", "leucovorin", {"none"}),
    ("Tamoxifen 10 MG Oral Tablet", "tamoxifen", {"hormone_therapy"}),
    ("Aspirtab 325 MG", "aspirin", ASPIRIN),
    ("Advil Cold and Sinus", "ibuprofen / pseudoephedrine", {"nsaid"}),
    ("Cytoxan 50 MG Oral Capsule", "cyclophosphamide", {"chemotherapy"}),
    ("Rylaze injection", "asparaginase", {"chemotherapy"}),
    ("Tussionex", "hydrocodone", {"opioid"}),
    ("selexipag 200 MCG Oral Tablet [Uptravi]", "selexipag", {"antiplatelet"}),
    ("fluticasone propionate 50 mcg/actuation nasal spray", "fluticasone", {"none"}),
    ("mometasone furoate 0.1 % ointment", "mometasone", {"none"}),
    ("candesartan cilexetil 16 MG Oral Tablet", "candesartan", {"none"}),
    ("Trelegy Ellipta", "fluticasone", {"none"}),
    ("phentermine hydrochloride 37.5 MG Oral Tablet", "phentermine", {"none"}),
    ("0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe", "leuprolide", {"hormone_therapy"}),
    ("palbociclib 100 MG Oral Capsule", "palbociclib", {"chemotherapy"}),
    ("Ciprofloxacin 500 MG Oral Tablet", "ciprofloxacin", {"fluoroquinolone"}),
    ("Insulin, Aspart, Human 100 UNT/ML Injectable Solution", "insulin aspart", {"insulin"}),
    ("insulin glargine 100 UNT/ML", "insulin glargine", {"insulin"}),
    (
        "insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML "
        "Injectable Suspension [Humulin]",
        "insulin isophane (NPH) / insulin regular / insulin",
        {"insulin"},
    ),
    ("72 HR Fentanyl 0.025 MG/HR Transdermal System", "fentanyl", {"opioid"}),
    ("Naltrexone hydrochloride 50 MG Oral Tablet", "naltrexone", {"opioid_antagonist"}),
    ("naloxone hydrochloride 0.4 MG/ML Injectable Solution", "naloxone", {"none"}),
    (
        "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler [Flovent]",
        "fluticasone",
        {"none"},
    ),
    ("Penicillin V Potassium 250 MG Oral Tablet", "penicillin V", {"antibiotic_other"}),
    ("losartan potassium 25 MG Oral Tablet [Cozaar]", "losartan", {"none"}),
    ("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector", "epinephrine", {"none"}),
    ("Potassium 20 mEq", "potassium chloride", {"none"}),
]


@pytest.mark.parametrize(("typed", "generic", "classes"), NAMES)
def test_typed_names_are_read(typed, generic, classes):
    match = classify(typed)

    assert match.generic == generic
    assert match.classes == classes
    assert match.known == (PART_UNKNOWN not in classes)


UNKNOWN = [
    # A harmless word beside one that nobody knows makes nothing harmless.
    "lisinopril Zyzzol",
    "Zyzzol potassium",
    "calcium Zyzzol 5 mg",
    "lisinoprl",
    "coumdin 5 mg",
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
    without_strength(text)
    guess_route(text)


@given(st.text(alphabet="qxz", min_size=1, max_size=20))
def test_nonsense_never_gets_a_class(text):
    assert classify(text).classes == frozenset()


def test_code_finds_the_ingredient():
    assert by_rxcui("11289").generic == "warfarin"
    assert by_rxcui(" 11289 ").classes == {"anticoagulant"}
    assert by_rxcui("42463") is None


def test_the_clinic_remembers_a_name_whatever_the_strength():
    for name in ("Zyzzol", "zyzzol 20 mg", "24 HR Zyzzol 0.5 MG/ML Extended Release Oral Tablet"):
        assert without_strength(name) == "zyzzol"
    assert without_strength("Zyzzol 10 MG/ML Topical Cream") == "zyzzol topical cream"
    assert without_strength("Zyzzol 3") == "zyzzol 3"
    assert without_strength("阿司匹林") == ""
    assert len(without_strength("㎎" * 200)) <= 200


ROUTES = [
    ("hydrocortisone 10 MG/ML Topical Cream", "topical"),
    ("Voltaren gel", "topical"),
    ("budesonide 0.25 MG/ML Inhalation Suspension", "inhaled"),
    ("fluticasone nasal spray", "nasal"),
    ("prednisolone acetate ophthalmic suspension", "ophthalmic"),
    ("metronidazole vaginal gel", "vaginal"),
    ("prednisone 10 MG Oral Tablet", "oral"),
    ("120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler", "inhaled"),
    ("60 ACTUAT budesonide 0.09 MG/ACTUAT Dry Powder Inhaler [Pulmicort]", "inhaled"),
    ("tacrolimus topical ointment", "topical"),
    ("methylprednisolone 1000 MG Injection", "injected"),
    ("adalimumab prefilled syringe", "injected"),
    ("prednisone", "oral"),
    ("methylprednisolone", "unknown"),
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
