"""Suggestions while somebody types. Every form works without them: what was typed is looked up
again when it is saved."""

import json
import re

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from patients import drugs, icd10, medicine_search
from patients.chart import class_badges
from patients.models import Medication
from patients.rules.text import fold
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}", re.ASCII)


class TypedText(forms.Form):
    """Text as far as it was typed; what cannot be looked up is no error here."""

    text = forms.CharField(max_length=200)


@requires(Capability.EDIT_CHART)
@require_POST
def medication_lookup(request: StaffRequest) -> HttpResponse:
    typed = TypedText({"text": request.POST.get("name", "")})
    name = typed.cleaned_data["text"] if typed.is_valid() else ""
    known = medicine_search.look_up(name)
    medication = Medication(name=name, classes=sorted(known.classes))
    found = medicine_search.find(name)
    begun = drugs.unknown_words(name) or fold(name)
    still_typing = any(f" {begun}" in f" {fold(s.name)}" for s in found)
    context = {
        "name": name,
        "known": known,
        "badges": class_badges(medication) if known.classes else [],
        # What begins like a known name is still being typed; what only resembles one is misspelt.
        "misspelt": not known.classes and not still_typing,
        "suggestions": [
            {
                "name": suggestion.name,
                "generic": suggestion.generic
                if suggestion.generic != suggestion.name.lower()
                else "",
                "classes": ", ".join(
                    title.split(" (")[0] for title in drugs.class_titles(suggestion.classes)
                ),
                "fill": json.dumps({"id_name": medicine_search.corrected(name, suggestion.name)}),
            }
            for suggestion in found
            if suggestion.name.lower() != name.lower()
        ],
    }
    return render(request, "patients/medication_lookup.html", context)


@requires(Capability.EDIT_CHART)
@require_POST
def icd10_lookup(request: StaffRequest) -> HttpResponse:
    """Codes for what stands in the field named by `text_field`.

    Picking one fills that field and the one named by `code_field`.
    """
    text_field = _field_name(request, "text_field", "display")
    code_field = _field_name(request, "code_field", "code")
    typed = TypedText({"text": request.POST.get(text_field, "")})
    text = typed.cleaned_data["text"] if typed.is_valid() else ""
    rows = icd10.search(text)
    picked = (request.POST.get(code_field, ""), text)
    if picked in [(row.code, row.title) for row in rows]:
        rows = []
    found = [
        {
            "code": row.code,
            "title": row.title,
            "fill": json.dumps({f"id_{text_field}": row.title, f"id_{code_field}": row.code}),
        }
        for row in rows
    ]
    return render(request, "patients/icd10_lookup.html", {"found": found})


def _field_name(request: StaffRequest, parameter: str, usual: str) -> str:
    wanted = request.POST.get(parameter, usual)
    return wanted if _FIELD_NAME.fullmatch(wanted) else usual
