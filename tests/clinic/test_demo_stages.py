"""The whole demo, seeded once for all tests of this module: is somebody at every stage?"""

import io
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.db.models import Count, F

from clinic.home import for_desk, for_physician, visits_of_today
from patients.models import Finding, Patient, Screening
from records import queries
from scheduling.models import Appointment, Closure, Reminder, Site
from scheduling.stranded import stranded_visits
from scheduling.waiting import waitlist
from scheduling.worklists import sessions_to_book, visits_to_replace
from staff.models import User
from tests.clinic.logged import found_in, words_of
from tests.clinic.main_job import do_the_main_job
from tests.clinic.whole_demo import NOW, TODAY, demo
from treatments.models import (
    AdverseEvent,
    CheckCall,
    CoSignature,
    FollowUp,
    Injection,
    Lot,
    MixPart,
    Plan,
    PlanVersion,
    ProtocolVersion,
    Score,
    Session,
    SessionRecord,
)
from treatments.stock_page import counts

__all__ = ["demo"]  # for all tests here

# Seeding takes half a minute: once, not once for each worker.
# django_db: without it no database is made for tests when only this module runs.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.django_db]


def person(family_name: str) -> Patient:
    return Patient.objects.get(family_name=family_name)


def plan_of(family_name: str) -> Plan:
    return Plan.objects.get(patient__family_name=family_name)


@pytest.mark.parametrize(
    ("family_name", "rule", "outcome"),
    [
        ("Pruitt", "R01", "refused"),
        ("Jennings", "R08", "needs_decision"),
        ("Pike", "R13", "needs_decision"),
        ("Trujillo", "R22", "needs_decision"),
        ("Park", "R17", "refused"),
        ("Chow", "R50m", "needs_decision"),
        ("Peck", "R09", "refused"),
        ("Kessler", "R30", "needs_decision"),
    ],
)
def test_a_finding_is_open(family_name: str, rule: str, outcome: str) -> None:
    screening = Screening.objects.filter(patient__family_name=family_name).latest("run_at")

    open_findings = screening.findings.filter(state=Finding.State.OPEN)
    assert (screening.outcome, [f.rule for f in open_findings]) == (outcome, [rule])


@pytest.mark.parametrize(
    ("family_name", "state"),
    [
        ("Holloway", "draft"),
        ("Deshmukh", "active"),
        ("Irving", "cancelled"),
        ("Odom", "stopped"),
        ("Mulcahy", "stopped"),
        ("Hargrove", "completed"),
        ("Amato", "active"),
        ("Ketchum", "active"),
    ],
)
def test_a_plan_is_in_the_state_of_its_story(family_name: str, state: str) -> None:
    assert plan_of(family_name).state == state


def test_an_override_waits_for_the_second_signature() -> None:
    finding = Finding.objects.get(state=Finding.State.AWAITING)

    assert (finding.screening.patient, finding.rule) == (person("Voss"), "R16")
    assert finding.screening.outcome == "needs_decision"
    assert finding.recorded == {
        "Specialist": "Dr. Paul Amundsen, dermatology",
        "Timing in the dose cycle": "Day 7 of 14",
    }


def test_a_letter_of_the_hematologist_clears_its_rule() -> None:
    marsh = person("Marsh")

    assert marsh.specialistnotes.get().kind == "bleeding"
    assert not Finding.objects.filter(screening__patient=marsh, rule="R11").exists()
    assert plan_of("Marsh").sessions.filter(state="given").count() == 1


def test_a_newer_value_cleared_a_refusal_by_itself() -> None:
    refused, cleared = person("Benning").screenings.order_by("run_at")

    assert (refused.outcome, cleared.outcome) == ("refused", "cleared")
    finding = refused.findings.get(rule="R01")
    assert (finding.state, finding.cleared_in) == (Finding.State.CLEARED, cleared)
    assert "7.2 %" in finding.cleared_with


