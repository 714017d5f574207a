import pytest
from django.urls import reverse

from tests.patients.screenings import diabetic, finding, medicine, screened


@pytest.fixture
def caution(ruth):
    return finding(screened(diabetic(ruth, "7.5"), ruth), "R01b")


def url(found):
    return reverse("acknowledge-finding", args=[found.pk])


def test_caution_is_acknowledged_with_one_click(signed_in, ruth, caution):
    response = signed_in(ruth).post(url(caution))

    assert response.headers["Location"] == reverse("screening", args=[caution.screening_id])
    caution.refresh_from_db()
    assert (caution.state, caution.decided_by) == ("acknowledged", ruth)
    caution.screening.refresh_from_db()
    assert caution.screening.outcome == "cleared"


def test_acknowledging_twice_says_that_it_is_decided(signed_in, ruth, caution):
    client = signed_in(ruth)
    client.post(url(caution))

    response = client.post(url(caution), follow=True)

    assert "already decided: acknowledged" in response.content.decode()


def test_relative_finding_cannot_be_waved_through(signed_in, ruth):
    anna = diabetic(ruth, "7.0")
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    relative = finding(screened(anna, ruth), "R08")

    response = signed_in(ruth).post(url(relative), follow=True)

    assert "needs a decision with a reason" in response.content.decode()
    relative.refresh_from_db()
    assert relative.state == "open"


def test_opening_the_address_changes_nothing(signed_in, ruth, caution):
    assert signed_in(ruth).get(url(caution)).status_code == 405
    caution.refresh_from_db()
    assert caution.state == "open"
