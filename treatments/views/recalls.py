"""A lot, and who got something of it: sessions, patients, letters, a table for a spreadsheet."""

import csv
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staff import clock
from staff.access import log_access_to_all, requires
from staff.accounts.gate import confirmed
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.once import once
from staff.paging import page_of
from staff.spreadsheet import cell
from treatments import recalls, stock_page
from treatments.actions import stock as actions
from treatments.forms.stock import RecallForm
from treatments.models import Lot
from treatments.views.buttons import press

LETTERS_AT_ONCE = 100
COLUMNS = (
    "record_number", "family_name", "given_name", "birth_date", "phone", "email", "address",
    "preferred_language", "preferred_contact",
)  # fmt: skip


@requires(Capability.VIEW_CLINICAL)
@require_GET
def lot(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = _lot(lot_id)
    page = page_of(recalls.records_of(found, request.user), request.GET.get("page"))
    uses = [recalls.Use(record) for record in page]
    log_access_to_all(request, AccessEvent.Action.READ, (use.patient.pk for use in uses))
    context = {
        "lot": found,
        "product": found.product,
        "state": stock_page.state_of(found, clock.today()),
        "holds": stock_page.holds(found.strengths),
        "page": page,
        "uses": uses,
        "to_tell": recalls.people_to_tell(found, request.user).count(),
        "died": recalls.people_who_died(found, request.user).count(),
    }
    return render(request, "treatments/lot.html", context)


@requires(Capability.MANAGE_STOCK)
@require_http_methods(["GET", "POST"])
@once
def recall_lot(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = _lot(lot_id)
    today = clock.today()
    form = RecallForm(sent(request), initial={"recalled_on": today, "revision": found.revision})
    if form.is_valid():
        try:
            actions.recall_lot(lot=found, by=request.user, today=today, **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form, fields={"recall_reason": "reason"}, row=found)
        else:
            messages.success(request, f"{found} is recalled: it cannot be mixed with any more.")
            return redirect(found)
    context: dict[str, Any] = {
        "form": form,
        "lot": found,
        "to_tell": recalls.people_to_tell(found, request.user).count(),
    }
    return render(request, "treatments/recall_lot.html", context)


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def lift_recall(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = _lot(lot_id)
    return press(
        request,
        found,
        lambda revision: actions.lift_recall(lot=found, revision=revision, by=request.user),
        f"The recall of {found} is lifted.",
    )


@requires(Capability.VIEW_CLINICAL)
@require_GET
def recall_letters(request: StaffRequest, lot_id: int) -> HttpResponse:
    """One page for each patient; many patients are printed in several lots."""
    found = _lot(lot_id)
    if found.recalled_on is None:
        messages.error(request, "This lot is not recalled, so there is nothing to write.")
        return redirect(found)
    people = recalls.people_to_tell(found, request.user)
    page = page_of(people, request.GET.get("page"), per_page=LETTERS_AT_ONCE)
    log_access_to_all(request, AccessEvent.Action.PRINT, (patient.pk for patient in page))
    context = {
        "lot": found,
        "product": found.product,
        "page": page,
        "letters": recalls.recipients(page, found, request.user),
        "today": clock.today(),
        "phone": settings.PROLO_CLINIC_PHONE,
    }
    return render(request, "treatments/recall_letters.html", context)


@requires(Capability.VIEW_CLINICAL)
@require_GET
@confirmed
def recall_csv(request: StaffRequest, lot_id: int) -> HttpResponse:
    """Everybody to be told, one line each, for the post or the telephone."""
    found = _lot(lot_id)
    people = recalls.recipients(recalls.people_to_tell(found, request.user), found, request.user)
    log_access_to_all(request, AccessEvent.Action.EXPORT, (one.patient.pk for one in people))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lot-{found.pk}-patients.csv"'
    writer = csv.writer(response)
    writer.writerow([*COLUMNS, "treated_on", "physician", "all_records_signed"])
    for one in people:
        writer.writerow(
            [
                *(cell(getattr(one.patient, name)) for name in COLUMNS),
                " ".join(f"{treated:%Y-%m-%d}" for treated in one.days),
                cell("; ".join(one.physicians)),
                "yes" if one.all_signed else "no",
            ]
        )
    return response


def _lot(lot_id: int) -> Lot:
    return get_object_or_404(
        Lot.objects.select_related("product", "recalled_by", "received_by"), pk=lot_id
    )