def test_before_a_plan_somebody_is_only_registered_asked_or_cleared() -> None:
    registered = person("O'Connor-Núñez")
    asked = person("Whitaker")
    cleared = person("Rousseau")

    assert registered.allergies_status == "not_asked"
    assert registered.appointments.get().state == "booked"
    assert asked.allergies_status == "none_known"
    assert not asked.screenings.exists()
    assert cleared.screenings.get().outcome == "cleared"
    assert not cleared.plans.exists()


def test_a_signed_plan_waits_for_consent_and_another_lost_it() -> None:
    assert plan_of("Deshmukh").consent is None
    withdrawn = plan_of("Newell").consent
    assert withdrawn is not None
    assert withdrawn.withdrawn_at is not None


def test_the_minor_has_a_guardian_and_an_override_with_its_reason() -> None:
    cody = person("Hollis")
    consent = plan_of("Hollis").consent

    assert cody.age_on(TODAY) == 13
    assert consent is not None
    assert consent.guardian_name == "Denise Hollis (mother)"
    decided = Finding.objects.filter(screening__patient=cody, rule="R24")
    assert {finding.state for finding in decided} == {"overridden"}


def test_two_people_share_name_and_birth_date() -> None:
    first, second = Patient.objects.filter(given_name="Maria", family_name="Garcia")

    assert first.birth_date == second.birth_date
    assert first.record_number != second.record_number


def test_one_died_and_one_was_born_on_a_leap_day() -> None:
    assert person("Lindqvist").deceased_on == date(2026, 11, 6)
    assert person("Stone").birth_date == date(1984, 2, 29)


def test_the_desk_has_windows_that_close_calls_and_missed_visits() -> None:
    ben = User.objects.get(email="frontdesk@demo.example")
    desk = for_desk(ben, TODAY, NOW)

    closing = {session.plan.patient.family_name: session.closes_on for session in desk.closing}
    assert closing["Simmons"] == TODAY + timedelta(days=4)
    assert closing["Fenn"] < TODAY
    assert {"Aldridge", "Shaw"} <= {call.session.plan.patient.family_name for call in desk.calls}
    lost = {visit.patient.family_name for visit in visits_to_replace(ben, 24, TODAY)}
    assert lost == {"Whitlock", "Cobb", "Nakagawa"}
    assert "Barlow" in {s.plan.patient.family_name for s in sessions_to_book(ben)}


def test_an_alarm_waits_for_a_physician_and_a_worry_was_answered() -> None:
    alarm = CheckCall.objects.get(session__plan=plan_of("Vance"))
    worry = CheckCall.objects.filter(session__plan=plan_of("Tanaka")).latest("due_on")

    assert (alarm.answer, alarm.triaged_at) == ("alarm", None)
    assert (worry.answer, worry.triaged_at) == ("worry", NOW)


def test_the_board_of_today_has_both_physicians_and_every_state() -> None:
    visits = visits_of_today(NOW)

    assert {visit.state for visit in visits} == {
        "requested", "booked", "confirmed", "arrived", "in_room", "observing", "done", "cancelled",
    }  # fmt: skip
    assert {visit.practitioner.full_name for visit in visits} == {
        "Ingrid Halvorsen",
        "Kwame Boateng",
    }
    assert len(visits) >= 10


def test_unsigned_records_are_todays_and_the_one_of_two_days_ago() -> None:
    treated = {
        record.session.plan.patient.family_name: record.treated_on
        for record in queries.unsigned_records()
    }

    assert treated["Brooks"] == TODAY - timedelta(days=2)
    assert treated["Whitfield"] == TODAY


def test_follow_ups_are_due_overdue_and_done_with_a_decision() -> None:
    ingrid = User.objects.get(email="physician@demo.example")
    due = {f.plan.patient.family_name: f for f in for_physician(ingrid, TODAY, NOW).follow_ups}

    assert due["Kowalczyk"].appointments.get().state == "booked"
    assert [f.plan.patient.family_name for f in queries.overdue_follow_ups(TODAY)] == ["Castle"]
    done = FollowUp.objects.filter(state="done").values_list("decision", flat=True)
    assert set(done) == {"continue", "change", "refer", "discharge"}


