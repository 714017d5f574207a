"""What the forms of the chart share: layout, dates, and what to do when a form is stale."""

from datetime import date
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db import models
from django.http import QueryDict

from staff.models import Revised


def laid_out(*parts: Any) -> FormHelper:
    """A crispy layout without its own <form> tag and CSRF field; the template has both."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*parts)
    return helper


def side_by_side(*names: str) -> Div:
    """Fields in one line where the screen is wide enough."""
    width = {2: "col-md-6", 3: "col-md-4"}[len(names)]
    return Div(*(Div(name, css_class=width) for name in names), css_class="row")


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "This is not a date. Write it as 2026-04-12 or 4/12/2026."},
        **options,
    )


class Editing(forms.Form):
    """A form that changes a row, and knows which revision of it was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    helper: FormHelper
    # After somebody else saved: label and value of what is on record now and differs.
    present: list[tuple[str, str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = []
        self.helper.layout.fields.insert(0, "revision")

    @classmethod
    def of(cls, row: models.Model, data: Any = None) -> "Editing":
        """The form for `row`, as it is on record or, with `data`, as it was typed."""
        return cls(data, initial={name: getattr(row, name, None) for name in cls.base_fields})

    def compare_with(self, row: models.Model) -> None:
        """Keep what was typed, list what is on record now, and let the next saving count."""
        data = cast(QueryDict, self.data).copy()
        data["revision"] = str(cast(Revised, row).revision)
        self.data = data
        self.present = [
            (str(self.fields[name].label), _in_words(row, name))
            for name, typed in self.cleaned_data.items()
            if name != "revision" and hasattr(row, name) and getattr(row, name) != typed
        ]


def _in_words(row: models.Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, list):
        value = ", ".join(value)
    return "Empty" if value in (None, "") else str(value)
