from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from patients.models import Problem, Result, Screening
from tests import people
from tests.built_once import parts
from tests.treatments import builders
from tests.treatments.builders import KNEE, KNEE_JOINT, KNEE_LIGAMENT, TODAY, anna_with_ruth
from tests.treatments.days import (
    ALL_LINES,
    NOTHING_HAPPENED,
    WELL,
    agreed_plan,
    given,
    noon,
    pain,
    rows_of,
    started,
    typed,
    written,
)
from treatments.actions import session_signing, sessions
from treatments.models import (
    CheckCall,
    FollowUp,
    Injection,
    Plan,
    Score,
    Session,
    SessionRecord,
)

pytestmark = pytest.mark.django_db

THREE_WEEKS = timedelta(days=21)


def build():
    """Three sessions 14 to 28 days apart at Anna's right knee, signed and agreed to today."""
    there = anna_with_ruth()
    there.plan = agreed_plan(there.anna, there.ruth, targets=(KNEE_JOINT, KNEE_LIGAMENT))
    return there


ruth, ben, anna, plan = parts("ruth", "ben", "anna", "plan")


def first(plan):
    return plan.sessions.get(number=1)


def second(plan):
    return plan.sessions.get(number=2)


def write(record, by, rows, note=NOTHING_HAPPENED, on=TODAY):
    return sessions.write_record(
        record=record,
        revision=record.revision,
        by=by,
        now=noon(on),
        note=note,
        injections=rows,
    )


def sign(record, by, on=TODAY):
    return session_signing.sign_record(record=record, revision=record.revision, by=by, now=noon(on))


# ---------------------------------------------------------------- starting


def test_starting_screens_and_fills_the_record_from_the_plan(plan, ruth):
    record = started(first(plan), ruth)

    assert record.screening.kind == "day"
    assert record.screening.outcome == "cleared"
    assert [(row.place, row.volume_ml, row.dextrose_pct) for row in record.injections.all()] == [
        ("right knee, joint space", Decimal(6), Decimal(25)),
        ("right knee, medial collateral ligament", Decimal(2), Decimal(15)),
    ]
    assert record.time_out == []
    assert record.reaction == ""


def test_vitals_go_into_the_chart_before_the_screening_looks_at_it(plan, anna, ruth):
    Problem.objects.create(
        patient=anna, entered_by=ruth, display="Type 2 diabetes", system="icd10cm", code="E11.9"
    )
    Result.objects.create(
        patient=anna, entered_by=ruth, kind="hba1c", value=Decimal("6.5"), taken_on=TODAY
    )

    record = started(first(plan), ruth, vitals={"glucose": Decimal(320)})

    assert Result.objects.get(kind="glucose").value == 320
    assert record.screening.outcome == "needs_decision"
    assert "R03" in record.screening.findings.values_list("rule", flat=True)


def test_an_impossible_vital_sign_is_refused_and_nothing_is_saved(plan, anna, ruth):
    with pytest.raises(ValidationError) as refused:
        started(first(plan), ruth, vitals={"pulse": Decimal(900)}, scores=pain("7"))

    assert list(refused.value.message_dict) == ["pulse"]
    assert typed(anna) == []
    assert Score.objects.count() == 0
    assert SessionRecord.objects.count() == 0
    assert Screening.objects.filter(kind="day").count() == 0


def test_pain_before_the_first_session_is_the_baseline(plan, ruth):
    started(first(plan), ruth, scores=pain("7"))

    score = Score.objects.get()
    assert (score.moment, score.value, score.session) == ("baseline", 7, None)


def test_pain_before_a_later_session_belongs_to_that_session(plan, ruth):
    given(first(plan), ruth, scores=pain("7"))
    started(second(plan), ruth, on=TODAY + THREE_WEEKS, scores=pain("4"))

    score = Score.objects.get(moment="session")
    assert (score.value, score.session) == (4, second(plan))


def test_a_session_does_not_start_before_the_one_ahead_of_it(plan, ruth):
    with pytest.raises(ValidationError, match="Session 1 comes first"):
        started(second(plan), ruth)


def test_a_session_outside_its_window_needs_a_reason(plan, ruth):
    late = first(plan).closes_on + timedelta(days=15)

    with pytest.raises(ValidationError) as refused:
        started(first(plan), ruth, on=late)
    assert list(refused.value.message_dict) == ["outside_window_reason"]

    record = started(first(plan), ruth, on=late, outside_window_reason="Was ill")
    assert record.outside_window_reason == "Was ill"


