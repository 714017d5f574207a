from typing import Any

from django import forms

from patients.forms.fields import day_field, laid_out, side_by_side
from patients.models import RecordRequest

_ROWS = {"rows": 4}


class RequestForm(forms.Form):
    """What a patient asks for. By when it is due, the kind and the day say."""

    kind = forms.ChoiceField(
        label="Asks for", choices=[("", "Choose"), *RecordRequest.Kind.choices]
    )
    received_on = day_field("Received on")
    wish = forms.CharField(
        label="In the patient’s words", max_length=2000, widget=forms.Textarea(attrs=_ROWS)
    )
    helper = laid_out(side_by_side("kind", "received_on"), "wish")


class AboutRequest(forms.Form):
    """Carries the number of changes that the request had when the page was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    @classmethod
    def of(cls, request: RecordRequest, data: Any = None) -> "AboutRequest":
        return cls(data, initial={"revision": request.revision})


class ExtendForm(AboutRequest):
    reason = forms.CharField(
        label="Why it takes longer",
        max_length=300,
        help_text="Thirty days more, once. Tell the patient in writing, with this reason.",
    )
    helper = laid_out("revision", "reason")


class CloseForm(AboutRequest):
    state = forms.ChoiceField(
        label="What came of it",
        choices=[
            ("", "Choose"),
            *(choice for choice in RecordRequest.State.choices if choice[0] != "open"),
        ],
    )
    done = forms.CharField(
        label="What was done",
        max_length=2000,
        widget=forms.Textarea(attrs=_ROWS),
        help_text="For example “Copy handed over on paper”.",
    )
    denial_reason = forms.CharField(
        label="Why it is denied",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_ROWS),
        help_text="For what is denied, also in part. The patient is told in writing, and may "
        "disagree in writing.",
    )
    helper = laid_out("revision", "state", "done", "denial_reason")


class DisagreeForm(AboutRequest):
    disagreement = forms.CharField(
        label="Statement of disagreement",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="As the patient wrote it. It is shown with the chart and leaves with it.",
    )
    helper = laid_out("revision", "disagreement")
