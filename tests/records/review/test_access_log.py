"""The log of everybody: filters, orders, places, and the look-up of a record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import seen
from tests.records.review.test_patient_timeline import PAYLOADS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(client, **asked):
    return client.get(reverse("access-log"), asked)


def shown(response):
    return list(response.context["page"].events)


def test_filters_apply_together(signed_in, ines, ruth, ben):
    anna, carl = people.patient("Anna Berg"), people.patient("Carl Voss")
    wanted = seen(ruth, anna)
    seen(ruth, carl)
    seen(ben, anna)
    seen(ruth, anna, action="print")
    seen(ruth, anna, NINE - DAY)
    asked = {"user": ruth.pk, "action": "read", "patient": anna.pk, "since": "2027-03-01"}
    assert shown(ask(signed_in(ines), **asked)) == [wanted]


def test_days_count_from_their_beginning_to_their_end(signed_in, ines, ruth):
    seen(ruth, None, NINE - DAY)
    of_the_day = seen(ruth, None, NINE)
    seen(ruth, None, NINE + DAY)
    found = shown(ask(signed_in(ines), since="2027-03-01", until="2027-03-01"))
    assert found == [of_the_day]


@pytest.mark.parametrize(
    "asked",
    [
        {"user": "x"}, {"since": "31.31.2026"}, {"action": "dance"}, {"user": "9" * 30},
        {"patient": "Anna"}, {"since": "2027-03-02", "until": "2027-03-01"}, {"sort": "password"},
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_said_and_shows_nothing(signed_in, ines, ruth, asked):
    seen(ruth, None)
    response = ask(signed_in(ines), **asked)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert shown(response) == []


@pytest.mark.parametrize("value", PAYLOADS)
@pytest.mark.parametrize("name", ["sort", "after", "before", "user", "action", "since", "patient"])
def test_what_is_made_up_changes_nothing(signed_in, ines, ruth, name, value):
    event = seen(ruth, None)
    response = ask(signed_in(ines), **{name: value})
    assert response.status_code == 200
    assert shown(response) in ([event], [])
    assert AccessEvent.objects.count() == 1


def test_the_last_day_there_is_breaks_nothing(signed_in, ines, ruth):
    event = seen(ruth, None)
    assert shown(ask(signed_in(ines), until="9999-12-31")) == [event]
    assert ask(signed_in(ines), since="0001-01-01").status_code == 200


def test_a_record_number_leads_to_the_lines_about_it_and_is_in_no_address(signed_in, ines, ruth):
    anna = people.patient("Anna Berg")
    line = seen(ruth, anna)
    client = signed_in(ines)
    response = client.post(
        reverse("find-log-patient"), {"record_number": anna.record_number.lower()}
    )
    assert response.status_code == 302
    assert anna.record_number not in response["Location"]
    assert shown(client.get(response["Location"])) == [line]


def test_a_record_number_of_nobody_is_said(signed_in, ines):
    response = signed_in(ines).post(reverse("find-log-patient"), {"record_number": "P999999"})
    assert "No record has this number" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_long(signed_in, ines, django_assert_num_queries, rows):
    for number in range(rows):
        seen(people.front_desk(f"Ben {number}"), people.patient(f"Anna Berg{number}"))
    client = signed_in(ines)
    with django_assert_num_queries(5):
        assert len(shown(ask(client))) == rows


def test_what_is_chosen_stands_on_the_printed_page_in_words(signed_in, ines, ruth):
    asked = {"user": ruth.pk, "action": "read", "since": "2026-11-02", "sort": "user"}
    form = ask(signed_in(ines), **asked).context["form"]
    assert form.answers_in_words() == [
        ("Who", "Ruth Adler, MD"),
        ("What", "Opened"),
        ("From", "Mon 2 Nov 2026"),
        ("Order", "Person"),
    ]
