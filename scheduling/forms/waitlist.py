"""What the pages of the waitlist ask."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.actions.waitlist import Availability
from scheduling.forms.setup import RevisionField, day_field
from scheduling.models import Hours, PartOfDay, Site, WaitlistEntry
from staff.models import User


class WaitingForm(forms.Form):
    """When a time would suit; gives an `Availability`."""

    urgency = forms.TypedChoiceField(
        choices=WaitlistEntry.Urgency.choices,
        coerce=int,
        initial=WaitlistEntry.Urgency.ROUTINE,
        widget=forms.RadioSelect,
        label="How urgent?",
    )
    from_day = day_field("From")
    until_day = day_field("Until", required=False, help_text="Empty: as long as it takes.")
    weekdays = forms.TypedMultipleChoiceField(
        choices=Hours.WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: any day.",
    )
    part_of_day = forms.ChoiceField(label="Time of day", choices=PartOfDay.choices)
    practitioner = forms.ModelChoiceField(
        User.objects.none(), label="With", required=False, empty_label="Anybody"
    )
    site = forms.ModelChoiceField(
        Site.objects.all(), label="At", required=False, empty_label="Any site"
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        help_text="For the desk, for example: call after four. Nothing clinical.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def availability(self) -> Availability:
        asked = {name: self.cleaned_data[name] for name in WaitingForm.base_fields}
        return Availability(**asked | {"weekdays": tuple(asked["weekdays"])})


class ChangeWaitingForm(WaitingForm):
    revision = RevisionField()


class StopWaitingForm(forms.Form):
    because = forms.ChoiceField(
        label="Why?",
        choices=[
            ("", "Choose the reason"),
            *(
                choice
                for choice in WaitlistEntry.Closed.choices
                if choice[0] != WaitlistEntry.Closed.BOOKED
            ),
        ],
    )
    revision = RevisionField()


class WaitlistFilterForm(forms.Form):
    physician = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="All physicians"
    )
    site = forms.ModelChoiceField(Site.objects.all(), required=False, empty_label="All sites")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["physician"].queryset = User.objects.physicians()  # type: ignore[attr-defined]


class FreeTimeForm(forms.Form):
    """Of a GET: a free time, of which nothing tells whose it was. `at` is an instant in UTC."""

    site = forms.ModelChoiceField(Site.objects.all())
    practitioner = forms.ModelChoiceField(User.objects.none(), required=False)
    at = forms.CharField(max_length=25)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        try:
            moment = datetime.strptime(self.cleaned_data["at"], "%Y-%m-%dT%H:%M%z")
        except ValueError as error:
            raise ValidationError("This is not a time.") from error
        if not 2000 <= moment.year <= 2100:
            raise ValidationError("Choose a time between the years 2000 and 2100.")
        return moment.astimezone(UTC)
