"""Plans, sessions and what belongs to them, as an export says them."""

import base64
from datetime import timedelta
from decimal import Decimal

import pytest

from patients.actions import consent as consents
from patients.models import Finding
from tests import people
from tests.records.fhir_export.wholes import (
    NOW,
    deeds,
    exported,
    own,
    resources,
    the,
    treated,
)
from tests.scheduling import builders as book
from tests.treatments import builders as plans
from tests.treatments.days import noon, started
from tests.treatments.events import closed
from treatments.actions import after_signing, check_calls, signing
from treatments.models import Plan, PlanVersion, Score

pytestmark = pytest.mark.django_db


def test_a_plan_leaves_with_targets_doses_and_its_protocol(anna, ruth):
    treated(anna, ruth)
    found = exported(anna)
    plan = the(found, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("active", "plan")
    assert plan["period"] == {"start": "2026-11-02"}
    joint, ligament, _goal = plan["contained"]
    (dextrose,) = joint["ingredient"]
    assert dextrose["itemCodeableConcept"]["coding"][0] == {
        "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "4850",
    }  # fmt: skip
    strengths = {
        part["itemCodeableConcept"]["text"]: (
            part["strength"]["numerator"]["value"],
            part["strength"]["denominator"]["value"],
        )
        for part in ligament["ingredient"]
    }
    assert strengths == {"dextrose": (15, 100), "lidocaine": (Decimal("0.2"), 100)}
    assert joint["code"]["text"] == "dextrose 25 %"
    course, *_rest = plan["activity"]
    assert course["detail"]["scheduledTiming"]["repeat"] == {
        "count": 2, "countMax": 5, "frequency": 1, "period": 14, "periodMax": 28,
        "periodUnit": "d",
    }  # fmt: skip
    assert own(course["detail"], "sessions-planned") == [3]
    assert own(course["detail"], "spacing-aimed-at-days") == [21]
    assert course["detail"]["reasonCode"][0]["coding"] == [
        {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M17.11"}
    ]
    assert [note["text"].split(". ")[-1] for note in plan["note"]] == [
        "She travels", "She asked for it",
    ]  # fmt: skip
    protocol = the(found, "PlanDefinition")
    assert plan["instantiatesCanonical"] == [f"{protocol['url']}|1"]
    assert protocol["status"] == "active"
    sessions = [
        (each["detail"]["description"], each["detail"]["status"])
        for each in plan["activity"]
        if each["detail"]["code"]["text"] == "Session"
    ]
    assert sessions == [
        ("Session 1", "completed"), ("Session 2", "not-started"), ("Session 3", "not-started"),
    ]  # fmt: skip


def test_a_revised_plan_leaves_with_its_versions_and_the_newest_is_in_force(anna, ruth):
    course = treated(anna, ruth)
    signing.revise_plan(plan=course, reason="Less pain than hoped", by=ruth)
    first, draft = resources(exported(anna), "CarePlan")
    assert (first["status"], draft["status"]) == ("active", "draft")
    course.versions.filter(number=2).update(
        signed_by=ruth, signed_at=NOW, signed_on=NOW.date(), screening=anna.screenings.first()
    )
    found = exported(anna)
    first, second = resources(found, "CarePlan")
    assert (first["status"], second["status"]) == ("revoked", "active")
    assert second["replaces"] == [{"reference": f"urn:uuid:{first['id']}"}]
    (signed,) = deeds(found, second)
    assert signed["reason"] == [{"text": "Less pain than hoped"}]
    assert signed["activity"]["text"] == "Signed"


@pytest.mark.parametrize(
    ("state", "said"),
    [("completed", "completed"), ("stopped", "revoked"), ("cancelled", "revoked")],
)
def test_a_plan_that_ended_says_how(anna, ruth, state, said):
    course = book.plan(anna, ruth)
    Plan.objects.filter(pk=course.pk).update(
        state=state, closed_on=NOW.date(), closing_reason="Moved away"
    )
    plan = the(exported(anna), "CarePlan")
    assert plan["status"] == said
    assert plan["period"] == {"start": "2026-11-02", "end": "2026-11-23"}
    assert [note["text"] for note in plan["note"]] == ["Why the plan ended: Moved away"]


def test_a_session_leaves_with_what_was_injected_where(anna, ruth):
    treated(anna, ruth)
    found = exported(anna)
    session = next(
        each for each in resources(found, "Procedure") if each["code"]["text"] == "Prolotherapy"
    )
    assert session["status"] == "completed"
    assert session["performedPeriod"] == {
        "start": "2026-11-02", "end": "2026-11-02T12:00:00-05:00",
    }  # fmt: skip
    assert [site["text"] for site in session["bodySite"]] == ["right knee"]
    given = resources(found, "MedicationAdministration")
    assert [each["dosage"]["dose"]["value"] for each in given] == [6, 2]
    assert [each["dosage"]["site"]["text"] for each in given] == [
        "right knee, joint space",
        "right knee, medial collateral ligament",
    ]
    for each in given:
        assert each["partOf"] == [{"reference": f"urn:uuid:{session['id']}"}]
        (mix,) = each["supportingInformation"]
        assert mix["reference"] in [
            f"urn:uuid:{one['id']}" for one in resources(found, "Medication")
        ]
    (signed,) = deeds(found, session)
    assert signed["recorded"] == "2026-11-02T12:00:00-05:00"
    assert signed["agent"][0]["type"]["coding"][0]["code"] == "legal"


def test_a_void_session_leaves_as_an_error_with_its_reason(anna, ruth):
    course = treated(anna, ruth)
    after_signing.void_record(
        record=course.sessions.get(number=1).record, reason="Left knee was treated", by=ruth,
        now=noon(plans.TODAY), today=plans.TODAY,
    )  # fmt: skip
    found = exported(anna)
    session = next(
        each for each in resources(found, "Procedure") if each["code"]["text"] == "Prolotherapy"
    )
    assert session["status"] == "entered-in-error"
    assert session["statusReason"] == {"text": "Left knee was treated"}
    given = {each["status"] for each in resources(found, "MedicationAdministration")}
    assert given == {"entered-in-error"}


def test_a_record_that_is_not_signed_stays_here(anna, ruth):
    plans.healthy(anna, ruth)
    course = plans.signed_plan(anna, ruth)
    plans.consented(course, ruth)
    started(course.sessions.get(number=1), ruth)
    found = exported(anna)
    assert [each["code"]["text"] for each in resources(found, "Procedure")] == ["Physical therapy"]
    assert resources(found, "MedicationAdministration") == []


def test_a_score_names_its_instrument_and_how_it_is_meant(anna, ruth):
    course = book.plan(anna, ruth)
    Score.objects.create(
        patient=anna, plan=course, instrument="nrs_pain", value=Decimal("6.50"),
        taken_on=plans.TODAY, moment="baseline", entered_by=ruth,
    )  # fmt: skip
    score = the(exported(anna), "Observation")
    assert score["category"][0]["coding"][0]["code"] == "survey"
    assert score["code"] == {
        "coding": [
            {
                "system": "https://prolo.example/fhir/CodeSystem/instrument",
                "code": "nrs_pain",
                "display": "Pain, average of the last week",
                "version": "1",
            }
        ],
        "text": "Pain, average of the last week",
    }
    assert score["valueQuantity"] == {"value": Decimal("6.5"), "unit": "of 10"}
    assert score["note"] == [{"text": "Baseline. Runs from 0 to 10. Higher is worse."}]
    assert score["method"]["text"].startswith("On average over the last 7 days")


def test_screening_answers_stand_beside_their_questions_with_dates_below(anna, ruth):
    plans.screening(
        anna,
        ruth,
        answers={
            "nsaid_last_7_days_on": "2026-10-30",
            "smoker": "unknown",
            "nsaid_last_7_days": "yes",
            "lists_reviewed": "yes",
            "asked_in_2019": "no",
        },
    )
    answers = the(exported(anna), "QuestionnaireResponse")
    assert answers["authored"] == "2026-11-02T10:00:00-05:00"
    said = [
        (
            item["linkId"],
            item["answer"][0].get("valueDate") or item["answer"][0]["valueCoding"]["code"],
        )
        for item in answers["item"]
    ]
    assert said == [
        ("nsaid_last_7_days", "Y"),
        ("nsaid_last_7_days_on", "2026-10-30"),
        ("smoker", "UNK"),
        ("asked_in_2019", "N"),
        ("lists_reviewed", "Y"),
    ]
    assert answers["item"][0]["text"].startswith("NSAID by mouth")
    assert answers["item"][1]["text"] == "Last dose"


def test_a_withdrawn_consent_is_inactive_since_that_moment(anna, ruth):
    agreed = book.consent(anna, ruth)
    consents.withdraw_consent(consent=agreed, by=ruth, now=NOW, reason="Changed her mind")
    found = exported(anna)
    consent = the(found, "Consent")
    assert consent["status"] == "inactive"
    assert consent["provision"]["period"] == {
        "start": "2026-11-02T10:00:00-05:00", "end": "2026-11-23T10:30:00-05:00",
    }  # fmt: skip
    signed, withdrawn = deeds(found, consent)
    assert [agent.get("onBehalfOf") is None for agent in signed["agent"]] == [False, True]
    assert withdrawn["reason"] == [{"text": "Changed her mind"}]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("requested", "pending"), ("booked", "booked"), ("confirmed", "booked"),
        ("arrived", "arrived"), ("in_room", "checked-in"), ("observing", "checked-in"),
        ("done", "fulfilled"), ("no_show", "noshow"),
    ],
)  # fmt: skip
def test_a_visit_leaves_in_the_state_it_is_in(anna, ruth, state, said):
    book.appointment(anna, ruth, book.room(book.site()), book.NINE, state=state)
    visit = the(exported(anna), "Appointment")
    assert visit["status"] == said
    assert (visit["start"], visit["end"]) == (
        "2026-12-07T09:00:00-05:00", "2026-12-07T09:35:00-05:00",
    )  # fmt: skip
    assert visit["minutesDuration"] == 35
    asked = {"needs-action"} if state == "requested" else {"accepted"}
    assert {visit["participant"][0]["status"]} == asked


