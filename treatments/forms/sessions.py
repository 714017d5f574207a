from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from patients.forms.vitals import VitalsForm
from treatments.forms.fields import Drawn, RevisionField, add_score_fields, draw, scores_in
from treatments.scores import Instrument


class DayForm(VitalsForm):
    """Vitals and scores of the session day; `kinds` are the result kinds that are asked for.

    `window_question` is what a day outside the window asks; "" asks nothing.
    """

    def __init__(
        self,
        *args: Any,
        instruments: Sequence[Instrument],
        window_question: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        add_score_fields(self, instruments)
        if window_question:
            field = forms.CharField(label=window_question, max_length=300, required=False)
            self.fields["outside_window_reason"] = field
            draw(field)

    @property
    def score_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("score-")]

    def scores(self) -> dict[str, Decimal]:
        return scores_in(self)


class DropSessionForm(Drawn):
    """Asks why the session is left out."""

    revision = RevisionField()
    reason = forms.CharField(label="Reason", max_length=300, required=False)
