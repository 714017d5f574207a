from collections.abc import Collection
from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.urls import reverse_lazy

from patients.forms.fields import Editing, day_field, laid_out, side_by_side
from patients.models import Patient

# Of what the desk asks: what says something of the chart. Not shown where that is restricted.
CLINICAL = ("referrer", "complaint")

# Typing in one of the three asks the server whether this person is registered already.
_ASKS_FOR_DUPLICATES = {
    "hx-post": reverse_lazy("duplicate-hint"),
    "hx-trigger": "input changed delay:400ms, change",
    "hx-target": "#duplicates",
    "hx-include": "#id_given_name, #id_family_name, #id_birth_date",
    "hx-sync": "closest form:replace",
    "autocomplete": "off",
}


class SearchForm(forms.Form):
    """One box for name, record number, phone and birth date."""

    q = forms.CharField(
        label="Name, record number, phone or birth date",
        max_length=100,
        required=False,
        error_messages={"max_length": "Type at most 100 characters; a part of the name will do."},
    )


class PersonForm(forms.Form):
    """Asks who the patient is and how to reach them."""

    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    birth_date = day_field("Birth date")
    sex = forms.ChoiceField(label="Sex", choices=[("", "Choose"), *Patient.Sex.choices])
    phone = forms.CharField(
        label="Phone", max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label="E-mail", max_length=254, required=False)
    address = forms.CharField(label="Address", max_length=300, required=False)
    preferred_language = forms.CharField(
        label="Preferred language", max_length=40, required=False, initial="English"
    )
    preferred_contact = forms.ChoiceField(
        label="Reach by", choices=Patient.Contact.choices, initial=Patient.Contact.PHONE
    )
    referrer = forms.CharField(
        label="Referred by", max_length=120, required=False, help_text="Person or practice."
    )
    complaint = forms.CharField(
        label="Complaint",
        max_length=300,
        required=False,
        help_text="In the patient's words, with the side.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out(
            side_by_side("given_name", "family_name"),
            side_by_side("birth_date", "sex"),
            *self.below_name(),
            side_by_side("phone", "email"),
            "address",
            side_by_side("preferred_language", "preferred_contact"),
            "referrer",
            "complaint",
        )

    def below_name(self) -> list[Any]:
        return []


class RegisterForm(PersonForm):
    """The duplicate hint brings its own tick box: patients/duplicate_hint.html."""

    confirmed_new = forms.BooleanField(label="This is another person", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_name", "family_name", "birth_date"):
            self.fields[name].widget.attrs.update(_ASKS_FOR_DUPLICATES)

    def below_name(self) -> list[Any]:
        return [
            HTML(
                '<div id="duplicates" aria-live="polite">'
                '{% include "patients/duplicate_hint.html" %}</div>'
            )
        ]


class DuplicateForm(forms.Form):
    """The three fields out of which a duplicate is guessed, while they are being typed."""

    given_name = forms.CharField(max_length=80)
    family_name = forms.CharField(max_length=80)
    birth_date = day_field("Birth date")


class EditPersonForm(Editing, PersonForm):
    deceased_on = day_field(
        "Date of death", required=False, help_text="Once it is recorded, no visit can be booked."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.fields.append("deceased_on")

    def leave_out(self, names: Collection[str]) -> dict[str, Any]:
        """Do not ask for these; returns them as they are on record."""
        for name in names:
            del self.fields[name]
            self.helper.layout.fields.remove(name)
        return {name: self.initial[name] for name in names}
