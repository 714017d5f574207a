"""What is missing in the records, and where treatment left its plan: the edges of each check."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.models import Finding, Patient
from patients.rules import Policy
from records.quality.checks import CHECKS
from records.quality.found import Found, Period, counts
from tests import people
from tests.records.audit.builders import superuser
from tests.records.quality.builders import (
    DAY,
    as_planned,
    consented,
    ended,
    given,
    target_of,
)
from tests.scheduling import builders as book
from treatments.models import FollowUp, Plan, RecordVoid, Score, Session

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)
WEEKS_12 = timedelta(weeks=12)
PERIOD = Period(since=date(2020, 1, 1), until=TODAY, today=TODAY)
SECOND = timedelta(seconds=1)


def found(slug, period=PERIOD):
    """Number of the row -> what was found in it, for those in which something was."""
    return {row[0]: set(row[5]) for row in Found(CHECKS[slug], period)[0:100]}


def looked_at(slug, period=PERIOD):
    return counts(CHECKS[slug], period)[0].looked_at


def names():
    """Patients, each with another name."""
    number = 0
    while True:
        number += 1
        yield people.patient(f"Anna Berg{number}")


@pytest.fixture
def patients(ben):
    return names()


# Plans without an outcome


def test_a_score_and_a_review_are_expected_within_twelve_weeks_of_the_last_session(ruth, patients):
    ended(next(patients), ruth, TODAY - WEEKS_12)
    late = ended(next(patients), ruth, TODAY - WEEKS_12 - DAY)
    closed = ended(next(patients), ruth, TODAY - DAY, state="stopped", closed_on=TODAY)
    assert found("outcomes") == {late.pk: {"score", "decision"}, closed.pk: {"score"}}
    assert looked_at("outcomes") == 2


def test_a_score_of_the_day_of_the_session_is_none_of_its_outcome(ruth, patients):
    last = TODAY - WEEKS_12 - DAY
    on_the_day, after = ended(next(patients), ruth, last), ended(next(patients), ruth, last)
    for plan, taken_on in ((on_the_day, last), (after, last + DAY)):
        Score.objects.create(
            patient=plan.patient, plan=plan, instrument="nrs_pain", value=3, taken_on=taken_on,
            moment="follow_up", entered_by=ruth,
        )  # fmt: skip
    assert found("outcomes") == {on_the_day.pk: {"score", "decision"}, after.pk: {"decision"}}


def test_a_review_counts_if_it_was_signed_after_the_last_session(ruth, patients):
    last = TODAY - WEEKS_12 - DAY
    before, after = ended(next(patients), ruth, last), ended(next(patients), ruth, last)
    for plan, hour in ((before, 9), (after, 11)):
        visit = book.follow_up(plan, last)
        FollowUp.objects.filter(pk=visit.pk).update(
            state="done", decision="continue", done_on=last, signed_by=ruth,
            signed_at=book.at(last, hour),
        )  # fmt: skip
    assert found("outcomes") == {before.pk: {"score", "decision"}, after.pk: {"score"}}


@pytest.mark.parametrize(("closes_on", "expected"), [(TODAY, False), (TODAY - DAY, True)])
def test_nothing_is_missing_while_a_session_or_a_visit_is_still_to_come(
    ruth, patients, closes_on, expected
):
    followed, treated = next(patients), next(patients)
    visits = ended(followed, ruth, TODAY - WEEKS_12 - 30 * DAY)
    FollowUp.objects.filter(pk=book.follow_up(visits).pk).update(closes_on=closes_on)
    course = book.plan(treated, ruth, sessions=2)
    given(course.sessions.get(number=1), TODAY - WEEKS_12 - DAY)
    course.sessions.filter(number=2).update(closes_on=closes_on)
    assert set(found("outcomes")) == ({visits.pk, course.pk} if expected else set())


def test_a_course_counts_by_its_last_session(ruth, patients):
    course = book.plan(next(patients), ruth, sessions=2)
    first, last = TODAY - 200 * DAY, TODAY - 150 * DAY
    for number, on in ((1, first), (2, last)):
        given(course.sessions.get(number=number), on)
    assert set(found("outcomes")) == {course.pk}
    assert found("outcomes", Period(since=first, until=last - DAY, today=TODAY)) == {}
    assert set(found("outcomes", Period(since=last, until=last, today=TODAY))) == {course.pk}


def test_a_plan_that_nothing_was_given_under_has_no_outcome_to_miss(ruth, patients):
    plan = book.plan(next(patients), ruth)
    Plan.objects.filter(pk=plan.pk).update(state="cancelled", closed_on=book.MONDAY)
    assert looked_at("outcomes") == 0


# Consent gaps

CONSENTS = [  # what the consent is like, and what is wrong with it on MONDAY, 7 December 2026
    ({}, set()),
    ({"signed_on": book.MONDAY}, set()),
    ({"signed_on": book.MONDAY + DAY}, {"missing"}),
    ({"signed_on": date(2025, 12, 7)}, set()),
    ({"signed_on": date(2025, 12, 6)}, {"expired"}),
    ({"withdrawn_at": book.NINE}, {"withdrawn"}),
    ({"withdrawn_at": book.NINE + SECOND}, set()),
    ({"sites": ["left knee"]}, {"uncovered"}),
    ({"substances": ["lidocaine"]}, {"uncovered"}),
    ({"sites": ["left knee", "right knee"], "substances": ["phenol", "dextrose"]}, set()),
]


def test_the_consent_of_the_day_is_held_against_what_was_injected(ruth, patients):
    expected = {}
    for fields, kinds in CONSENTS:
        session = book.session(next(patients), ruth, agreed=False)
        consented(session.plan, **fields)
        given(session)
        expected |= {session.pk: kinds} if kinds else {}
    assert found("consents") == expected
    assert looked_at("consents") == len(CONSENTS)


def test_the_best_of_several_consents_counts(ruth, patients):
    session = book.session(next(patients), ruth, agreed=False)
    consented(session.plan, sites=["left knee"])
    consented(session.plan, signed_on=date(2024, 1, 1))
    given(session)
    assert found("consents") == {session.pk: {"uncovered"}}
    consented(session.plan, text_version="2026-1")
    assert found("consents") == {}


@pytest.mark.parametrize(
    ("injected", "sites", "substances"),
    [
        ({"side": "bilateral"}, ["left knee", "right knee"], ["dextrose"]),
        ({"side": "midline", "region": "sacroiliac"}, None, ["dextrose"]),
        ({"anaesthetic": "lidocaine", "anaesthetic_pct": 1}, ["right knee"], None),
    ],
)
def test_each_place_and_substance_has_to_be_consented_to(
    ruth, patients, injected, sites, substances
):
    session = book.session(next(patients), ruth)
    given(session, book.MONDAY, as_planned(session.plan, **injected))
    assert found("consents") == {session.pk: {"uncovered"}}
    if sites and substances:
        consented(session.plan, sites=sites, substances=substances)
        assert found("consents") == {}


def test_a_child_needs_the_signature_of_a_guardian_until_the_birthday(ruth, patients):
    drawn = {"guardian_name": "Maria Berg", "guardian_signature": [[[1, 1], [2, 2]]]}
    expected = {}
    for born, fields, kinds in (
        (date(2008, 12, 7), {}, set()),
        (date(2008, 12, 8), {}, {"guardian"}),
        (date(2008, 12, 8), {"guardian_name": "Maria Berg"}, {"guardian"}),
        (date(2008, 12, 8), {"guardian_name": "Maria Berg", "paper_reference": "Box 4"}, set()),
        (date(2008, 12, 8), drawn, set()),
    ):
        patient = next(patients)
        Patient.objects.filter(pk=patient.pk).update(birth_date=born)
        session = book.session(patient, ruth, agreed=False)
        consented(session.plan, **fields)
        given(session)
        expected |= {session.pk: kinds} if kinds else {}
    assert found("consents") == expected


def test_the_thresholds_of_the_day_count_and_not_those_of_today(ruth, patients):
    session = book.session(next(patients), ruth, agreed=False)
    consented(session.plan, signed_on=date(2026, 8, 31))
    short = Policy(consent_valid_months=3).to_json()
    given(session, date(2026, 12, 1), policy=short)
    assert found("consents") == {session.pk: {"expired"}}
    other = book.session(next(patients), ruth, agreed=False)
    consented(other.plan, signed_on=date(2026, 8, 31))
    given(other, date(2026, 11, 30), policy=short)  # the last day: November has no 31st
    assert set(found("consents")) == {session.pk}


# Deviations

INJECTED = [  # how the injection differs from its target, and what that is
    ({}, set()),
    ({"dextrose_pct": Decimal("12.5")}, {"solution"}),
    ({"anaesthetic": "lidocaine", "anaesthetic_pct": 1}, {"solution"}),
    ({"volume_ml": Decimal("6.01")}, {"volume"}),
    ({"volume_ml": Decimal("6.00")}, set()),
    ({"side": "left"}, {"place"}),
    ({"structure": "knee_medial_collateral_ligament"}, {"place"}),
    ({"points": 2}, {"technique"}),
    ({"guidance": "ultrasound", "volume_ml": 5}, {"technique", "volume"}),
    ({"target": None}, {"unplanned", "left_out"}),
]


def test_what_was_injected_is_held_against_its_target(ruth, patients):
    expected = {}
    for other, kinds in INJECTED:
        session = book.session(next(patients), ruth)
        given(session, book.MONDAY, as_planned(session.plan, **other))
        expected |= {session.pk: kinds} if kinds else {}
    assert found("deviations") == expected
    assert looked_at("deviations") == len(INJECTED)


def test_either_side_of_a_target_on_both_sides_is_the_right_place(ruth, patients):
    session = book.session(next(patients), ruth)
    target = target_of(session.plan)
    with superuser() as cursor:
        cursor.execute("UPDATE treatments_target SET side = 'bilateral' WHERE id = %s", [target.pk])
    sides = [as_planned(session.plan, side=side) for side in ("left", "right")]
    given(session, book.MONDAY, *sides)
    assert found("deviations") == {}
    other = book.session(next(patients), ruth)
    given(other, book.MONDAY, as_planned(other.plan), as_planned(other.plan, target=None))
    assert found("deviations") == {other.pk: {"unplanned"}}


def test_the_first_and_the_last_day_of_the_window_are_within_it(ruth, patients):
    expected = {}
    for day, kinds in (
        (date(2026, 11, 29), {"early"}),
        (date(2026, 11, 30), set()),
        (date(2026, 12, 14), set()),
        (date(2026, 12, 15), {"late"}),
    ):
        session = book.session(next(patients), ruth)
        given(session, day)
        expected |= {session.pk: kinds} if kinds else {}
    assert found("deviations") == expected


def test_a_session_under_an_overridden_finding_is_one_and_under_an_acknowledged_one_is_not(
    ruth, patients
):
    sessions = {}
    for state in ("overridden", "acknowledged", "cleared"):
        sessions[state] = given(book.session(next(patients), ruth))
        Finding.objects.create(
            screening=sessions[state].record.screening, rule="R08", tier="relative",
            verdict="fires", evidence="…", trigger="…", state=state,
            reason="The cardiologist agrees.", decided_by=ruth, decided_at=book.NINE,
        )  # fmt: skip
    assert found("deviations") == {sessions["overridden"].pk: {"override"}}


def test_what_is_void_or_not_signed_is_not_looked_at(ruth, patients):
    book.session(next(patients), ruth)
    void = given(book.session(next(patients), ruth))
    RecordVoid.objects.create(
        record=void.record, reason="Wrong patient", voided_by=ruth, voided_at=book.NOW
    )
    Session.objects.filter(pk=void.pk).update(state="voided")
    assert looked_at("deviations") == looked_at("consents") == looked_at("outcomes") == 0


def test_counts_are_given_for_each_physician_and_out_of_how_many(ruth, patients):
    carol = people.physician("Carol Diaz")
    for physician, other in ((ruth, {}), (ruth, {"points": 2}), (carol, {"volume_ml": 5})):
        session = book.session(next(patients), physician)
        given(session, book.MONDAY, as_planned(session.plan, **other))
    everybody, *each = counts(CHECKS["deviations"], PERIOD)
    assert (everybody.looked_at, everybody.found) == (3, 2)
    assert dict(everybody.kinds) == {"technique": 1, "volume": 1}
    assert [(str(one.physician), one.looked_at, one.found) for one in each] == [
        ("Carol Diaz, MD", 1, 1),
        ("Ruth Adler, MD", 2, 1),
    ]
