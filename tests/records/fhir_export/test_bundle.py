"""The Bundle as a whole, and what its resources say of the rows behind them."""

import base64
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import CharField, Model, QuerySet, TextField

from patients.actions import consent as consents
from patients.actions import history
from patients.models import Finding, PatientIdentifier, Result
from records.fhir_export import bundle as bundles
from records.fhir_export.bundle import ExportError
from records.fhir_export.rows import read_rows
from staff.models import User
from tests import people
from tests.patients import builders as charts
from tests.records.fhir_export.wholes import (
    NOW,
    deeds,
    everything,
    exported,
    own,
    references,
    referral,
    resources,
    the,
    treated,
)
from tests.scheduling import builders as book
from tests.treatments import builders as plans
from tests.treatments.days import noon, started
from tests.treatments.events import closed
from treatments.actions import after_signing, signing
from treatments.models import Plan, PlanVersion, Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg", preferred_language="Spanish", email="anna@home.example")


def test_every_kind_of_row_leaves_and_every_reference_is_answered(anna, ruth):
    everything(anna, ruth)
    found = exported(anna)
    kinds = {each["resourceType"] for each in resources(found)}
    assert kinds == {
        "Patient", "Organization", "Location", "Practitioner", "Condition", "MedicationStatement",
        "AllergyIntolerance", "Observation", "Procedure", "DocumentReference", "CarePlan",
        "PlanDefinition", "Medication", "MedicationAdministration", "QuestionnaireResponse",
        "DetectedIssue", "Consent", "AdverseEvent", "Appointment", "Provenance",
    }  # fmt: skip
    addresses = [entry["fullUrl"] for entry in found["entry"]]
    assert len(addresses) == len(set(addresses))
    assert {entry["fullUrl"] for entry in found["entry"]} == {
        f"urn:uuid:{each['id']}" for each in resources(found)
    }
    outside = {each for each in references(found) if not each.startswith("#")}
    assert outside <= set(addresses)
    for each in resources(found):
        inside = {f"#{part['id']}" for part in each.get("contained", [])}
        assert {name for name in references(each) if name.startswith("#")} == inside


def test_the_same_record_leaves_the_same_way_twice(anna, ruth):
    everything(anna, ruth)
    first, second = exported(anna), exported(anna, now=NOW + timedelta(days=1))
    assert first["timestamp"] == "2026-11-23T10:30:00-05:00"
    assert second["timestamp"] == "2026-11-24T10:30:00-05:00"
    assert first["entry"] == second["entry"]


def test_two_clinics_give_no_two_rows_one_id(anna, ruth):
    charts.problem(anna, ruth)
    here = {each["id"] for each in resources(exported(anna))}
    first = User.objects.earliest("pk")
    User.objects.filter(pk=first.pk).update(created_at=first.created_at - timedelta(seconds=1))
    there = {each["id"] for each in resources(exported(anna))}
    assert here.isdisjoint(there)


def test_a_record_with_nothing_on_file_is_a_person(anna):
    kinds = [each["resourceType"] for each in resources(exported(anna))]
    assert kinds == ["Patient", "Organization", "Practitioner", "Provenance"]


def test_what_would_be_no_fhir_is_refused_without_a_value(anna, monkeypatch):
    monkeypatch.setattr(bundles.people, "organization", lambda name, made: {
        "resourceType": "Organization", "id": made.clinic_id, "active": "gout",
    })  # fmt: skip
    with pytest.raises(ExportError, match=r"entry\.1\.resource\.active") as raised:
        exported(anna)
    assert "gout" not in str(raised.value)


