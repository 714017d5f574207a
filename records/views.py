import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from records import override_rates as rates
from records import queries
from records.forms import OverrideRatesForm
from records.review import queues
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.paging import page_of


@requires(Capability.REVIEW_RECORDS)
@require_GET
def record_review(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    return render(
        request,
        "records/record_review.html",
        {
            "today": today,
            "unsigned": queries.unsigned_records()[:8],
            "screenings": queries.open_screenings()[:8],
            "follow_ups": queries.overdue_follow_ups(today)[:8],
            "plans": queries.unsigned_plans()[:8],
            "waiting": queues.counts(clock.now()),
        },
    )


@requires(Capability.REVIEW_RECORDS)
@require_GET
def unsigned_notes(request: StaffRequest) -> HttpResponse:
    page = page_of(queries.unsigned_records(), request.GET.get("page"))
    return render(request, "records/unsigned_notes.html", {"page": page, "today": clock.today()})


@requires(Capability.REVIEW_RECORDS)
@require_GET
def open_findings(request: StaffRequest) -> HttpResponse:
    page = page_of(queries.open_screenings(), request.GET.get("page"))
    return render(request, "records/open_findings.html", {"page": page, "today": clock.today()})


@requires(Capability.REVIEW_RECORDS)
@require_GET
def overdue_follow_ups(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    page = page_of(queries.overdue_follow_ups(today), request.GET.get("page"))
    return render(request, "records/overdue_follow_ups.html", {"page": page, "today": today})


@requires(Capability.REVIEW_RECORDS)
@require_GET
def override_rates(request: StaffRequest) -> HttpResponse:
    form = OverrideRatesForm(request.GET or {}, today=clock.today())
    counts = _counts(form)
    context = {
        "form": form,
        "counts": rates.chosen(
            counts, tier=form.cleaned_data.get("tier", ""), sort=form.cleaned_data.get("sort", "")
        ),
        "failed": [count for count in counts if count.failed],
        "wolves": [count for count in counts if count.cries_wolf],
        "fired": sum(count.fired for count in counts),
        "overridden": sum(count.overridden for count in counts),
        "enough": rates.ENOUGH,
        "nearly_always": rates.NEARLY_ALWAYS,
    }
    return render(request, "records/override_rates.html", context)


@requires(Capability.REVIEW_RECORDS)
@require_GET
def override_rates_csv(request: StaffRequest) -> HttpResponse:
    """The same counts as a table for a spreadsheet; all rules, whatever the filter of the page."""
    form = OverrideRatesForm(request.GET or {}, today=clock.today())
    counts = _counts(form)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="override-rates.csv"'
    writer = csv.writer(response)
    writer.writerow(["rule", "title", *_COLUMNS])
    for count in counts:
        writer.writerow([count.id, count.title, *(getattr(count, name) for name in _COLUMNS)])
    return response


_COLUMNS = (
    "fired", "overridden", "acknowledged", "awaiting", "cleared", "undecided", "unknown", "failed",
)  # fmt: skip


def _counts(form: OverrideRatesForm) -> list[rates.RuleCount]:
    """Nothing rather than everything for a period that makes no sense."""
    if not form.is_valid():
        return []
    return rates.override_rates(since=form.cleaned_data["since"], until=form.cleaned_data["until"])
