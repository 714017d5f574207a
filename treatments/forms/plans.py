from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from treatments import anatomy, scores
from treatments.actions.plans import MOST_TARGETS
from treatments.deviations import Deviation
from treatments.forms.fields import RevisionField, Rows
from treatments.models import Plan, PlanVersion, Target
from treatments.models.plan import Injectate
from treatments.plan_content import PlanContent, TargetContent

NOTHING = ("", "---------")
REGIONS = [(region.id, region.label) for region in anatomy.REGIONS.values()]
SIDES = list(anatomy.SIDES.items())
MOST_FOLLOW_UPS = 6
LATEST_FOLLOW_UP = 1100  # days; three years


class DraftPlanForm(forms.Form):
    """Asks for what, where and from which protocol; the page lists the protocols."""

    protocol = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    region = forms.ChoiceField(
        label="Region",
        choices=[("", "As in the protocol"), *REGIONS],
        required=False,
        help_text="Needed for a blank plan, or for a protocol that fits any region.",
    )
    side = forms.ChoiceField(
        label="Side",
        choices=[("", "Choose the side"), *SIDES],
        required=False,
        help_text="The spine may be treated in the midline.",
    )
    indication = forms.CharField(
        label="Indication",
        max_length=300,
        required=False,
        help_text="Left empty, the protocol's condition is taken.",
    )
    indication_code = forms.CharField(
        label="ICD-10-CM code",
        max_length=10,
        required=False,
        help_text="For example M17.11. It can be added later.",
    )

    def clean_indication_code(self) -> str:
        return str(self.cleaned_data["indication_code"]).upper()


def days(label: str, most: int = 365, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text)


