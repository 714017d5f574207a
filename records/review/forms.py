from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.forms.fields import laid_out
from patients.models import Patient
from records.audit.queries import SORTS
from records.review.timeline import CHANGED, ORDERS
from staff.clock import day_bounds
from staff.models import AccessEvent, User
from staff.templatetags.prolo import day

END = datetime.max.replace(tzinfo=UTC)
SORT_LABELS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "user": "Person",
    "patient": "Record",
    "action": "What was done",
}


class DaysForm(forms.Form):
    """From which day to which, both counted in."""

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The period ends before it begins.")
        return cleaned

    def bounds(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return {
            "since": _bounds(since)[0] if since else None,
            "until": _bounds(until)[1] if until else None,
        }

    def answers_in_words(self) -> list[tuple[str, str]]:
        """Labels and answers in words: what is printed has no fields that would tell."""
        answers = self.cleaned_data if self.is_valid() else {}
        return [
            (str(field.label), _in_words(field, answers[name]))
            for name, field in self.fields.items()
            if answers.get(name) and not field.widget.is_hidden
        ]


def _in_words(field: forms.Field, answer: Any) -> str:
    if isinstance(answer, str):
        return str(dict(getattr(field, "choices", ())).get(answer, answer))
    return day(answer) if isinstance(answer, date) else str(answer)


def _bounds(day: date) -> tuple[datetime, datetime]:
    """The last day there is has no next one: nothing that happened lies in it."""
    return day_bounds(day) if day < date.max else (END, END)


def _user_field() -> "forms.ModelChoiceField[User]":
    return forms.ModelChoiceField(
        User.objects.order_by("full_name"), required=False, label="Who", empty_label="Everybody"
    )


def _sort_field(sorts: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(sort, SORT_LABELS[sort]) for sort in sorts], required=False, label="Order"
    )


class LogFilterForm(DaysForm):
    """Which lines of the log to show, and in which order."""

    user = _user_field()
    action = forms.ChoiceField(
        choices=[("", "Everything"), *AccessEvent.Action.choices], required=False, label="What"
    )
    # Set by the look-up beside the filter: a number of the row, never one of the patient's own.
    patient = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    sort = _sort_field(SORTS)
    field_order = ["user", "action", "since", "until", "sort", "patient"]


class TimelineFilterForm(DaysForm):
    """Which lines of one patient, or of one member of staff."""

    user = _user_field()
    action = forms.ChoiceField(
        choices=[
            ("", "Everything"),
            (CHANGED, "Changed the record"),
            *AccessEvent.Action.choices,
        ],
        required=False,
        label="What",
    )
    sort = _sort_field(ORDERS)
    field_order = ["user", "action", "since", "until", "sort"]

    def __init__(self, *args: Any, of_user: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_user:
            del self.fields["user"]


class RecordNumberForm(forms.Form):
    """Whose lines to look for."""

    # Not marked as required: this stands beside a filter, and nobody has to look a record up.
    record_number = forms.CharField(max_length=20, required=False, label="Record number")

    def clean_record_number(self) -> str:
        number: str = self.cleaned_data["record_number"]
        if not number:
            raise ValidationError("Type the number of the record, for example P000123.")
        return number

    def found(self) -> Patient | None:
        number = self.cleaned_data["record_number"].upper()
        return Patient.objects.filter(record_number=number).first()


class VersionsForm(forms.Form):
    """Which two versions to compare; without them, the latest with the one before it."""

    before = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class ReviewForm(forms.Form):
    """What came of looking at it."""

    comment = forms.CharField(
        max_length=1000,
        label="Comment",
        help_text="What you looked at and what came of it. It cannot be changed later.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Which time of it was on the screen: whole microseconds since 1970.
    revision = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    helper = laid_out("revision", "comment")


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def as_microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_microseconds(number: int) -> datetime:
    """2**53 microseconds are 285 years, so this is always a date."""
    return EPOCH + timedelta(microseconds=number)
