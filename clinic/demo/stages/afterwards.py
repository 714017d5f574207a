"""What happens to a record after its signature, and to a patient after the needle."""

from dataclasses import replace
from datetime import date, timedelta

from clinic.demo import course
from clinic.demo.case import Case
from treatments.actions.adverse_events import EventFacts, close_event, follow_event, report_event
from treatments.actions.after_signing import co_sign, void_record
from treatments.models import AdverseEvent, Session, SessionRecord


def recorded_in_error(case: Case) -> None:
    """The record of the first session was signed for the wrong visit; it is to be given again."""
    course.treat(case, given=1, last=6)
    void_record(
        record=_last_record(case),
        reason="Recorded for a visit at which nothing was injected: the patient felt faint and "
        "went home. Noticed at the evening check of the day board.",
        by=case.physician,
        now=case.world.at(case.world.ago(5), 17, 40),
        today=case.world.ago(5),
    )


def plasma_given(case: Case) -> None:
    """Platelet-rich plasma instead of a mixed solution, after two sessions without gain."""
    course.treat(case, given=1, last=15)


def bruise_healed(case: Case) -> AdverseEvent:
    """A bruise after the last session: reported, looked at, and closed."""
    record = _last_record(case)
    seen = _no_later(case, record.treated_on + timedelta(days=4))
    healed = _no_later(case, seen + timedelta(days=9))
    bruise = EventFacts(
        kind=AdverseEvent.Kind.BRUISING,
        onset_on=record.treated_on + timedelta(days=1),
        severity=AdverseEvent.Severity.MILD,
        serious=False,
        outcome=AdverseEvent.Outcome.RECOVERING,
        next_look_on=healed,
    )
    event = report_event(
        patient=case.patient,
        session=record.session,
        facts=bruise,
        description="Bruise of two inches below the heel, tender, no swelling.",
        action="Shown on the phone; ice, no pressure, photographed.",
        by=case.physician,
        now=case.world.at(seen, 12),
        today=seen,
    )
    event = follow_event(
        event=event,
        revision=event.revision,
        facts=replace(bruise, next_look_on=healed + timedelta(days=7)),
        text="Yellow and half the size. Walks without a limp.",
        by=case.physician,
        now=case.world.at(healed, 9),
        today=healed,
    )
    return close_event(
        event=event,
        revision=event.revision,
        outcome=AdverseEvent.Outcome.RECOVERED,
        note="Gone. A 27 G needle and two minutes of pressure next time.",
        by=case.physician,
        now=case.world.at(healed, 9, 5),
    )


def signed_below(case: Case) -> None:
    """The first physician co-signs the last record of the second."""
    record = _last_record(case)
    co_sign(
        record=record,
        note="Discussed at the weekly conference; agree with the course.",
        by=case.world.staff.physician,
        now=case.world.at(_no_later(case, record.treated_on + timedelta(days=2)), 13),
    )


def _last_record(case: Case) -> SessionRecord:
    session = case.plan.sessions.filter(state=Session.State.GIVEN).latest("number")
    return session.record


def _no_later(case: Case, day: date) -> date:
    return min(day, case.world.today - timedelta(days=1))
