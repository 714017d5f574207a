"""What the page of the forecast asks."""

from datetime import date
from typing import Any

from django import forms

from scheduling.forms.book import within_reason
from scheduling.models import Site
from staff.models import User


class WhatIfForm(forms.Form):
    """On which day the course would begin, where and with whom. Sent by GET."""

    start = forms.DateField(
        label="If it starts on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    site = forms.ModelChoiceField(Site.objects.all(), required=False, empty_label=None)
    practitioner = forms.ModelChoiceField(User.objects.none(), label="With", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_start(self) -> date | None:
        return within_reason(self.cleaned_data["start"])
