import pytest
from django.urls import reverse

from patients.models import Icd10Code

URL = reverse("icd10-lookup")
TITLE = "Unilateral primary osteoarthritis, right knee"


@pytest.fixture
def listed(db):
    Icd10Code.objects.create(
        code="M17.11", title=TITLE, search_key=f"m17.11 {TITLE.lower()}", billable=True
    )


def test_a_code_is_offered_that_fills_both_fields(listed, ruth, signed_in):
    page = signed_in(ruth).post(URL, {"display": "osteoarthritis right"})

    assert "M17.11" in page.text
    assert page.context["found"][0]["fill"] == (f'{{"id_display": "{TITLE}", "id_code": "M17.11"}}')


def test_another_form_names_its_own_fields(listed, ruth, signed_in):
    form = {"indication": "knee", "text_field": "indication", "code_field": "indication_code"}
    found = signed_in(ruth).post(URL, form).context["found"]

    assert found[0]["fill"] == f'{{"id_indication": "{TITLE}", "id_indication_code": "M17.11"}}'


def test_a_field_name_with_markup_is_not_used(listed, ruth, signed_in):
    form = {"display": "knee", "code_field": '"><script>'}

    assert "script" not in signed_in(ruth).post(URL, form).text


def test_what_was_picked_is_not_offered_again(listed, ruth, signed_in):
    page = signed_in(ruth).post(URL, {"display": TITLE, "code": "M17.11"})

    assert page.text.strip() == ""


def test_odd_text_is_answered_with_nothing(listed, ruth, signed_in):
    for text in ("", "\0", "x" * 10_000, "%", "of"):
        assert signed_in(ruth).post(URL, {"display": text}).text.strip() == ""