def test_patient_has_names_numbers_and_how_to_reach_her(anna):
    PatientIdentifier.objects.create(patient=anna, system="urn:oid:1.2.36.146", value="MRN 7")
    PatientIdentifier.objects.create(patient=anna, system="Lake Hospital", value="L-1")
    found = the(exported(anna), "Patient")
    ours, oid, hospital = found["identifier"]
    assert (ours["value"], ours["system"][:9]) == ("P000001", "urn:uuid:")
    assert oid == {"system": "urn:oid:1.2.36.146", "value": "MRN 7"} or hospital == {
        "system": "urn:oid:1.2.36.146", "value": "MRN 7",
    }  # fmt: skip
    assert {"assigner": {"display": "Lake Hospital"}, "value": "L-1"} in (oid, hospital)
    # The profile of US Core wants a system of each number.
    assert "profile" not in found["meta"]
    assert found["birthDate"] == "1968-04-12"
    assert found["gender"] == "female"
    assert found["telecom"] == [{"system": "email", "value": "anna@home.example"}]
    (language,) = found["communication"]
    assert language["language"] == {
        "coding": [{"system": "urn:ietf:bcp:47", "code": "es"}], "text": "Spanish",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bound", "said"),
    [(False, {"deceasedDateTime": "2026-11-02"}), (True, {"deceasedBoolean": True})],
)
def test_a_death_is_said_as_exactly_as_it_is_known(ben, bound, said):
    anna = people.patient("Anna Berg", deceased_on=plans.TODAY, deceased_by=bound)
    found = the(exported(anna), "Patient")
    assert {key: value for key, value in found.items() if key.startswith("deceased")} == said
    assert own(found, "deceased-on-or-before") == (["2026-11-02"] if bound else [])


