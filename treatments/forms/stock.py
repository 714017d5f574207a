from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from treatments.barcode import read_gs1
from treatments.catalogue import ALLERGENS, SUBSTANCES
from treatments.forms.fields import Drawn, FigureField, RevisionField
from treatments.mixture import capital
from treatments.models import Product

SHOW = (
    ("", "Products we keep"),
    ("attention", "Needs attention"),
    ("none", "None left"),
    ("all", "All products"),
    ("retired", "Retired products"),
)
MOST_SUBSTANCES = 4
PCT = "pct_"


class StockFilter(Drawn):
    show = forms.ChoiceField(
        label="Show",
        choices=SHOW,
        required=False,
        widget=forms.Select(attrs={"data-autosubmit": ""}),
    )
    q = forms.CharField(
        label="Product",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ProductForm(Drawn):
    """Asks what is printed on a product. What can be in a bottle is the action's business."""

    name = forms.CharField(
        max_length=120, help_text="As the clinic calls it, with its strength and size."
    )
    container_ml = FigureField(
        label="One container holds (mL)", min_value=0, max_value=1000, decimal_places=2
    )
    dose = forms.ChoiceField(
        label="Container",
        choices=(
            ("single", "Single-dose: for one patient, the rest is discarded"),
            ("multi", "Multi-dose: with a preservative, for several patients"),
        ),
        widget=forms.RadioSelect,
    )
    allergens = forms.MultipleChoiceField(
        label="Also contains",
        choices=list(ALLERGENS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What somebody may be allergic to besides the substances.",
    )
    is_diluent = forms.BooleanField(label="It is used to dilute", required=False)
    has_epinephrine = forms.BooleanField(label="It contains epinephrine", required=False)
    source = forms.CharField(
        label="Label or NDC", max_length=300, required=False, help_text="Where this is printed."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        substances = [("", "–"), *((name, capital(words)) for name, words in SUBSTANCES.items())]
        for row in range(1, MOST_SUBSTANCES + 1):
            self.fields[f"substance_{row}"] = forms.ChoiceField(
                label=f"Substance {row}", choices=substances, required=False
            )
            self.fields[f"{PCT}{row}"] = FigureField(
                label=f"Percent of substance {row}", required=False, min_value=0, max_value=100
            )
        for name in self.substance_fields:
            self.fields[name].widget.attrs["class"] = (
                "form-select" if name.startswith("substance") else "form-control"
            )

    @property
    def substance_fields(self) -> list[str]:
        rows = range(1, MOST_SUBSTANCES + 1)
        return [name for row in rows for name in (f"substance_{row}", f"{PCT}{row}")]

    @property
    def substance_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = self.substance_fields
        return [
            (self[first], self[then]) for first, then in zip(names[::2], names[1::2], strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        strengths: dict[str, Any] = {}
        names = self.substance_fields
        for substance, pct in zip(names[::2], names[1::2], strict=True):
            name = cleaned.pop(substance, "")
            figure = cleaned.pop(pct, None)
            if name in strengths and name:
                self.add_error(substance, "This substance is named twice.")
            elif name:
                strengths[name] = figure
            elif figure is not None and substance not in self.errors:
                self.add_error(substance, "Choose the substance.")
        cleaned["strengths"] = strengths
        cleaned["single_dose"] = cleaned.pop("dose", "single") == "single"
        return cleaned


class LotForm(Drawn):
    """Asks what is printed on a lot; the product says what else each lot states itself."""

    number = forms.CharField(
        label="Lot number",
        max_length=120,
        help_text="As printed. A scanned GS1 code fills in number and expiry date.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": ""}),
    )
    expires_on = forms.DateField(
        label="Expires on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day on which it may be used. If the label has only month and year: "
        "the last day of that month.",
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stated = product.stated_by_lot
        for name in self.stated:
            self.fields[PCT + name] = FigureField(
                label=f"{capital(SUBSTANCES[name])} (%), as this lot states it",
                min_value=0,
                max_value=100,
            )
            self.fields[PCT + name].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        scanned = read_gs1(cleaned.get("number", ""))
        if scanned is not None:
            cleaned["number"] = scanned.lot
            typed = cleaned.get("expires_on")
            if typed and scanned.expires_on and typed != scanned.expires_on:
                self.add_error(
                    "expires_on",
                    f"The scanned code says {scanned.expires_on:%Y-%m-%d}. Which one is right?",
                )
            cleaned["expires_on"] = typed or scanned.expires_on
        if not cleaned.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", "Enter the expiry date that is printed on the container.")
        if len(cleaned.get("number", "")) > 40:
            self.add_error("number", "A lot number has at most 40 characters.")
        cleaned["strengths"] = {
            name: cleaned.pop(PCT + name) for name in self.stated if PCT + name in cleaned
        }
        return cleaned


class ReceiveLotForm(LotForm):
    received_on = forms.DateField(
        label="Received on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: today.",
    )


class CorrectLotForm(LotForm):
    revision = RevisionField()


class RecallForm(Drawn):
    recalled_on = forms.DateField(
        label="Recalled on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on nothing of it may be given.",
    )
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In words that a patient understands: the letters say it too.",
    )
    revision = RevisionField()

    def clean_reason(self) -> str:
        reason = " ".join(str(self.cleaned_data["reason"]).split())
        if len(reason) < 5:
            raise ValidationError("Say it in a few words, for example “particles in the solution”.")
        return reason


class ButtonForm(forms.Form):
    """A button about a row as it was seen."""

    revision = RevisionField()
