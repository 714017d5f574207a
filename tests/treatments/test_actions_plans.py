from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from patients.models import Screening, ScreeningPolicy
from patients.rules import Policy
from tests import people
from tests.treatments import builders
from tests.treatments.builders import FINE, KNEE, KNEE_JOINT, KNEE_LIGAMENT, NOW, TODAY
from treatments.actions import plans, signing
from treatments.limits import DEFAULT_POLICY
from treatments.models import FollowUp, Plan, PlanVersion, Session, Target

pytestmark = pytest.mark.django_db

# What the triggers say.
FROZEN = "is frozen|Cannot (update|delete) rows"


def write(plan, by, *, content=KNEE, targets=(KNEE_JOINT,), reasons=None):
    version = signing.draft_of(plan)
    return plans.write_draft(
        version=version,
        revision=version.revision,
        by=by,
        content=content,
        targets=targets,
        reasons=reasons or {},
    )


def screen(plan, by):
    return signing.screen_plan(plan=plan, by=by, now=NOW, today=TODAY, answers=FINE)


def sign(plan, by, today=TODAY):
    return signing.sign_plan(
        plan=plan, revision=signing.draft_of(plan).revision, by=by, now=NOW, today=today
    )


def ready(patient, by, **draft):
    plan = builders.drafted_plan(patient, by, **draft)
    screen(plan, by)
    return plan


def messages_of(refused):
    return " ".join(refused.value.messages)


# ---------------------------------------------------------------- drafting


def test_a_plan_from_a_protocol_starts_with_its_figures_and_no_targets(anna, ruth):
    plan = plans.draft_plan(
        patient=anna,
        by=ruth,
        region="",
        side="right",
        protocol=builders.protocol("knee_oa_whole_joint"),
    )
    version = plan.versions.get()

    assert plan.state == "draft"
    assert (version.region, version.side, version.place) == ("knee", "right", "right knee")
    assert version.indication == "Knee osteoarthritis, joint plus ligament attachments"
    assert version.indication_code == "M17.11"
    assert (version.sessions_min, version.sessions_target, version.sessions_max) == (3, 3, 5)
    # The protocol aims at 28 days and names no limits: those are the clinic's.
    assert (version.spacing_min_days, version.spacing_target_days, version.spacing_max_days) == (
        14,
        28,
        28,
    )
    # Weeks 12, 24 and 52 after the first visit, counted from the last session in week 9.
    assert version.followup_days == [21, 105, 301]
    assert version.targets.count() == 0


def test_a_blank_plan_starts_with_the_clinics_defaults(anna, ruth):
    plan = plans.draft_plan(
        patient=anna, by=ruth, region="neck", side="", indication="Neck pain after a collision"
    )
    version = plan.versions.get()

    assert version.side == "midline"
    assert (version.sessions_min, version.sessions_target, version.sessions_max) == (2, 3, 6)
    assert (version.spacing_min_days, version.spacing_target_days, version.spacing_max_days) == (
        14,
        21,
        28,
    )
    assert version.followup_days == [42]


def test_uneven_visits_of_a_protocol_give_the_range_of_the_spacing(anna, ruth):
    plan = plans.draft_plan(
        patient=anna,
        by=ruth,
        region="",
        side="left",
        protocol=builders.protocol("knee_oa_intra_articular_4x"),
    )
    version = plan.versions.get()

    # Weeks 0, 4, 8 and 16.
    assert (version.spacing_min_days, version.spacing_target_days, version.spacing_max_days) == (
        28,
        28,
        56,
    )


