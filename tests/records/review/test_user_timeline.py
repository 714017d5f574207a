"""What one member of staff saw and changed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from records.review.timeline import Wanted, timeline
from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import changed, seen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_what_somebody_did_comes_in_one_order_with_the_records(signed_in, ruth, ben, ines):
    anna, carl = people.patient("Anna Berg"), people.patient("Carl Voss")
    seen(ben, anna, NINE)
    changed(carl, ben, NINE + HOUR, phone="555 0101")
    seen(ruth, carl, NINE)
    response = signed_in(ines).get(reverse("user-timeline", args=[ben.pk]))
    entries = response.context["page"].entries
    assert [(entry.at, entry.action, entry.patients) for entry in entries] == [
        (NINE + HOUR, "Changed", [carl]),
        (NINE, "Opened", [anna]),
    ]


def test_what_one_request_changed_of_two_patients_is_one_line(ben):
    anna, carl = people.patient("Anna Berg"), people.patient("Carl Voss")
    row = changed(anna, ben, NINE, phone="555 0101")
    other = changed(carl, ben, NINE + HOUR, phone="555 0102")
    assert row.pgh_context_id != other.pgh_context_id
    page = timeline(Wanted(user_id=ben.pk))
    assert [entry.patients for entry in page.entries] == [[carl], [anna]]


def test_opening_it_is_logged_with_the_account(signed_in, ben, ines):
    signed_in(ines).get(reverse("user-timeline", args=[ben.pk]))
    event = AccessEvent.objects.get(view="user-timeline")
    assert (event.user, event.account, event.action) == (ines, ben, "read")


@pytest.mark.parametrize("per_page", [1, 2, 50])
def test_pages_lead_over_everything(ben, per_page):
    anna = people.patient("Anna Berg")
    for number in range(4):
        seen(ben, anna, NINE + number * HOUR)
        changed(anna, ben, NINE + number * HOUR, phone=f"555 010{number}")
    wanted = Wanted(user_id=ben.pk)
    page = timeline(wanted, per_page=per_page)
    places = [entry.place for entry in page.entries]
    while page.after:
        page = timeline(wanted, after=page.after, per_page=per_page)
        places += [entry.place for entry in page.entries]
    assert len(places) == len(set(places)) == 8


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_long(ben, django_assert_num_queries, rows):
    for number in range(rows):
        patient = people.patient(f"Anna Berg{number}")
        seen(ben, patient)
        changed(patient, ben, phone=f"555 010{number}")
    with django_assert_num_queries(7):
        assert len(timeline(Wanted(user_id=ben.pk)).entries) == 2 * rows
