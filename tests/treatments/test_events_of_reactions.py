"""The migration that opens events for reactions that nobody had reviewed."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tests import people
from tests.treatments import builders
from tests.treatments.builders import NOW, TODAY
from tests.treatments.days import agreed_plan
from treatments.models import AdverseEvent, FollowUp, Plan, SessionRecord

pytestmark = pytest.mark.django_db

open_events = import_module("treatments.migrations.0006_events_of_reactions").open_events


def signed(name, by, *reactions):
    """A plan with one signed record for each reaction, a day apart."""
    patient = builders.healthy(people.patient(name), by)
    plan = agreed_plan(patient, by)
    for days, reaction in enumerate(reactions):
        SessionRecord.objects.create(
            session=plan.sessions.get(number=days + 1),
            physician=by,
            screening=builders.screening(patient, by),
            treated_on=TODAY + timedelta(days=days),
            reaction=reaction,
            reaction_note="Hives" if reaction == "other" else "",
            started_at=NOW,
            signed_by=by,
            signed_at=NOW + timedelta(days=days),
        )
    return plan


def test_each_reaction_that_the_rule_still_asked_about_gets_its_event(ruth):
    allergic = signed("Anna Berg", ruth, "none", "allergic")
    other = signed("Carl Diaz", ruth, "other")
    signed("Dora Early", ruth, "allergic", "none")  # a later session ended the matter
    signed("Emil Fox", ruth, "vasovagal")
    stopped = signed("Fred Gale", ruth, "allergic")
    Plan.objects.filter(pk=stopped.pk).update(state="stopped", closed_on=TODAY)
    seen = signed("Gina Holt", ruth, "allergic")
    FollowUp.objects.create(
        plan=seen, state="done", offset_days=0, opens_on=TODAY, target_on=TODAY, closes_on=TODAY,
        done_on=TODAY, decision="continue", signed_by=ruth, signed_at=NOW + timedelta(days=1),
    )  # fmt: skip

    open_events(apps, None)

    found = AdverseEvent.objects.order_by("pk").values_list(
        "plan", "session__number", "kind", "serious", "description"
    )
    assert set(found) == {
        (allergic.pk, 2, "allergy", True, "Allergic reaction"),
        (other.pk, 1, "other", False, "Hives"),
    }
    assert AdverseEvent.objects.open().count() == 2
