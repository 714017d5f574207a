"""The form of a session record: what was done, and one row for each injection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from treatments import anatomy, body_map
from treatments.actions.session_rows import MOST_INJECTIONS
from treatments.actions.sessions import TIME_OUT
from treatments.forms.fields import Drawn, FigureField, RevisionField, Rows, draw
from treatments.forms.targets import MapPointsField, procedure_detail_field, procedure_field
from treatments.given import COMPARED, is_planned_place, mixture, value_in_words
from treatments.library import plain
from treatments.models import Injection, Mix, SessionRecord, Target
from treatments.record_mixes import MixLine

EMPTY = [("", "Choose")]
PREFIX = "injections"


class RecordForm(Drawn):
    """The session as a whole; the injections are in an InjectionFormSet beside it."""

    revision = RevisionField()
    # Which typing the form shows; 0: what is saved.
    typing = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000, required=False
    )
    # The screening that cleared the day when the form was opened.
    opened_under = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )
    time_out = forms.MultipleChoiceField(
        label="Time-out",
        choices=TIME_OUT,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reaction = forms.ChoiceField(
        label="Immediate reaction",
        choices=SessionRecord.Reaction.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reaction_note = forms.CharField(label="About the reaction", max_length=500, required=False)
    last_needle = forms.TimeField(
        label="Last needle at",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Empty: when you save the reaction.",
    )
    observed_minutes = forms.IntegerField(
        label="Minutes observed", required=False, min_value=0, max_value=600
    )
    aftercare_given = forms.BooleanField(
        label="Aftercare sheet given and talked through", required=False
    )
    note = forms.CharField(
        label="Note",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=(
            "Proposed from what is entered above and kept up to date when you save, until you "
            "change it. Empty it to get the proposal again."
        ),
    )

    def last_needle_at(self, record: SessionRecord) -> datetime | None:
        """The time typed, on the day of the record."""
        typed: time | None = self.cleaned_data["last_needle"]
        if typed is None:
            return None
        return timezone.make_aware(datetime.combine(record.treated_on, typed))


class KeepForm(forms.Form):
    """What a form that is kept or forgotten was opened with."""

    revision = RevisionField()
    typing = forms.IntegerField(min_value=0, max_value=2_000_000_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of an injection beside what the plan says there ("" where it says nothing)."""

    field: forms.BoundField
    planned: str
    planned_raw: str
    differs: bool


