"""How often each rule speaks and is overridden, for the administrator who may retire it."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from patients.models import Finding, Medication, Screening
from patients.rules import RULES
from records.override_rates import chosen, override_rates
from staff import clock
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    TODAY,
    finding,
    healthy,
    medicine,
    overridden,
    screened,
)

pytestmark = pytest.mark.django_db
URL, CSV = "/records/override-rates/", "/records/override-rates/csv/"
LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda *zone: TODAY)


def counts(since=TODAY - timedelta(days=90), until=TODAY):
    return {count.id: count for count in override_rates(since=since, until=until)}


def on_prednisone(ruth, name="Anna Berg"):
    anna = healthy(ruth, name)
    medicine(anna, ruth, "Prednisone", "systemic_corticosteroid")
    return anna


def many_fired(ruth, rule, fired, decided):
    """`fired` alerts of one rule, each of another cause, `decided` of them overridden."""
    screening = screened(healthy(ruth, "Omar Haddad"), ruth)
    for number in range(fired):
        state = "overridden" if number < decided else "open"
        screening = screened(screening.patient, ruth, minutes=number + 1)
        Finding.objects.create(
            screening=screening,
            rule=rule,
            tier="relative",
            verdict="fires",
            evidence="Takes prednisone.",
            trigger=f"prednisone {number}",
            state=state,
            decided_by=ruth,
            decided_at=clock.now(),
            reason="Bridging a flare, last dose stated.",
        )


def test_same_finding_asked_again_is_one_alert(ruth):
    anna = on_prednisone(ruth)
    for minutes in (0, 5, 10):
        screened(anna, ruth, minutes=minutes)

    assert (counts()["R14"].fired, counts()["R14"].undecided) == (1, 1)


def test_decision_that_was_carried_over_is_one_decision(ruth):
    anna = on_prednisone(ruth)
    overridden(finding(screened(anna, ruth), "R14"), ruth)
    screened(anna, ruth, minutes=5)
    screened(anna, ruth, minutes=9)

    assert Finding.objects.filter(rule="R14", state="overridden").count() == 3
    assert (counts()["R14"].fired, counts()["R14"].overridden) == (1, 1)


def test_two_patients_are_two_alerts(ruth):
    overridden(finding(screened(on_prednisone(ruth), ruth), "R14"), ruth)
    screened(on_prednisone(ruth, "Tomasz Zieliński"), ruth)

    assert (counts()["R14"].fired, counts()["R14"].overridden) == (2, 1)
    assert counts()["R14"].rate == 50


def test_what_newer_data_cleared_was_not_overridden(ruth):
    anna = on_prednisone(ruth)
    screened(anna, ruth)
    Medication.objects.filter(patient=anna).update(stopped_on=TODAY - timedelta(days=30))
    screened(anna, ruth, minutes=5)

    assert (counts()["R14"].cleared, counts()["R14"].overridden) == (1, 0)


def test_not_known_is_counted_apart_from_fired(ruth):
    screened(healthy(ruth), ruth, answers=ALL_NO | {"pregnant": "unknown"})

    assert (counts()["R22"].fired, counts()["R22"].unknown, counts()["R22"].rate) == (0, 1, None)


def test_acknowledged_caution_is_no_override(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Aspirin", "antiplatelet")
    screening = screened(anna, ruth)
    screening.findings.filter(rule="R12").update(
        state="acknowledged", decided_by=ruth, decided_at=clock.now()
    )

    assert (counts()["R12"].acknowledged, counts()["R12"].overridden) == (1, 0)


@pytest.mark.parametrize(
    ("since", "until", "fired"),
    [
        (TODAY, TODAY, 0),
        (LAST_WEEK, TODAY, 1),
        (LAST_WEEK, LAST_WEEK, 1),
        (TODAY - timedelta(days=90), LAST_WEEK - timedelta(days=1), 0),
    ],
)
def test_both_ends_of_the_period_count(ruth, since, until, fired):
    screened(on_prednisone(ruth), ruth, on=LAST_WEEK)

    assert counts(since, until)["R14"].fired == fired


def test_every_rule_has_a_line_and_a_rule_of_old_keeps_its_own(ruth):
    screening = screened(on_prednisone(ruth), ruth)
    screening.findings.filter(rule="R14").update(rule="R99")

    found = counts()

    assert found.keys() == {rule.id for rule in RULES} | {"R99"}
    assert (found["R99"].fired, found["R99"].title) == (1, "Rule of an earlier version")


@pytest.mark.parametrize(
    ("fired", "decided", "hint"), [(19, 19, False), (20, 18, False), (20, 19, True)]
)
def test_hint_to_retire_a_rule_needs_enough_alerts_nearly_all_overridden(
    signed_in, ruth, ines, fired, decided, hint
):
    many_fired(ruth, "R14", fired, decided)

    content = signed_in(ines).get(URL).content.decode()

    assert counts()["R14"].cries_wolf is hint
    assert ("Retire or tighten?" in content) is hint
    assert ("98.9" in content) is hint
    assert f"{decided} of {fired}" in content


def test_small_counts_show_no_rate(signed_in, ruth, ines):
    overridden(finding(screened(on_prednisone(ruth), ruth), "R14"), ruth)

    content = signed_in(ines).get(URL).content.decode()

    assert "1 of 1" in content
    assert "(100" not in content


def test_rules_with_enough_alerts_come_first_then_by_rate(ruth):
    overridden(finding(screened(on_prednisone(ruth), ruth), "R14"), ruth)
    many_fired(ruth, "R13", 20, 5)
    order = [count.id for count in chosen(counts().values())]

    assert order[:2] == ["R13", "R14"]
    assert [c.id for c in chosen(counts().values(), sort="rule")] == [r.id for r in RULES]
    assert {c.rule.tier for c in chosen(counts().values(), tier="caution")} == {"caution"}


def test_rule_that_failed_is_said_loudly(signed_in, ruth, ines):
    screening = screened(on_prednisone(ruth), ruth)
    screening.findings.filter(rule="R14").update(failed=True, verdict="unknown")

    content = signed_in(ines).get(URL).content.decode()

    assert "Rules that could not be evaluated" in content
    assert "failed 1 time, last on Sat 21 Nov 2026" in content


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "soon"}, "Enter a valid date"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "ends before it begins"),
        ({"tier": "worst"}, "Select a valid choice"),
        ({"until": "0001-01-01"}, "0 of 0"),
        ({"since": "2026-01-01\x00"}, "valid date"),
    ],
)
def test_period_that_makes_no_sense_is_said(signed_in, ines, query, words):
    response = signed_in(ines).get(URL, query)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert signed_in(ines).get(CSV, query).status_code == 200


def test_spreadsheet_holds_counts_and_nobody(signed_in, ruth, ines):
    overridden(finding(screened(on_prednisone(ruth), ruth), "R14"), ruth)

    response = signed_in(ines).get(CSV)
    lines = list(csv.DictReader(response.content.decode().splitlines()))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == len(RULES)
    (steroid,) = [line for line in lines if line["rule"] == "R14"]
    assert (steroid["fired"], steroid["overridden"], steroid["undecided"]) == ("1", "1", "0")
    for name in ("Anna", "Berg", "Ruth", "Adler", "Prednisone"):
        assert name not in response.content.decode()


def test_only_administrators_see_the_rates(signed_in, ruth, ben):
    for somebody in (ruth, ben):
        assert signed_in(somebody).get(URL).status_code == 403
        assert signed_in(somebody).get(CSV).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_counts_everything(ruth, django_assert_num_queries, rows):
    for number in range(rows):
        screened(on_prednisone(ruth, f"Anna Berg{number}"), ruth)

    with django_assert_num_queries(1):
        override_rates(since=LAST_WEEK, until=TODAY)


def test_period_is_found_by_index(ruth):
    screened(healthy(ruth), ruth)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT id FROM {Screening._meta.db_table} WHERE run_on BETWEEN %s AND %s",
            [LAST_WEEK, TODAY],
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "screening_by_day" in plan


def test_review_leads_to_the_rates(signed_in, ines):
    people.front_desk()
    content = signed_in(ines).get(reverse("record-review")).content.decode()
    assert f'href="{URL}"' in content
