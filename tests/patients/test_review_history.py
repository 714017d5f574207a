from django.urls import reverse

from patients.models import Patient
from staff import clock
from tests import people


def url_of(patient):
    return reverse("review-history", args=[patient.pk])


def test_the_physicians_review_is_stamped(ruth, ben, signed_in):
    anna = people.patient("Anna Berg", allergies_status="none_known")
    page = signed_in(ruth).post(url_of(anna), follow=True)

    assert "marked as reviewed today" in page.text
    anna.refresh_from_db()
    assert (anna.history_reviewed_on, anna.history_reviewed_by) == (clock.today(), ruth)


def test_allergies_that_were_not_asked_are_no_complete_list(ruth, ben, signed_in):
    anna = people.patient("Anna Berg")
    page = signed_in(ruth).post(url_of(anna), follow=True)

    assert "Allergies were not asked yet." in page.text
    assert Patient.objects.get().history_reviewed_on is None


def test_others_do_not_review_and_looking_does_not_stamp(ruth, ben, ines, signed_in):
    anna = people.patient("Anna Berg", allergies_status="none_known")

    assert signed_in(ruth).get(url_of(anna)).status_code == 405
    for other in (ben, ines):
        assert signed_in(other).post(url_of(anna)).status_code == 403
    assert Patient.objects.get().history_reviewed_on is None