@pytest.mark.parametrize(
    ("family_name", "before", "after"), [("Hargrove", 7, 2), ("Ketchum", 7, 7), ("Mulcahy", 7, 9)]
)
def test_scores_got_better_stayed_or_got_worse(family_name: str, before: int, after: int) -> None:
    scores = Score.objects.filter(plan=plan_of(family_name), instrument="nrs_pain")

    assert scores.get(moment="baseline").value == before
    assert scores.get(moment="follow_up").value == after


def test_every_plan_names_a_code_of_its_protocol() -> None:
    for version in PlanVersion.objects.select_related("protocol_version"):
        assert version.protocol_version is not None
        codes = [code for listed in version.protocol_version.icd10.values() for code in listed]
        assert version.indication_code in codes


def test_many_regions_are_treated_under_many_protocols() -> None:
    signed = PlanVersion.objects.exclude(signed_at=None)

    assert signed.values("region").distinct().count() >= 11
    assert signed.filter(protocol_version__evidence="rct_negative").exists()


def test_sessions_are_given_inside_their_spacing() -> None:
    for plan in Plan.objects.annotate(given=Count("sessions")).filter(given__gt=1):
        version = plan.signed_version()
        days = list(
            plan.sessions.filter(state=Session.State.GIVEN)
            .order_by("number")
            .values_list("given_on", flat=True)
        )
        for earlier, later in pairwise(days):
            gap = (later - earlier).days
            assert version.spacing.min_days <= gap <= version.spacing.max_days


def test_leave_and_public_holidays_lie_ahead_and_nothing_is_booked_on_them() -> None:
    conference = Closure.objects.get(site=None, reason="Conference")
    holidays = Closure.objects.filter(is_holiday=True)

    assert conference.first_day > TODAY
    assert {closure.site for closure in holidays} == set(Site.objects.all())
    thanksgiving = holidays.filter(first_day=date(2026, 11, 26), reason="Thanksgiving Day")
    assert thanksgiving.count() == 3
    booked = Appointment.objects.filter(state="booked", starts_at__gt=NOW)
    days = {visit.local_start.date() for visit in booked}
    assert days.isdisjoint(holidays.values_list("first_day", flat=True))


def test_a_meeting_closes_part_of_a_day() -> None:
    meeting = Closure.objects.get(starts__isnull=False)

    assert (meeting.reason, meeting.first_day) == ("Staff meeting", date(2026, 11, 25))
    assert (meeting.starts, meeting.ends) == (time(11, 30), time(12, 30))


def test_a_sick_child_strands_visits() -> None:
    ben = User.objects.get(email="frontdesk@demo.example")
    stranded = stranded_visits(ben, TODAY)

    assert stranded.exists()
    assert {visit.practitioner.full_name for visit in stranded} == {"Kwame Boateng"}
    assert Closure.objects.get(reason="Child is ill").first_day > TODAY


def test_patients_wait_for_a_time_the_urgent_first() -> None:
    ben = User.objects.get(email="frontdesk@demo.example")
    entries = list(waitlist(ben).values_list("patient__family_name", "urgency"))

    assert entries[0] == ("Simmons", 3)
    assert {("Gallagher", 2), ("Barlow", 1)} <= set(entries)


def test_a_time_is_held_another_one_overbooked_and_a_third_cancelled_late() -> None:
    held = Appointment.objects.get(state="requested")
    over = Appointment.objects.exclude(overbooked_reason="").get()
    late = Appointment.objects.cancelled_late(24).get()

    assert (held.patient.full_name, over.patient.family_name) == ("Maria Garcia", "Esposito")
    taken = over.practitioner_period
    same_time = over.practitioner.appointments.live().filter(practitioner_period__overlap=taken)
    assert same_time.count() == 2
    assert (late.patient.family_name, late.local_start.date()) == ("Nakagawa", TODAY)


