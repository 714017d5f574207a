"""What patients ask about their own record: by when it is due, and what came of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from patients.actions import requests as actions
from patients.models import RecordRequest
from staff import clock
from tests import people

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg", registered_by=ben)


def asked(patient, by, kind="access", received_on=MONDAY, today=MONDAY):
    return actions.record_request(
        patient=patient, kind=kind, wish="A copy", received_on=received_on, by=by, today=today
    )


def closed(request, by, **changes):
    given = {"state": "granted", "done": "Handed over", "denial_reason": ""} | changes
    return actions.close_request(
        request=request, revision=request.revision, **given, by=by, today=MONDAY
    )


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        ("access", date(2026, 12, 2)),
        ("amendment", date(2027, 1, 1)),
        ("accounting", date(2027, 1, 1)),
    ],
)
def test_due_day_counts_from_the_day_it_was_received(anna, ben, kind, due_on):
    assert asked(anna, ben, kind, today=MONDAY + timedelta(days=3)).due_on == due_on


def test_day_to_come_is_refused(anna, ben):
    with pytest.raises(ValidationError) as error:
        asked(anna, ben, received_on=MONDAY + timedelta(days=1))
    assert error.value.message_dict == {"received_on": ["This day is still to come."]}


def test_physician_answers_no_request(anna, ruth, ben):
    with pytest.raises(PermissionDenied):
        asked(anna, ruth)
    with pytest.raises(PermissionDenied):
        closed(asked(anna, ben), ruth)


def extended(request, by, today=MONDAY, reason="Archived"):
    return actions.extend_request(
        request=request, revision=request.revision, reason=reason, by=by, today=today
    )


@pytest.mark.parametrize(
    ("kind", "due_on", "extended_to"),
    [
        ("access", date(2026, 12, 2), date(2027, 1, 1)),
        ("amendment", date(2027, 1, 1), date(2027, 1, 31)),
        ("accounting", date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_extended_once_by_thirty_days_up_to_the_day_it_is_due(anna, ben, kind, due_on, extended_to):
    late = asked(anna, ben, kind)
    with pytest.raises(ValidationError, match="overdue"):
        extended(late, ben, today=due_on + DAY)
    request = extended(asked(anna, ben, kind), ben, today=due_on)
    assert (request.due_on, request.extended_on) == (extended_to, due_on)
    for today in (due_on, extended_to, extended_to + DAY):
        with pytest.raises(ValidationError, match="extended before"):
            extended(request, ben, today=today)


def test_extension_needs_a_reason_and_a_request_that_is_open(anna, ben, ines):
    request = asked(anna, ben)
    with pytest.raises(ValidationError):
        extended(request, ben, reason="  ")
    request.refresh_from_db()
    assert (request.due_on, request.extended_on) == (date(2026, 12, 2), None)
    with pytest.raises(ValidationError, match="closed"):
        extended(closed(request, ines), ben)


def test_request_is_overdue_from_the_day_after_it_is_due(anna, ben, ines, signed_in, monkeypatch):
    request = asked(anna, ben)
    client, found = signed_in(ines), {}
    for today in (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)):
        monkeypatch.setattr(clock, "today", lambda zone="", today=today: today)
        home = client.get(reverse("home")).content.decode()
        listed = client.get(reverse("record-requests")).content.decode()
        page = client.get(reverse("record-request", args=[request.pk])).content.decode()
        found[today.day] = (
            "Overdue since Wed 2 Dec 2026" in home,
            "Overdue" in listed,
            "Extend by 30 days" in page,
        )
    assert found == {1: (False, False, True), 2: (False, False, True), 3: (True, True, False)}


def test_denial_needs_a_reason_and_nothing_else_has_one(anna, ben, ines):
    request = asked(anna, ben, "amendment")
    for state in ("denied", "partly"):
        with pytest.raises(ValidationError) as error:
            closed(request, ines, state=state)
        assert list(error.value.message_dict) == ["denial_reason"]
    with pytest.raises(ValidationError):
        closed(request, ines, denial_reason="No")
    request.refresh_from_db()
    assert request.is_open


def test_patient_disagrees_with_a_denied_amendment_once(anna, ben, ines):
    def disagree(request):
        return actions.attach_disagreement(
            request=request,
            revision=request.revision,
            disagreement="I never had gout",
            by=ben,
            today=MONDAY,
        )

    granted = closed(asked(anna, ben, "amendment"), ines)
    with pytest.raises(ValidationError, match="follows a denied amendment"):
        disagree(granted)
    denied = closed(
        asked(anna, ben, "amendment"), ines, state="denied", denial_reason="It is right"
    )
    denied = disagree(denied)
    assert (denied.disagreement, denied.disagreed_on) == ("I never had gout", MONDAY)
    with pytest.raises(ValidationError, match="attached already"):
        disagree(denied)


def test_chart_says_that_the_patient_disagrees(anna, ben, ines, ruth, signed_in):
    words = "The patient disagrees in writing with a denied amendment"
    chart = reverse("chart", args=[anna.pk])
    assert words not in signed_in(ruth).get(chart).content.decode()
    denied = closed(
        asked(anna, ben, "amendment"), ines, state="denied", denial_reason="It is right"
    )
    RecordRequest.objects.filter(pk=denied.pk).update(disagreement="No", disagreed_on=MONDAY)
    assert words in signed_in(ruth).get(chart).content.decode()


def test_database_keeps_requests_and_their_reasons(anna, ben):
    request = asked(anna, ben)
    rows = RecordRequest.objects.filter(pk=request.pk)
    for change in (
        request.delete,
        lambda: rows.update(state="denied", closed_on=MONDAY, closed_by=ben, done="x"),
        lambda: rows.update(state="partly", closed_on=MONDAY, closed_by=ben, done="x"),
        lambda: rows.update(state="granted"),
        lambda: rows.update(extended_on=MONDAY),
        lambda: rows.update(disagreement="No", disagreed_on=MONDAY),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_desk_records_extends_and_closes_on_the_pages(anna, ben, signed_in):
    client = signed_in(ben)
    sent = {"kind": "access", "received_on": "2026-11-02", "wish": "A copy of all"}
    made = client.post(reverse("patient-requests", args=[anna.pk]), sent)
    request = RecordRequest.objects.get()
    assert made["Location"] == reverse("record-request", args=[request.pk])
    answer = {"revision": request.revision, "state": "granted", "done": "Handed over"}
    done = client.post(reverse("close-request", args=[request.pk]), answer)
    assert done.status_code == 302
    request.refresh_from_db()
    assert (request.state, request.done, request.closed_by) == ("granted", "Handed over", ben)


def test_request_that_somebody_else_closed_is_not_closed_again(anna, ben, ines, signed_in):
    request = asked(anna, ben)
    closed(request, ines)
    answer = {"revision": request.revision, "state": "withdrawn", "done": "Called"}
    page = signed_in(ben).post(reverse("close-request", args=[request.pk]), answer)
    assert page.status_code == 200
    request.refresh_from_db()
    assert request.state == "granted"


def test_list_takes_as_many_queries_for_one_row_as_for_three(
    anna, ben, ines, signed_in, django_assert_num_queries
):
    client, url = signed_in(ines), reverse("record-requests")
    asked(anna, ben)
    client.get(url)
    with django_assert_num_queries(3):
        client.get(url)
    asked(people.patient("Boris Lind"), ben)
    asked(people.patient("Carla Mond"), ben)
    with django_assert_num_queries(3):
        page = client.get(url)
    assert page.content.decode().count("Access: to see") == 3


def test_overdue_is_marked_on_the_administrators_home(anna, ben, ines, signed_in):
    asked(anna, ben, received_on=date(2026, 1, 5), today=date(2026, 1, 5))
    page = signed_in(ines).get(reverse("home")).content.decode()
    assert "Overdue since Wed 4 Feb 2026" in page
