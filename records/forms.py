from datetime import date, timedelta
from typing import Any

from django import forms

from patients.rules import Tier


class OverrideRatesForm(forms.Form):
    """Which period of the report, which tier, in which order. What is left out has its default."""

    PERIOD = timedelta(days=90)

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    tier = forms.ChoiceField(
        required=False,
        label="Tier",
        choices=[("", "All tiers"), *((tier.value, tier.value.capitalize()) for tier in Tier)],
    )
    sort = forms.ChoiceField(
        required=False,
        label="Order",
        choices=[("", "Override rate"), ("fired", "Times fired"), ("rule", "Rule")],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["until"].initial = today
        self.fields["since"].initial = today - self.PERIOD

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        until = cleaned.get("until") or self.today
        since = cleaned.get("since") or _earlier(until, self.PERIOD)
        if since > until:
            self.add_error("until", "The period ends before it begins.")
        return cleaned | {"since": since, "until": until}


def _earlier(day: date, by: timedelta) -> date:
    return day - by if day - date.min >= by else date.min
