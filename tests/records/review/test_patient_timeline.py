"""Who saw or changed a patient: log and history in one order of time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from pghistory.models import Event

from records.review.history import ABOUT, UserOf, contexts_of
from records.review.timeline import Wanted, timeline
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import PATIENTS, changed, moved, seen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAYLOADS = [
    "newest; DROP TABLE staff_user", "id) UNION SELECT password FROM staff_user --", "-at",
    "user__password", "'", "\x00", "pg_sleep(10)", "9" * 400,
]  # fmt: skip


@pytest.fixture
def anna(ben):
    patient = people.patient("Anna Berg", registered_by=ben)
    moved(PATIENTS.objects.get(pgh_obj=patient), NINE - HOUR)
    return patient


def ask(client, patient, **asked):
    return client.get(reverse("patient-timeline", args=[patient.pk]), asked)


def lines(page):
    return [(entry.at, entry.who, entry.action) for entry in page.entries]


def test_every_table_of_the_history_says_how_it_leads_to_the_patient():
    tracked = {
        event.pgh_tracked_model._meta.label
        for event in apps.get_models()
        if issubclass(event, Event) and event._meta.managed
    }
    assert tracked == set(ABOUT)


def test_what_was_seen_and_changed_comes_in_one_order(anna, ruth, ben, ines):
    seen(ruth, anna, NINE)
    changed(anna, ben, NINE + HOUR, phone="555 0101")
    seen(ines, anna, NINE + 2 * HOUR, action="print")
    assert lines(timeline(Wanted(patient_id=anna.pk))) == [
        (NINE + 2 * HOUR, "Ines Okafor", "Printed"),
        (NINE + HOUR, "Ben Castillo", "Changed"),
        (NINE, "Ruth Adler, MD", "Opened"),
        (NINE - HOUR, "Not known: past Prolo", "Changed"),
    ]


def test_a_change_says_by_which_request_view_and_address(anna, ben):
    row = changed(anna, ben, phone="555 0101", request="0b1f1b5e-9d0c-4b7e-8a52-1f1b0a3c5d11")
    (entry, _) = timeline(Wanted(patient_id=anna.pk)).entries
    assert (entry.view, entry.address) == ("edit-patient", "198.51.100.7")
    assert entry.request == "0b1f1b5e-9d0c-4b7e-8a52-1f1b0a3c5d11"
    assert [(each.what, each.number) for each in entry.rows] == [("Patient changed", row.pgh_id)]


def test_another_patients_lines_are_not_among_them(anna, ruth, ben):
    carl = people.patient("Carl Voss")
    seen(ruth, carl)
    changed(carl, ben, phone="555 0102")
    assert [entry.at for entry in timeline(Wanted(patient_id=anna.pk)).entries] == [NINE - HOUR]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("per_page", [1, 3, 4, 50])
def test_every_line_comes_once_and_the_way_back_is_the_same(anna, ruth, ben, sort, per_page):
    for number in range(5):
        seen(ruth, anna, NINE + number * HOUR)
        changed(anna, ben, NINE + number * HOUR, phone=f"555 010{number}")
    wanted = Wanted(patient_id=anna.pk)
    page = timeline(wanted, sort=sort, per_page=per_page)
    pages = [page]
    while page.after:
        page = timeline(wanted, sort=sort, after=page.after, per_page=per_page)
        pages.append(page)
    places = [entry.place for each in pages for entry in each.entries]
    assert len(places) == len(set(places)) == 11
    assert [place.at for place in places] == sorted(
        (place.at for place in places), reverse=sort == "newest"
    )
    for earlier in reversed(pages[:-1]):
        page = timeline(wanted, sort=sort, before=page.before, per_page=per_page)
        assert [entry.place for entry in page.entries] == [entry.place for entry in earlier.entries]
    assert page.before == ""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"user": "ruth"}, ["Opened"]),
        ({"user": "ben"}, ["Changed", "Printed"]),
        ({"action": "changed"}, ["Changed", "Changed"]),
        ({"action": "print"}, ["Printed"]),
        ({"since": "2027-03-02"}, ["Changed"]),
        ({"until": "2027-02-28"}, []),
        ({"since": "2027-03-01", "until": "2027-03-01", "user": "ben"}, ["Printed"]),
    ],
)
def test_filters_apply(signed_in, anna, ruth, ben, ines, asked, found):
    seen(ruth, anna, NINE)
    seen(ben, anna, NINE + HOUR, action="print")
    changed(anna, ben, NINE + 24 * HOUR, phone="555 0101")
    if "user" in asked:
        asked = asked | {"user": {"ruth": ruth, "ben": ben}[asked["user"]].pk}
    page = ask(signed_in(ines), anna, **asked).context["page"]
    assert [entry.action for entry in page.entries] == found


@pytest.mark.parametrize("value", PAYLOADS)
@pytest.mark.parametrize("name", ["sort", "after", "before", "user", "action", "since"])
def test_what_is_made_up_changes_nothing(signed_in, anna, ruth, ines, name, value):
    event = seen(ruth, anna)
    response = ask(signed_in(ines), anna, **{name: value})
    assert response.status_code == 200
    page = response.context["page"]
    shown = [entry.event for entry in page.entries if entry.event]
    assert shown in ([event], [])
    assert name not in ("after", "before") or shown == [event]


def test_opening_it_is_logged(signed_in, anna, ines):
    ask(signed_in(ines), anna)
    (_, entry) = timeline(Wanted(patient_id=anna.pk)).entries
    assert (entry.who, entry.action, entry.view) == ("Ines Okafor", "Opened", "patient-timeline")


def test_the_front_desk_and_physicians_do_not_get_it(signed_in, anna, ruth, ben):
    assert ask(signed_in(ruth), anna).status_code == 403
    assert ask(signed_in(ben), anna).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_long(anna, ruth, ben, django_assert_num_queries, rows):
    for number in range(rows):
        seen(people.physician(f"Ruth Adler{number}"), anna)
        changed(anna, people.front_desk(f"Ben{number}"), phone=f"555 010{number}")
    with django_assert_num_queries(6):
        assert len(timeline(Wanted(patient_id=anna.pk)).entries) == 2 * rows + 1


def test_a_change_past_prolo_is_among_them(anna):
    (entry,) = timeline(Wanted(patient_id=anna.pk)).entries
    assert [row.what for row in entry.rows] == ["Patient added"]


def test_the_user_in_a_context_is_found_by_its_index(anna, ben):
    changed(anna, ben, phone="555 0101")
    found = contexts_of(ben.pk).order_by("-created_at", "-id")
    assert found.count() == 1
    assert "->> 'user'" in UserOf.template
    assert datetime(2027, 3, 1, 9, tzinfo=UTC) == found.get().created_at
