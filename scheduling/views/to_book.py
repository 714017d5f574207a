"""What the desk works through: windows that close, visits to replace, answers that are awaited."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.policy import clinic_policy
from scheduling import to_book as rows_of
from scheduling import waiting, worklists
from scheduling.cards import cards, described
from scheduling.forms.to_book import ToBookForm
from scheduling.models import Reminder
from scheduling.stranded import stranded_visits
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.paging import Page, page_of

# The lists of visits, with what their rows show; the others are of what has none.
VISITS: dict[str, Callable[[QuerySet[Any]], Any]] = {
    "missed": rows_of.lost_shown,
    "unmarked": described,
    "unrecorded": described,
    "requested": described,
}


@requires(Capability.VIEW_BOOK)
@require_GET
def to_book(request: StaffRequest) -> HttpResponse:
    """One list at a time; what the others hold is counted on their tabs."""
    form = ToBookForm(request.GET)
    form.is_valid()  # what cannot be understood is left out, as if it had not been asked
    asked = form.cleaned_data
    which = asked.get("which") or "closing"
    lists = lists_for(request)
    rows = narrowed(lists[which], which, asked)
    described_rows = VISITS.get(which, rows_of.shown)(rows)
    counts = worklists.window_counts(request.user, clock.today())
    counts |= {key: lists[key].count() for key, _ in ToBookForm.LISTS if key not in counts}
    page = page_of(described_rows, request.GET.get("page"), rows_of.PER_PAGE)
    return render(
        request,
        "scheduling/to_book.html",
        {
            "form": form,
            "which": which,
            "tabs": [
                {"key": key, "label": label, "count": counts[key], "current": key == which}
                for key, label in ToBookForm.LISTS
            ],
            "stranded": stranded_visits(request.user, clock.today()).count(),
            "waiting": waiting.waitlist(request.user).count(),
            "calls": Reminder.objects.visible_to(request.user).to_call(clock.now()).count(),
            "page": page,
            "rows": ROWS[which](page),
            "may_record": request.user.can(Capability.TREAT),
            "may_book": request.user.can(Capability.BOOK),
            "may_go_outside": request.user.can(Capability.BOOK_OUTSIDE_WINDOW),
        },
    )


def lists_for(request: StaffRequest) -> dict[str, Any]:
    user, today = request.user, clock.today()
    hours = clinic_policy().late_cancellation_hours
    return {
        "closing": worklists.closing_sessions(user, today),
        "overdue": worklists.overdue_sessions(user, today),
        "missed": worklists.visits_to_replace(user, hours, today),
        "unmarked": worklists.unmarked_visits(user, clock.now()),
        "unrecorded": worklists.unrecorded_visits(user, clock.now()),
        "requested": worklists.requested_visits(user, clock.now()),
        "follow-ups": worklists.follow_ups_to_book(user),
        "later": worklists.later_sessions(user, today),
    }


def narrowed(rows: QuerySet[Any], which: str, asked: dict[str, Any]) -> QuerySet[Any]:
    """Only those of a physician or a site."""
    if asked.get("physician"):
        path = "practitioner" if which in VISITS else "plan__physician"
        rows = rows.filter(**{path: asked["physician"]})
    if asked.get("site") and which in VISITS:
        rows = rows.filter(site=asked["site"])
    elif asked.get("site"):
        rows = rows.alias(at=rows_of.usual_site()).filter(at=asked["site"].pk)
    return rows


def closing(page: Page) -> list[Any]:
    shown = rows_of.sessions_shown(page, clock.today())
    return rows_of.with_soonest(shown, now=clock.now())


ROWS: dict[str, Callable[[Page], list[Any]]] = {
    "closing": closing,
    "overdue": lambda page: rows_of.sessions_shown(page, clock.today()),
    "later": lambda page: rows_of.sessions_shown(page, clock.today()),
    "follow-ups": lambda page: rows_of.follow_ups_shown(page, clock.today()),
    "missed": lambda page: rows_of.to_replace(page, clock.today()),
    "unmarked": cards,
    "unrecorded": cards,
    "requested": cards,
}
