"""Two people, one record: the second to save is told and reads both texts; nothing is overwritten.

Both open the page, then one saves, then the other. EDITS has every page on which a record that
counts its changes (`Revised`) is edited; a page or a model without a row fails the build.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection

from staff.models import Revised
from staff.prepared import planned_once
from tests.bad_input.sending import FLOORS, READ, READ_ALL, Page, errors_of, plain, taken_back
from tests.bad_input.table import ROWS

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Written by the first", "Written by the second"


@dataclass(frozen=True)
class Edit:
    """`field` gets another text from each of the two; without one it is a button or a choice."""

    model: str
    field: str = ""
    first: Any = FIRST
    second: Any = SECOND
    # What the page shows of the first text, where that is not the text itself.
    reads: str = ""


EDITS = {
    # patients
    "edit-patient": Edit("Patient", "address"),
    "edit-problem": Edit("Problem", "note"),
    "edit-medication": Edit("Medication", "indication"),
    "classify-medication": Edit("Medication", "classes", ["nsaid"], ["opioid"], "NSAID"),
    "correct-medication-name": Edit("Medication", "name", "Coumadin", "Aspirin"),
    "edit-allergy": Edit("Allergy", "reaction"),
    "edit-prior-treatment": Edit("PriorTreatment", "note"),
    "edit-specialist-note": Edit("SpecialistNote", "note"),
    "override-finding": Edit("Screening", "reason"),
    "acknowledge-finding": Edit("Screening"),
    "withdraw-decision": Edit("Screening", "reason"),
    "extend-request": Edit("RecordRequest", "reason"),
    "close-request": Edit("RecordRequest", "done"),
    "attach-disagreement": Edit("RecordRequest", "disagreement"),
    # treatments
    "edit-protocol": Edit("ProtocolVersion", "change_reason"),
    "approve-protocol": Edit("ProtocolVersion"),
    "edit-plan": Edit("PlanVersion", "indication"),
    "sign-plan": Edit("PlanVersion"),
    "discard-revision": Edit("PlanVersion", "reason"),
    "close-plan": Edit("Plan", "reason"),
    "drop-session": Edit("Session", "reason"),
    "record-session": Edit("SessionRecord", "note"),
    "keep-typing": Edit("SessionRecord", "note"),
    "forget-typing": Edit("SessionRecord"),
    "make-planned-mixes": Edit("SessionRecord"),
    "prepare-mix": Edit("SessionRecord"),
    "record-outside-doses": Edit("SessionRecord"),
    "discard-mix": Edit("SessionRecord", "reason"),
    "sign-session": Edit("SessionRecord"),
    "record-follow-up": Edit("FollowUp", "note"),
    "log-check-call": Edit("CheckCall", "words"),
    "miss-check-call": Edit("CheckCall"),
    "triage-check-call": Edit("CheckCall", "note"),
    "follow-adverse-event": Edit("AdverseEvent", "text"),
    "close-adverse-event": Edit("AdverseEvent", "closing_note"),
    "correct-lot": Edit("Lot", "number", "P-11", "P-12"),
    "recall-lot": Edit("Lot", "reason"),
    "lift-recall": Edit("Lot"),
    "retire-product": Edit("Product"),
    "bring-back-product": Edit("Product"),
    # scheduling
    "move-appointment": Edit("Appointment"),
    "cancel-appointment": Edit("Appointment", "reason"),
    "correct-appointment": Edit("Appointment", "words"),
    "change-waiting": Edit("WaitlistEntry", "note"),
    "stop-waiting": Edit("WaitlistEntry"),
    "edit-site": Edit("Site", "name"),
    "edit-room": Edit("Room", "name"),
    "edit-hours": Edit("Hours", "ends", "11:00", "10:00"),
    "edit-visit-type": Edit("VisitType", "name"),
    # staff
    "edit-staff": Edit("User", "full_name"),
}
# Their numbers stand inside another field: the button pressed, the entry that is ticked.
NUMBERED = {
    "change-appointment-state": Edit("Appointment"),
    "move-stranded": Edit("Appointment"),
    "accept-entries": Edit("Result"),
    "decline-entries": Edit("Result"),
}
# What is changed without counting: it ends once, or a new version takes its place.
UNCOUNTED = {
    "set-allergies": Edit("Patient", "status", "not_asked", "none_known", "Not asked yet"),
    "classify-clinic-medicine": Edit("ClinicMedicine", "classes", ["nsaid"], ["opioid"], "NSAID"),
    "edit-screening-policy": Edit("ScreeningPolicy", "nsaid_days_after", "21", "20"),
    "restrict-chart": Edit("Restriction", "reason"),
    "lift-restriction": Edit("Restriction", "reason"),
    "second-finding": Edit("Finding"),
    "void-entry": Edit("Result", "reason"),
    "void-scan": Edit("Scan", "reason"),
    "void-record": Edit("RecordVoid", "reason"),
    "withdraw-consent": Edit("Consent", "reason"),
    "retire-protocol": Edit("ProtocolVersion", "reason"),
    "return-referral": Edit("Referral", "reason"),
    "mark-reviewed": Edit("Review", "comment"),
}
# A name that was offered is taken with a button; what is kept while typing has a page of its own
# for two texts (tests/treatments/test_keep_typing.py).
NO_TEXT = {"correct-medication-name", "keep-typing"}
# Nobody edits one: it goes on by itself when a document is filed, matched or refused, and each
# step refuses what is not in the state before it (tests/records/).
BY_STATE = {"Referral"}


def all_tables() -> dict[str, Any]:
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(READ_ALL)
        return dict(zip(READ, cursor.fetchone(), strict=True))


def test_every_record_that_counts_its_changes_has_a_row() -> None:
    counted = {
        model.__name__
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        if issubclass(model, Revised)
    }
    assert counted == {edit.model for edit in (EDITS | NUMBERED).values()} | BY_STATE


@pytest.mark.parametrize("name", ROWS)
def test_every_form_with_a_revision_has_a_row(page: Page, name: str) -> None:
    if "revision" in page.filled:
        assert name in EDITS | UNCOUNTED
    else:
        assert name not in EDITS


@pytest.mark.parametrize("name", [*EDITS, *NUMBERED, *UNCOUNTED])
def test_the_second_to_save_is_told_and_overwrites_nothing(page: Page, name: str) -> None:
    edit = (EDITS | NUMBERED | UNCOUNTED)[name]
    with taken_back():
        mine = {edit.field: edit.first} if edit.field else {}
        theirs = {edit.field: edit.second} if edit.field else {}
        saved = page.post(mine | {"form_token": str(uuid4())})
        assert saved.status_code == 302, dict(errors_of(saved))
        before = all_tables()
        answer = page.post(theirs | {"form_token": str(uuid4())})
        if answer.status_code == 302:
            told = {message.level_tag for message in get_messages(answer.wsgi_request)}
            assert told & {"error", "danger", "warning", "info"}
        else:
            assert answer.status_code == 200
            assert "data-wrong" in plain(answer) or any(text for _, text in errors_of(answer))
        assert all_tables() == before
        if edit.field and name not in NO_TEXT:
            text = plain(answer)
            assert (edit.reads or edit.first) in text
            assert isinstance(edit.second, list) or edit.second in text
