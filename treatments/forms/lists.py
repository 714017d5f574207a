"""Fields that take several things in one line, as people write them: with commas between."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from treatments.library import plain

FIGURE = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
DAYS = re.compile(r"(\d{1,5})\s*(w?)", re.ASCII | re.IGNORECASE)


class ListField(forms.CharField):
    """Takes a tuple of texts, typed with commas, semicolons or line breaks between."""

    between = ", "

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self.between.join(self.written(part) for part in value)
        return value

    def written(self, part: Any) -> str:
        return str(part)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text))
        return tuple(self.read(part) for part in parts if part)

    def read(self, part: str) -> Any:
        return part


class LinesField(ListField):
    """One text a line: commas belong to the text."""

    between = "\n"
    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        lines = (" ".join(line.split()) for line in text.splitlines())
        return tuple(line for line in lines if line)


class DaysField(ListField):
    """Numbers of days; "4w" is four weeks."""

    def read(self, part: str) -> int:
        found = DAYS.fullmatch(part)
        if found is None:
            raise ValidationError(f"“{part}” is not a number of days. Four weeks are 28, or 4w.")
        return int(found[1]) * (7 if found[2] else 1)


class FiguresField(ListField):
    """Decimal figures."""

    def written(self, part: Any) -> str:
        return plain(Decimal(part))

    def read(self, part: str) -> Decimal:
        if FIGURE.fullmatch(part) is None:
            raise ValidationError(f"“{part}” is not a figure like 2.5.")
        return Decimal(part)


class MonthsField(FiguresField):
    """Months; a half one is written 2.5, whole ones only where `whole`."""

    def __init__(self, *, whole: bool = False, **options: Any) -> None:
        self.whole = whole
        super().__init__(**options)

    def read(self, part: str) -> Any:
        months = super().read(part)
        if self.whole and months % 1:
            raise ValidationError(f"Whole months only: “{part}”.")
        if months * 10 % 1:
            raise ValidationError(f"One decimal at most: “{part}”.")
        return int(months) if self.whole else months
