from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from treatments.consent_text import Risk, Statement


class ConsentForm(forms.Form):
    """Each risk and each statement its own tick box, none of them preset; then the signature."""

    own_goal = forms.CharField(
        label="What the patient wants to be able to do again, in his or her own words",
        max_length=300,
    )
    signed_name = forms.CharField(
        label="Patient's name, as signed",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_name = forms.CharField(
        label="Parent or guardian, as signed",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        risks: Sequence[Risk],
        statements: Sequence[Statement],
        minor: bool,
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
        if minor:
            self.fields["guardian_name"].help_text = "Needed: the patient is under 18."
        else:
            del self.fields["guardian_name"]

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


class WithdrawConsentForm(forms.Form):
    """Asks for the patient's words."""

    reason = forms.CharField(
        label="What the patient said",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
