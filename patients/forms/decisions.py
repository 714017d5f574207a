"""What a physician is asked about a finding. Whether the answer is enough, the action says."""

from collections.abc import Sequence
from typing import Any

from django import forms

from patients.actions.decisions import REASON_LENGTH, RECORDED_LENGTH, recorded_field
from patients.forms.fields import laid_out
from patients.models import Finding

_RECORDED = ("reason_code", "reason", "risk_discussed", "valid_for")


class DecisionForm(forms.Form):
    """One field for each label of `Rule.records`; `revision` is that of the screening."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    # Where the fields of the labels stand among the others.
    before: tuple[str, ...] = ("revision",)
    after: tuple[str, ...] = ()

    def __init__(self, *args: Any, records: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = {recorded_field(place): label for place, label in enumerate(records)}
        for name, label in self.records.items():
            self.fields[name] = forms.CharField(label=label, max_length=RECORDED_LENGTH)
        self.helper = laid_out(*self.before, *self.records, *self.after)

    def decision(self) -> dict[str, Any]:
        """What the action takes."""
        asked = dict(self.cleaned_data)
        recorded = {label: asked.pop(name) for name, label in self.records.items()}
        return asked | {"recorded": recorded}

    def on_record(self, finding: Finding) -> dict[str, Any]:
        """What was decided, by the names of the fields."""
        kept = {name: getattr(finding, name) for name in _RECORDED}
        kept["risk_discussed"] = "yes" if finding.risk_discussed else "no"
        kept |= {name: finding.recorded.get(label, "") for name, label in self.records.items()}
        return {name: value for name, value in kept.items() if name in self.fields}


class AcknowledgeForm(DecisionForm):
    """A caution; most ask for nothing, and are acknowledged with one click."""


class SecondForm(DecisionForm):
    """The second signature: one click, under what was on the screen."""


class OverrideForm(DecisionForm):
    """The reason in a code and in words, what the rule wants recorded, and for how long."""

    reason_code = forms.ChoiceField(
        label="Kind of reason", choices=[("", "Choose"), *Finding.Reason.choices]
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"At least {REASON_LENGTH} characters. It is kept in the record with your name "
        "and the time.",
    )
    risk_discussed = forms.TypedChoiceField(
        label="Risk discussed with the patient",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    valid_for = forms.ChoiceField(
        label="Valid for",
        choices=Finding.Validity.choices,
        widget=forms.RadioSelect,
        initial=Finding.Validity.SESSION,
        help_text=(
            "“This session only” holds today and is asked again on the next session day. "
            "“The whole plan” holds for the same places, until the data behind it change."
        ),
    )
    before = ("revision", "reason_code")
    after = ("reason", "risk_discussed", "valid_for")


class WithdrawForm(DecisionForm):
    reason = forms.CharField(
        label="Why the decision is taken back",
        max_length=1000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept in the record with your name and the time.",
    )
    after = ("reason",)

    def decision(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
