import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from staff.models import AccessEvent
from tests import people
from tests.treatments import shelf
from tests.treatments.batches import poured
from tests.treatments.builders import TODAY
from tests.treatments.days import noon
from treatments.actions.after_signing import void_record
from treatments.actions.stock import correct_lot, recall_lot
from treatments.models import Lot

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def at(at_noon):
    at_noon(TODAY)


@pytest.fixture
def lot(ruth) -> Lot:
    return shelf.lot(ruth)


def url(name, *args):
    return reverse(name, args=args)


def form(**fields):
    return {"form_token": str(uuid4())} | fields


def recalled(lot: Lot, by, **said) -> Lot:
    said = {"recalled_on": TODAY, "reason": "Particles in the solution"} | said
    return recall_lot(lot=lot, revision=lot.revision, by=by, today=TODAY, **said)


def names(uses) -> list[str]:
    return [use.patient.full_name for use in uses]


def test_a_recalled_lot_shows_who_got_it_and_cannot_be_mixed_with(ruth, ben, lot, signed_in):
    anna, boris = people.patient("Anna Berg"), people.patient("Boris Lind")
    poured(lot, anna, ruth, on=YESTERDAY, signed=True)
    poured(lot, boris, ruth, on=YESTERDAY)
    client = signed_in(ruth)
    asked = client.get(url("recall-lot", lot.pk))
    assert (asked.status_code, asked.context["to_tell"]) == (200, 2)

    sent = form(recalled_on=f"{TODAY}", reason="Particles in the solution", revision=lot.revision)
    answer = client.post(url("recall-lot", lot.pk), sent)

    lot.refresh_from_db()
    assert answer.url == url("lot", lot.pk)
    assert (lot.recalled_on, lot.recalled_by) == (TODAY, ruth)
    page = client.get(answer.url)
    shown = {use.patient.full_name: use for use in page.context["uses"]}
    assert {name: (use.signed, use.injected) for name, use in shown.items()} == {
        "Anna Berg": (True, True),
        "Boris Lind": (False, True),
    }
    with pytest.raises(IntegrityError, match="recalled lot"), transaction.atomic():
        poured(lot, people.patient("Cora Diaz"), ruth, on=TODAY)


def test_a_session_before_the_recall_can_still_be_recorded(ruth, ben, lot):
    recalled(lot, ruth)
    mix = poured(lot, people.patient("Anna Berg"), ruth, on=YESTERDAY)

    assert mix.parts.get().lot == lot


def test_who_died_and_who_was_injected_nothing_gets_no_letter(ruth, ben, lot, signed_in):
    poured(lot, people.patient("Anna Berg"), ruth)
    poured(lot, people.patient("Boris Lind"), ruth, injected=False)
    cora = people.patient("Cora Diaz")
    poured(lot, cora, ruth)
    cora.deceased_on = TODAY
    cora.save(update_fields=["deceased_on"])
    other = shelf.lot(ruth, number="OTHER")
    poured(other, people.patient("Dora Early"), ruth)
    recalled(lot, ruth, recalled_on=TODAY)

    client = signed_in(ruth)
    page = client.get(url("lot", lot.pk))
    letters = client.get(url("recall-letters", lot.pk)).context["letters"]

    assert sorted(names(page.context["uses"])) == ["Anna Berg", "Boris Lind", "Cora Diaz"]
    assert (page.context["to_tell"], page.context["died"]) == (1, 1)
    assert [letter.patient.full_name for letter in letters] == ["Anna Berg"]


def test_who_is_in_a_void_record_is_told_as_well(ruth, ben, lot, signed_in):
    mix = poured(lot, people.patient("Anna Berg"), ruth, signed=True)
    void_record(
        record=mix.record,
        by=ruth,
        now=noon(TODAY),
        today=TODAY,
        reason="Recorded for the wrong knee",
    )
    recalled(lot, ruth)

    page = signed_in(ruth).get(url("lot", lot.pk))
    assert [(use.void, page.context["to_tell"]) for use in page.context["uses"]] == [(True, 1)]


def test_a_letter_says_what_when_and_why_and_nothing_clinical(ruth, ben, lot, signed_in, settings):
    settings.PROLO_CLINIC_PHONE = "555 0100"
    anna = people.patient("Anna Berg", address="12 Elm Street")
    poured(lot, anna, ruth, on=YESTERDAY)
    recalled(lot, ruth)

    page = signed_in(ruth).get(url("recall-letters", lot.pk))
    words = " ".join(page.content.decode().split())

    assert "12 Elm Street" in words
    assert "You were treated at our clinic on Sun 1 Nov 2026." in words
    assert "Dextrose 50 %, lot D-1001. This lot was recalled on Mon 2 Nov 2026." in words
    assert "The reason that was given: Particles in the solution" in words
    assert "Please call us at 555 0100" in words
    assert "knee" not in words.lower()


