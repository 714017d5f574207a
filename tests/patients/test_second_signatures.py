import pytest
from django.urls import reverse

from tests import people
from tests.patients.screenings import (
    finding,
    healthy,
    medicine,
    overridden,
    screened,
    two_signatures,
)

NAMES = ("Anna Berg", "Boris Lind", "Cora Diaz")


def waiting(by, name):
    patient = healthy(by, name)
    medicine(patient, by, "Apixaban", "anticoagulant")
    return overridden(finding(screened(patient, by), "R08"), by)


def content(client):
    return client.get(reverse("second-signatures")).content.decode()


def test_list_names_patient_finding_reason_and_leads_to_it(signed_in, ruth, ines):
    two_signatures(ines, "R08")
    found = waiting(ruth, "Anna Berg")

    shown = content(signed_in(people.physician("Karl Lindqvist")))

    target = f"{reverse('screening', args=[found.screening_id])}#finding-{found.pk}"
    assert shown.count(f'href="{target}"') == 2
    assert "Berg, Anna" in shown
    assert "Cardiologist agrees; superficial site, 27 G needle." in shown
    assert "Review<" in shown


def test_own_override_waits_for_a_colleague(signed_in, ruth, ines):
    two_signatures(ines, "R08")
    waiting(ruth, "Anna Berg")

    shown = content(signed_in(ruth))

    assert "Waits for a colleague" in shown
    assert "Review<" not in shown


def test_replaced_screening_and_counted_override_are_not_on_the_list(signed_in, ruth, ines):
    waiting(ruth, "Anna Berg")  # one signature was enough then
    two_signatures(ines, "R08")
    old = waiting(ruth, "Boris Lind")
    screened(old.screening.patient, ruth, minutes=1)

    shown = content(signed_in(ruth))

    assert "Berg, Anna" not in shown
    assert shown.count("Lind, Boris") == 1


def test_empty_list_says_so(signed_in, ruth):
    assert "No override waits for a signature" in content(signed_in(ruth))


def test_home_page_lists_what_a_colleague_overrode(signed_in, ruth, ines):
    two_signatures(ines, "R08")
    waiting(ruth, "Anna Berg")

    karls = signed_in(people.physician("Karl Lindqvist")).get(reverse("home")).content.decode()
    own = signed_in(ruth).get(reverse("home")).content.decode()

    assert "Sign as second physician" in karls
    assert "Sign as second physician" not in own


def test_nobody_but_physicians_sees_the_list(signed_in, ben, ines):
    for somebody in (ben, ines):
        assert signed_in(somebody).get(reverse("second-signatures")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_number_of_queries(
    signed_in, ruth, ines, django_assert_num_queries, rows
):
    two_signatures(ines, "R08")
    for name in NAMES[:rows]:
        waiting(ruth, name)
    client = signed_in(ruth)

    with django_assert_num_queries(3):
        shown = content(client)
    assert shown.count("Waits for a colleague") == rows