def test_the_outbox_waits_for_what_is_ahead_and_one_mail_came_back() -> None:
    ahead = Reminder.objects.filter(appointment__starts_at__gt=NOW, send_at__gt=NOW)

    assert set(ahead.values_list("state", flat=True)) == {"waiting"}
    assert set(ahead.values_list("channel", flat=True)) == {"email", "phone"}
    assert Reminder.objects.get(state="failed").channel == "email"
    assert mail.outbox == []


def test_a_plan_names_what_the_patient_prepares() -> None:
    version = plan_of("Whitfield").signed_version()

    assert version is not None
    assert version.preparation.splitlines()[1] == "Wear shorts or wide trousers."


def test_three_sites_in_two_time_zones_and_patients_at_more_than_one() -> None:
    zones = sorted(site.time_zone for site in Site.objects.all())

    assert zones == ["America/Chicago", "America/New_York", "America/New_York"]
    assert Site.objects.filter(appointments__isnull=False).distinct().count() >= 2


def test_every_injection_of_a_signed_record_was_mixed_from_lots_of_that_day() -> None:
    given = Injection.objects.filter(record__signed_at__isnull=False, procedure="")

    assert given.count() > 60
    assert not given.filter(mix=None).exists()
    parts = MixPart.objects.annotate(on=F("mix__record__treated_on"))
    assert not parts.filter(lot__expires_on__lt=F("on")).exists()
    assert not parts.filter(lot__recalled_on__lte=F("on")).exists()
    assert not parts.filter(lot__received_at__date__gt=F("on")).exists()
    assert not SessionRecord.objects.filter(
        signed_at__isnull=False, anaesthetic_elsewhere=None
    ).exists()


def test_a_recalled_lot_was_used_before_and_another_one_since() -> None:
    recalled = Lot.objects.get(recalled_on__isnull=False)
    used = SessionRecord.objects.filter(mixes__parts__lot=recalled)

    assert 3 <= used.count() <= 15
    assert max(used.values_list("treated_on", flat=True)) < recalled.recalled_on
    shelf = counts(TODAY)
    assert (shelf["expired"], shelf["expiring"]) == (1, 1)
    assert shelf["open"] >= 1


def test_events_are_open_and_closed() -> None:
    bruise = AdverseEvent.objects.get(patient=person("Hargrove"))

    assert (bruise.kind, bruise.outcome) == ("bruising", "recovered")
    assert bruise.closed_at is not None
    assert AdverseEvent.objects.filter(closed_at=None).exists()


def test_a_record_is_void_another_one_co_signed_and_a_procedure_was_not_mixed() -> None:
    lindgren = plan_of("Lindgren").sessions.order_by("pk")
    states = [session.state for session in lindgren if session.number == 1]
    assert sorted(states) == ["planned", "voided"]
    below = CoSignature.objects.get()
    assert (below.record.session.plan, below.signed_by.full_name) == (
        plan_of("Amato"),
        "Ingrid Halvorsen",
    )
    plasma = Injection.objects.filter(record__session__plan=plan_of("Feld"))
    assert set(plasma.values_list("procedure", "mix", "dextrose_pct")) == {("prp", None, None)}
    assert plasma.exclude(record__signed_at=None).exists()


def test_a_protocol_of_the_clinic_waits_for_a_second_physician() -> None:
    draft = ProtocolVersion.objects.get(state=ProtocolVersion.State.DRAFT)

    assert draft.written_by is not None
    assert draft.written_by.full_name == "Kwame Boateng"
    assert draft.approved_by is None


def test_seeding_it_and_working_with_it_leaves_no_patient_in_the_log(
    demo: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Names, birth dates and the rest of everybody; also where something goes wrong."""
    everybody = list(Patient.objects.order_by("pk"))

    do_the_main_job(everybody, NOW, monkeypatch)

    told = demo.getvalue()
    for went_wrong in ("RuntimeError", "23505", "Not Found"):
        assert went_wrong in told
    assert len(everybody) > 40
    assert found_in(told + capfd.readouterr().err, words_of(everybody)) == []
