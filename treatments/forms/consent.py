from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from patients.models import Consent
from patients.signature import Signed, Strokes, Understanding, read_strokes
from treatments.consent_text import SAID, Risk, Statement


class SignatureField(forms.Field):
    """A signature as the pad of the page draws it: JSON, as `patients.signature` reads it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Strokes:
        try:
            return read_strokes(str(value or ""))
        except ValueError as error:
            raise ValidationError(str(error)) from error


def name_field(label: str, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=160, widget=widget, **options)


class ConsentForm(forms.Form):
    """Each risk and each statement its own tick box, none of them preset; then the signature."""

    understanding_check = forms.ChoiceField(
        label="How it was found out that the patient understood",
        choices=Consent.UnderstandingCheck.choices,
        widget=forms.RadioSelect,
    )
    understanding_words = forms.CharField(
        label="What the patient said, in his or her own words",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Ask: “{SAID['question']}”",
    )
    own_goal = forms.CharField(
        label="What the patient wants to be able to do again, in his or her own words",
        max_length=300,
    )
    signed_name = name_field("Patient's name, as signed")
    signature = SignatureField(label="Patient's signature", required=False)
    guardian_name = name_field("Parent or guardian, as signed", required=False)
    guardian_signature = SignatureField(label="Signature of the parent or guardian", required=False)
    paper_reference = forms.CharField(
        label="Signed on paper: where the sheet or its scan is kept",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="For example “Scan 2026-118”. Leave it empty if it is signed on this screen.",
    )

    def __init__(
        self,
        *args: Any,
        risks: Sequence[Risk],
        statements: Sequence[Statement],
        minor_until: int | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.risk_codes = [risk.code for risk in risks]
        self.statement_codes = [statement.code for statement in statements]
        points = [(point.code, point.wording) for point in risks]
        points += [(point.code, point.wording) for point in statements]
        for code, wording in points:
            # Not required here: the action says which of them must be ticked.
            self.fields[code] = forms.BooleanField(label=wording, required=False)
        if minor_until is None:
            del self.fields["guardian_name"], self.fields["guardian_signature"]
        else:
            needed = f"Needed: the patient is under {minor_until}."
            self.fields["guardian_name"].help_text = needed

    @property
    def risks(self) -> list[BoundField]:
        return [self[code] for code in self.risk_codes]

    @property
    def statements(self) -> list[BoundField]:
        return [self[code] for code in self.statement_codes]

    def confirmed(self) -> Iterable[str]:
        return [
            code for code in (*self.risk_codes, *self.statement_codes) if self.cleaned_data[code]
        ]

    def understanding(self) -> Understanding:
        return Understanding(
            self.cleaned_data["understanding_check"], self.cleaned_data["understanding_words"]
        )

    def signed(self) -> Signed:
        given = self.cleaned_data
        return Signed(
            name=given["signed_name"],
            strokes=given["signature"],
            guardian_name=given.get("guardian_name", ""),
            guardian_strokes=given.get("guardian_signature", []),
            paper_reference=given["paper_reference"],
        )


class WithdrawConsentForm(forms.Form):
    """Asks for the patient's words; nobody has to give a reason."""

    reason = forms.CharField(
        label="What the patient said",
        max_length=300,
        required=False,
        help_text="Nobody has to say why.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
