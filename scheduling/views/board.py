from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling import board, worklists
from scheduling.forms.book import BoardForm, ToBookForm
from scheduling.models import Site
from scheduling.reading import cards, described
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.paging import page_of


@requires(Capability.VIEW_BOOK)
@require_GET
def day_board(request: StaffRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    form.is_valid()  # what cannot be understood is left out, as if it had not been asked
    asked = form.cleaned_data
    site = asked.get("site") or board.site_to_show(asked.get("day") or clock.today(), request.user)
    if site is None:
        return render(request, "scheduling/day_board.html", {"site": None})
    today = clock.today(site.time_zone)
    day = asked.get("day") or today
    by_room = asked.get("by") == "room"
    shown = board.visits_of(site, day, request.user)
    return render(
        request,
        "scheduling/day_board.html",
        {
            "site": site,
            "sites": Site.objects.all(),
            "day": day,
            "today": today,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "by_room": by_room,
            "closed": board.closed_because(site, day),
            "columns": board.by_room(shown, site)
            if by_room
            else board.by_practitioner(shown, site, day),
            "total": len(shown),
            "may_mark": request.user.can(Capability.BOOK) and day <= today,
            "may_book": request.user.can(Capability.BOOK),
        },
    )


@requires(Capability.VIEW_BOOK)
@require_GET
def to_book(request: StaffRequest) -> HttpResponse:
    """One list at a time; what the others hold is counted on their tabs."""
    form = ToBookForm(request.GET)
    form.is_valid()  # what cannot be understood is left out, as if it had not been asked
    asked = form.cleaned_data
    today = clock.today()
    which = asked.get("which") or "sessions"
    lists: dict[str, QuerySet[Any]] = {
        "sessions": worklists.sessions_to_book(request.user),
        "follow-ups": worklists.follow_ups_to_book(request.user),
        "missed": worklists.missed_visits(request.user),
    }
    rows: QuerySet[Any] = lists[which]
    if asked.get("physician"):
        path = "practitioner" if which == "missed" else "plan__physician"
        rows = rows.filter(**{path: asked["physician"]})
    if asked.get("within") is not None and which != "missed":
        rows = rows.filter(closes_on__lte=today + timedelta(days=asked["within"]))
    shown = described(rows) if which == "missed" else worklists.shown_due(rows)
    page = page_of(shown, request.GET.get("page"))
    return render(
        request,
        "scheduling/to_book.html",
        {
            "form": form,
            "which": which,
            "tabs": [
                {"key": key, "label": label, "count": lists[key].count(), "current": key == which}
                for key, label in ToBookForm.LISTS
            ],
            "page": page,
            "missed": cards(page) if which == "missed" else [],
            "due": [] if which == "missed" else worklists.due_rows(page, today),
            "may_book": request.user.can(Capability.BOOK),
        },
    )
