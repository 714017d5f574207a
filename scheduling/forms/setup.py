"""What the pages of the clinic's set-up ask."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from scheduling import public_holidays
from scheduling.forms.book import within_reason
from scheduling.models import EQUIPMENT, Hours, Site
from staff.forms import MOST_REVISIONS
from staff.models import User

# Those of the United States first; any other IANA zone is on the list too.
USUAL_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    others = sorted(zone for zone in available_timezones() if "/" in zone)
    return [
        ("United States", [(zone, zone.replace("_", " ")) for zone in USUAL_ZONES]),
        (
            "Elsewhere",
            [(zone, zone.replace("_", " ")) for zone in others if zone not in USUAL_ZONES],
        ),
    ]


def countries() -> list[tuple[str, str]]:
    return [("", "No public holidays"), *public_holidays.countries().items()]


def check_year(day: date) -> None:
    within_reason(day)


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[check_year],
    )


def time_field(label: str, *, required: bool = True, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def minutes_field(to: str, *, most: int, help_text: str, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"Minutes to {to}", min_value=least, max_value=most, help_text=help_text
    )


class RevisionField(forms.IntegerField):
    """The revision at which the form was opened."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)


class SiteForm(forms.Form):
    name = forms.CharField(max_length=80)
    time_zone = forms.ChoiceField(choices=zones)
    address = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(max_length=40, required=False)
    country = forms.ChoiceField(
        label="Country of the public holidays", choices=countries, required=False
    )
    subdivision = forms.CharField(
        label="State or region",
        max_length=10,
        required=False,
        help_text="As in ISO 3166-2 without the country, for example KY for Kentucky. "
        "Empty: the holidays of the whole country.",
    )

    def clean_subdivision(self) -> str:
        return str(self.cleaned_data["subdivision"]).upper()


class EditSiteForm(SiteForm):
    revision = RevisionField()


class RoomForm(forms.Form):
    name = forms.CharField(max_length=60)
    equipment = forms.MultipleChoiceField(
        label="Imaging in this room",
        choices=EQUIPMENT,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class EditRoomForm(RoomForm):
    is_active = forms.BooleanField(label="In use", required=False)
    revision = RevisionField()


class StretchForm(forms.Form):
    """One stretch of one weekday, in the wall time of the site."""

    site = forms.ModelChoiceField(Site.objects.all())
    weekday = forms.TypedChoiceField(choices=Hours.WEEKDAYS, coerce=int)
    starts = time_field("From")
    ends = time_field("To")
    first_day = day_field("First day", required=False, help_text="Empty: no first day.")
    last_day = day_field("Last day", required=False, help_text="Empty: until further notice.")


class HoursForm(StretchForm):
    practitioner = forms.ModelChoiceField(User.objects.none())

    field_order = ("practitioner",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]


class EditHoursForm(StretchForm):
    revision = RevisionField()


class ScheduleForm(forms.Form):
    first_day = day_field("First day of the new schedule")


class ClosureForm(forms.Form):
    site = forms.ModelChoiceField(
        Site.objects.all(), required=False, empty_label="No site: a practitioner is away"
    )
    practitioner = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody: a site is closed"
    )
    first_day = day_field("First day")
    last_day = day_field("Last day")
    starts = time_field(
        "From", required=False, help_text="Only for part of one day; empty: the whole day."
    )
    ends = time_field("To", required=False)
    reason = forms.CharField(max_length=120, help_text="For example: Thanksgiving, conference.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("site")) == bool(cleaned.get("practitioner")):
            raise ValidationError("Choose either a site or a practitioner.")
        return cleaned


class HolidaysForm(forms.Form):
    """Ticks for the days that are offered; gives the days that were ticked."""

    days = forms.TypedMultipleChoiceField(
        label="Days to close",
        coerce=date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one day."},
    )

    def __init__(self, *args: Any, offered: Mapping[date, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), name) for day, name in offered.items()
        ]


class YearForm(forms.Form):
    """Of a GET: which year's holidays to show."""

    year = forms.IntegerField(min_value=2000, max_value=2100)


class VisitTypeForm(forms.Form):
    name = forms.CharField(max_length=60)
    prepare = minutes_field(
        "prepare the room", most=120, help_text="The room is held; nobody else."
    )
    treat = minutes_field(
        "treat", least=5, most=240, help_text="Room, practitioner and patient are held."
    )
    observe = minutes_field(
        "observe", most=240, help_text="Room and patient are held; the practitioner is free."
    )
    clean_up = minutes_field("clean the room", most=120, help_text="The room is held; nobody else.")
    revision = RevisionField()
