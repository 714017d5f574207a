"""Queues of what administrators look at, and their word on each thing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from records.models import Review
from records.review import queues
from records.review.actions import mark_reviewed as mark
from records.review.forms import ReviewForm, as_microseconds, from_microseconds
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.meanwhile import go_on_from
from staff.models import AccessEvent
from staff.once import once
from staff.paging import page_of
from staff.templatetags.prolo import moment
from staff.too_late import too_late


@requires(Capability.REVIEW_RECORDS)
@require_GET
def review_queues(request: StaffRequest) -> HttpResponse:
    waiting = queues.counts(clock.now())
    latest = Review.objects.select_related("reviewed_by")[:20]
    shown = {"waiting": waiting, "latest": latest}
    return render(request, "records/review/review_queues.html", shown)


@requires(Capability.REVIEW_RECORDS)
@require_GET
def review_queue(request: StaffRequest, queue: str) -> HttpResponse:
    """What waits, or with `?show=reviewed` what was said about what waited before."""
    which = _queue(queue)
    reviewed = request.GET.get("show") == "reviewed"
    rows = (
        Review.objects.filter(queue=which).select_related("reviewed_by")
        if reviewed
        else queues.open_rows(which, clock.now())
    )
    page = page_of(rows, request.GET.get("page"))
    shown: dict[str, Any] = {"queue": which, "page": page, "reviewed": reviewed}
    if reviewed:
        shown["reviews"] = queues.with_items(which, page, clock.now(), request.user)
    else:
        shown["items"] = queues.items_of(which, page, request.user)
    return render(request, "records/review/review_queue.html", shown)


@requires(Capability.REVIEW_RECORDS)
@require_http_methods(["GET", "POST"])
@once
def mark_reviewed(request: StaffRequest, queue: str, item_id: int) -> HttpResponse:
    which = _queue(queue)
    now = clock.now()
    item = queues.open_item(which, item_id, now, request.user)
    if item is None:
        return _not_open(request, which, item_id)
    form = ReviewForm(sent(request), initial={"revision": as_microseconds(item.happened_at)})
    if form.is_valid():
        try:
            mark(
                queue=which,
                item_id=item_id,
                happened_at=from_microseconds(form.cleaned_data["revision"]),
                comment=form.cleaned_data["comment"],
                by=request.user,
                now=now,
            )
        except ValidationError as error:
            put_errors(error, form)
            # The page shows it as it is now; the next sending is about that.
            go_on_from(form, as_microseconds(item.happened_at))
        else:
            messages.success(request, "Marked as reviewed.")
            return redirect("review-queue", which)
    if request.method == "GET" and item.patient:
        log_access(request, AccessEvent.Action.READ, patient_id=item.patient.pk)
    shown = {"queue": which, "item": item, "form": form}
    return render(request, "records/review/mark_reviewed.html", shown)


def _not_open(request: StaffRequest, queue: Review.Queue, item_id: int) -> HttpResponse:
    rows = Review.objects.filter(queue=queue, item_id=item_id).select_related("reviewed_by")
    latest = rows.order_by("reviewed_at").last()
    if latest is None:
        raise Http404
    return too_late(
        request,
        ReviewForm(sent(request)),
        "This is not on the list any more: "
        f"{latest.reviewed_by} reviewed it on {moment(latest.reviewed_at)}.",
        back=reverse("review-queue", args=[queue]),
        row=latest,
    )


def _queue(name: str) -> Review.Queue:
    try:
        return Review.Queue(name)
    except ValueError:
        raise Http404 from None
