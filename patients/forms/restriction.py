from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import HTML
from django import forms

from patients.forms.fields import laid_out
from patients.models import GlassOpening
from staff.models import User

_NO_DIAGNOSIS = "It goes into the access log: write no diagnosis."
# For password managers only: whose password it is. It has no name and is not sent.
_WHOSE = '<input type="text" value="{{ user.email }}" autocomplete="username" readonly hidden>'


class SeenForm(forms.Form):
    """Carries the number of the restriction that was on the screen, 0 for none."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**53)


class RestrictForm(SeenForm):
    """Asks why a chart is restricted, and who may open it."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text=f"For example “works here”. {_NO_DIAGNOSIS}",
    )
    named = forms.TypedMultipleChoiceField(
        label="Who may open the chart",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name at least one physician: somebody has to treat."},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].choices = [(each.pk, str(each)) for each in people]  # type: ignore[attr-defined]
        self.helper = laid_out("revision", "reason", "named")


class LiftForm(SeenForm):
    reason = forms.CharField(
        label="Why the restriction is lifted", max_length=200, help_text=_NO_DIAGNOSIS
    )
    helper = laid_out("revision", "reason")


class GlassForm(forms.Form):
    """Asks why somebody who is not named opens the chart, and for the password."""

    why = forms.ChoiceField(
        label="Kind of reason", choices=[("", "Choose"), *GlassOpening.Why.choices]
    )
    words = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="In a sentence. Administrators review every opening; write no diagnosis.",
    )
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Or the present code of your authenticator app.",
        error_messages={"required": "Enter your password to open the chart."},
    )
    helper = laid_out("why", "words", HTML(_WHOSE), "password")