class InjectionForm(Drawn):
    """One injection. `targets`: those of the plan's version, `mixes`: those of the record, by id.

    How strong it was is not typed: the mix tells.
    """

    target = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    structure = forms.CharField(label="Structure", max_length=160)
    region = forms.ChoiceField(
        label="Region",
        choices=EMPTY + [(region.id, region.label) for region in anatomy.REGIONS.values()],
    )
    side = forms.ChoiceField(label="Side", choices=EMPTY + list(anatomy.SIDES.items()))
    procedure = procedure_field()
    mix = forms.ChoiceField(label="Drawn from", required=False)
    procedure_detail = procedure_detail_field()
    volume_ml = FigureField(label="Volume, mL", unit="mL", step="0.1", decimal_places=2)
    route = forms.ChoiceField(label="Route", choices=EMPTY + list(anatomy.ROUTES.items()))
    guidance = forms.ChoiceField(label="Guidance", choices=EMPTY + list(anatomy.GUIDANCE.items()))
    points = forms.IntegerField(label="Points", min_value=0, max_value=9999)
    needle = forms.CharField(label="Needle", max_length=40, required=False)
    image_reference = forms.CharField(label="Image reference", max_length=80, required=False)
    map_points = MapPointsField()
    note = forms.CharField(label="Note on this injection", max_length=200, required=False)
    other_side = forms.BooleanField(
        label="The side or place differs from the plan on purpose; the note says why",
        required=False,
    )

    PLACE = ("structure", "region", "side")
    WHAT = ("mix", "volume_ml", "points", "needle")
    HOW = ("route", "guidance")
    RARE = ("procedure", "procedure_detail")
    SHOWN = (*PLACE, *WHAT, *HOW, *RARE, "image_reference", "map_points", "note")

    def __init__(
        self,
        *args: Any,
        targets: Mapping[int, Target],
        mixes: Mapping[int, MixLine],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.mixes = mixes
        self.planned = targets.get(self._id("target"))
        self.fields["structure"].widget.attrs["list"] = "structures"
        choices = [("", "Not mixed yet"), *((str(pk), line.label) for pk, line in mixes.items())]
        self.fields["mix"].choices = choices  # type: ignore[attr-defined]

    def _id(self, name: str) -> int:
        value = str(self[name].value() or "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0

    def clean_structure(self) -> str:
        """The catalogue's code where its label was chosen, else the free text."""
        typed: str = self.cleaned_data["structure"].strip()
        for structure in anatomy.structures_of(str(self.data.get(self.add_prefix("region"), ""))):
            if typed.casefold() in (structure.label.casefold(), structure.code):
                return structure.code
        return typed

    def clean_target(self) -> int | None:
        target = self.cleaned_data["target"]
        if target is not None and target not in self.targets:
            raise forms.ValidationError("This target is not one of the plan. Reload the page.")
        return int(target) if target is not None else None

    def clean_mix(self) -> Mix | None:
        chosen = self.cleaned_data["mix"]
        return self.mixes[int(chosen)].mix if chosen else None

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if {"map_points", "side", "points"} <= cleaned.keys():
            problem = body_map.problem(
                cleaned["map_points"], side=cleaned["side"], most=cleaned["points"]
            )
            if problem:
                self.add_error("map_points", problem)
        return cleaned

    def injection(self) -> dict[str, Any]:
        """What `write_record` takes: see there."""
        fields = {key: value for key, value in self.cleaned_data.items() if key != "DELETE"}
        target = self.targets.get(fields["target"] or 0)
        fields["map_points"] = [list(point) for point in fields["map_points"]]
        return fields | {"target": target}

    @property
    def place_cells(self) -> list[Cell]:
        return [self._cell(name) for name in self.PLACE]

    @property
    def what_cells(self) -> list[Cell]:
        return [self._cell(name) for name in (*self.WHAT, *self.HOW)]

    @property
    def rare_cells(self) -> list[Cell]:
        return [self._cell(name) for name in self.RARE]

    @property
    def is_procedure(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.RARE)

    @property
    def off_side(self) -> bool:
        """Whether the tick for another side is to be seen at once."""
        cells = [self._cell("side"), self._cell("region")]
        return bool(
            any(cell.differs or cell.field.errors for cell in cells) or self["other_side"].value()
        )

    def _cell(self, name: str) -> Cell:
        field = self[name]
        if name == "mix":
            return self._mix_cell(field)
        if self.planned is None or name not in COMPARED:
            return Cell(field, "", "", differs=False)
        planned = getattr(self.planned, name)
        raw = shown(name, planned)
        return Cell(
            field,
            value_in_words(name, planned),
            raw,
            differs=not _same(field.value(), raw),
        )

    def _mix_cell(self, field: forms.BoundField) -> Cell:
        """Differs where what is in the chosen mix is not what the plan says."""
        if self.planned is None or self.planned.procedure:
            return Cell(field, "", "", differs=False)
        words = mixture(self.planned)
        chosen = self.mixes.get(self._id("mix"))
        alike = [str(pk) for pk, line in self.mixes.items() if line.contents == words]
        differs = chosen is not None and chosen.contents != words
        now = str(field.value() or "")
        return Cell(field, words, now if not differs else next(iter(alike), ""), differs=differs)


def shown(name: str, value: Any) -> str:
    """A stored value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if name == "map_points":
        return body_map.as_text(value)
    return anatomy.structure_label(value) if name == "structure" else str(value)


def _same(typed: Any, planned: str) -> bool:
    text = "" if typed is None else str(typed).strip()
    if text == planned:
        return True
    try:
        return Decimal(text) == Decimal(planned)
    except ArithmeticError:
        return False


class BaseInjectionFormSet(Rows):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A row in which nothing stands is no row, wherever it is: another tab may have more."""
        allowed = (
            {} if index is None else {"empty_permitted": True, "use_required_attribute": False}
        )
        return super().get_form_kwargs(index) | allowed

    def add_fields(self, form: InjectionForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Not injected: leave this row out"
        draw(form.fields["DELETE"])

    def used(self) -> list[InjectionForm]:
        """The rows that count, in the order of the page: filled in and not left out."""
        left_out = self.deleted_forms
        return [form for form in self.forms if form.cleaned_data and form not in left_out]


InjectionFormSet = forms.formset_factory(
    InjectionForm,
    formset=BaseInjectionFormSet,
    extra=1,
    max_num=MOST_INJECTIONS,
    absolute_max=MOST_INJECTIONS,
    validate_max=True,
    can_delete=True,
)


def initial_of(injection: Injection, targets: Sequence[Target]) -> dict[str, Any]:
    """What the row of a stored injection starts with; one off the planned side was confirmed."""
    names = [name for name in InjectionForm.SHOWN if name != "mix"]
    return {name: shown(name, getattr(injection, name)) for name in names} | {
        "target": injection.target_id,
        "mix": injection.mix_id,
        "other_side": not is_planned_place(
            injection.region, injection.side, injection.target, targets
        ),
    }
