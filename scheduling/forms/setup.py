from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

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


class SiteForm(forms.Form):
    name = forms.CharField(max_length=80)
    time_zone = forms.ChoiceField(choices=zones)
    address = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(max_length=40, required=False)


class EditSiteForm(SiteForm):
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)


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
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)


class HoursForm(forms.Form):
    """One stretch of one weekday, in the wall time of the site."""

    practitioner = forms.ModelChoiceField(User.objects.none())
    site = forms.ModelChoiceField(Site.objects.all())
    weekday = forms.TypedChoiceField(choices=Hours.WEEKDAYS, coerce=int)
    starts = forms.TimeField(label="From", widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label="To", widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]


class ClosureForm(forms.Form):
    site = forms.ModelChoiceField(
        Site.objects.all(), required=False, empty_label="No site: a practitioner is away"
    )
    practitioner = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody: a site is closed"
    )
    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(max_length=120, help_text="For example: Thanksgiving, conference.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_first_day(self) -> Any:
        return within_reason(self.cleaned_data["first_day"])

    def clean_last_day(self) -> Any:
        return within_reason(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("site")) == bool(cleaned.get("practitioner")):
            raise ValidationError("Choose either a site or a practitioner.")
        return cleaned
