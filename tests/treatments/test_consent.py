from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from patients.models import Consent
from staff.models import AccessEvent
from tests.treatments import builders

pytestmark = pytest.mark.django_db

DRAWN = [[[100, 600], [300, 200]]]


@pytest.fixture
def consent(anna, ruth):
    return builders.consented(
        builders.signed_plan(anna, ruth),
        ruth,
        text_version="2026-2",
        risks=["pain_flare", "bruising"],
        statements=["understands", "wants_it"],
        understanding_check="teach_back",
        understanding_words="Sugar water <b>into</b> the knee",
        signature=DRAWN,
    )


def url(consent):
    return reverse("consent", args=[consent.pk])


def test_it_is_shown_as_it_was_signed(consent, ruth, signed_in):
    response = signed_in(ruth).get(url(consent))
    text, shown = response.content.decode(), response.context["shown"]

    assert shown.risks == [
        "More pain where the needle went in, usually for 2 to 4 days.",
        "A bruise.",
    ]
    assert '<path d="M100 240L300 80" />' in text
    assert "Sugar water &lt;b&gt;into&lt;/b&gt; the knee" in text
    assert "Explained it back (teach-back)" in text
    assert shown.question.startswith("Please tell me in your own words")
    assert shown.substances == ["dextrose"]


def test_the_first_text_kept_neither_words_nor_drawing(anna, ruth, signed_in):
    old = builders.consented(builders.signed_plan(anna, ruth), ruth)
    response = signed_in(ruth).get(url(old))
    assert response.context["shown"].question == ""
    assert "No drawing is kept" in response.content.decode()


def test_a_withdrawn_one_says_so_with_the_patients_words(consent, ruth, ines, signed_in):
    signed_in(ruth).post(reverse("withdraw-consent", args=[consent.pk]), {"reason": "Afraid"})
    response = signed_in(ines).get(url(consent))
    state = response.context["shown"].state
    assert (state.tone, state.word) == ("stop", "Withdrawn")
    assert state.text.endswith("Noted by Ruth Adler, MD.")
    assert "“Afraid”" in response.content.decode()
    assert reverse("withdraw-consent", args=[consent.pk]) not in response.content.decode()


def test_it_counts_for_a_year(consent, ruth, signed_in, at_noon):
    at_noon(builders.TODAY + timedelta(days=365))
    client = signed_in(ruth)
    assert client.get(url(consent)).context["shown"].state.text == (
        "It counts until Tue 2 Nov 2027."
    )
    at_noon(builders.TODAY + timedelta(days=366))
    assert client.get(url(consent)).context["shown"].state.word == "Expired"


def test_reading_is_logged(consent, anna, ruth, signed_in):
    signed_in(ruth).get(url(consent))
    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("read", "consent", anna.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"signed_name": "Somebody Else"},
        {"risks": []},
        {"signature": []},
        {"text_version": "2026-1"},
        {"withdrawn_at": None, "own_goal": "Nothing"},
    ],
)
def test_the_database_lets_nobody_change_what_was_signed(consent, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**change)


def test_the_database_lets_nobody_take_a_withdrawal_back(consent, ruth):
    taken_back = {"withdrawn_at": builders.NOW + timedelta(days=1), "withdrawn_by": ruth}
    Consent.objects.filter(pk=consent.pk).update(**taken_back)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None, withdrawn_by=None)


def test_the_database_keeps_no_consent_without_a_signature(consent):
    copy = Consent.objects.get()
    copy.pk, copy.signature = None, []
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save()
