"""What the pages ask on which booked visits move, and who is away."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.forms.book import Chosen, OfferField, OfferForm, within_reason
from staff.forms import MOST_REVISIONS
from staff.models import User

# No course has more sessions, no page of stranded visits more rows.
MOST = 40
FOLLOWER = re.compile(r"(\d{1,18})_(\d{1,9})_(.+)")
PIN = re.compile(r"(\d{1,18})_(.+)")


@dataclass(frozen=True, slots=True)
class Follower:
    """Another visit, as it was when the page was opened, and the time it is to have."""

    visit_id: int
    revision: int
    chosen: Chosen


class FollowersField(forms.Field):
    """Other visits that move: "<visit>_<revision>_<offer>" for each."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Follower]:
        return [self.follower(str(text)) for text in value or []][:MOST]

    def follower(self, text: str) -> Follower:
        match = FOLLOWER.fullmatch(text)
        if not match:
            raise ValidationError("The other visits could not be read. Look at this page again.")
        visit, revision, offer = match.groups()
        chosen = OfferField().clean(offer)
        if chosen is None or int(revision) > MOST_REVISIONS:
            raise ValidationError("The other visits could not be read. Look at this page again.")
        return Follower(int(visit), int(revision), chosen)


class MoveForm(OfferForm):
    """A new time for one visit, and for those of its course that have to follow."""

    leave_later = forms.BooleanField(
        label="Move only this visit; the later ones stay outside their windows", required=False
    )
    also = FollowersField(required=False)


class AbsenceForm(forms.Form):
    """Who is away: whole days, or some hours of one day in the wall time of where they work."""

    practitioner = forms.ModelChoiceField(
        User.objects.none(), label="Who is away?", empty_label="Choose"
    )
    first_day = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Leave it empty for one day.",
    )
    starts = forms.TimeField(
        label="From",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Only for part of one day; both empty: the whole day.",
    )
    ends = forms.TimeField(
        label="To",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    reason = forms.CharField(
        max_length=120, help_text="For example: ill, conference. The whole clinic can read it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_first_day(self) -> Any:
        return within_reason(self.cleaned_data["first_day"])

    def clean_last_day(self) -> Any:
        return within_reason(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "last_day" in cleaned and not cleaned["last_day"]:
            cleaned["last_day"] = cleaned.get("first_day")
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if (starts is None) != (ends is None) and not {"starts", "ends"} & self.errors.keys():
            self.add_error("ends" if ends is None else "starts", "Give both times, or neither.")
        return cleaned


class ReplacementsForm(forms.Form):
    """One chosen time for each visit of the page; names "move-<visit>", "" leaves it."""

    NAME = re.compile(r"move-(\d{1,18})")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        names = [name for name in data or () if self.NAME.fullmatch(name)]
        for name in names[:MOST]:
            self.fields[name] = forms.CharField(required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [
            f"{name.removeprefix('move-')}_{value}" for name, value in cleaned.items() if value
        ]
        return {"moves": FollowersField().clean(chosen)}
