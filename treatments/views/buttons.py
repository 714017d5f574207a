"""Buttons of the stock pages that change a row as it was seen."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from staff.http import StaffRequest
from staff.once import refused
from treatments.forms.stock import ButtonForm
from treatments.models import Lot, Product


def press(
    request: StaffRequest, row: Product | Lot, act: Callable[[int], object], done: str
) -> HttpResponse:
    """Call `act` with the revision that was seen, then back to the row; `done` says what it did."""
    form = ButtonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The form did not arrive whole. Nothing was changed; try again.")
        return refused(row)
    try:
        act(form.cleaned_data["revision"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused(row)
    messages.success(request, done)
    return redirect(row)
