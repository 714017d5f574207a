from django.urls import reverse

from scheduling.models import VisitType
from tests import people


def test_a_clinic_without_a_site_is_told_what_is_missing(ben, signed_in):
    VisitType.objects.all().delete()
    anna = people.patient("Anna Berg")

    page = signed_in(ben).get(reverse("book-visit", args=[anna.pk]))

    assert page.status_code == 200
    assert "No site yet" in page.text
