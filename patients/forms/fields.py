"""What the forms of the chart share: layout, dates, and what to do when a form is stale."""

from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db import models


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.fields.insert(0, "revision")

    @classmethod
    def of(cls, row: models.Model, data: Any = None) -> Self:
        """The form for `row`, as it is on record or, with `data`, as it was typed."""
        return cls(data, initial={name: getattr(row, name, None) for name in cls.base_fields})
