from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.urls import reverse_lazy

from patients import units
from patients.body import REGIONS, SIDES
from patients.forms.fields import Editing, day_field, laid_out, side_by_side
from patients.models import PriorTreatment, Problem, SpecialistNote
from patients.models.history import RESULT_RANGES, ResultKind

_NOT_STATED = ("", "Not stated")


class ProblemForm(forms.Form):
    """Asks for a diagnosis in words, as a code, or both."""

    display = forms.CharField(
        label="Problem",
        max_length=200,
        required=False,
        help_text="Type a diagnosis or a code; suggestions from ICD-10-CM appear below.",
        widget=forms.TextInput(
            {
                "hx-post": reverse_lazy("icd10-lookup"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#icd10-found",
                "hx-vals": '{"text_field": "display", "code_field": "code"}',
                "hx-sync": "this:replace",
                "autocomplete": "off",
            }
        ),
    )
    code = forms.CharField(label="Code", max_length=20, required=False)
    system = forms.ChoiceField(
        label="Coding system",
        choices=[
            (Problem.System.ICD10CM, Problem.System.ICD10CM.label),
            (Problem.System.SNOMED, Problem.System.SNOMED.label),
        ],
        initial=Problem.System.ICD10CM,
        required=False,
    )
    status = forms.ChoiceField(
        label="Status", choices=Problem.Status.choices, initial=Problem.Status.ACTIVE
    )
    onset = day_field("Since", required=False, help_text="Leave empty if nobody knows.")
    verified = forms.BooleanField(
        label="Confirmed",
        required=False,
        initial=True,
        help_text="Without the tick it is shown as suspected.",
    )
    note = forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            "display",
            HTML('<div id="icd10-found" aria-live="polite" data-suggestions></div>'),
            side_by_side("code", "system"),
            side_by_side("status", "onset"),
            "verified",
            "note",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # A system stands only beside a code.
        cleaned["system"] = (
            (cleaned.get("system") or Problem.System.ICD10CM) if cleaned.get("code") else ""
        )
        return cleaned


class EditProblemForm(Editing, ProblemForm):
    pass


def _kind_with_unit(kind: ResultKind) -> str:
    unit = RESULT_RANGES[kind.value][0]
    return f"{kind.label} ({unit})" if unit else str(kind.label)


class ResultForm(forms.Form):
    """Asks for one measured value, in its usual unit or another one."""

    kind = forms.ChoiceField(
        label="What",
        choices=[("", "Choose"), *((kind.value, _kind_with_unit(kind)) for kind in ResultKind)],
    )
    value = forms.DecimalField(
        label="Value",
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label="Unit",
        required=False,
        choices=[
            ("", "The unit beside the name"),
            *(
                (unit.id, f"{unit.label} ({ResultKind(unit.kind).label})")
                for unit in units.OTHER_UNITS
            ),
        ],
        help_text="Another unit is converted when you save.",
    )
    taken_on = day_field("Taken on")
    taken_at = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text="If it matters, for example a glucose on the session day.",
    )

    helper = laid_out("kind", side_by_side("value", "unit"), side_by_side("taken_on", "taken_at"))


class PriorTreatmentForm(forms.Form):
    """Asks what was tried before, where, and what it brought."""

    kind = forms.ChoiceField(
        label="Treatment", choices=[("", "Choose"), *PriorTreatment.Kind.choices]
    )
    substance = forms.CharField(
        label="Substance or method",
        max_length=120,
        required=False,
        help_text="For an injection: what was injected.",
    )
    region = forms.ChoiceField(
        label="Region", choices=[_NOT_STATED, *REGIONS.items()], required=False
    )
    side = forms.ChoiceField(label="Side", choices=[_NOT_STATED, *SIDES.items()], required=False)
    started_on = day_field("From", required=False)
    ended_on = day_field("Until", required=False, help_text="Leave empty if it goes on.")
    outcome = forms.ChoiceField(
        label="What it brought",
        choices=PriorTreatment.Outcome.choices,
        initial=PriorTreatment.Outcome.UNKNOWN,
    )
    note = forms.CharField(label="Note", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            side_by_side("kind", "substance"),
            side_by_side("region", "side"),
            side_by_side("started_on", "ended_on"),
            "outcome",
            "note",
        )


class EditPriorTreatmentForm(Editing, PriorTreatmentForm):
    pass


class SpecialistNoteForm(forms.Form):
    """Asks who wrote about the injections, when, and whether they agree."""

    kind = forms.ChoiceField(label="About", choices=[("", "Choose"), *SpecialistNote.Kind.choices])
    specialist = forms.CharField(
        label="Specialist", max_length=120, help_text="Name and specialty, as in the letter."
    )
    dated = day_field("Date of the letter")
    agrees = forms.TypedChoiceField(
        label="What the specialist says",
        choices=[
            ("True", "Agrees to the injections"),
            ("False", "Advises against the injections"),
        ],
        coerce=lambda said: said == "True",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Conditions and advice",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="For example: factor level to reach, timing in the dose cycle.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out("kind", side_by_side("specialist", "dated"), "agrees", "note")


class EditSpecialistNoteForm(Editing, SpecialistNoteForm):
    pass


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="Why is it taken back?",
        max_length=300,
        help_text="For example: entered for the wrong patient.",
    )

    helper = laid_out("reason")