def test_what_was_taken_back_leaves_as_an_error_with_its_reason(anna, ruth):
    for entry in (
        charts.problem(anna, ruth),
        charts.medication(anna, ruth),
        charts.allergy(anna, ruth),
        charts.result(anna, ruth),
        charts.prior_treatment(anna, ruth),
        charts.letter(anna, ruth),
    ):
        history.void_entry(entry=entry, reason="Wrong patient", by=ruth, now=NOW)
    found = exported(anna)
    problem, allergy = the(found, "Condition"), the(found, "AllergyIntolerance")
    for each in (problem, allergy):
        assert each["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
        assert "clinicalStatus" not in each
    others = ("MedicationStatement", "Observation", "Procedure", "DocumentReference")
    assert [the(found, kind)["status"] for kind in others] == ["entered-in-error"] * 4
    assert the(found, "MedicationStatement")["statusReason"] == [{"text": "Wrong patient"}]
    for kind in ("Condition", "AllergyIntolerance", *others):
        entered, taken_back = deeds(found, the(found, kind))
        assert entered["activity"]["coding"][0]["code"] == "CREATE"
        assert taken_back["activity"]["coding"][0]["code"] == "NULLIFY"
        assert taken_back["recorded"] == "2026-11-23T10:30:00-05:00"
        assert taken_back["reason"] == [{"text": "Wrong patient"}]


def test_what_came_with_a_referral_says_so_until_and_after_it_is_accepted(anna, ruth):
    problem = charts.problem(anna, ruth)
    problem.referral, problem.source_key = referral(anna, ruth), "Condition/1"
    problem.save(update_fields=["referral", "source_key"])
    waiting = the(exported(anna), "Condition")
    assert [tag["code"] for tag in waiting["meta"]["tag"]] == ["waiting"]
    problem.accepted_by, problem.accepted_at = ruth, NOW
    problem.save(update_fields=["accepted_by", "accepted_at"])
    found = exported(anna)
    assert "tag" not in the(found, "Condition")["meta"]
    accepted, entered = deeds(found, the(found, "Condition"))[::-1][:2]
    assert accepted["activity"]["text"] == "Accepted"
    (source,) = entered["entity"]
    assert source["what"]["identifier"]["value"] == "ab" * 32


def test_no_known_allergies_are_said_only_of_whom_was_asked(ben):
    asked = people.patient("Anna Berg", allergies_status="none_known")
    found = the(exported(asked), "AllergyIntolerance")
    assert found["code"]["coding"][0]["code"] == "716186003"
    assert resources(exported(people.patient("Carl Voss")), "AllergyIntolerance") == []


def test_two_pressures_typed_together_are_one_panel(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    panel = the(exported(anna), "Observation")
    assert panel["code"]["coding"][0]["code"] == "85354-9"
    assert panel["meta"]["profile"] == [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"
    ]
    values = [part["valueQuantity"]["value"] for part in panel["component"]]
    assert values == [124, 78]


def test_pressures_of_which_nobody_knows_what_belongs_together_stay_single(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    plans.measured(anna, ruth, bp_systolic="131")
    codes = [each["code"]["coding"][0]["code"] for each in resources(exported(anna), "Observation")]
    assert sorted(codes) == ["8462-4", "8480-6", "8480-6"]


def test_of_two_pressures_one_of_which_was_taken_back_each_stands_alone(anna, ruth):
    plans.measured(anna, ruth, bp_systolic="124", bp_diastolic="78")
    wrong = Result.objects.get(kind="bp_diastolic")
    history.void_entry(entry=wrong, reason="Cuff slipped", by=ruth, now=NOW)
    found = resources(exported(anna), "Observation")
    assert sorted((each["code"]["coding"][0]["code"], each["status"]) for each in found) == [
        ("8462-4", "entered-in-error"),
        ("8480-6", "final"),
    ]


def test_a_plan_leaves_with_targets_doses_and_its_protocol(anna, ruth):
    treated(anna, ruth)
    found = exported(anna)
    plan = the(found, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("active", "plan")
    assert plan["period"] == {"start": "2026-11-02"}
    joint, ligament, _goal = plan["contained"]
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
    assert session["performedDateTime"] == "2026-11-02"
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


def test_nobody_learns_what_the_staff_sign_in_with(anna, ruth):
    everything(anna, ruth)
    assert "@clinic.example" not in str(exported(anna))


def test_profiles_are_named_only_where_they_are_met(anna, ruth):
    everything(anna, ruth)
    charts.prior_treatment(anna, ruth, started_on=plans.TODAY)
    named = [
        each
        for each in resources(exported(anna))
        if any("us/core" in profile for profile in each.get("meta", {}).get("profile", []))
    ]
    demands = {
        "Patient": ("identifier", "name", "gender"),
        "Condition": ("category", "code", "subject", "clinicalStatus"),
        "AllergyIntolerance": ("code", "patient", "clinicalStatus", "verificationStatus"),
        "Observation": ("status", "category", "code", "subject", "effectiveDateTime"),
        "Provenance": ("target", "recorded", "agent"),
    }
    for each in named:
        for field in demands.get(each["resourceType"], ()):
            assert each[field], (each["resourceType"], field)
        if each["resourceType"] == "Procedure":
            assert {"performedDateTime", "performedPeriod"} & each.keys()
        if each["resourceType"] == "Provenance":
            assert all("onBehalfOf" in agent for agent in each["agent"][:1])
    assert {each["resourceType"] for each in named} == {*demands, "Procedure"}
    assert not any(
        each in named
        for each in resources(exported(anna), "Procedure")
        if not {"performedDateTime", "performedPeriod"} & each.keys()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_export_costs_the_same_whatever_is_on_file(anna, ruth, django_assert_num_queries, rows):
    everything(anna, ruth, times=rows)
    with django_assert_num_queries(33):
        exported(anna)


def rows_below(value, seen):
    """Every row that can be reached without a query."""
    if isinstance(value, list | tuple | QuerySet):
        for part in value:
            rows_below(part, seen)
    elif isinstance(value, Model) and id(value) not in seen:
        seen[id(value)] = value
        for related in value._state.fields_cache.values():
            rows_below(related, seen)
        for related in getattr(value, "_prefetched_objects_cache", {}).values():
            rows_below(related, seen)
    return seen


@pytest.mark.parametrize(
    "text", ["", "  ", "\x01\x02", "x" * 9_000, "Zoë 👩‍⚕️ <b>&amp;\u2028\x0b\u00a0", "a\r\n\n\tb"]
)
def test_whatever_was_typed_the_export_is_valid(anna, ruth, monkeypatch, text):
    everything(anna, ruth)
    rows = read_rows(anna)
    for found in (getattr(rows, field.name) for field in fields(rows)):
        for row in rows_below(found, {}).values():
            for column in row._meta.concrete_fields:
                typed = isinstance(column, CharField | TextField) and not column.choices
                if typed and column.name != "time_zone" and (column.blank or text.strip()):
                    setattr(row, column.attname, text)
    monkeypatch.setattr(bundles, "read_rows", lambda patient: rows)
    assert len(resources(exported(anna))) > 40


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
