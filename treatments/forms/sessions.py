from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from patients.forms.vitals import VitalsForm
from treatments import anatomy
from treatments.actions.sessions import MOST_INJECTIONS, TIME_OUT
from treatments.forms.fields import (
    Drawn,
    FigureField,
    RevisionField,
    Rows,
    add_score_fields,
    draw,
    scores_in,
)
from treatments.given import COMPARED, is_planned_place, value_in_words
from treatments.library import plain
from treatments.models import Injection, SessionRecord, Target
from treatments.models.plan import Injectate
from treatments.scores import Instrument

EMPTY = [("", "Choose")]


class DayForm(VitalsForm):
    """Vitals and scores of the session day; `kinds` are the result kinds that are asked for."""

    def __init__(
        self,
        *args: Any,
        instruments: Sequence[Instrument],
        outside_window: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        add_score_fields(self, instruments)
        if outside_window:
            field = forms.CharField(label="Why outside the window", max_length=300, required=False)
            self.fields["outside_window_reason"] = field
            draw(field)

    @property
    def score_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("score-")]

    def scores(self) -> dict[str, Decimal]:
        return scores_in(self)


class RecordForm(Drawn):
    """The session as a whole; the injections are in an InjectionFormSet beside it."""

    revision = RevisionField()
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
    reaction_note = forms.CharField(
        label="About the reaction, and how long the patient was observed",
        max_length=500,
        required=False,
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


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of an injection beside what the plan says there ("" where it says nothing)."""

    field: forms.BoundField
    planned: str
    planned_raw: str
    differs: bool


class InjectionForm(Drawn):
    """One injection. `targets`: those of the plan's version, by id."""

    target = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    structure = forms.CharField(label="Structure", max_length=160)
    region = forms.ChoiceField(
        label="Region",
        choices=EMPTY + [(region.id, region.label) for region in anatomy.REGIONS.values()],
    )
    side = forms.ChoiceField(label="Side", choices=EMPTY + list(anatomy.SIDES.items()))
    volume_ml = FigureField(label="Volume, mL", unit="mL", step="0.1", decimal_places=2)
    dextrose_pct = FigureField(label="Dextrose, %", unit="%", required=False)
    anaesthetic = forms.ChoiceField(
        label="Anesthetic", choices=Injectate.Anaesthetic.choices, required=False
    )
    anaesthetic_pct = FigureField(label="Anesthetic, %", unit="%", required=False)
    glycerin_pct = FigureField(label="Glycerin, %", unit="%", required=False)
    phenol_pct = FigureField(label="Phenol, %", unit="%", required=False)
    morrhuate_pct = FigureField(label="Sodium morrhuate, %", unit="%", required=False)
    route = forms.ChoiceField(label="Route", choices=EMPTY + list(anatomy.ROUTES.items()))
    guidance = forms.ChoiceField(label="Guidance", choices=EMPTY + list(anatomy.GUIDANCE.items()))
    points = forms.IntegerField(label="Points", min_value=0, max_value=9999)
    needle = forms.CharField(label="Needle", max_length=40, required=False)
    note = forms.CharField(label="Note on this injection", max_length=200, required=False)
    other_side = forms.BooleanField(
        label="The side or place differs from the plan on purpose; the note says why",
        required=False,
    )

    MAIN = (
        "structure", "region", "side", "volume_ml", "dextrose_pct", "anaesthetic",
        "anaesthetic_pct", "route", "guidance", "points", "needle",
    )  # fmt: skip
    OTHER = ("glycerin_pct", "phenol_pct", "morrhuate_pct")

    def __init__(self, *args: Any, targets: Mapping[int, Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.planned = targets.get(self._target_id() or 0)
        self.fields["structure"].widget.attrs["list"] = "structures"

    def _target_id(self) -> int | None:
        value = str(self["target"].value() or "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None

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

    def injection(self) -> dict[str, Any]:
        """What `write_record` takes: see there."""
        fields = {key: value for key, value in self.cleaned_data.items() if key != "DELETE"}
        return fields | {"target": self.targets.get(fields["target"] or 0)}

    @property
    def main_cells(self) -> list[Cell]:
        return [self._cell(name) for name in self.MAIN]

    @property
    def other_cells(self) -> list[Cell]:
        return [self._cell(name) for name in self.OTHER]

    @property
    def has_others(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.OTHER)

    @property
    def off_side(self) -> bool:
        """Whether the tick for another side is to be seen at once."""
        cells = [self._cell("side"), self._cell("region")]
        return bool(
            any(cell.differs or cell.field.errors for cell in cells) or self["other_side"].value()
        )

    def _cell(self, name: str) -> Cell:
        field = self[name]
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


def shown(name: str, value: Any) -> str:
    """A stored value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
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
    names = (*InjectionForm.MAIN, *InjectionForm.OTHER)
    return {name: shown(name, getattr(injection, name)) for name in names} | {
        "target": injection.target_id,
        "note": injection.note,
        "other_side": not is_planned_place(
            injection.region, injection.side, injection.target, targets
        ),
    }


class SignForm(Drawn):
    revision = RevisionField()


class DropSessionForm(Drawn):
    """Asks why the session is left out."""

    revision = RevisionField()
    reason = forms.CharField(label="Reason", max_length=300, required=False)


class AddendumForm(Drawn):
    """Asks for the text that is added to a signed record."""

    text = forms.CharField(
        label="Addendum",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It is added below the signed record with your name and the time.",
    )
