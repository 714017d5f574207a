"""A window in which nothing is free: the desk reads "Needs physician" wherever it would book."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from scheduling.models import Appointment
from scheduling.proposals import Shut
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, at

pytestmark = pytest.mark.django_db


def test_a_window_without_a_free_time_is_for_the_physician(open_clinic, ruth, ben, signed_in):
    """Booked out as well as closed; who may go outside the window finds the way there."""
    session = builders.session(open_clinic.anna, ruth)
    url, desk = reverse("patient-visits", args=[open_clinic.anna.pk]), signed_in(ben)
    last = date(2026, 12, 14)
    builders.booked_out(open_clinic.boris, ruth, open_clinic.room, date(2026, 12, 4), last)
    response = desk.get(url)
    entry = response.context["courses"][0].entries[0]
    assert (entry.word, entry.tone, entry.when) == ("Needs physician", "stop", "by Mon 14 Dec")
    assert entry.needs_physician
    link = reverse("book-session", args=[session.pk])
    assert link not in response.content.decode()
    page = signed_in(ruth).get(url)
    assert f'href="{link}?outside=1"' in page.content.decode()

    Appointment.objects.filter(starts_at=at(last, 9)).update(**builders.CANCELLED)
    entry = desk.get(url).context["courses"][0].entries[0]
    assert (entry.word, entry.needs_physician) == ("To book", False)


def test_the_course_page_sends_a_full_window_to_the_physician_unless_another_site_has_time(
    open_clinic, ruth, ben, signed_in
):
    plan = builders.plan(open_clinic.anna, ruth)
    url = reverse("book-course", args=[plan.pk])
    first, last = MONDAY - timedelta(days=3), MONDAY + timedelta(days=7)
    builders.booked_out(open_clinic.boris, ruth, open_clinic.room, first, last)
    desk, physician = signed_in(ben), signed_in(ruth)
    first = desk.get(url).context["lines"][0]
    assert (first.proposal.shut, first.needs_physician) == (Shut.FULL, True)
    assert "Book over what is taken" not in desk.get(url).content.decode()
    assert f'href="{first.book_url}?taken=1"' in physician.get(url).content.decode()

    harbor = builders.site("Harbor")
    builders.room(harbor)
    iris = people.physician("Iris Ito")
    builders.hours(iris, harbor)
    here = desk.get(url, {"site": open_clinic.site.pk}).context["lines"][0]
    assert (here.proposal.shut, here.needs_physician) == (Shut.ELSEWHERE, False)
