from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.urls import reverse_lazy

from patients.drugs import drug_classes
from patients.forms.fields import Editing, day_field, laid_out, side_by_side
from patients.models import Medication, Patient, PrescriberDecision
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.facts import NO_SCREENED_CLASS


class MedicationForm(forms.Form):
    """Asks what is taken. The class is looked up from the name when it is saved."""

    name = forms.CharField(
        label="Medicine",
        max_length=200,
        help_text="Generic or brand name.",
        widget=forms.TextInput(
            {
                "hx-post": reverse_lazy("medication-lookup"),
                "hx-trigger": "input changed delay:250ms, load",
                "hx-target": "#medication-found",
                "hx-sync": "this:replace",
                "autocomplete": "off",
            }
        ),
    )
    dose = forms.CharField(
        label="Dose", max_length=120, required=False, help_text="For example: 5 mg once a day."
    )
    dose_mg_per_day = forms.DecimalField(
        label="mg per day",
        max_digits=9,
        decimal_places=2,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text="In total, where a rule looks at it (aspirin).",
    )
    route = forms.ChoiceField(
        label="Route",
        choices=Medication.Route.choices,
        initial=Medication.Route.UNKNOWN,
        help_text="“Not stated” is filled from the name if it tells.",
    )
    indication = forms.CharField(label="Why it is taken", max_length=200, required=False)
    started_on = day_field("Since", required=False, help_text="Leave empty if nobody knows.")
    stopped_on = day_field("Stopped on", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            "name",
            HTML('<div id="medication-found" aria-live="polite" data-suggestions></div>'),
            side_by_side("dose", "dose_mg_per_day", "route"),
            "indication",
            side_by_side("started_on", "stopped_on"),
        )


class EditMedicationForm(Editing, MedicationForm):
    pass


class NameForm(forms.Form):
    """A known name, for an entry that was misspelt."""

    name = forms.CharField(max_length=200)
    revision = forms.IntegerField(min_value=0, max_value=2_000_000_000)


class ClassifyForm(Editing):
    """Asks a physician which screened classes a medicine belongs to."""

    classes = forms.MultipleChoiceField(
        label="Screened classes",
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            *((drug_class.id, drug_class.title) for drug_class in drug_classes()),
            (NO_SCREENED_CLASS, "None of these"),
        ],
        error_messages={"required": "Choose at least one class, or “none of these”."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.helper = laid_out("classes")
        super().__init__(*args, **kwargs)


class ClinicClassForm(forms.Form):
    """Asks for the classes that the clinic remembers; `seen` tells which were on the screen."""

    seen = forms.CharField(max_length=1000, widget=forms.HiddenInput)
    classes = ClassifyForm.base_fields["classes"]

    helper = laid_out("seen", "classes")


class DecisionForm(forms.Form):
    """Asks what the prescriber of a blood thinner decided about the injections."""

    decision = forms.ChoiceField(
        label="Decision", choices=PrescriberDecision.Decision.choices, widget=forms.RadioSelect
    )
    prescriber = forms.CharField(label="Prescriber", max_length=120)
    decided_on = day_field("Decided on")
    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="For example: hold two days before, restart the evening after.",
    )

    helper = laid_out("decision", side_by_side("prescriber", "decided_on"), "note")


class AllergyStatusForm(forms.Form):
    """Carries the answer that was on the screen, so that a newer one is not undone unread."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="Allergies",
        widget=forms.RadioSelect,
        choices=[
            (Patient.Allergies.NONE_KNOWN, "Asked: no known allergies"),
            (Patient.Allergies.NOT_ASKED, "Not asked yet"),
        ],
    )

    helper = laid_out("seen", "status")


class AllergyForm(forms.Form):
    """Asks for a substance and what it did."""

    substance = forms.CharField(label="Substance", max_length=120)
    reaction = forms.CharField(
        label="Reaction",
        max_length=200,
        required=False,
        help_text="For example: hives within minutes.",
    )
    classes = forms.MultipleChoiceField(
        label="Counts as an allergy to",
        required=False,
        choices=list(ALLERGEN_CLASSES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="What the substance's name tells is added when you save.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(side_by_side("substance", "reaction"), "classes")


class EditAllergyForm(Editing, AllergyForm):
    disproved_on = day_field(
        "Disproved on",
        required=False,
        help_text="The day of the test that showed it is no allergy. The entry stays on record.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.fields.append("disproved_on")
