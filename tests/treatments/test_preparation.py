"""What the patient does before a session: named by the physician, frozen with the plan."""

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.treatments import builders
from tests.treatments.test_edit_plan import JOINT, Editor
from treatments import preparation
from treatments.actions import plans
from treatments.actions.signing import revise_plan

EAT = preparation.suggestions(nsaid_days=7)["eat"]


@pytest.fixture
def editor(anna, ruth, signed_in):
    plan = plans.draft_plan(patient=anna, by=ruth, region="knee", side="right", indication="Pain")
    return Editor(signed_in(ruth), plan)


def test_days_without_anti_inflammatories_are_those_of_the_clinic():
    assert "in the 10 days before" in preparation.suggestions(nsaid_days=10)["nsaid"]
    assert "in the day before" in preparation.suggestions(nsaid_days=1)["nsaid"]


def test_lines_are_added_once_and_empty_ones_left_out():
    assert preparation.with_lines(" One.\r\n\n", ["Two.", "One.", "Two."]) == "One.\nTwo."
    assert preparation.with_lines("", []) == ""


@pytest.mark.django_db
def test_nothing_is_on_the_plan_that_the_physician_did_not_name(editor):
    assert "Take over on saving" in editor.get().content.decode()
    editor.post(JOINT)
    assert editor.version.preparation == ""


@pytest.mark.django_db
def test_ticked_lines_follow_what_was_typed_and_are_not_offered_again(editor):
    editor.post(JOINT, preparation="Bring your brace.", preparation_lines=["eat"])
    assert editor.version.preparation == f"Bring your brace.\n{EAT}"
    offered = [box.choice_label for box in editor.get().context["form"].lines_to_take_over]
    assert EAT not in offered
    assert len(offered) == len(preparation.suggestions(nsaid_days=7)) - 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"preparation": "x" * 2001}, "at most 2000 characters"),
        ({"preparation": "x" * 1990, "preparation_lines": ["eat"]}, "have at most 2000 characters"),
        ({"preparation_lines": ["fast"]}, "Select a valid choice."),
    ],
)
def test_too_much_or_an_unknown_line_is_refused_and_nothing_is_saved(editor, changes, words):
    assert words in editor.post(JOINT, **changes).content.decode()
    assert editor.version.preparation == ""


@pytest.mark.django_db
def test_revision_starts_from_the_lines_in_force_and_shows_what_changed(anna, ruth, signed_in):
    content = replace(builders.KNEE, preparation="Bring your brace.")
    plan = builders.signed_plan(anna, ruth, content=content)
    draft = revise_plan(plan=plan, reason="More to do", by=ruth)
    assert draft.preparation == "Bring your brace."
    client = signed_in(ruth)
    Editor(client, plan).post(JOINT, preparation="Bring your brace.\nEat.")
    compared = client.get(reverse("compare-versions", args=[plan.pk])).content.decode()
    assert "Preparation" in compared
    assert "Bring your brace.\nEat." in compared
    printed = client.get(reverse("plan-summary", args=[plan.pk])).content.decode()
    assert "<li>Bring your brace.</li>" in printed
