from django import forms

from patients.forms.fields import day_field, laid_out, side_by_side
from patients.models import Scan


class ScanForm(forms.Form):
    """Asks for one file and what it is; whether it can be kept is found in its content."""

    file = forms.FileField(
        label="File",
        help_text="JPEG, PNG or PDF, up to 10 MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(label="What it is", choices=[("", "Choose"), *Scan.Kind.choices])
    title = forms.CharField(
        label="Title", max_length=120, help_text="For example: letter of Dr. Hale, cardiology."
    )
    dated = day_field("Its date", required=False, help_text="As written on it.")

    helper = laid_out("file", side_by_side("kind", "dated"), "title")
