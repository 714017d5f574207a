from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from treatments.actions.outside_doses import MOST_OUTSIDE_DOSES, OutsideGiven
from treatments.batches import ANAESTHETICS, Aim
from treatments.cautions import Caution
from treatments.forms.fields import Drawn, FigureField, RevisionField, Rows
from treatments.library import COMPONENTS, plain
from treatments.mixture import SYRINGE_STEPS, capital
from treatments.models import Injection, Mix
from treatments.models.injectate import Injectate
from treatments.shelf import OnShelf

NOT_SAID = [("", "Choose")]
SYRINGES = tuple(map(plain, SYRINGE_STEPS))
STEP = "step"
MOST_ROWS = 6


class Acknowledged(forms.MultipleChoiceField):
    """Codes of cautions that were ticked; one that is not asked for any more counts for nothing."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, cautions: Sequence[Caution] = ()) -> None:
        self.asked = {one.code: one.message for one in cautions}
        super().__init__(
            label="Read and accepted", required=False, choices=list(self.asked.items())
        )

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> list[str]:
        return [code for code in super().clean(value) if code in self.asked]


def step_asked(sent: QueryDict) -> Decimal | None:
    """What the syringes are to be read to; None where nothing is said that can be chosen."""
    step = sent.get(STEP, "")
    return Decimal(step) if step in SYRINGES else None


def looks_field(label: str = "How does it look?", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Mix.Appearance.choices,
        widget=forms.RadioSelect,
        required=required,
        error_messages={"required": "Look at the mix and say whether it is clear."},
    )


class PlannedMixesForm(Drawn):
    """One look for each batch that the page shows, and the ticks of its cautions."""

    revision = RevisionField()
    # What was on the page: lots and milliliters of each batch.
    as_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(
        self,
        *args: Any,
        letters: Sequence[str] = (),
        cautions: Sequence[Caution] = (),
        **kwargs: Any,
    ) -> None:
        self.letters = letters
        super().__init__(*args, **kwargs)
        for name in letters:
            self.fields[f"looks-{name}"] = looks_field(f"How does mix {name} look?")
        self.fields["acknowledged"] = Acknowledged(cautions)

    def looks(self) -> list[str]:
        return [self.cleaned_data[f"looks-{name}"] for name in self.letters]


class DiscardMixForm(Drawn):
    """Asks why a batch is thrown away."""

    revision = RevisionField()
    reason = forms.CharField(label="Why it is thrown away", max_length=300, required=False)


class OutsideForm(Drawn):
    """Asks whether local anesthetic was given elsewhere today; the doses are rows beside it."""

    revision = RevisionField()
    given_elsewhere = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], widget=forms.HiddenInput
    )


class DoseForm(Drawn):
    """One dose that somebody else gave."""

    agent = forms.ChoiceField(
        label="Anesthetic",
        choices=[("", "Choose"), *((code, code.capitalize()) for code in ANAESTHETICS)],
    )
    mg = FigureField(label="Dose, mg", unit="mg", decimal_places=1)
    given_at = forms.TimeField(
        label="Given at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def dose(self) -> OutsideGiven:
        return OutsideGiven(**self.cleaned_data)


class BaseDoseFormSet(Rows):
    def doses(self) -> list[OutsideGiven]:
        return [form.dose() for form in self.forms if form.cleaned_data]


DoseFormSet = forms.formset_factory(
    DoseForm,
    formset=BaseDoseFormSet,
    extra=2,
    max_num=MOST_OUTSIDE_DOSES,
    absolute_max=MOST_OUTSIDE_DOSES,
    validate_max=True,
)


class MixForm(Drawn):
    """A batch of one's own: how much, out of which rows, for which injections, and how it looks."""

    revision = RevisionField()
    total_ml = FigureField(
        label="Volume to make, mL",
        unit="mL",
        step="any",
        decimal_places=2,
        required=False,
    )
    diluent = forms.ChoiceField(label="Diluent", required=False)
    syringe = forms.ChoiceField(label="Syringes are read to", required=False)
    injections = forms.MultipleChoiceField(
        label="For which injections",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": "This injection is not mixed here, or the record changed: look again."
        },
    )
    looks = looks_field(required=False)
    # Lots and milliliters that were on the page.
    as_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(
        self,
        *args: Any,
        shelf: Sequence[OnShelf],
        injections: Sequence[Injection],
        syringe: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["syringe"].choices = [
            (step, f"{step} mL") for step in dict.fromkeys([syringe, *SYRINGES])
        ]
        fields["diluent"].choices = [
            ("", "As the clinic used last"),
            *lot_choices([found for found in shelf if found.product.is_diluent]),
            ("none", "None"),
        ]
        fields["injections"].choices = [
            (str(row.pk), f"{capital(row.place)}, {row.volume_ml.normalize():f} mL")
            for row in injections
            if row.procedure == Injectate.Procedure.SOLUTION and row.mix_id is None
        ]

    def injection_ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["injections"]]


def lot_choices(shelf: Sequence[OnShelf]) -> list[tuple[str, str]]:
    return [
        (
            str(found.lot.pk),
            f"{found.product.name}, lot {found.lot.number}, expires {found.lot.expires_on:%b %Y}",
        )
        for found in shelf
    ]


class StrengthForm(Drawn):
    """One component: how strong, and out of which lot."""

    component = forms.ChoiceField(
        label="Component",
        choices=[("", "None"), *((code, capital(words)) for code, words in COMPONENTS.items())],
        required=False,
    )
    pct = FigureField(label="Strength, %", unit="%", required=False)
    lot = forms.ChoiceField(label="Out of", required=False)

    def __init__(self, *args: Any, shelf: Sequence[OnShelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stocks = [found for found in shelf if set(found.strengths) & set(COMPONENTS)]
        fields: dict[str, Any] = self.fields
        fields["lot"].choices = [("", "As the clinic used last"), *lot_choices(stocks)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        said = given.get("component"), given.get("pct")
        if (
            (said[1] is not None or given.get("lot"))
            and not said[0]
            and "component" not in self.errors
        ):
            self.add_error("component", "Choose the component that this is about.")
        if said[0] and said[1] is None and "pct" not in self.errors:
            self.add_error("pct", "Enter the strength in percent.")
        return given

    def aim(self) -> Aim:
        return Aim(self.cleaned_data["component"], self.cleaned_data["pct"])


class VolumeForm(Drawn):
    """So many milliliters, or parts, of one lot."""

    lot = forms.ChoiceField(label="Out of", required=False)
    ml = FigureField(label="Volume, mL, or parts", unit="mL", decimal_places=2, required=False)

    def __init__(self, *args: Any, shelf: Sequence[OnShelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["lot"].choices = [("", "None"), *lot_choices(shelf)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lot, ml = given.get("lot"), given.get("ml")
        if ml is not None and not lot and "lot" not in self.errors:
            self.add_error("lot", "Choose what this is drawn from.")
        if lot and ml is None and "ml" not in self.errors:
            self.add_error("ml", "Enter the volume.")
        return given


StrengthFormSet = forms.formset_factory(
    StrengthForm,
    formset=Rows,
    extra=0,
    min_num=MOST_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)
VolumeFormSet = forms.formset_factory(
    VolumeForm,
    formset=Rows,
    extra=0,
    min_num=MOST_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)