class PlanForm(forms.Form):
    """Asks for everything in a plan but its targets."""

    revision = RevisionField()
    indication = forms.CharField(label="Indication", max_length=300)
    indication_code = forms.CharField(
        label="ICD-10-CM code",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(label="Region", choices=REGIONS)
    side = forms.ChoiceField(
        label="Side", choices=[("", "Choose the side"), *SIDES], required=False
    )
    goal = forms.CharField(label="Goal agreed with the patient", max_length=300, required=False)
    sessions_min = days("Fewest", 20)
    sessions_target = days("Planned", 20)
    sessions_max = days("Most", 20)
    spacing_min_days = days("Fewest days")
    spacing_target_days = days("Aimed at, days")
    spacing_max_days = days("Most days")
    followup_days = forms.CharField(
        label="Follow-up visits, days after the last session",
        max_length=60,
        required=False,
        help_text="Up to 6, with commas: 42, 180",
    )
    instruments = forms.MultipleChoiceField(
        label="Scores to take",
        choices=[(code, instrument.name) for code, instrument in scores.INSTRUMENTS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    note = forms.CharField(
        label="Note",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def instruments_first(self) -> list[Any]:
        """Tick boxes of what is asked of everyone and of what is ticked already."""
        return [box for box in self["instruments"].subwidgets if _asked_first(box)]

    @property
    def instruments_more(self) -> list[Any]:
        return [box for box in self["instruments"].subwidgets if not _asked_first(box)]

    def clean_indication_code(self) -> str:
        return str(self.cleaned_data["indication_code"]).upper()

    def clean_followup_days(self) -> tuple[int, ...]:
        parts = str(self.cleaned_data["followup_days"]).replace(";", ",").split(",")
        found = []
        for part in filter(None, (part.strip() for part in parts)):
            if not (part.isascii() and part.isdecimal()):
                raise ValidationError(f"“{part}” is not a number of days.")
            if not 1 <= int(part) <= LATEST_FOLLOW_UP:
                raise ValidationError(f"Each visit must be 1 to {LATEST_FOLLOW_UP} days later.")
            found.append(int(part))
        if len(set(found)) > MOST_FOLLOW_UPS:
            raise ValidationError(f"At most {MOST_FOLLOW_UPS} follow-up visits.")
        return tuple(sorted(set(found)))

    def content(self) -> PlanContent:
        asked = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return PlanContent(**asked | {"instruments": tuple(asked["instruments"])})

    @staticmethod
    def initial_of(version: PlanVersion) -> dict[str, Any]:
        names = [name for name in PlanForm.base_fields if name != "followup_days"]
        return {name: getattr(version, name) for name in names} | {
            "followup_days": ", ".join(str(day) for day in version.followup_days)
        }


def _asked_first(box: Any) -> bool:
    return box.data["selected"] or box.data["value"] in scores.FOLLOW_UP_SET


def percentage(label: str) -> forms.DecimalField:
    # No limits here: `limits` says what is wrong and on whose word.
    return forms.DecimalField(label=label, max_digits=6, decimal_places=3, required=False)


class TargetForm(forms.Form):
    """Asks for one structure: where, how, how strong, how much."""

    structure = forms.CharField(
        label="Structure",
        max_length=160,
        widget=forms.TextInput(attrs={"list": "structures", "autocomplete": "off"}),
    )
    side = forms.ChoiceField(label="Side", choices=[NOTHING, *SIDES], required=False)
    route = forms.ChoiceField(label="Route", choices=[NOTHING, *anatomy.ROUTES.items()])
    guidance = forms.ChoiceField(label="Guidance", choices=[NOTHING, *anatomy.GUIDANCE.items()])
    dextrose_pct = percentage("Dextrose, %")
    anaesthetic = forms.ChoiceField(
        label="Anesthetic", choices=Injectate.Anaesthetic.choices, required=False
    )
    anaesthetic_pct = percentage("Anesthetic, %")
    volume_ml = forms.DecimalField(label="Volume, mL", max_digits=5, decimal_places=2)
    points = forms.IntegerField(label="Points", max_value=32767)
    glycerin_pct = percentage("Glycerin, %")
    phenol_pct = percentage("Phenol, %")
    morrhuate_pct = percentage("Sodium morrhuate, %")
    note = forms.CharField(label="Note", max_length=200, required=False)

    # A row in which none of these is filled in was not meant.
    TELLING = ("structure", "dextrose_pct", "volume_ml", "anaesthetic_pct", "note")

    def has_changed(self) -> bool:
        return any(str(self[name].value() or "").strip() for name in self.TELLING)

    def content(self, region: str) -> TargetContent:
        asked = {name: self.cleaned_data[name] for name in TargetForm.base_fields}
        structure, region = found_in_catalogue(asked["structure"], region)
        return TargetContent(**asked | {"structure": structure, "region": region})

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        values = {name: getattr(target, name) for name in TargetForm.base_fields}
        return as_typed(values) | {"structure": anatomy.structure_label(target.structure)}


def as_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Figures without idle zeros: 25, not 25.0."""
    return {
        name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def found_in_catalogue(words: str, region: str) -> tuple[str, str]:
    """Code and region of a structure typed or picked; free text stays, in the plan's region."""
    wanted = words.strip().casefold()
    everywhere = sorted(anatomy.STRUCTURES.values(), key=lambda known: known.region != region)
    for structure in everywhere:
        if wanted == structure.label.casefold():
            return structure.code, structure.region
    return words.strip(), region


class BaseTargetFormSet(Rows):
    """The targets of one plan; rows marked for removal and rows left empty do not count."""

    new_row: dict[str, Any] = {}  # what a row that is added starts with

    @property
    def empty_form(self) -> forms.Form:
        form: forms.Form = super().empty_form
        form.initial = self.new_row
        return form

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this target"

    def kept(self) -> list[TargetForm]:
        return [form for form in self.forms if form.cleaned_data and form not in self.deleted_forms]

    def targets(self, region: str) -> list[TargetContent]:
        return [form.content(region) for form in self.kept()]


TargetFormSet = forms.formset_factory(
    TargetForm,
    formset=BaseTargetFormSet,
    extra=0,
    max_num=MOST_TARGETS,
    absolute_max=MOST_TARGETS + 5,
    validate_max=True,
    can_delete=True,
)


class ReasonsForm(forms.Form):
    """One reason for each place where the plan leaves its protocol."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        left: Sequence[Deviation],
        stored: Iterable[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(data)
        given = {row["key"]: row["reason"] for row in stored}
        for deviation in left:
            self.fields[f"reason-{deviation.key}"] = forms.CharField(
                label=deviation.field,
                max_length=300,
                required=False,
                initial=given.get(deviation.key, ""),
                help_text=f"Protocol: {deviation.protocol}. Plan: {deviation.plan}.",
            )

    def reasons(self) -> dict[str, str]:
        """Deviation.key -> reason; one that is too long counts as not given."""
        self.is_valid()
        return {name.removeprefix("reason-"): value for name, value in self.cleaned_data.items()}


class RevisionForm(forms.Form):
    """The state of the record that the page was opened on, for pages with nothing else to ask."""

    revision = RevisionField()


class RevisePlanForm(forms.Form):
    """Asks what changes and why."""

    reason = forms.CharField(
        label="What changes, and why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record with the new version.",
    )


class ClosePlanForm(forms.Form):
    """Asks how the plan ends."""

    revision = RevisionField()
    state = forms.ChoiceField(
        label="How does it end?",
        choices=[
            (Plan.State.COMPLETED, "Completed: the course was given as planned"),
            (Plan.State.STOPPED, "Stopped: no more sessions"),
            (Plan.State.CANCELLED, "Cancelled: no session was given"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