@pytest.mark.parametrize("change", ["missing", "withdrawn", "expired"])
def test_without_a_consent_that_stands_nothing_starts(plan, ruth, change):
    if change == "missing":
        plan.consent = None
        plan.save(update_fields=["consent"])
    elif change == "withdrawn":
        plan.consent.withdrawn_at = noon(TODAY)
        plan.consent.withdrawn_by = ruth
        plan.consent.withdrawn_reason = "Changed her mind"
        plan.consent.save()
    else:
        builders.consented(plan, ruth, on=TODAY - timedelta(days=400))

    with pytest.raises(ValidationError) as refused:
        started(first(plan), ruth)

    assert refused.value.code == "consent"
    assert SessionRecord.objects.count() == 0


def test_a_closed_plan_gives_no_session(plan, ruth):
    Plan.objects.filter(pk=plan.pk).update(state="stopped", closed_on=TODAY)
    with pytest.raises(ValidationError, match="not running"):
        started(first(plan), ruth)


def test_starting_again_screens_again_and_keeps_what_was_written(plan, ruth):
    before = written(first(plan), ruth)
    again = started(first(plan), ruth, answers=WELL | {"fever_or_unwell": "yes"})

    assert again.pk == before.pk
    assert again.screening_id != before.screening_id
    assert again.screening.outcome != "cleared"
    assert again.time_out == list(ALL_LINES)
    assert again.injections.count() == 2


def test_another_physician_takes_a_started_session_over_by_starting_it_again(plan, ruth):
    record = started(first(plan), ruth)
    malik = people.physician("Malik Noor")

    with pytest.raises(ValidationError, match="Ruth Adler, MD is writing this record"):
        write(record, malik, rows_of(record))

    taken = started(first(plan), malik)
    assert write(taken, malik, rows_of(taken)).physician == malik


def test_a_record_written_on_another_day_is_not_moved_to_today(plan, ruth):
    written(first(plan), ruth)
    with pytest.raises(ValidationError, match="written but not signed"):
        started(first(plan), ruth, on=TODAY + timedelta(days=1))


# ---------------------------------------------------------------- writing


def test_the_record_is_shut_while_the_screening_is_open(plan, ruth):
    record = started(first(plan), ruth, answers=WELL | {"infection_at_site": "yes"})
    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows_of(record))
    assert refused.value.code == "screening"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("volume_ml", Decimal(-1)),
        ("volume_ml", Decimal(0)),
        ("volume_ml", Decimal("1e9")),
        ("dextrose_pct", Decimal(0)),
        ("dextrose_pct", Decimal("25.1")),
        ("dextrose_pct", Decimal(101)),
        ("dextrose_pct", Decimal("NaN")),
        ("anaesthetic_pct", Decimal(20)),
        ("points", 0),
        ("points", 61),
        ("side", "midline"),
        ("route", "orally"),
        ("guidance", "by ear"),
    ],
)
def test_an_impossible_injection_is_refused_at_its_field(plan, ruth, field, value):
    record = started(first(plan), ruth)
    rows = rows_of(record)
    rows[1] |= {field: value}

    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows)

    assert f"injections-1-{field}" in refused.value.message_dict
    record.refresh_from_db()
    assert record.revision == 1
    assert rows_of(record)[1]["volume_ml"] == 2


def test_phenol_near_a_joint_space_is_refused(plan, ruth):
    record = started(first(plan), ruth)
    rows = rows_of(record)
    rows[0] |= {"phenol_pct": Decimal(1)}
    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows)
    assert list(refused.value.message_dict) == ["injections-0-phenol_pct"]


def test_the_other_side_is_refused_until_it_is_confirmed_with_a_reason(plan, ruth):
    record = started(first(plan), ruth)
    rows = rows_of(record)
    rows[0] |= {"side": "left"}
    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows)
    assert refused.value.message_dict["injections-0-side"][0].startswith("The plan says right knee")

    rows[0] |= {"other_side": True}
    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows)
    assert list(refused.value.message_dict) == ["injections-0-note"]

    rows[0] |= {"note": "Plan was drafted for the wrong side"}
    kept = write(record, ruth, rows)
    assert kept.injections.first().side == "left"


def test_one_side_of_a_target_on_both_sides_is_planned(anna, ruth):
    both = replace(KNEE_JOINT, side="bilateral")
    plan = agreed_plan(anna, ruth, content=replace(KNEE, side="bilateral"), targets=(both,))
    record = started(first(plan), ruth)
    rows = rows_of(record)
    rows[0] |= {"side": "left"}
    assert write(record, ruth, rows).injections.get().side == "left"


