"""What every page that writes into the chart has in common."""

from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import (
    Allergy,
    Medication,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from tests import people
from tests.patients import builders

# page -> a form that saves
ADDING = {
    "add-problem": ({"display": "Knee pain", "status": "active", "verified": "on"}, Problem),
    "add-medication": ({"name": "Warfarin", "route": "oral"}, Medication),
    "add-allergy": ({"substance": "Corn"}, Allergy),
    "add-result": ({"kind": "hba1c", "value": "7.9", "taken_on": "2026-05-01"}, Result),
    "add-prior-treatment": ({"kind": "brace", "outcome": "some"}, PriorTreatment),
    "add-specialist-note": (
        {"kind": "surgery", "specialist": "Dr. Hale", "dated": "2026-05-01", "agrees": "False"},
        SpecialistNote,
    ),
}
# page -> maker of its entry, a form that saves, the field that is typed into
CHANGING = {
    "edit-problem": (
        builders.problem,
        {"display": "Knee pain", "status": "active", "verified": "on"},
        "note",
    ),
    "edit-medication": (builders.medication, {"name": "Warfarin", "route": "oral"}, "dose"),
    "edit-allergy": (builders.allergy, {"substance": "Corn"}, "reaction"),
    "edit-specialist-note": (
        builders.letter,
        {"kind": "bleeding", "specialist": "Dr. Hale", "dated": "2026-05-01", "agrees": "True"},
        "note",
    ),
    "edit-prior-treatment": (
        builders.prior_treatment,
        {"kind": "brace", "outcome": "some"},
        "note",
    ),
}


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg")


@pytest.mark.parametrize("name", ADDING)
def test_an_entry_is_added_and_the_form_sent_twice_adds_one(name, anna, ruth, signed_in):
    form, model = ADDING[name]
    client = signed_in(ruth)
    url = reverse(name, args=[anna.pk])
    assert client.get(url).status_code == 200
    sent = form | {"form_token": str(uuid4())}
    first = client.post(url, sent)
    client.post(url, sent)

    assert first.url == reverse("chart", args=[anna.pk])
    entry = model.objects.get()
    assert (entry.patient, entry.entered_by) == (anna, ruth)


@pytest.mark.parametrize("name", ADDING)
def test_an_empty_form_saves_nothing_and_says_so(name, anna, ruth, signed_in):
    page = signed_in(ruth).post(reverse(name, args=[anna.pk]), {"form_token": str(uuid4())})

    assert page.status_code == 200
    assert "Nothing was saved" in page.text
    assert ADDING[name][1].objects.count() == 0


@pytest.mark.parametrize("bad", ["\0", "x" * 10_000, "<script>alert(1)</script>", "9" * 400])
@pytest.mark.parametrize("name", ADDING)
def test_odd_text_in_any_field_is_never_an_error_of_ours(name, bad, anna, ruth, signed_in):
    form, _ = ADDING[name]
    client = signed_in(ruth)
    url = reverse(name, args=[anna.pk])
    for field in client.get(url).context["form"].fields:
        page = client.post(url, form | {field: bad})
        assert page.status_code in (200, 302)
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("name", CHANGING)
def test_an_entry_is_changed(name, anna, ruth, signed_in):
    make, form, field = CHANGING[name]
    entry = make(anna, ruth)
    client = signed_in(ruth)
    url = reverse(name, args=[entry.pk])
    assert client.get(url).status_code == 200
    page = client.post(url, form | {field: "new words", "revision": "1"})

    assert page.url == reverse("chart", args=[anna.pk])
    entry.refresh_from_db()
    assert (getattr(entry, field), entry.revision) == ("new words", 2)


@pytest.mark.parametrize("name", CHANGING)
def test_a_stale_form_shows_both_versions_and_saves_at_the_second_try(name, anna, ruth, signed_in):
    make, form, field = CHANGING[name]
    entry = make(anna, ruth)
    client = signed_in(ruth)
    url = reverse(name, args=[entry.pk])
    client.post(url, form | {field: "first", "revision": "1"})
    page = client.post(url, form | {field: "second", "revision": "1"})

    assert "Somebody else changed this record" in page.text
    differences = page.context["form"].meanwhile.differences
    assert ("first", "second") in [(each.saved, each.typed) for each in differences]
    assert "second" in page.text
    entry.refresh_from_db()
    assert getattr(entry, field) == "first"

    client.post(url, form | {field: "second", "revision": page.context["form"]["revision"].value()})
    entry.refresh_from_db()
    assert getattr(entry, field) == "second"


def forms_of(anna, ruth):
    medication = builders.medication(anna, ruth)
    for name in (*ADDING, "set-allergies"):
        yield reverse(name, args=[anna.pk])
    for name, (make, _, _) in CHANGING.items():
        yield reverse(name, args=[make(anna, ruth).pk])
    yield reverse("classify-medication", args=[medication.pk])
    yield reverse("record-prescriber-decision", args=[medication.pk])
    yield reverse("void-entry", args=["medication", medication.pk])


def test_only_physicians_write_into_the_chart(anna, ruth, ben, ines, signed_in):
    for url in forms_of(anna, ruth):
        assert signed_in(ruth).get(url).status_code == 200
        for other in (ben, ines):
            client = signed_in(other)
            assert client.get(url).status_code == 403
            assert client.post(url, {}).status_code == 403
    assert PrescriberDecision.objects.count() == 0


def test_numbers_of_nothing_are_not_found(anna, ruth, signed_in):
    client = signed_in(ruth)
    for number in (999_999, 10**30):
        for name in (*ADDING, *CHANGING, "classify-medication", "chart", "results"):
            assert client.get(reverse(name, args=[number])).status_code == 404


def test_an_entry_taken_back_has_no_page_any_more(anna, ruth, signed_in):
    problem = builders.problem(anna, ruth)
    client = signed_in(ruth)
    client.post(reverse("void-entry", args=["problem", problem.pk]), {"reason": "mistake"})

    assert client.get(reverse("edit-problem", args=[problem.pk])).status_code == 404
