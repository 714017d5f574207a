"""Forms about what other clinics sent."""

from collections.abc import Sequence
from typing import Any

from django import forms

from patients.models import Patient
from patients.search import find_by_number

MEANWHILE = (
    "Some of these entries were decided or sent anew meanwhile. Nothing was saved; look at the "
    "list as it is now."
)


class ReferralFileForm(forms.Form):
    """Asks for one file; what is in it is read later."""

    file = forms.FileField(
        label="File",
        help_text=(
            "A FHIR R4 file: .json or .ndjson, also compressed as .gz. Up to 100 MB; PDF and "
            "scanned letters cannot be read."
        ),
        max_length=200,
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )


class MatchForm(forms.Form):
    """Asks whose record it is: one of the candidates, another one by its number, or a new one."""

    NEW, OTHER = "new", "other"

    whose = forms.ChoiceField(
        label="Whose record is it?",
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"required": "Say whose record it is."},
    )
    record_number = forms.CharField(
        label="Record number of another patient", max_length=20, required=False
    )

    def __init__(self, *args: Any, candidates: Sequence[Patient] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(patient.pk): patient for patient in candidates}
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            *((key, str(patient)) for key, patient in self.candidates.items()),
            (self.OTHER, "Another patient, by the record number"),
            (self.NEW, "Nobody on record: open a new record"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        whose = cleaned.get("whose")
        cleaned["patient"] = self.candidates.get(whose or "")
        if whose == self.OTHER:
            cleaned["patient"] = find_by_number(cleaned.get("record_number", ""))
            if cleaned["patient"] is None and "record_number" not in self.errors:
                self.add_error("record_number", "No open record has this number.")
        return cleaned


class EntriesForm(forms.Form):
    """The ticked entries of the page, each with the revision that was on the screen.

    One form with two buttons: the reason is for those that are declined.
    """

    entries = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick at least one entry.",
            "invalid_choice": MEANWHILE,
            "invalid_list": MEANWHILE,
        },
        label="Entries",
    )
    reason = forms.CharField(
        label="Why they are declined",
        max_length=300,
        required=False,
        help_text="Kept with each entry. The same entry sent again stays declined.",
    )

    def __init__(self, *args: Any, values: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = [(value, value) for value in values]  # type: ignore[attr-defined]


class AllEntriesForm(forms.Form):
    """That everything on the page was meant: another list has another fingerprint."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_fingerprint(self) -> str:
        if self.cleaned_data["fingerprint"] != self.now:
            raise forms.ValidationError(MEANWHILE)
        return self.now
