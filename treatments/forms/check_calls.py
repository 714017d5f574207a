from django import forms
from django.forms.boundfield import BoundWidget

from treatments import triage
from treatments.forms.fields import Drawn, RevisionField
from treatments.models import CheckCall


class CheckCallForm(Drawn):
    """What the patient answered on the phone."""

    revision = RevisionField()
    said = forms.MultipleChoiceField(
        label="The patient says",
        choices=[(advice.code, advice.says) for advice in triage.ADVICE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label="In the patient's own words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As they were said, without interpretation. Needed unless all is as expected.",
    )

    @property
    def answers(self) -> list[tuple[BoundWidget, triage.Advice]]:
        """Each tick box with what is done about it."""
        return list(zip(self["said"], triage.ADVICE, strict=True))


class MissedCallForm(forms.Form):
    """Nobody answered."""

    revision = RevisionField()


class TriageForm(Drawn):
    """Asks the physician what the patient does now and what was advised or done."""

    revision = RevisionField()
    decision = forms.ChoiceField(
        label="The patient",
        choices=[
            (CheckCall.Triage.REASSURED, "Is reassured and stays at home"),
            (CheckCall.Triage.TODAY, "Is seen here today"),
            (CheckCall.Triage.EMERGENCY, "Goes to the emergency department now"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="Advised or done",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Sent by a button of its own.
    opens_event = forms.BooleanField(required=False)