def test_an_injection_that_the_plan_does_not_foresee_is_kept_without_target(plan, ruth):
    record = started(first(plan), ruth)
    extra = rows_of(record)[1] | {"target": None, "structure": "patellar tendon"}
    kept = write(record, ruth, [*rows_of(record), extra])
    assert [row.target_id is None for row in kept.injections.all()] == [False, False, True]


def test_a_target_of_another_plan_is_refused(plan, ruth, ben):
    other = agreed_plan(
        builders.healthy(people.patient("Carl Diaz", registered_by=ben), ruth), ruth
    )
    record = started(first(plan), ruth)
    rows = rows_of(record)
    rows[0] |= {"target": other.signed_version().targets.get()}
    with pytest.raises(ValidationError, match="another plan"):
        write(record, ruth, rows)


def test_the_note_is_proposed_and_follows_the_figures_until_it_is_edited(plan, ruth):
    record = written(first(plan), ruth)
    assert record.note.splitlines()[0] == ("Session 1. Right knee: Knee osteoarthritis, primary.")
    assert "Total 8 mL, 1.8 g of dextrose." in record.note

    rows = rows_of(record)
    rows[0] |= {"volume_ml": Decimal(5)}
    sent = replace(NOTHING_HAPPENED, note=record.note.replace("\n", "\r\n"))
    record = write(record, ruth, rows, sent)
    assert "Total 7 mL, 1.55 g of dextrose." in record.note

    record = write(record, ruth, rows, replace(NOTHING_HAPPENED, note="Tolerated well."))
    rows[0] |= {"volume_ml": Decimal(4)}
    record = write(record, ruth, rows, replace(NOTHING_HAPPENED, note="Tolerated well."))
    assert record.note == "Tolerated well."


def test_a_stale_form_is_refused_and_the_first_text_stays(plan, ruth):
    record = started(first(plan), ruth)
    write(record, ruth, rows_of(record), replace(NOTHING_HAPPENED, note="First tab"))
    with pytest.raises(ValidationError) as refused:
        write(record, ruth, rows_of(record), replace(NOTHING_HAPPENED, note="Second tab"))
    assert refused.value.code == "stale"
    assert SessionRecord.objects.get().note == "First tab"


# ---------------------------------------------------------------- signing


def test_signing_counts_the_session_and_moves_the_windows_from_the_real_day(plan, ruth):
    day = first(plan).opens_on + timedelta(days=10)
    record = given(first(plan), ruth, on=day)

    session = first(plan)
    assert (session.state, session.given_on) == ("given", day)
    assert session.given_under == plan.signed_version()
    assert (record.signed_by, record.signed_at) == (ruth, noon(day))
    following = list(plan.sessions.filter(state="planned").values_list("opens_on", "closes_on"))
    assert following == [
        (day + timedelta(days=14), day + timedelta(days=28)),
        (day + timedelta(days=35), day + timedelta(days=49)),
    ]
    assert CheckCall.objects.get().due_on == day + timedelta(days=3)
    assert FollowUp.objects.count() == 0


def test_the_last_session_puts_the_follow_up_visits_on_the_list(anna, ruth):
    plan = agreed_plan(
        anna, ruth, content=replace(KNEE, sessions_min=1, sessions_target=1, sessions_max=1)
    )
    given(first(plan), ruth)
    assert list(plan.follow_ups.values_list("target_on", flat=True)) == [
        TODAY + timedelta(days=42),
        TODAY + timedelta(days=180),
    ]


@pytest.mark.parametrize("line", ALL_LINES)
def test_each_line_of_the_time_out_is_needed(plan, ruth, line):
    left = tuple(code for code in ALL_LINES if code != line)
    record = written(first(plan), ruth, note=replace(NOTHING_HAPPENED, time_out=left))
    with pytest.raises(ValidationError) as refused:
        sign(record, ruth)
    assert refused.value.messages == [f"Time-out not confirmed: {dict(sessions.TIME_OUT)[line]}."]
    assert SessionRecord.objects.get().signed_at is None
    assert first(plan).state == "planned"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ({"reaction": ""}, "Record the immediate reaction, or that there was none."),
        ({"reaction": "other"}, "Say what the other reaction was."),
    ],
)
def test_the_reaction_is_needed(plan, ruth, note, words):
    record = written(first(plan), ruth, note=replace(NOTHING_HAPPENED, **note))
    with pytest.raises(ValidationError) as refused:
        sign(record, ruth)
    assert refused.value.messages == [words]


def test_a_record_without_an_injection_is_not_signed(plan, ruth):
    record = started(first(plan), ruth)
    record = write(record, ruth, [])
    with pytest.raises(ValidationError, match="at least one injection"):
        sign(record, ruth)


