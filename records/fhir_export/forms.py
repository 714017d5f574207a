from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

# For password managers only: whose password it is. It has no name and is not sent.
_WHOSE = '<input type="text" value="{{ user.email }}" autocomplete="username" readonly hidden>'


class ExportForm(forms.Form):
    """Asks who gets the record, and for the password of the person who takes it out."""

    recipient = forms.CharField(
        label="For whom, and what for",
        max_length=200,
        help_text="For example “Riverside Orthopedics, second opinion”. It goes into the access "
        "log: write no diagnosis.",
    )
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password to export."},
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout("recipient", HTML(_WHOSE), "password")
