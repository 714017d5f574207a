from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

# For password managers only: whose password it is. It has no name and is not sent.
_WHOSE = '<input type="text" value="{{ user.email }}" autocomplete="username" readonly hidden>'


FHIR, PDF, CSV = "fhir", "pdf", "csv"


class ExportForm(forms.Form):
    """Asks who gets the record, as what, and for the password of the person who takes it out."""

    kind = forms.ChoiceField(
        label="As",
        choices=[
            (FHIR, "One file that other systems read (FHIR R4)"),
            (PDF, "A document to read and print (PDF)"),
            (CSV, "Tables for a spreadsheet (a zip of CSV files)"),
        ],
        initial=FHIR,
        required=False,
        widget=forms.RadioSelect,
    )
    with_access = forms.BooleanField(
        label="With a list of who used the record",
        required=False,
        help_text="In the document or the tables. FHIR has no place for it.",
    )

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
    helper.layout = Layout("kind", "with_access", "recipient", HTML(_WHOSE), "password")
