from django.urls import reverse

from patients.models import Medication
from tests import people
from tests.patients import builders


def add(client, patient, **form):
    url = reverse("add-medication", args=[patient.pk])
    return client.post(url, {"route": "unknown"} | form, follow=True)


def test_the_page_says_which_class_was_found(ruth, ben, signed_in):
    page = add(signed_in(ruth), people.patient("Anna Berg"), name="Coumadin")

    assert "Saved Coumadin. Anticoagulants: found in the drug list." in page.text


def test_an_unknown_medicine_is_said_to_need_a_physician(ruth, ben, signed_in):
    page = add(signed_in(ruth), people.patient("Anna Berg"), name="Zyzzol")

    assert "Class unknown: a physician has to classify it" in page.text


def test_aspirin_above_the_low_dose_is_pointed_out(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)

    page = add(client, anna, name="Aspirin", dose_mg_per_day="325")
    assert "Aspirin: Above 100 mg a day aspirin counts as an NSAID too." in page.text
    page = add(client, anna, name="Bayer", dose_mg_per_day="81")
    assert "Bayer: " not in page.text


def test_a_medicine_for_diabetes_asks_for_the_problem(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)
    hint = "Metformin: Treats diabetes, but no diabetes is on the problem list."

    assert hint in add(client, anna, name="Metformin").text
    builders.problem(anna, ruth, "Type 2 diabetes mellitus")
    assert hint not in add(client, anna, name="Metformin").text


def test_bad_doses_are_refused_and_what_was_typed_stays(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)
    for dose in ("-1", "0", "NaN", "1e400", "many", "1.234"):
        page = add(client, anna, name="Aspirin", dose_mg_per_day=dose, indication="heart")
        assert "Nothing was saved" in page.text
        assert 'value="heart"' in page.text
    assert Medication.objects.count() == 0


def test_a_medicine_for_cancer_asks_for_the_problem(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ruth)
    hint = "Tamoxifen: Given for cancer as a rule, but no cancer is on the problem list."

    assert hint in add(client, anna, name="Tamoxifen").text
    builders.problem(anna, ruth, "Breast cancer", system="icd10cm", code="C50.911")
    assert hint not in add(client, anna, name="Tamoxifen").text


def test_aspirin_inside_a_product_is_pointed_out(ruth, ben, signed_in):
    page = add(signed_in(ruth), people.patient("Anna Berg"), name="BC Powder")

    assert "BC Powder: State the daily dose: above 100 mg aspirin counts as an NSAID" in page.text
