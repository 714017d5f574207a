"""The pages of the review for quality: counts, lists, filters, links, a table without patients."""

import csv

import pytest
from django.urls import reverse

from patients.models.restriction import Restriction
from records.quality.checks import CHECKS
from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.records.quality.builders import DAY, as_planned, ended, given
from tests.scheduling import builders as book

pytestmark = pytest.mark.django_db
TODAY = book.MONDAY


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: book.at(TODAY, 18))
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def deviating(patient, physician, **other):
    session = book.session(patient, physician)
    return given(session, TODAY, as_planned(session.plan, **other or {"points": 2}))


def ask(client, check="deviations", **asked):
    return client.get(reverse("quality-check", args=[check]), asked)


def listed(response):
    return [(str(line.patient), line.kinds) for line in response.context["lines"]]


def test_a_line_says_what_was_found_and_leads_to_the_record_where_opening_is_logged(
    signed_in, ines, ruth, ben
):
    session = deviating(people.patient("Carl Voss"), ruth)
    plan = ended(people.patient("Anna Berg"), ruth, TODAY - 100 * DAY)
    client = signed_in(ines)
    (line,) = ask(client).context["lines"]
    assert line.kinds == ["Another route, guidance or number of points"]
    assert line.url == reverse("session", args=[session.pk])
    response = ask(client, "outcomes")
    (line,) = response.context["lines"]
    assert line.kinds == ["No score after the last session", "Still open, and no review since"]
    assert line.url == reverse("plan", args=[plan.pk])
    assert f'href="{line.url}"' in response.content.decode()
    assert not AccessEvent.objects.exists()
    client.get(line.url)
    event = AccessEvent.objects.get()
    assert (event.action, event.patient_id) == ("read", plan.patient_id)


def test_filters_apply_together(signed_in, ines, ruth, ben):
    carol = people.physician("Carol Diaz")
    deviating(people.patient("Anna Berg"), ruth)
    deviating(people.patient("Carl Voss"), ruth, volume_ml=5)
    deviating(people.patient("Dora Lind"), carol)
    client = signed_in(ines)
    assert len(listed(ask(client))) == 3
    technique = listed(ask(client, physician=ruth.pk, kind="technique"))
    assert [name for name, _ in technique] == ["Berg, Anna"]
    assert listed(ask(client, since="2026-12-08", until="2026-12-09")) == []
    assert len(listed(ask(client, since="2026-12-07", until="2026-12-07"))) == 3
    assert listed(ask(client, until="2026-12-06")) == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "soon"}, "Enter a valid date"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "ends before it begins"),
        ({"kind": "dance"}, "Select a valid choice"),
        ({"physician": "9" * 30}, "Select a valid choice"),
        ({"kind": "'; DROP TABLE staff_user; --"}, "Select a valid choice"),
        ({"until": "0001-01-01"}, "0 of 0"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "0 of 0"),
        ({"page": "-1", "since": "2026-01-01\x00"}, "valid date"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_shows_nothing(signed_in, ines, asked, words):
    client = signed_in(ines)
    for check in CHECKS:
        response = ask(client, check, **asked)
        assert response.status_code == 200
        assert words in response.content.decode()
        table = client.get(reverse("quality-check-csv", args=[check]), asked)
        assert table.status_code == 200


def test_a_check_that_there_is_not_is_not_found(signed_in, ines):
    client = signed_in(ines)
    assert ask(client, "nothing").status_code == 404
    assert client.get(reverse("quality-check-csv", args=["nothing"])).status_code == 404


def test_of_a_restricted_chart_the_list_says_nothing_but_the_name(signed_in, ines, ruth, ben):
    anna = people.patient("Anna Berg")
    deviating(anna, ruth)
    Restriction.objects.create(patient=anna, reason="A colleague", made_by=ruth, made_at=book.NOW)
    response = ask(signed_in(ines))
    assert listed(response) == [("Berg, Anna", [])]
    assert "Restricted" in response.content.decode()


def test_the_table_holds_counts_of_physicians_and_no_patient(signed_in, ines, ruth, ben):
    deviating(people.patient("Anna Berg"), ruth)
    response = signed_in(ines).get(reverse("quality-check-csv", args=["deviations"]))
    (line,) = csv.DictReader(response.content.decode().splitlines())
    assert (line["physician"], line["looked_at"], line["found"]) == ("Ruth Adler, MD", "1", "1")
    assert (line["technique"], line["volume"]) == ("1", "0")
    assert "Berg" not in response.content.decode()


def test_the_overview_sums_up_each_check_and_the_override_rate(signed_in, ines, ruth, ben):
    deviating(people.patient("Anna Berg"), ruth)
    content = signed_in(ines).get(reverse("quality-review")).content.decode()
    assert "1 of 1</strong> sessions given" in content
    assert "0 of 0</strong> alerts overridden" in content
    for check in CHECKS:
        assert reverse("quality-check", args=[check]) in content
    review = signed_in(ines).get(reverse("record-review")).content.decode()
    assert reverse("quality-review") in review


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_much_was_found(
    signed_in, ines, ruth, ben, django_assert_num_queries, rows
):
    for number in range(rows):
        physician = people.physician(f"Carol Diaz{number}")
        deviating(people.patient(f"Anna Berg{number}"), physician)
    client = signed_in(ines)
    with django_assert_num_queries(9):
        client.get(reverse("quality-review"))
    with django_assert_num_queries(8):
        assert len(listed(ask(client))) == rows
