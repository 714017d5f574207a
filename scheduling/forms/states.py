"""What is asked when a visit goes a step on, a step back, or out of the book."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.models import Appointment
from staff.forms import MOST_REVISIONS

Cancellation = Appointment.Cancellation
BACK = ["board", "board-list", "rooms", "rooms-list", "visit", "requested"]


class StateForm(forms.Form):
    """One tap: `step` is the state that was pressed and the revision it was pressed on.

    Both are in the button, so that one form serves all visits of a board.
    """

    step = forms.RegexField(r"^[a-z_]{1,10}\.[1-9]\d{0,9}$", max_length=21)
    back = forms.ChoiceField(choices=[(place, "") for place in BACK], required=False)

    def clean_step(self) -> tuple[str, int]:
        state, _, revision = self.cleaned_data["step"].partition(".")
        if int(revision) > MOST_REVISIONS:
            raise ValidationError("This button is of no visit.")
        return state, int(revision)


class CorrectionForm(forms.Form):
    """A step back, and why."""

    OTHER = "Another reason"
    REASONS = ["Pressed by mistake", "Pressed for the wrong patient", "The patient came after all",
               "The patient is still here", "The patient left and came back",
               "The patient was not treated", OTHER]  # fmt: skip

    state = forms.ChoiceField(label="Back to", widget=forms.RadioSelect)
    why = forms.ChoiceField(
        label="Why?", choices=[("", "Choose the reason"), *((each, each) for each in REASONS)]
    )
    words = forms.CharField(label="In words", max_length=160, required=False)
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)

    def __init__(self, *args: Any, states: Iterable[Appointment.State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(state.value, state.label) for state in states]
        self.fields["state"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["state"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("why") == self.OTHER and not asked.get("words"):
            self.add_error("words", "Say in a few words why.")
        return asked

    @property
    def reason(self) -> str:
        """As it is kept: "Another reason: the phone rang"."""
        why, words = self.cleaned_data["why"], self.cleaned_data["words"]
        return f"{why}: {words}" if words else str(why)


def grouped(*groups: tuple[str, list[Cancellation]]) -> list[Any]:
    return [(label, [(code.value, code.label) for code in codes]) for label, codes in groups]


class CancelForm(forms.Form):
    CODES = grouped(
        (
            "On the patient's side",
            [
                Cancellation.ILL,
                Cancellation.NO_TIME,
                Cancellation.AWAY,
                Cancellation.TRANSPORT,
                Cancellation.WEATHER,
                Cancellation.COST,
                Cancellation.ELSEWHERE,
                Cancellation.NOT_WANTED,
            ],
        ),
        (
            "On the clinic's side",
            [
                Cancellation.PRACTITIONER_AWAY,
                Cancellation.SITE_CLOSED,
                Cancellation.EQUIPMENT,
                Cancellation.NOT_TODAY,
                Cancellation.PLAN_CHANGED,
                Cancellation.MISTAKE,
            ],
        ),
        ("Else", [Cancellation.OTHER]),
    )

    cancelled_by = forms.ChoiceField(
        label="Who cancels?", choices=Appointment.CancelledBy, widget=forms.RadioSelect
    )
    code = forms.ChoiceField(label="Why?", choices=[("", "Choose the reason"), *CODES])
    reason = forms.CharField(
        label="In words",
        max_length=200,
        required=False,
        help_text="Not needed; nothing clinical. The whole clinic reads it, the patient does not.",
    )
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)