def test_a_second_signature_is_refused(plan, ruth):
    record = given(first(plan), ruth)
    with pytest.raises(ValidationError, match="is signed"):
        sign(record, ruth)
    assert CheckCall.objects.count() == 1


def test_what_was_injected_before_consent_was_withdrawn_can_still_be_signed(plan, ruth):
    record = written(first(plan), ruth)
    plan.consent.withdrawn_at = noon(TODAY) + timedelta(hours=2)
    plan.consent.withdrawn_by = ruth
    plan.consent.withdrawn_reason = "No more"
    plan.consent.save()
    assert sign(record, ruth).signed_by == ruth


@pytest.mark.parametrize("column", ["note", "reaction_note", "treated_on"])
def test_a_signed_record_resists_the_orm(plan, ruth, column):
    record = given(first(plan), ruth)
    value = date(2020, 1, 1) if column == "treated_on" else "Changed"
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionRecord.objects.filter(pk=record.pk).update(**{column: value})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE treatments_sessionrecord SET note = 'x' WHERE id = %s",
        "UPDATE treatments_sessionrecord SET signed_at = NULL, signed_by_id = NULL WHERE id = %s",
        "DELETE FROM treatments_sessionrecord WHERE id = %s",
        "UPDATE treatments_injection SET volume_ml = 1 WHERE record_id = %s",
        "DELETE FROM treatments_injection WHERE record_id = %s",
    ],
)
def test_a_signed_record_resists_raw_sql(plan, ruth, sql):
    record = given(first(plan), ruth)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(sql, [record.pk])
    assert SessionRecord.objects.get().signed_by == ruth
    assert [row.volume_ml for row in Injection.objects.all()] == [6, 2]


def test_a_signed_record_is_not_written_again(plan, ruth):
    record = given(first(plan), ruth)
    with pytest.raises(ValidationError, match="Add an addendum"):
        write(record, ruth, rows_of(record))


# ---------------------------------------------------------------- leaving out, adding


def test_a_session_left_out_keeps_its_number_and_the_others_move_up(plan, ruth):
    given(first(plan), ruth)
    session_signing.drop_session(
        session=second(plan),
        revision=second(plan).revision,
        reason="Pain is gone",
        by=ruth,
        today=TODAY,
    )
    assert (second(plan).state, second(plan).dropped_reason) == ("dropped", "Pain is gone")
    third = plan.sessions.get(number=3)
    assert (third.opens_on, third.closes_on) == (
        TODAY + timedelta(days=14),
        TODAY + timedelta(days=28),
    )


def test_leaving_out_the_last_planned_session_lists_the_follow_ups(plan, ruth):
    given(first(plan), ruth)
    for number in (2, 3):
        session = plan.sessions.get(number=number)
        session_signing.drop_session(
            session=session, revision=session.revision, reason="Enough", by=ruth, today=TODAY
        )
    assert FollowUp.objects.filter(plan=plan).count() == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_leaving_out_needs_a_reason(plan, ruth, reason):
    session = first(plan)
    with pytest.raises(ValidationError) as refused:
        session_signing.drop_session(
            session=session, revision=session.revision, reason=reason, by=ruth, today=TODAY
        )
    assert list(refused.value.message_dict) == ["reason"]


def test_a_started_session_is_not_left_out(plan, ruth):
    started(first(plan), ruth)
    session = first(plan)
    with pytest.raises(ValidationError, match="was started"):
        session_signing.drop_session(
            session=session, revision=session.revision, reason="Enough", by=ruth, today=TODAY
        )


def test_an_addendum_is_added_to_a_signed_record_only(plan, ruth):
    record = written(first(plan), ruth)
    with pytest.raises(ValidationError, match="not signed yet"):
        session_signing.add_addendum(record=record, text="Later", by=ruth, now=noon(TODAY))

    record = sign(record, ruth)
    session_signing.add_addendum(record=record, text=" Called back ", by=ruth, now=noon(TODAY))
    assert [addendum.text for addendum in record.addenda.all()] == ["Called back"]


def test_an_addendum_never_changes(plan, ruth):
    record = given(first(plan), ruth)
    session_signing.add_addendum(record=record, text="Later", by=ruth, now=noon(TODAY))
    with pytest.raises(DatabaseError), transaction.atomic():
        record.addenda.update(text="Other")


def test_every_given_session_has_an_event_history(plan, ruth):
    given(first(plan), ruth)
    assert Session.pgh_event_model.objects.filter(pgh_obj=first(plan)).count() >= 2
