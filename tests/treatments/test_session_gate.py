"""What opens the form of a session, what shuts it, and what never shuts again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.actions.consent import withdraw_consent
from patients.actions.decisions import acknowledge_finding
from tests.treatments import builders, shelf
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY
from tests.treatments.days import (
    NOTHING_HAPPENED,
    WELL,
    agreed_plan,
    given,
    noon,
    rows_of,
    started,
    written,
)
from treatments.actions import check_calls, session_signing, sessions
from treatments.models import CheckCall, SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))


@pytest.fixture
def first(plan):
    return plan.sessions.get(number=1)


def write(record, by, **more):
    record.refresh_from_db()
    return sessions.write_record(
        record=record,
        revision=record.revision,
        by=by,
        now=record.started_at,
        note=NOTHING_HAPPENED,
        injections=rows_of(record),
        **more,
    )


def again(session, by, on=TODAY):
    return sessions.screen_again(session=session, by=by, now=noon(on), today=on)


def takes_eliquis(patient, by):
    patient.medications.create(
        entered_by=by, name="Eliquis", classes=["anticoagulant"], classed_by="catalogue"
    )


def lifted(plan, by):
    withdraw_consent(consent=plan.consent, reason="Afraid of the needles", by=by, now=noon(TODAY))


# ------------------------------------------------------------------ findings


@pytest.mark.parametrize(
    ("answers", "rule", "outcome"),
    [
        ({"components_checked": "no"}, "R51", "refused"),
        ({"nsaid_last_7_days": "yes"}, "R13", "needs_decision"),
        ({"fever_or_unwell": "unknown"}, "R05", "needs_decision"),
    ],
)
def test_an_absolute_a_relative_and_an_unknown_keep_it_shut(first, ruth, answers, rule, outcome):
    record = started(first, ruth, answers=WELL | answers)
    assert record.screening.outcome == outcome
    assert [finding.rule for finding in record.screening.findings.all()] == [rule]

    with pytest.raises(ValidationError) as refused:
        write(record, ruth)

    assert refused.value.code == "screening"
    assert SessionRecord.objects.get().time_out == []


def test_a_caution_keeps_it_shut_until_it_is_acknowledged(first, anna, ruth):
    anna.results.filter(kind="height").update(value=125)
    record = started(first, ruth)
    (caution,) = record.screening.findings.all()
    assert (caution.rule, caution.tier) == ("R44", "caution")
    with pytest.raises(ValidationError):
        write(record, ruth)

    acknowledge_finding(finding=caution, by=ruth, now=noon(TODAY))

    assert write(record, ruth).is_written


def test_a_figure_typed_on_the_day_reaches_the_rules(first, ruth):
    record = started(
        first, ruth, vitals={"bp_systolic": Decimal(190), "bp_diastolic": Decimal(100)}
    )
    assert [finding.rule for finding in record.screening.findings.all()] == ["R38"]


def test_without_consent_nobody_is_even_asked(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        started(plan.sessions.get(number=1), ruth)

    assert refused.value.messages == ["No consent is recorded for this plan."]
    assert anna.screenings.filter(kind="day").count() == 0


# ------------------------------------------------------------------ what changed since


def test_a_form_is_not_begun_under_a_screening_that_does_not_fit(first, anna, ruth):
    record = started(first, ruth)
    takes_eliquis(anna, ruth)

    with pytest.raises(ValidationError) as refused:
        write(record, ruth)

    assert refused.value.code == "stale screening"
    assert not SessionRecord.objects.get().is_written


def test_screening_again_takes_the_answers_of_the_day(first, anna, ruth):
    record = started(first, ruth)
    morning = record.screening
    takes_eliquis(anna, ruth)

    record = again(first, ruth)

    assert record.screening != morning
    assert record.screening.answers == morning.answers
    assert [finding.rule for finding in record.screening.findings.all()] == ["R08"]
    with pytest.raises(ValidationError) as refused:
        write(record, ruth)
    assert refused.value.code == "screening"


def test_screening_again_opens_the_form_where_the_change_was_harmless(first, anna, ruth):
    record = started(first, ruth)
    anna.problems.create(entered_by=ruth, display="Hay fever")
    with pytest.raises(ValidationError):
        write(record, ruth)

    assert write(again(first, ruth), ruth).is_written


def test_a_decision_of_the_morning_holds_when_screened_again(first, anna, ruth):
    anna.results.filter(kind="height").update(value=125)
    record = started(first, ruth)
    acknowledge_finding(finding=record.screening.findings.get(), by=ruth, now=noon(TODAY))
    anna.problems.create(entered_by=ruth, display="Hay fever")

    record = again(first, ruth)

    assert record.screening.outcome == "cleared"
    assert record.screening.findings.get().state == "acknowledged"


def test_yesterdays_answers_are_not_taken_again(first, ruth):
    started(first, ruth)
    with pytest.raises(ValidationError) as refused:
        again(first, ruth, on=TODAY + timedelta(days=1))
    assert refused.value.code == "questions"


def test_nothing_is_screened_again_before_it_was_screened(first, ruth):
    with pytest.raises(ValidationError) as refused:
        again(first, ruth)
    assert refused.value.code == "questions"


def test_what_was_injected_stays_recordable(first, anna, ruth):
    """The form was open while the screening fitted; what changes after that comes too late."""
    record = started(first, ruth)
    takes_eliquis(anna, ruth)

    shelf.mixed(record, ruth)
    record = write(record, ruth, opened_under=record.screening_id)
    record = write(record, ruth)
    signed = session_signing.sign_record(
        record=record, revision=record.revision, by=ruth, now=noon(TODAY)
    )

    assert signed.signed_at is not None


def test_a_form_of_before_the_repeat_does_not_count_as_open(first, anna, ruth):
    morning = started(first, ruth).screening_id
    anna.problems.create(entered_by=ruth, display="Hay fever")
    record = again(first, ruth)
    takes_eliquis(anna, ruth)

    with pytest.raises(ValidationError) as refused:
        write(record, ruth, opened_under=morning)
    assert refused.value.code == "stale screening"


def test_a_consent_withdrawn_after_the_screening_shuts_the_form(plan, first, ruth):
    record = started(first, ruth)
    lifted(plan, ruth)

    with pytest.raises(ValidationError) as refused:
        write(record, ruth)
    assert refused.value.code == "stale screening"
    with pytest.raises(ValidationError) as refused:
        again(first, ruth)
    assert refused.value.code == "consent"


def test_an_alarm_logged_after_the_screening_shuts_the_form_until_it_is_triaged(
    plan, first, ruth, ben
):
    given(first, ruth)
    later = TODAY + timedelta(days=21)
    second = plan.sessions.get(number=2)
    record = started(second, ruth, on=later)
    call = check_calls.log_check_call(
        call=CheckCall.objects.get(session=first),
        revision=1,
        said=["infection"],
        words="It is hot and red",
        by=ben,
        now=noon(later),
    )
    with pytest.raises(ValidationError) as refused:
        write(record, ruth)
    assert refused.value.code == "stale screening"
    record = again(second, ruth, on=later)
    assert [(f.rule, f.tier) for f in record.screening.findings.all()] == [("R43", "absolute")]

    check_calls.triage_check_call(
        call=call,
        revision=call.revision,
        decision="today",
        note="Cool and dry",
        by=ruth,
        now=noon(later),
    )

    assert write(again(second, ruth, on=later), ruth).is_written


# ------------------------------------------------------------------ too early, too late


@pytest.mark.parametrize(("days", "rules"), [(13, ["R42"]), (14, []), (15, [])])
def test_a_day_too_early_is_decided_in_the_screening_and_asked_for_once(
    plan, first, ruth, days, rules
):
    given(first, ruth)
    record = started(plan.sessions.get(number=2), ruth, on=TODAY + timedelta(days=days))

    assert [finding.rule for finding in record.screening.findings.all()] == rules
    assert record.outside_window_reason == ""


def test_a_day_too_late_takes_a_reason(plan, first, ruth):
    given(first, ruth)
    second = plan.sessions.get(number=2)
    late = second.closes_on + timedelta(days=15)
    with pytest.raises(ValidationError) as refused:
        started(second, ruth, on=late)
    assert list(refused.value.message_dict) == ["outside_window_reason"]

    record = started(second, ruth, on=late, outside_window_reason="Was abroad")

    assert record.screening.outcome == "cleared"


def test_a_written_record_of_another_day_is_not_screened_again(plan, first, ruth):
    written(first, ruth)
    with pytest.raises(ValidationError, match="written but not signed"):
        started(first, ruth, on=TODAY + timedelta(days=1))
