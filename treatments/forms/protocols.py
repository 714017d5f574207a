from django import forms

from treatments import anatomy
from treatments.models import ProtocolVersion

State = ProtocolVersion.State
IN_LIBRARY = (State.DRAFT, State.APPROVED, State.ACTIVE)  # what is listed when nothing is asked
REGIONS = [("", "All regions"), *((r.id, r.label) for r in anatomy.REGIONS.values())]


class ProtocolFilter(forms.Form):
    """What the library is narrowed down to. Nothing of a patient is asked here."""

    region = forms.ChoiceField(
        label="Region",
        choices=REGIONS,
        required=False,
        widget=forms.Select(attrs={"data-autosubmit": "", "class": "form-select"}),
    )
    state = forms.ChoiceField(
        label="State",
        choices=[("", "In use and in preparation"), *State.choices],
        required=False,
        widget=forms.Select(attrs={"data-autosubmit": "", "class": "form-select"}),
    )
    q = forms.CharField(
        label="Condition, structure, code or author",
        max_length=100,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
