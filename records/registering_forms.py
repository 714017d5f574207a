"""The form about somebody of whom the sender knows too little."""

from django import forms

from patients.forms.fields import day_field
from patients.models import Patient


class RegisterReferredForm(forms.Form):
    """Asks who it is; what was sent stands in it already."""

    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    birth_date = day_field("Birth date")
    sex = forms.ChoiceField(label="Sex", choices=Patient.Sex.choices)