def test_a_visit_is_told_on_the_clock_of_its_site(anna, ruth):
    chicago = book.site("Lake Shore", "America/Chicago")
    book.appointment(anna, ruth, book.room(chicago), book.NINE)
    assert the(exported(anna), "Appointment")["start"] == "2026-12-07T08:00:00-06:00"


def test_a_cancelled_visit_says_who_cancelled_and_why(anna, ruth):
    book.appointment(anna, ruth, book.room(book.site()), book.NINE, **book.CANCELLED)
    visit = the(exported(anna), "Appointment")
    assert visit["status"] == "cancelled"
    assert visit["cancelationReason"]["text"] == "Ill: Flu"
    assert visit["cancelationReason"]["coding"][0]["code"] == "pat"


def test_an_adverse_event_leaves_with_its_end(anna, ruth):
    closed(anna, ruth, severity=4, serious=True)
    found = exported(anna)
    event = the(found, "AdverseEvent")
    assert event["event"]["text"] == "Joint swelling"
    assert event["date"] == "2026-11-01"
    assert event["seriousness"]["coding"][0]["code"] == "Serious"
    assert event["severity"] == {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/adverse-event-severity",
                "code": "severe",
            }
        ],
        "text": "4 Life-threatening: urgent intervention",
    }
    assert event["outcome"]["coding"][0]["code"] == "resolved"
    assert own(event, "description") == ["The knee is thick"]
    reported, ended = deeds(found, event)
    assert (reported["activity"]["text"], ended["activity"]["text"]) == ("Reported", "Closed")


