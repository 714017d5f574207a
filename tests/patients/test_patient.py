from django.urls import reverse

from tests import people


def test_clinical_people_land_on_the_chart(ruth, ines, signed_in):
    anna = people.patient("Anna Berg")
    url = reverse("patient", args=[anna.pk])

    assert signed_in(ruth).get(url).url == reverse("chart", args=[anna.pk])
    assert signed_in(ines).get(url).url == reverse("chart", args=[anna.pk])


def test_the_front_desk_lands_on_the_visits(ben, signed_in):
    anna = people.patient("Anna Berg")

    page = signed_in(ben).get(reverse("patient", args=[anna.pk]))
    assert page.url == reverse("patient-visits", args=[anna.pk])


def test_a_number_of_nobody_is_not_found(ben, signed_in):
    client = signed_in(ben)

    assert client.get(reverse("patient", args=[999])).status_code == 404
    assert client.get(reverse("patient", args=[10**30])).status_code == 404
