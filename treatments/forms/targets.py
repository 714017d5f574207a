"""The targets of a plan, and the fields that the injections of a record have as well."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst

from treatments import anatomy, body_map
from treatments.actions.plans import MOST_TARGETS
from treatments.forms.fields import Rows
from treatments.models import Target
from treatments.models.injectate import Injectate
from treatments.plan_content import TargetContent

NOTHING = ("", "---------")
REGIONS = [(region.id, region.label) for region in anatomy.REGIONS.values()]
SIDES = list(anatomy.SIDES.items())

MOST_TEXT = 2000  # sixty points take 1200 characters

PRODUCT_HELP = (
    "Which product, how it is made and how much: it is injected as it is and not mixed here. "
    "An anesthetic given with it is entered as given outside the mixes."
)


def procedure_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What is injected", choices=Injectate.Procedure.choices, required=False
    )


def procedure_detail_field() -> forms.CharField:
    return forms.CharField(
        label="Product and dose",
        max_length=160,
        required=False,
        help_text=PRODUCT_HELP,
        # The style sheet hides what is empty by its placeholder.
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " "}),
    )


def second_anaesthetic_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Second anesthetic", choices=Injectate.Anaesthetic.choices, required=False
    )


class MapPointsField(forms.CharField):
    """Points on the body map, one in a line: "front 0.412 0.655".

    The map writes them; without it they are typed. Gives what `map_points` of a row holds.
    """

    def __init__(self) -> None:
        super().__init__(
            label="Body map, one point in a line",
            required=False,
            max_length=MOST_TEXT,
            widget=forms.Textarea(
                attrs={"rows": 3, "spellcheck": "false", "class": "form-control"}
            ),
            help_text=(
                "One point in a line: front or back, then how far it lies from the left edge and "
                "from the top of the picture, from 0 to 1. For example: front 0.412 0.655"
            ),
        )

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else body_map.as_text(value or ())

    def to_python(self, value: Any) -> Any:
        text = value if value is None or isinstance(value, str) else body_map.as_text(value)
        if len(text or "") > MOST_TEXT:
            raise forms.ValidationError("These are too many points for one target.")
        try:
            return body_map.read(super().to_python(text) or "")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:
        """Nothing more: how many and on which side is said where they are saved."""

    def run_validators(self, value: Any) -> None:
        pass

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial).split() != str(data or "").split())


def percentage(label: str) -> forms.DecimalField:
    # No limits here: `limits` says what is wrong and on whose word.
    return forms.DecimalField(
        label=label,
        max_digits=6,
        decimal_places=3,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": " "}),
    )


class TargetForm(forms.Form):
    """Asks for one structure: where, how, how strong, how much."""

    structure = forms.CharField(
        label="Structure",
        max_length=160,
        widget=forms.TextInput(attrs={"list": "structures", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(
        label="Region", choices=[("", "As the plan"), *REGIONS], required=False
    )
    side = forms.ChoiceField(label="Side", choices=[NOTHING, *SIDES], required=False)
    route = forms.ChoiceField(label="Route", choices=[NOTHING, *anatomy.ROUTES.items()])
    guidance = forms.ChoiceField(label="Guidance", choices=[NOTHING, *anatomy.GUIDANCE.items()])
    procedure = procedure_field()
    procedure_detail = procedure_detail_field()
    dextrose_pct = percentage("Dextrose, %")
    anaesthetic = forms.ChoiceField(
        label="Anesthetic", choices=Injectate.Anaesthetic.choices, required=False
    )
    anaesthetic_pct = percentage("Anesthetic, %")
    second_anaesthetic = second_anaesthetic_field()
    second_anaesthetic_pct = percentage("Second anesthetic, %")
    volume_ml = forms.DecimalField(label="Volume, mL", max_digits=5, decimal_places=2)
    points = forms.IntegerField(label="Points", max_value=32767)
    glycerin_pct = percentage("Glycerin, %")
    phenol_pct = percentage("Phenol, %")
    morrhuate_pct = percentage("Sodium morrhuate, %")
    map_points = MapPointsField()
    note = forms.CharField(label="Note", max_length=200, required=False)

    # A row in which none of these is filled in was not meant.
    TELLING = (
        "structure", "procedure_detail", "dextrose_pct", "volume_ml", "anaesthetic_pct",
        "map_points", "note",
    )  # fmt: skip

    OTHERS = (
        "second_anaesthetic", "second_anaesthetic_pct", "glycerin_pct", "phenol_pct",
        "morrhuate_pct", "note",
    )  # fmt: skip

    def has_changed(self) -> bool:
        return any(str(self[name].value() or "").strip() for name in self.TELLING)

    def clean(self) -> dict[str, Any]:
        """A structure of the catalogue lies in its own region, whatever was chosen beside it."""
        region = self.cleaned_data.get("region", "")
        code, found = found_in_catalogue(self.cleaned_data.get("structure", ""), region)
        if region and found != region:
            words = f"{anatomy.structure_label(code)} belongs to: {anatomy.region_label(found)}."
            self.add_error("region", f"{capfirst(words)} Choose that region.")
        return self.cleaned_data

    @property
    def has_others(self) -> bool:
        """Whether what is rarely asked for is to be seen at once."""
        return any(self[name].value() or self[name].errors for name in self.OTHERS)

    def content(self, region: str) -> TargetContent:
        """`region` is the plan's, for a row that names none."""
        asked = {name: self.cleaned_data[name] for name in TargetForm.base_fields}
        structure, region = found_in_catalogue(asked["structure"], asked["region"] or region)
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
