"""What the rules are told about a plan: doses, places, spacing, consent, events."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from patients.actions.decisions import override_finding
from patients.rules.facts import ConsentFact, DoseFact, EventFact, SiteFact
from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_JOINT, KNEE_LIGAMENT, NOW, TODAY
from tests.treatments.days import (
    NOTHING_HAPPENED,
    agreed_plan,
    given,
    noon,
    started,
    written,
)
from treatments.actions import adverse_events, check_calls, session_signing
from treatments.actions.signing import close_plan
from treatments.context import injected, plan_context
from treatments.models import AdverseEvent, CheckCall, PlanVersion

pytestmark = pytest.mark.django_db

LIDOCAINE = replace(
    KNEE_LIGAMENT, anaesthetic="lidocaine", anaesthetic_pct=Decimal("0.5"), volume_ml=Decimal(4)
)


def version_of(plan) -> PlanVersion:
    return plan.versions.select_related("plan__consent").latest("number")


def context(plan):
    return plan_context(version_of(plan))


def reacted(plan, by, reaction, note="Hives on both arms", number=1, on=TODAY):
    """A session with that immediate reaction, signed."""
    record = written(
        plan.sessions.get(number=number),
        by,
        on=on,
        note=replace(NOTHING_HAPPENED, reaction=reaction, reaction_note=note),
    )
    return session_signing.sign_record(record=record, revision=record.revision, by=by, now=NOW)


def closed(event, by):
    return adverse_events.close_event(
        event=event,
        revision=event.revision,
        outcome="recovered",
        note="It was the latex; gloves changed.",
        by=by,
        now=NOW + timedelta(days=2),
    )


def called(plan, by, answer):
    call = CheckCall.objects.get(session__plan=plan)
    said = {"worry": "rising_pain", "alarm": "infection", "fine": "soreness"}
    if answer not in said:
        return check_calls.miss_check_call(call=call, revision=call.revision, by=by, now=NOW)
    return check_calls.log_check_call(
        call=call,
        revision=call.revision,
        said=[said[answer]],
        words="It throbs",
        by=by,
        now=NOW,
    )


# ------------------------------------------------------------------ what is injected where


def test_both_agents_of_a_solution_count_and_what_is_not_mixed_is_a_substance(anna, ruth):
    two = replace(
        LIDOCAINE, second_anaesthetic="bupivacaine", second_anaesthetic_pct=Decimal("0.125")
    )
    steroid = replace(
        KNEE_JOINT,
        dextrose_pct=None,
        procedure="corticosteroid",
        procedure_detail="Triamcinolone 40 mg",
    )
    plan = builders.drafted_plan(anna, ruth, targets=(two, LIDOCAINE, steroid))
    found = injected(version_of(plan))
    assert found.components == {"dextrose", "lidocaine", "bupivacaine", "corticosteroid"}
    assert found.doses == (
        DoseFact(agent="bupivacaine", mg=Decimal(5)),
        DoseFact(agent="lidocaine", mg=Decimal(40)),
    )


def test_a_site_says_what_kind_of_structure_it_is(anna, ruth):
    free = replace(KNEE_JOINT, structure="the sore spot")
    plan = builders.drafted_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT, free))

    assert injected(version_of(plan)).sites[0] == SiteFact(
        region="knee",
        side="right",
        structure="knee_joint_space",
        kind="joint",
        route="intra_articular",
        guidance="ultrasound",
    )
    assert [site.kind for site in context(plan).sites] == ["joint", "ligament", ""]


def test_a_dose_is_the_sum_over_all_targets_of_volume_times_strength(anna, ruth):
    bupivacaine = replace(LIDOCAINE, anaesthetic="bupivacaine", anaesthetic_pct=Decimal("0.25"))
    plan = builders.drafted_plan(
        anna, ruth, targets=(KNEE_JOINT, LIDOCAINE, replace(LIDOCAINE, points=9), bupivacaine)
    )

    assert context(plan).doses == (
        DoseFact(agent="bupivacaine", mg=Decimal(10)),
        # 4 mL of 5 mg/mL, twice; the number of needle points changes nothing.
        DoseFact(agent="lidocaine", mg=Decimal(40)),
    )


def test_a_strength_that_is_missing_leaves_the_sum_unknown(anna, ruth):
    silent = replace(LIDOCAINE, anaesthetic_pct=None)
    plan = builders.drafted_plan(anna, ruth, targets=(LIDOCAINE, silent, LIDOCAINE))

    assert context(plan).doses == (DoseFact(agent="lidocaine", mg=None),)


# ------------------------------------------------------------------ how far it has come


def test_a_first_session_has_no_earliest_day(anna, ruth):
    found = context(builders.signed_plan(anna, ruth))

    assert (found.given, found.earliest_on) == (0, None)


def test_the_next_session_counts_from_the_last_one_given(anna, ruth):
    plan = agreed_plan(anna, ruth)
    given(plan.sessions.get(number=1), ruth)
    late = TODAY + timedelta(days=26)
    given(plan.sessions.get(number=2), ruth, on=late)
    # The stored window may be anything: it is the day really given that counts.
    plan.sessions.filter(number=3).update(opens_on=TODAY)

    found = context(plan)

    assert (found.given, found.earliest_on) == (2, late + timedelta(days=14))


@pytest.mark.parametrize(
    ("region", "side", "counts"),
    [
        ("knee", "right", True),
        ("knee", "bilateral", True),
        ("knee", "left", False),
        ("shoulder", "right", False),
    ],
)
def test_a_session_of_another_plan_counts_in_the_same_place(anna, ruth, region, side, counts):
    other = agreed_plan(anna, ruth)
    given(other.sessions.get(number=1), ruth)
    target = replace(KNEE_JOINT, region=region, side=side)
    if region == "shoulder":
        target = replace(target, structure="shoulder_glenohumeral_joint")
    plan = builders.drafted_plan(
        anna, ruth, content=replace(KNEE, region=region, side=side), targets=(target,)
    )

    found = context(plan)

    assert found.given == 0
    assert found.earliest_on == (TODAY + timedelta(days=14) if counts else None)


# ------------------------------------------------------------------ consent


def test_without_consent_there_is_none(anna, ruth):
    assert context(builders.signed_plan(anna, ruth)).consent is None


def test_a_consent_says_what_it_leaves_out(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(plan, ruth, sites=["left knee"], substances=[])
    plan.refresh_from_db()

    assert context(plan).consent == ConsentFact(
        signed_on=TODAY, withdrawn=False, uncovered=("right knee", "dextrose")
    )


def test_a_consent_that_was_withdrawn_is_withdrawn(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    builders.consented(
        plan,
        ruth,
        withdrawn_at=NOW + timedelta(days=1),
        withdrawn_by=ruth,
        withdrawn_reason="Afraid",
    )

    assert context(plan).consent == ConsentFact(signed_on=TODAY, withdrawn=True)


# ------------------------------------------------------------------ events


def test_an_alarm_on_the_check_call_is_a_serious_event_until_it_is_triaged(anna, ruth, ben):
    plan = agreed_plan(anna, ruth)
    given(plan.sessions.get(number=1), ruth)
    call = called(plan, ben, "alarm")

    assert context(plan).events == (
        EventFact(
            what="Check call: Fever, hot or red joint, drainage, breathlessness, weakness, rash",
            noted_on=TODAY,
            serious=True,
        ),
    )

    check_calls.triage_check_call(
        call=call,
        revision=call.revision,
        decision="today",
        note="Joint is dry and cool",
        by=ruth,
        now=NOW,
    )
    assert context(plan).events == ()


@pytest.mark.parametrize(
    ("answer", "serious"), [("worry", [False]), ("fine", []), ("no_answer", [])]
)
def test_only_answers_that_need_a_physician_are_events(anna, ruth, ben, answer, serious):
    plan = agreed_plan(anna, ruth)
    given(plan.sessions.get(number=1), ruth)
    called(plan, ben, answer)

    assert [event.serious for event in context(plan).events] == serious


@pytest.mark.parametrize(
    ("reaction", "serious"),
    [
        ("allergic", [True]),
        ("other", [False]),
        ("vasovagal", []),
        ("pain", []),
        ("none", []),
    ],
)
def test_an_unexpected_reaction_is_an_event_until_a_physician_closes_it(
    anna, ruth, reaction, serious
):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, reaction)

    assert [event.serious for event in context(plan).events] == serious

    for event in AdverseEvent.objects.all():
        closed(event, ruth)
    assert context(plan).events == ()


def test_what_is_known_of_an_event_reaches_the_rules(anna, ruth):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, "allergic")

    assert context(plan).events == (
        EventFact(what="Allergic reaction, grade 2", noted_on=TODAY, serious=True),
    )


def test_an_event_under_another_plan_counts_whatever_became_of_that_plan(anna, ruth):
    old = agreed_plan(anna, ruth)
    reacted(old, ruth, "other")
    old.refresh_from_db()
    close_plan(
        plan=old,
        revision=old.revision,
        state="stopped",
        reason="Allergic to the solution",
        by=ruth,
        today=TODAY,
    )

    assert len(context(builders.drafted_plan(anna, ruth)).events) == 1


def test_an_override_of_an_open_event_ends_when_the_event_gets_worse(anna, ruth):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, "other")
    second, later = plan.sessions.get(number=2), TODAY + timedelta(days=21)
    finding = started(second, ruth, on=later).screening.findings.get()
    assert (finding.rule, finding.tier, finding.evidence) == (
        "R43",
        "relative",
        "Event not closed: Other, grade 2, noted Mon 2 Nov 2026.",
    )
    override_finding(
        finding=finding,
        by=ruth,
        now=noon(later),
        reason_code="mitigated",
        reason="It was the adhesive dressing; another one is used now.",
        recorded={},
        risk_discussed=True,
        valid_for="session",
    )
    assert started(second, ruth, on=later).screening.outcome == "cleared"

    AdverseEvent.objects.update(severity=4, serious=True)

    worse = started(second, ruth, on=later).screening
    assert worse.outcome == "refused"
    assert [(f.rule, f.tier) for f in worse.findings.all()] == [("R43", "absolute")]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_much_and_for_little(
    anna, ruth, ben, django_assert_num_queries, rows
):
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, LIDOCAINE, KNEE_LIGAMENT)[:rows])
    for number in range(1, rows + 1):
        day = TODAY + timedelta(days=21 * (number - 1))
        given(plan.sessions.get(number=number), ruth, on=day)
    for call in CheckCall.objects.all():
        check_calls.log_check_call(
            call=call, revision=1, said=["rising_pain"], words="It throbs", by=ben, now=NOW
        )
    version = PlanVersion.objects.select_related("plan__consent").prefetch_related("targets").get()

    with django_assert_num_queries(4):
        assert len(plan_context(version).events) == rows
