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
from treatments.actions import follow_ups, session_signing
from treatments.actions.signing import close_plan
from treatments.context import injected, plan_context
from treatments.models import CheckCall, PlanVersion

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


def called(plan, by, answer):
    call = CheckCall.objects.get(session__plan=plan)
    return follow_ups.log_check_call(
        call=call, revision=call.revision, answer=answer, words="It throbs", by=by, now=NOW
    )


# ------------------------------------------------------------------ what is injected where


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

    follow_ups.triage_check_call(
        call=call, revision=call.revision, note="Joint is dry and cool", by=ruth, now=NOW
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
def test_an_unexpected_reaction_of_the_last_session_is_an_event(anna, ruth, reaction, serious):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, reaction)

    assert [event.serious for event in context(plan).events] == serious


def test_a_reaction_is_reviewed_at_a_follow_up_visit(anna, ruth):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, "allergic")
    assert context(plan).events[0].what == "Reaction in session 1: Hives on both arms"
    visit = follow_ups.add_follow_up(
        plan=plan, target_on=TODAY + timedelta(days=2), today=TODAY, by=ruth
    )
    assert len(context(plan).events) == 1

    follow_ups.record_follow_up(
        follow_up=visit,
        revision=visit.revision,
        decision="continue",
        values={},
        note="It was the latex; gloves changed.",
        by=ruth,
        now=NOW + timedelta(days=2),
        today=TODAY + timedelta(days=2),
    )

    assert context(plan).events == ()


def test_a_reaction_under_a_plan_that_was_closed_is_reviewed(anna, ruth):
    old = agreed_plan(anna, ruth)
    reacted(old, ruth, "allergic")
    plan = builders.drafted_plan(anna, ruth)
    assert len(context(plan).events) == 1

    old.refresh_from_db()
    close_plan(
        plan=old,
        revision=old.revision,
        state="stopped",
        reason="Allergic to the solution",
        by=ruth,
        today=TODAY,
    )

    assert context(plan).events == ()


def test_a_later_session_without_reaction_ends_the_matter(anna, ruth):
    plan = agreed_plan(anna, ruth)
    reacted(plan, ruth, "other")
    second, later = plan.sessions.get(number=2), TODAY + timedelta(days=21)
    finding = started(second, ruth, on=later).screening.findings.get()
    assert (finding.rule, finding.evidence) == (
        "R43",
        "Event not closed: Reaction in session 1: Hives on both arms, noted Mon 2 Nov 2026.",
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
    given(second, ruth, on=later)

    assert context(plan).events == ()


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_much_and_for_little(
    anna, ruth, ben, django_assert_num_queries, rows
):
    plan = agreed_plan(anna, ruth, targets=(KNEE_JOINT, LIDOCAINE, KNEE_LIGAMENT)[:rows])
    for number in range(1, rows + 1):
        day = TODAY + timedelta(days=21 * (number - 1))
        given(plan.sessions.get(number=number), ruth, on=day)
    for call in CheckCall.objects.all():
        follow_ups.log_check_call(
            call=call, revision=1, answer="worry", words="It throbs", by=ben, now=NOW
        )
    version = PlanVersion.objects.select_related("plan__consent").prefetch_related("targets").get()

    with django_assert_num_queries(4):
        assert len(plan_context(version).events) == rows