def test_a_decision_on_a_finding_leaves_with_who_and_why(anna, ruth):
    malik = people.physician("Malik Noor")
    Finding.objects.create(
        screening=plans.screening(anna, ruth), rule="R08", tier="relative", verdict="fires",
        evidence="Warfarin", trigger="…", state="overridden", decided_by=ruth, decided_at=NOW,
        reason_code="advised", reason="The cardiologist agrees to go on.", seconded_by=malik,
        seconded_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    found = exported(anna)
    issue = the(found, "DetectedIssue")
    assert (issue["status"], issue["severity"], issue["detail"]) == (
        "final", "moderate", "Warfarin",
    )  # fmt: skip
    decided, seconded = issue["mitigation"]
    assert decided["action"]["text"] == (
        "Overridden\nA specialist or the prescriber agrees\nThe cardiologist agrees to go on."
    )
    staff = {each["id"]: each["name"][0]["text"] for each in resources(found, "Practitioner")}
    named = [staff[each["author"]["reference"][9:]] for each in (decided, seconded)]
    assert named == ["Ruth Adler", "Malik Noor"]
    assert seconded["date"] == "2026-11-23T11:30:00-05:00"


def test_a_revision_that_was_given_up_leaves_with_its_reason(anna, ruth):
    course = book.plan(anna, ruth)
    draft = signing.revise_plan(plan=course, reason="Less pain than hoped", by=ruth)
    PlanVersion.objects.filter(pk=draft.pk).update(
        discarded_by=ruth, discarded_at=NOW, discarded_reason="She feels well"
    )
    found = exported(anna)
    first, given_up = resources(found, "CarePlan")
    assert (first["status"], given_up["status"]) == ("active", "revoked")
    (gone,) = deeds(found, given_up)
    assert gone["reason"] == [{"text": "She feels well"}]


def test_a_consent_signed_on_the_screen_leaves_with_its_drawing(anna, ruth):
    treated(anna, ruth)
    plan = Plan.objects.get()
    plans.consented(plan, ruth, text_version="2026-2", signature=[[[0, 0], [500, 500]]])
    found = exported(anna)
    drawn = [
        signature
        for each in resources(found, "Provenance")
        for signature in each.get("signature", [])
    ]
    (signature,) = drawn
    assert signature["sigFormat"] == "image/svg+xml"
    assert base64.b64decode(signature["data"]).startswith(b"<svg")
    assert b"M0 0L500 200" in base64.b64decode(signature["data"])


@pytest.mark.parametrize("reached", [True, False])
def test_a_check_call_leaves_with_the_answer_and_what_was_done(anna, ruth, ben, reached):
    call = treated(anna, ruth).sessions.get(number=1).check_call
    assert resources(exported(anna), "Communication") == []
    said = {"call": call, "revision": call.revision, "by": ben, "now": NOW}
    if reached:
        call = check_calls.log_check_call(**said, said=["infection"], words="Shivering at night")
        check_calls.triage_check_call(
            call=call, revision=call.revision, decision="today", note="Comes at two", by=ruth,
            now=NOW,
        )  # fmt: skip
    else:
        check_calls.miss_check_call(**said)
    found = the(exported(anna), "Communication")
    assert found["status"] == ("completed" if reached else "not-done")
    assert found["sent"] == "2026-11-23T10:30:00-05:00"
    if reached:
        assert [part["contentString"] for part in found["payload"]][-1] == "Shivering at night"
        assert [note["text"] for note in found["note"]] == ["Seen today. Comes at two"]
    else:
        assert found["statusReason"] == {"text": "Did not answer"}
        assert not {"payload", "note", "sender"} & found.keys()
