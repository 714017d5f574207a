import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.treatments import builders
from treatments.actions import signing
from treatments.models import PlanVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(anna, ruth):
    return builders.signed_plan(anna, ruth)


@pytest.fixture
def draft(plan, ruth):
    return signing.revise_plan(plan=plan, reason="One session more", by=ruth)


def discard(client, plan, **changes):
    draft = signing.draft_of(plan)
    data = {"revision": draft.revision if draft else 1, "reason": "The pain is gone"}
    return client.post(reverse("discard-revision", args=[plan.pk]), data | changes)


def test_a_revision_is_given_up_with_its_reason_and_stays_readable(plan, draft, ruth, signed_in):
    client = signed_in(ruth)
    assert discard(client, plan).url == reverse("plan", args=[plan.pk])
    draft.refresh_from_db()
    assert (draft.discarded_by, draft.discarded_reason) == (ruth, "The pain is gone")
    assert signing.draft_of(plan) is None
    assert plan.signed_version().number == 1

    page = client.get(reverse("plan", args=[plan.pk]))
    assert page.context["view"].draft is None
    assert [(row.version.number, row.word) for row in page.context["history"]] == [
        (2, "Given up"),
        (1, "In force"),
    ]
    assert page.context["history"][0].why == "One session more Given up: The pain is gone"


def test_the_next_revision_starts_from_the_signed_version_under_a_new_number(
    plan, draft, ruth, signed_in
):
    PlanVersion.objects.filter(pk=draft.pk).update(goal="Dance again")
    discard(signed_in(ruth), plan)
    again = signing.revise_plan(plan=plan, reason="It came back", by=ruth)
    assert (again.number, again.goal) == (3, "Walk to the market")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "a\x00b"])
def test_a_reason_is_needed(plan, draft, ruth, signed_in, reason):
    assert discard(signed_in(ruth), plan, reason=reason).status_code == 200
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_stale_form_gives_nothing_up(plan, draft, ruth, signed_in):
    PlanVersion.objects.filter(pk=draft.pk).update(revision=7)
    response = discard(signed_in(ruth), plan, revision=1)
    assert "Somebody else changed this record" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_first_draft_is_not_a_revision(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    page = discard(signed_in(ruth), plan).content.decode()
    assert "No revision of this plan is being written." in page
    assert signing.draft_of(plan) is not None


def test_the_database_freezes_what_was_given_up(plan, draft, ruth, signed_in):
    discard(signed_in(ruth), plan)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=draft.pk).update(discarded_reason="Another")


def test_only_physicians_give_up(plan, draft, ben, signed_in):
    assert discard(signed_in(ben), plan).status_code == 403
