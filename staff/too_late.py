"""The answer to a form whose record somebody else ended meanwhile: closed it, cancelled it, ..."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render, resolve_url

from staff.http import StaffRequest
from staff.meanwhile import RowPair, note_meanwhile
from staff.once import refused


def too_late(
    request: StaffRequest,
    form: forms.Form,
    words: str,
    *,
    back: Any,
    row: Model | None = None,
    saved: Mapping[str, Any] | None = None,
    columns: Mapping[str, str] | None = None,
    rows: Iterable[RowPair] = (),
    about: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Instead of a form that cannot be sent any more: who was first, and both texts to copy from.

    `words` say what the record is now, `row` is what the other one saved; `saved`, `columns` and
    `rows` as in `note_meanwhile`. `about` is the context of the page: patient and banner. Who only
    opens the page is led `back` with the words.
    """
    if request.method != "POST":
        messages.info(request, words)
        return refused(back)
    form.is_valid()  # so that it is read, whatever is wrong with it
    note_meanwhile(form, row, saved=saved, columns=columns, rows=rows, every_field=True)
    shown = {"form": form, "words": words, "back": resolve_url(back)}
    return render(request, "staff/too_late.html", {**(about or {}), **shown})
