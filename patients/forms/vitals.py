"""Measured values beside the questions of a screening: before a plan and on the session day."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from patients.models.history import RESULT_RANGES, ResultKind
from patients.units import OTHER_UNITS

_UNIT = "_unit"
# What the scale, the tape and the thermometer of an American clinic show.
_AMERICAN = ("f", "lb", "in")
# Two figures that are said as one: they are read "upper" and "lower", in this order.
_LABELS: Mapping[str, str] = {
    "bp_systolic": "Blood pressure, upper",
    "bp_diastolic": "Blood pressure, lower",
}


class VitalsForm(forms.Form):
    """Asks for values measured now; every one may be left out.

    `kinds` are result kinds, in the order of the page: `patients.vitals.vitals_asked` says which.
    A field is named as its kind, the choice of its unit `<kind>_unit`. Show it with
    `{% include "patients/_vitals.html" with form=... %}`, in the same <form> as the questions; save
    it with `keep_vitals(vitals=form.vitals(), units=form.units(), ...)` before the screening runs,
    in the same transaction. Its errors are keyed by kind: `put_errors(error, form)` places them.
    """

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            self._ask(kind)

    def _ask(self, kind: str) -> None:
        own, low, high = RESULT_RANGES[kind]
        label = _LABELS.get(kind) or str(ResultKind(kind).label)
        others = [unit for unit in OTHER_UNITS if unit.kind == kind]
        field = forms.DecimalField(
            label=label if others or not own else f"{label}, {own}",
            required=False,
            max_digits=9,
            decimal_places=2,
        )
        field.widget.attrs |= {"step": "any", "inputmode": "decimal", "class": "form-control"}
        if not others:
            # For the browser only: the action says what is wrong in its own words.
            field.widget.attrs |= {"min": str(low), "max": str(high)}
        self.fields[kind] = field
        if others:
            choices = [(unit.id, unit.label) for unit in others if unit.id in _AMERICAN]
            choices += [("", own)]
            choices += [(unit.id, unit.label) for unit in others if unit.id not in _AMERICAN]
            self.fields[kind + _UNIT] = forms.ChoiceField(
                label=f"Unit of {label.lower()}",
                choices=choices,
                initial=choices[0][0],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def vital_fields(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each figure with the field for its unit, if there is a choice."""
        return [
            (self[kind], self[kind + _UNIT] if kind + _UNIT in self.fields else None)
            for kind in self.kinds
        ]

    def vitals(self) -> dict[str, Decimal]:
        """What was measured, by result kind, as it was typed."""
        found = {kind: self.cleaned_data.get(kind) for kind in self.kinds}
        return {kind: value for kind, value in found.items() if value is not None}

    def units(self) -> dict[str, str]:
        """The unit that each was typed in: ids of `patients.units`, "" for the record's own."""
        return {kind: self.cleaned_data.get(kind + _UNIT, "") for kind in self.kinds}


class MeasureForm(VitalsForm):
    """Several values at once, for the chart: a blood pressure is two of them."""

    KINDS = ("bp_systolic", "bp_diastolic", "pulse", "temperature", "weight", "height")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=self.KINDS, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.vitals():
            raise forms.ValidationError("Enter at least one value.")
        return cleaned
