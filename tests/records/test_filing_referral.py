"""A large document is read by the job worker when somebody says whose record it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from patients.actions.referrals import refuse_referral
from patients.models import Patient, Problem, Referral
from records import jobs
from records.fhir import filing, uploads
from records.fhir.filing import GIVEN_UP, being_filed, file_referral
from staff import clock
from staff.models import User
from tests import people
from tests.records.fhir_builders import NOON, TODAY
from tests.records.test_match_referral import unmatched  # noqa: F401 - a fixture

HOW = {"now": NOON, "today": TODAY}


@pytest.fixture
def large(
    unmatched: Referral,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> Referral:
    monkeypatch.setattr(uploads, "AT_ONCE", 10)
    return unmatched


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, ...]]:
    found: list[tuple[int | None, ...]] = []
    monkeypatch.setattr(filing, "_defer", lambda *ids: found.append(ids))
    return found


def test_small_document_is_filed_at_once(
    unmatched: Referral,  # noqa: F811 - the fixture
    ben: User,
) -> None:
    filed = file_referral(referral=unmatched, patient=Patient.objects.get(), by=ben, **HOW)
    assert filed is not None
    assert Problem.objects.waiting().count() == 1


def test_large_document_is_left_to_the_worker(
    large: Referral, ben: User, deferred, django_capture_on_commit_callbacks
) -> None:
    anna = Patient.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert file_referral(referral=large, patient=anna, by=ben, **HOW) is None
    assert deferred == [(large.pk, anna.pk, ben.pk)]
    large.refresh_from_db()
    assert (large.state, being_filed(large, NOON)) == ("unmatched", True)
    assert not Problem.objects.exists()
    with pytest.raises(ValidationError, match="being filed just now"):
        file_referral(referral=large, patient=None, by=ben, **HOW)

    jobs.file_large_referral(*deferred[0])
    jobs.file_large_referral(*deferred[0])
    large.refresh_from_db()
    assert (large.state, large.patient, large.matched_by) == ("waiting", anna, ben)
    assert large.filing_since is None
    assert Problem.objects.waiting().count() == 1


def test_somebody_new_is_registered_by_the_worker(large: Referral, ben: User, deferred) -> None:
    file_referral(referral=large, patient=None, by=ben, **HOW)
    jobs.file_large_referral(large.pk, None, ben.pk)
    large.refresh_from_db()
    assert (large.matched, Patient.objects.count()) == ("new", 2)


def test_what_went_wrong_is_kept_for_the_page(large: Referral, ben: User, deferred) -> None:
    anna = Patient.objects.get()
    file_referral(referral=large, patient=anna, by=ben, **HOW)
    anna.merged_into = people.patient("Anna Berg-Holm")
    anna.save(update_fields=["merged_into"])
    jobs.file_large_referral(large.pk, anna.pk, ben.pk)
    large.refresh_from_db()
    assert (large.state, large.filing_since) == ("unmatched", None)
    assert "merged into another one" in large.filing_trouble


def test_referral_set_aside_meanwhile_is_not_filed(large: Referral, ben: User, deferred) -> None:
    file_referral(referral=large, patient=Patient.objects.get(), by=ben, **HOW)
    refuse_referral(referral=large, by=ben, now=NOON)
    jobs.file_large_referral(large.pk, Patient.objects.get().pk, ben.pk)
    large.refresh_from_db()
    assert (large.state, large.filing_since) == ("refused", None)


def test_worker_that_died_is_given_up(large: Referral, ben: User, deferred) -> None:
    file_referral(referral=large, patient=Patient.objects.get(), by=ben, **HOW)
    large.refresh_from_db()
    assert being_filed(large, NOON + GIVEN_UP - timedelta(seconds=1))
    assert not being_filed(large, NOON + GIVEN_UP)


def test_page_says_so_and_goes_on_by_itself(
    large: Referral, ben: User, deferred, signed_in: Callable[[User], Client]
) -> None:
    desk, anna = signed_in(ben), Patient.objects.get()
    address = reverse("filing-referral", args=[large.pk])
    match = reverse("match-referral", args=[large.pk])
    assert desk.get(address)["Location"] == match
    response = desk.post(match, {"whose": str(anna.pk)})
    assert response["Location"] == address
    assert desk.get(match)["Location"] == address
    assert "up to a minute" in desk.get(address).text
    assert desk.get(address, headers={"HX-Request": "true"}).get("HX-Refresh") is None
    assert "Being filed" in desk.get(reverse("referrals")).text

    jobs.file_large_referral(large.pk, anna.pk, ben.pk)
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert desk.get(address)["Location"] == reverse("patient", args=[anna.pk])
    assert clock.today() == TODAY
