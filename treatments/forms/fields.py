"""Fields that several forms of this floor share."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import TOTAL_FORM_COUNT

from treatments.library import plain
from treatments.scores import Instrument

SCORE = "score-"


class FigureField(forms.DecimalField):
    """A figure shown without idle zeros: a stored 5.00 comes up as 5."""

    def __init__(self, *, unit: str = "", step: str = "any", **options: Any) -> None:
        self.unit = unit
        options.setdefault("max_digits", 9)
        options.setdefault("decimal_places", 3)
        super().__init__(**options)
        self.widget.attrs |= {"step": step, "inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class RevisionField(forms.IntegerField):
    """The state of the record that the form was opened on."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of a table in a form. A page that arrives broken empties no table."""

    BROKEN = "The rows did not arrive whole. Open the page again and fill it in once more."
    default_error_messages = {"missing_management_form": BROKEN}

    def clean(self) -> None:
        if (self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0) < 0:
            raise ValidationError(self.BROKEN)


def score_field(instrument: Instrument, *, required: bool = False) -> forms.Field:
    """Asks for one score; the range is shown, and checked where it is saved."""
    if instrument.choices and instrument.minimum is not None:
        first = int(instrument.minimum)
        return forms.TypedChoiceField(
            label=instrument.name,
            required=required,
            coerce=Decimal,
            empty_value=None,
            choices=[("", "Not asked")]
            + [(str(first + place), words) for place, words in enumerate(instrument.choices)],
            help_text=instrument.question,
        )
    low, high = instrument.minimum, instrument.maximum
    span = "" if low is None or high is None else f"{plain(low)} to {plain(high)}"
    help_text = instrument.question or (
        f"Total from the form, {span}." if span else "Total from the form."
    )
    field = FigureField(
        label=f"{instrument.name} ({span})" if span else instrument.name,
        required=required,
        help_text=help_text,
        step=plain(instrument.step) if instrument.step is not None else "any",
    )
    if low is not None and high is not None:
        # For the browser only: the action says what is wrong in its own words.
        field.widget.attrs |= {"min": plain(low), "max": plain(high)}
    return field


def add_score_fields(form: forms.Form, instruments: Iterable[Instrument]) -> None:
    for instrument in instruments:
        field = form.fields[SCORE + instrument.code] = score_field(instrument)
        draw(field)


def scores_in(form: forms.Form) -> dict[str, Decimal]:
    """What was entered, by instrument code."""
    return {
        name.removeprefix(SCORE): value
        for name, value in form.cleaned_data.items()
        if name.startswith(SCORE) and value is not None
    }


def score_names(instruments: Iterable[Instrument]) -> dict[str, str]:
    """Instrument code -> name of its field: where the action's errors belong."""
    return {instrument.code: SCORE + instrument.code for instrument in instruments}


class Drawn(forms.Form):
    """A form whose fields our own templates draw, one by one, with the classes of the look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            draw(field)


def draw(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    else:
        kind = "form-control"
    widget.attrs.setdefault("class", kind)
