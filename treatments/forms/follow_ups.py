from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from treatments.forms.fields import Drawn, RevisionField, add_score_fields
from treatments.models import FollowUp
from treatments.scores import Instrument


class DayField(forms.DateField):
    """A date with the browser's picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class BaselineForm(Drawn):
    """Scores before the first session, those of `instruments`."""

    taken_on = DayField(label="Taken on")

    def __init__(self, *args: Any, instruments: Sequence[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_score_fields(self, instruments)

    @property
    def score_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("score-")]


class FollowUpForm(Drawn):
    """Scores of `instruments` today, the decision and a note."""

    revision = RevisionField()
    decision = forms.ChoiceField(
        label="Decision",
        choices=FollowUp.Decision.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Note",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, instruments: Sequence[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_score_fields(self, instruments)


class ReviewForm(Drawn):
    """Between two sessions: scores of `instruments` today, the decision and why."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=FollowUp.Decision.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Why",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, instruments: Sequence[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_score_fields(self, instruments)


class AddFollowUpForm(Drawn):
    """Asks for the day on or around which the visit is due."""

    target_on = DayField(
        label="Due on",
        help_text="It can be booked from 3 days before to 14 days after this day.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_on"].widget.attrs["min"] = today.isoformat()
