"""What the booking pages ask. Which time is free, and who may have it, is decided elsewhere."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.models import Hours, PartOfDay, Room, Site
from staff.forms import MOST_REVISIONS
from staff.models import User

OFFER = re.compile(r"(20\d\d-\d\d-\d\dT\d\d:\d\d\+0000)_(\d{1,18})_(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Chosen:
    starts_at: datetime
    practitioner: User
    room: Room


class OfferField(forms.CharField):
    """One of the offered times, as `Offer.value` writes it; gives a `Chosen`."""

    def clean(self, value: Any) -> Chosen | None:
        text = super().clean(value)  # of this century, so that no arithmetic leaves the calendar
        match = OFFER.fullmatch(text)
        if not match:
            raise ValidationError("Choose one of the times below.")
        starts_at, practitioner, room = match.groups()
        try:
            return Chosen(
                datetime.strptime(starts_at, "%Y-%m-%dT%H:%M%z"),
                User.objects.physicians().get(pk=practitioner),
                Room.objects.select_related("site").get(pk=room),
            )
        except (ValueError, User.DoesNotExist, Room.DoesNotExist) as error:
            raise ValidationError("This time is not offered any more. Choose another.") from error


class OfferForm(forms.Form):
    """The time that was chosen; for a visit that is moved, also how it was when it was opened."""

    offer = OfferField(error_messages={"required": "Choose one of the times below."})
    outside_window_reason = forms.CharField(
        label="Why outside the window",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    overbooked_reason = forms.CharField(
        label="Why over what is taken",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, required=False)


def within_reason(day: date | None) -> date | None:
    """A mistyped year would run off the end of the calendar."""
    if day and not 2000 <= day.year <= 2100:
        raise ValidationError("Choose a day between the years 2000 and 2100.")
    return day


class SearchForm(forms.Form):
    """Where, with whom and when to look. Sent by GET: nothing in it tells who the patient is."""

    site = forms.ModelChoiceField(Site.objects.all(), required=False, empty_label=None)
    practitioner = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Anybody who works there"
    )
    first_day = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    weekday = forms.TypedChoiceField(
        choices=[("", "Any weekday"), *Hours.WEEKDAYS], coerce=int, empty_value=None, required=False
    )
    part_of_day = forms.ChoiceField(label="Time of day", choices=PartOfDay.choices, required=False)
    earliest = forms.TimeField(label="Not before", required=False)
    room = forms.ModelChoiceField(
        Room.objects.filter(is_active=True), required=False, empty_label="Any room that fits"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_first_day(self) -> date | None:
        return within_reason(self.cleaned_data["first_day"])
