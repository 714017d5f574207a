from datetime import date, timedelta
from typing import Any

from django import forms

from records.forms import PeriodForm
from records.quality.checks import Check
from records.quality.found import Period
from staff.capabilities import Role
from staff.models import User


class CheckForm(PeriodForm):
    """Which period of a check, whose plans or sessions, and what was found in them."""

    physician = forms.ModelChoiceField(
        User.objects.with_role(Role.PHYSICIAN).order_by("full_name", "id"),
        required=False,
        label="Physician",
        empty_label="All physicians",
    )
    kind = forms.ChoiceField(required=False, label="What was found")

    def __init__(self, data: dict[str, Any], *, check: Check, today: date) -> None:
        if not data.keys() & {"since", "until"}:
            since = today - timedelta(days=check.days)
            data = {"since": since.isoformat(), "until": today.isoformat()} | data
        super().__init__(data, today=today, days=check.days)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Anything"), *check.kinds.items()]

    def chosen(self) -> Period:
        """Of a form that is valid."""
        asked = self.cleaned_data
        return Period(since=asked["since"], until=asked["until"], today=self.today)