def test_the_table_has_a_line_for_each_patient_and_no_formula(ruth, ben, lot, signed_in):
    anna = people.patient("Anna Berg", address="=HYPERLINK(1)", phone="+1 555 0100")
    poured(lot, anna, ruth, on=YESTERDAY)
    recalled(lot, ruth)

    answer = signed_in(ruth).get(url("recall-csv", lot.pk))
    (line,) = csv.DictReader(io.StringIO(answer.content.decode()))

    assert line == {
        "record_number": anna.record_number,
        "family_name": "Berg",
        "given_name": "Anna",
        "birth_date": "1968-04-12",
        "phone": "'+1 555 0100",
        "email": "",
        "address": "'=HYPERLINK(1)",
        "preferred_language": "English",
        "preferred_contact": "phone",
        "treated_on": "2026-11-01",
        "physician": "Ruth Adler, MD",
        "all_records_signed": "no",
    }


@pytest.mark.parametrize(
    ("name", "action"), [("lot", "read"), ("recall-letters", "print"), ("recall-csv", "export")]
)
def test_each_patient_shown_printed_or_exported_is_in_the_read_log(
    ruth, ben, lot, signed_in, name, action
):
    anna, boris = people.patient("Anna Berg"), people.patient("Boris Lind")
    poured(lot, anna, ruth)
    poured(lot, boris, ruth)
    recalled(lot, ruth)
    signed_in(ruth).get(url(name, lot.pk))

    events = AccessEvent.objects.filter(view=name)
    assert {(event.action, event.patient_id) for event in events} == {
        (action, anna.pk),
        (action, boris.pk),
    }


@pytest.mark.parametrize(
    ("name", "queries"), [("lot", 7), ("recall-letters", 6), ("recall-csv", 6)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_recall_costs_the_same_however_many_got_it(
    ruth, ben, lot, signed_in, name, queries, rows, django_assert_num_queries
):
    for row in range(rows):
        poured(lot, people.patient(f"Anna {'ABC'[row]}erg"), ruth)
    recalled(lot, ruth)
    client = signed_in(ruth)
    with django_assert_num_queries(queries):
        assert client.get(url(name, lot.pk)).status_code == 200


def test_no_letters_without_a_recall(ruth, lot, signed_in):
    answer = signed_in(ruth).get(url("recall-letters", lot.pk))

    assert answer.url == url("lot", lot.pk)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"recalled_on": "2026-11-03"}, "recalled_on", "The day of the recall cannot lie ahead."),
        ({"reason": "bad"}, "reason", "Say it in a few words, for example"),
        ({"revision": "77"}, "__all__", "Somebody else changed this record"),
    ],
)
def test_a_recall_that_makes_no_sense_is_refused(ruth, lot, signed_in, change, field, message):
    sent = form(recalled_on="2026-11-02", reason="Particles in it", revision=lot.revision) | change
    page = signed_in(ruth).post(url("recall-lot", lot.pk), sent)

    assert page.context["form"].errors[field][0].startswith(message)
    lot.refresh_from_db()
    assert lot.recalled_on is None


def test_a_lot_is_recalled_once(ruth, lot):
    recalled(lot, ruth)
    lot.refresh_from_db()
    with pytest.raises(ValidationError, match="is recalled since Mon 2 Nov 2026 already"):
        recalled(lot, ruth)


def test_a_recall_of_the_wrong_lot_is_lifted(ruth, lot, signed_in):
    lot = recalled(lot, ruth)
    signed_in(ruth).post(url("lift-recall", lot.pk), form(revision=lot.revision))

    lot.refresh_from_db()
    assert (lot.recalled_on, lot.recalled_by, lot.recall_reason) == (None, None, "")


def test_a_mistyped_lot_is_corrected(ruth, lot, signed_in):
    sent = form(number="D-1002", expires_on="2028-05-31", revision=lot.revision)
    answer = signed_in(ruth).post(url("correct-lot", lot.pk), sent)

    lot.refresh_from_db()
    assert answer.url == url("lot", lot.pk)
    assert (lot.number, f"{lot.expires_on}") == ("D-1002", "2028-05-31")


def test_once_mixed_only_the_expiry_can_be_corrected(ruth, ben, lot):
    poured(lot, people.patient("Anna Berg"), ruth)
    said = {"lot": lot, "by": ruth, "today": TODAY, "expires_on": TODAY + timedelta(days=9)}
    with pytest.raises(ValidationError, match="its number and strengths stay"):
        correct_lot(revision=lot.revision, number="D-1002", **said)
    correct_lot(revision=lot.revision, number="D-1001", **said)

    lot.refresh_from_db()
    assert (lot.number, lot.expires_on) == ("D-1001", TODAY + timedelta(days=9))