@pytest.mark.parametrize(
    ("region", "side", "field"),
    [
        ("knee", "", "side"),
        ("knee", "midline", "side"),
        ("elsewhere", "right", "region"),
        ("", "right", "region"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(anna, ruth, region, side, field):
    with pytest.raises(ValidationError) as refused:
        plans.draft_plan(patient=anna, by=ruth, region=region, side=side, indication="Knee pain")
    assert list(refused.value.message_dict) == [field]
    assert not Plan.objects.exists()


def test_a_protocol_for_another_region_is_refused(anna, ruth):
    with pytest.raises(ValidationError) as refused:
        plans.draft_plan(
            patient=anna,
            by=ruth,
            region="shoulder",
            side="right",
            protocol=builders.protocol("knee_oa_whole_joint"),
        )
    assert refused.value.message_dict == {"region": ["The protocol you chose is for: Knee."]}


def test_no_plan_is_made_for_somebody_who_died(anna, ruth):
    anna.deceased_on = date(2026, 10, 1)
    with pytest.raises(ValidationError, match="died"):
        plans.draft_plan(patient=anna, by=ruth, region="knee", side="right", indication="Pain")


def test_a_plan_without_indication_is_refused_and_nothing_is_saved(anna, ruth):
    with pytest.raises(ValidationError):
        plans.draft_plan(patient=anna, by=ruth, region="knee", side="right")
    assert not Plan.objects.exists()


# ---------------------------------------------------------------- writing


def test_targets_keep_their_own_strength_and_volume(anna, ruth):
    plan = builders.drafted_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    inside, outside = plan.versions.get().targets.all()

    assert (inside.place, inside.dextrose_pct, inside.volume_ml) == (
        "right knee, joint space",
        Decimal("25.000"),
        Decimal("6.00"),
    )
    assert (outside.dextrose_pct, outside.anaesthetic, outside.points) == (
        Decimal("15.000"),
        "lidocaine",
        4,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dextrose_pct": Decimal(0)}, "dextrose_pct"),
        ({"dextrose_pct": Decimal(101)}, "dextrose_pct"),
        ({"dextrose_pct": Decimal("25.1")}, "dextrose_pct"),
        ({"dextrose_pct": Decimal(-5)}, "dextrose_pct"),
        ({"volume_ml": Decimal(-1)}, "volume_ml"),
        ({"volume_ml": Decimal(0)}, "volume_ml"),
        ({"volume_ml": Decimal("60.5")}, "volume_ml"),
        ({"points": 0}, "points"),
        ({"side": ""}, "side"),
        ({"side": "midline"}, "side"),
        ({"route": "by mouth"}, "route"),
        ({"guidance": "guesswork"}, "guidance"),
        ({"structure": ""}, "structure"),
        ({"structure": "x" * 161}, "structure"),
        ({"anaesthetic": "lidocaine", "anaesthetic_pct": Decimal(10)}, "anaesthetic_pct"),
        ({"anaesthetic_pct": Decimal(1)}, "anaesthetic"),
        ({"phenol_pct": Decimal(1)}, "phenol_pct"),  # into a joint
    ],
)
def test_an_impossible_target_is_refused_and_the_draft_stays(anna, ruth, changes, field):
    plan = builders.drafted_plan(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        write(plan, ruth, targets=(KNEE_LIGAMENT, replace(KNEE_JOINT, **changes)))

    assert f"targets-1-{field}" in refused.value.message_dict
    kept = plan.versions.get().targets.get()
    assert kept.structure == "knee_joint_space"


def test_dextrose_a_little_weaker_than_usual_is_saved_with_a_warning_that_names_its_source(
    anna, ruth
):
    plan = builders.drafted_plan(
        anna, ruth, targets=(replace(KNEE_JOINT, dextrose_pct=Decimal("12.4")),)
    )
    target = plan.versions.get().targets.get()

    assert target.dextrose_pct == Decimal("12.400")
    (remark,) = plans.remarks_on(target, None, DEFAULT_POLICY)
    assert (remark.level, remark.field, remark.source) == (
        "warn",
        "dextrose_pct",
        "Manhattan Pain Medicine",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sessions_min": 4}, "__all__"),
        ({"sessions_max": 21}, "__all__"),
        ({"spacing_min_days": 22}, "__all__"),
        ({"spacing_max_days": 366}, "__all__"),
        ({"spacing_max_days": 40000}, "spacing_max_days"),
        ({"side": ""}, "side"),
        ({"region": "tail"}, "region"),
        ({"indication": "  "}, "indication"),
        ({"indication": "x" * 301}, "indication"),
        ({"indication_code": "knee"}, "indication_code"),
        ({"followup_days": (0,)}, "followup_days"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(anna, ruth, changes, field):
    plan = builders.drafted_plan(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        write(plan, ruth, content=replace(KNEE, **changes))

    assert field in refused.value.message_dict
    assert plan.versions.get().sessions_target == 3


def test_a_stale_draft_is_refused(anna, ruth):
    plan = builders.drafted_plan(anna, ruth)
    stale = plan.versions.get()
    write(plan, ruth, content=replace(KNEE, goal="Run again"))

    with pytest.raises(ValidationError, match="Somebody else changed"):
        plans.write_draft(version=stale, revision=stale.revision, by=ruth, content=KNEE, targets=())
    assert plan.versions.get().goal == "Run again"


def test_leaving_the_protocol_needs_a_reason_for_each_difference(anna, ruth):
    from_protocol = builders.protocol("knee_oa_whole_joint")
    plan = plans.draft_plan(patient=anna, by=ruth, region="", side="right", protocol=from_protocol)
    weaker = replace(KNEE_JOINT, dextrose_pct=Decimal(20))
    content = replace(KNEE, sessions_min=2, sessions_target=2)
    with pytest.raises(ValidationError) as refused:
        write(plan, ruth, content=content, targets=(weaker,))
    assert set(refused.value.message_dict) == {
        "reason-dextrose-20",
        "reason-number-of-sessions-2",
        "reason-days-between-sessions-21-days",
    }

    reasons = dict.fromkeys(
        ["dextrose-20", "number-of-sessions-2", "days-between-sessions-21-days"],
        "She travels in January",
    )
    write(plan, ruth, content=content, targets=(weaker,), reasons=reasons)
    assert plan.versions.get().deviations[-1] == {
        "key": "dextrose-20",
        "field": "Dextrose: joint space",
        "protocol": "25 %",
        "plan": "20 %",
        "reason": "She travels in January",
    }


def test_a_plan_that_follows_its_protocol_needs_no_reason(anna, ruth):
    plan = plans.draft_plan(
        patient=anna,
        by=ruth,
        region="",
        side="right",
        protocol=builders.protocol("knee_oa_whole_joint"),
    )
    content = replace(KNEE, sessions_min=3, spacing_target_days=28)
    write(plan, ruth, content=content)

    assert plan.versions.get().deviations == []


# ---------------------------------------------------------------- signing


def test_signing_freezes_the_version_and_puts_the_sessions_on_the_list(anna, ruth):
    plan = ready(anna, ruth)
    version = sign(plan, ruth)
    plan.refresh_from_db()

    assert plan.state == "active"
    assert (version.signed_by, version.signed_at, version.signed_on) == (ruth, NOW, TODAY)
    assert version.screening.outcome == "cleared"
    # The first within six weeks of signing; the others 14, 21 and 28 days after the one before.
    assert list(plan.sessions.values_list("number", "opens_on", "target_on", "closes_on")) == [
        (1, TODAY, TODAY, TODAY + timedelta(days=42)),
        (2, TODAY + timedelta(days=14), TODAY + timedelta(days=21), TODAY + timedelta(days=28)),
        (3, TODAY + timedelta(days=35), TODAY + timedelta(days=42), TODAY + timedelta(days=49)),
    ]


def test_an_open_screening_keeps_the_plan_from_being_signed_and_nothing_is_saved(anna, ruth):
    plan = ready(anna, ruth)
    anna.medications.create(
        entered_by=ruth, name="Apixaban", classes=["anticoagulant"], classed_by="catalogue"
    )
    runs = Screening.objects.count()

    with pytest.raises(ValidationError) as refused:
        sign(plan, ruth)
    assert "R08" in messages_of(refused)
    assert Screening.objects.count() == runs
    assert not Session.objects.exists()
    assert not plan.versions.get().is_signed


def test_a_plan_that_was_never_screened_is_not_signed(anna, ruth):
    plan = builders.drafted_plan(anna, ruth)
    with pytest.raises(ValidationError) as refused:
        sign(plan, ruth)
    assert refused.value.messages == ["Screen the patient for this plan first."]


def test_answers_older_than_two_weeks_are_asked_again(anna, ruth):
    plan = ready(anna, ruth)
    with pytest.raises(ValidationError, match="15 days old"):
        sign(plan, ruth, today=TODAY + timedelta(days=15))


def test_a_plan_without_targets_is_neither_screened_nor_signed(anna, ruth):
    plan = builders.drafted_plan(anna, ruth, targets=())
    with pytest.raises(ValidationError, match="Add the targets first"):
        screen(plan, ruth)
    with pytest.raises(ValidationError) as refused:
        sign(plan, ruth)
    assert "Add at least one target." in refused.value.messages


def test_a_target_without_any_substance_is_not_signed(anna, ruth):
    plan = ready(anna, ruth, targets=(replace(KNEE_JOINT, dextrose_pct=None),))
    with pytest.raises(ValidationError) as refused:
        sign(plan, ruth)
    assert refused.value.messages == [
        "Right knee, joint space: say what is injected and how strong it is."
    ]


def test_signing_twice_is_refused_the_second_time(anna, ruth):
    plan = ready(anna, ruth)
    sign(plan, ruth)
    with pytest.raises(ValidationError, match="There is no draft"):
        signing.sign_plan(plan=plan, revision=3, by=ruth, now=NOW, today=TODAY)
    assert plan.sessions.count() == 3


def test_a_draft_that_changed_since_it_was_read_is_not_signed(anna, ruth):
    plan = ready(anna, ruth)
    seen = signing.draft_of(plan).revision
    write(plan, ruth, targets=(KNEE_LIGAMENT,))
    with pytest.raises(ValidationError, match="Somebody else changed"):
        signing.sign_plan(plan=plan, revision=seen, by=ruth, now=NOW, today=TODAY)
    assert not plan.versions.get().is_signed


def test_the_front_desk_cannot_sign(anna, ruth, ben):
    plan = ready(anna, ruth)
    with pytest.raises(ValidationError, match="Only a physician"):
        sign(plan, ben)


@pytest.mark.parametrize("column", ["sessions_target", "spacing_max_days", "revision"])
def test_a_signed_version_resists_the_orm(anna, ruth, column):
    plan = builders.signed_plan(anna, ruth)
    with pytest.raises(DatabaseError, match=FROZEN), transaction.atomic():
        PlanVersion.objects.filter(plan=plan).update(**{column: 4})


def test_signed_targets_resist_the_orm(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    targets = Target.objects.filter(version__plan=plan)
    with pytest.raises(DatabaseError, match=FROZEN), transaction.atomic():
        targets.update(dextrose_pct=20)
    with pytest.raises(DatabaseError, match=FROZEN), transaction.atomic():
        targets.delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE treatments_planversion SET indication = 'changed'",
        "UPDATE treatments_planversion SET signed_at = NULL, signed_by_id = NULL, signed_on = NULL",
        "DELETE FROM treatments_planversion",
        "UPDATE treatments_target SET volume_ml = 9",
        "DELETE FROM treatments_target",
        "DELETE FROM treatments_plan",
    ],
)
def test_a_signed_plan_resists_plain_sql(anna, ruth, statement):
    builders.signed_plan(anna, ruth)
    with (
        pytest.raises(DatabaseError, match=FROZEN),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_signed_version_is_not_written(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    version = plan.versions.get()
    with pytest.raises(ValidationError, match="This version is signed"):
        plans.write_draft(
            version=version, revision=version.revision, by=ruth, content=KNEE, targets=()
        )


# ---------------------------------------------------------------- revising


def give(plan, number, day):
    session = plan.sessions.get(number=number)
    session.state, session.given_on = "given", day
    session.given_under = plan.versions.filter(signed_at__isnull=False).latest("number")
    session.save()
    return session


def test_a_revision_starts_as_a_copy_and_the_signed_version_stays_in_force(anna, ruth):
    plan = builders.signed_plan(anna, ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    draft = signing.revise_plan(plan=plan, reason="Two more sessions", by=ruth)

    assert (draft.number, draft.change_reason, draft.is_signed) == (2, "Two more sessions", False)
    assert [t.structure for t in draft.targets.all()] == [
        "knee_joint_space",
        "knee_medial_collateral_ligament",
    ]
    assert plan.versions.get(number=1).is_signed


def test_signing_a_revision_replans_what_is_still_to_come(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    first = give(plan, 1, TODAY)
    signing.revise_plan(plan=plan, reason="Two more sessions", by=ruth)
    later = replace(KNEE, sessions_target=5, spacing_target_days=28)
    write(plan, ruth, content=later)
    screen(plan, ruth)
    second_version = sign(plan, ruth)

    first.refresh_from_db()
    assert first.given_under.number == 1
    assert second_version.number == 2
    assert list(plan.sessions.values_list("number", "state", "target_on")) == [
        (1, "given", TODAY),
        (2, "planned", TODAY + timedelta(days=28)),
        (3, "planned", TODAY + timedelta(days=56)),
        (4, "planned", TODAY + timedelta(days=84)),
        (5, "planned", TODAY + timedelta(days=112)),
    ]


def test_a_revision_to_fewer_sessions_leaves_the_last_ones_out(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    give(plan, 1, TODAY)
    give(plan, 2, TODAY + timedelta(days=21))
    signing.revise_plan(plan=plan, reason="Better already", by=ruth)
    write(plan, ruth, content=replace(KNEE, sessions_target=2))
    screen(plan, ruth)
    sign(plan, ruth)

    dropped = plan.sessions.get(number=3)
    assert (dropped.state, dropped.dropped_reason) == (
        "dropped",
        "The plan now foresees 2 sessions.",
    )
    # Nothing is left to give: the follow-ups count from the last session.
    assert list(plan.follow_ups.values_list("offset_days", "target_on")) == [
        (42, TODAY + timedelta(days=63)),
        (180, TODAY + timedelta(days=201)),
    ]


def test_a_plan_cannot_foresee_fewer_sessions_than_were_given(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    give(plan, 1, TODAY)
    give(plan, 2, TODAY + timedelta(days=21))
    signing.revise_plan(plan=plan, reason="Better already", by=ruth)
    with pytest.raises(ValidationError) as refused:
        write(plan, ruth, content=replace(KNEE, sessions_min=1, sessions_target=1))
    assert refused.value.message_dict == {"sessions_target": ["2 sessions were given already."]}


def test_only_one_revision_at_a_time(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    signing.revise_plan(plan=plan, reason="Two more sessions", by=ruth)
    with pytest.raises(ValidationError, match="already being written"):
        signing.revise_plan(plan=plan, reason="Another thought", by=ruth)


def test_a_revision_needs_a_reason_and_a_signed_plan(anna, ruth):
    plan = builders.drafted_plan(anna, ruth)
    with pytest.raises(ValidationError, match="Only a signed plan"):
        signing.revise_plan(plan=plan, reason="Two more", by=ruth)
    signed = builders.signed_plan(anna, ruth)
    with pytest.raises(ValidationError, match="what changes"):
        signing.revise_plan(plan=signed, reason=" ", by=ruth)


# ---------------------------------------------------------------- closing


def close(plan, by, state, reason="Goal reached"):
    plan.refresh_from_db()
    return signing.close_plan(
        plan=plan, revision=plan.revision, state=state, reason=reason, by=by, today=TODAY
    )


def test_stopping_leaves_the_planned_sessions_and_visits_out(anna, ruth):
    plan = builders.signed_plan(anna, ruth)
    give(plan, 1, TODAY)
    FollowUp.objects.create(
        plan=plan, offset_days=42, opens_on=TODAY, target_on=TODAY, closes_on=TODAY
    )
    close(plan, ruth, "stopped", "She moves away")

    plan.refresh_from_db()
    assert (plan.state, plan.closed_on, plan.closing_reason) == (
        "stopped",
        TODAY,
        "She moves away",
    )
    assert list(plan.sessions.values_list("state", "dropped_reason")) == [
        ("given", ""),
        ("dropped", "Stopped: She moves away"),
        ("dropped", "Stopped: She moves away"),
    ]
    assert plan.follow_ups.get().state == "dropped"


@pytest.mark.parametrize(
    ("given", "state", "reason", "field"),
    [
        (True, "cancelled", "No time", "state"),
        (False, "completed", "No time", "state"),
        (True, "paused", "No time", "state"),
        (True, "stopped", " ", "reason"),
    ],
)
def test_an_end_that_does_not_fit_is_refused(anna, ruth, given, state, reason, field):
    plan = builders.signed_plan(anna, ruth)
    if given:
        give(plan, 1, TODAY)
    with pytest.raises(ValidationError) as refused:
        close(plan, ruth, state, reason)
    assert list(refused.value.message_dict) == [field]
    plan.refresh_from_db()
    assert plan.state == "active"


def test_a_closed_plan_is_closed(anna, ruth):
    plan = builders.drafted_plan(anna, ruth)
    close(plan, ruth, "cancelled", "Changed her mind")
    with pytest.raises(ValidationError, match="closed"):
        close(plan, ruth, "cancelled", "Again")
    with pytest.raises(ValidationError, match="closed"):
        screen(plan, ruth)


# ---------------------------------------------------------------- somebody else's


def test_plans_of_two_patients_do_not_mix(anna, ruth):
    other = builders.healthy(people.patient("Clara Diaz"), ruth)
    builders.signed_plan(anna, ruth)
    plan = builders.signed_plan(other, ruth)
    assert list(Plan.objects.filter(patient=other)) == [plan]
    assert plan.sessions.count() == 3


def test_the_clinic_may_allow_stronger_dextrose(anna, ruth):
    strong = replace(KNEE_JOINT, dextrose_pct=Decimal(30))
    with pytest.raises(ValidationError, match="30"):
        builders.drafted_plan(anna, ruth, targets=(strong,))
    values = Policy(dextrose_most=Decimal(30)).to_json()
    ScreeningPolicy.objects.create(
        number=1, values=values, reason="Agreed", changed_by=ruth, changed_at=builders.NOW
    )
    plan = builders.drafted_plan(anna, ruth, targets=(strong,))
    assert plan.versions.get().targets.get().dextrose_pct == Decimal(30)
