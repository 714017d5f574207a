from datetime import date, timedelta
from typing import Any

from django import forms

from patients.rules import Tier


class PeriodForm(forms.Form):
    """From which day to which, both counted in; what is left out has its default."""

    DAYS = 90

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any = None, *, today: date, days: int = DAYS, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.period = timedelta(days=days)
        self.fields["until"].initial = today
        self.fields["since"].initial = today - self.period

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        until = cleaned.get("until") or self.today
        since = cleaned.get("since") or _earlier(until, self.period)
        if since > until:
            self.add_error("until", "The period ends before it begins.")
        return cleaned | {"since": since, "until": until}


class OverrideRatesForm(PeriodForm):
    """Which period of the report, which tier, in which order."""

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


def _earlier(day: date, by: timedelta) -> date:
    return day - by if day - date.min >= by else date.min
