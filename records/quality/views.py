"""Review of records for quality: plans without an outcome, consent gaps, deviations."""

import csv
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from records.forms import PeriodForm
from records.override_rates import override_rates
from records.quality.checks import CHECKS, Check
from records.quality.forms import CheckForm
from records.quality.found import Found, counts, lines
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.paging import Page, page_of
from staff.spreadsheet import cell


@requires(Capability.REVIEW_RECORDS)
@require_GET
def quality_review(request: StaffRequest) -> HttpResponse:
    """Every check over the days that it looks back by itself, and the override rate."""
    summaries = []
    for check in CHECKS.values():
        form = _form(check)
        form.is_valid()
        everybody = counts(check, form.chosen())[0]
        summaries.append(
            {"check": check, "form": form, "count": everybody, "kinds": everybody.of_each(check)}
        )
    until = clock.today()
    since = until - timedelta(days=PeriodForm.DAYS)
    rates = override_rates(since=since, until=until)
    shown = {
        "summaries": summaries,
        "since": since,
        "until": until,
        "fired": sum(count.fired for count in rates),
        "overridden": sum(count.overridden for count in rates),
    }
    return render(request, "records/quality/quality_review.html", shown)


@requires(Capability.REVIEW_RECORDS)
@require_GET
def quality_check(request: StaffRequest, check: str) -> HttpResponse:
    """What one check found, counted and listed; nothing for a filter that makes no sense."""
    which = _check(check)
    form = _form(which, request.GET)
    shown: dict[str, Any] = {"check": which, "form": form}
    if form.is_valid():
        page = _page(which, form, request.GET.get("page"))
        everybody, *each = counts(which, form.chosen())
        shown |= {
            "page": page,
            "lines": lines(which, page, request.user),
            "everybody": everybody,
            "each": [(count, count.of_each(which)) for count in each],
        }
    return render(request, "records/quality/quality_check.html", shown)


@requires(Capability.REVIEW_RECORDS)
@require_GET
def quality_check_csv(request: StaffRequest, check: str) -> HttpResponse:
    """The counts of each physician as a table for a spreadsheet; no patient is in it."""
    which = _check(check)
    form = _form(which, request.GET)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{which.slug}.csv"'
    writer = csv.writer(response)
    writer.writerow(["physician", "looked_at", "found", *which.kinds])
    for count in counts(which, form.chosen())[1:] if form.is_valid() else []:
        times = [times for _, _, times in count.of_each(which)]
        writer.writerow([cell(count.physician), count.looked_at, count.found, *times])
    return response


def _check(slug: str) -> Check:
    if slug not in CHECKS:
        raise Http404
    return CHECKS[slug]


def _form(check: Check, data: QueryDict | None = None) -> CheckForm:
    return CheckForm(data.dict() if data else {}, check=check, today=clock.today())


def _page(check: Check, form: CheckForm, number: str | None) -> Page:
    physician = form.cleaned_data["physician"]
    found = Found(
        check,
        form.chosen(),
        physician_id=physician.pk if physician else None,
        kind=form.cleaned_data["kind"],
    )
    return page_of(found, number)
