"""Somebody is away: note it, and find its visits another place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scheduling.actions.closures import add_closure, remove_closure
from scheduling.actions.move_course import Move
from scheduling.actions.move_together import Moved, move_together
from scheduling.all_misfits import all_misfits, shown_misfits
from scheduling.cards import described
from scheduling.forms.moving import AbsenceForm, ReplacementsForm
from scheduling.models import Appointment, Closure
from scheduling.replacements import PER_PAGE
from scheduling.stranded import stranded_visits as stranded
from scheduling.stranded import visits_in
from scheduling.stranded_page import closure_in_words, rows_of
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.once import once, refused
from staff.paging import page_of

MOST_SHOWN = 50  # absences below the form


@requires(Capability.NOTE_ABSENCES)
@require_http_methods(["GET", "POST"])
@once
def add_absence(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    form = AbsenceForm(sent(request), initial={"first_day": today})
    if form.is_valid():
        try:
            absence = add_closure(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, f"Noted: {closure_in_words(absence)}.")
            return redirect(f"{reverse('stranded-visits')}?closure={absence.pk}")
    noted = Closure.objects.filter(practitioner__isnull=False, last_day__gte=today)
    shown = noted.select_related("practitioner").order_by("first_day", "id")[:MOST_SHOWN]
    return render(
        request,
        "scheduling/add_absence.html",
        {"form": form, "noted": [(absence, closure_in_words(absence)) for absence in shown]},
    )


@requires(Capability.NOTE_ABSENCES)
@require_POST
@once
def remove_absence(request: StaffRequest, closure_id: int) -> HttpResponse:
    absence = get_object_or_404(Closure, pk=closure_id, practitioner__isnull=False)
    words = closure_in_words(absence)
    remove_closure(closure=absence, by=request.user)
    messages.success(request, f"No longer noted: {words}. This time can be booked again.")
    return redirect("add-absence")


@requires(Capability.VIEW_BOOK)
@require_GET
def stranded_visits(request: StaffRequest) -> HttpResponse:
    """`?closure=<id>`: those of one absence or closure; `?which=misfits`: those out of place."""
    now, today = clock.now(), clock.today()
    closure = closure_asked(request)
    all_stranded = stranded(request.user, today)
    misfits = all_misfits(request.user, today)
    which = "misfits" if request.GET.get("which") == "misfits" else "stranded"
    visits: QuerySet[Any] = misfits if which == "misfits" else all_stranded
    if closure and which == "stranded":
        visits = visits.filter(pk__in=visits_in(closure, request.user).order_by().values("pk"))
    ordered = described(visits).order_by("starts_at", "id")
    page = page_of(ordered, request.GET.get("page"), PER_PAGE)
    rows = rows_of(list(page), now=now) if which == "stranded" else []
    return render(
        request,
        "scheduling/stranded_visits.html",
        {
            "which": which,
            "tabs": [
                ("stranded", "Cannot take place", all_stranded.count()),
                ("misfits", "Without purpose or out of place", misfits.count()),
            ],
            "closure": closure,
            "closure_words": closure_in_words(closure) if closure else "",
            "page": page,
            "rows": rows,
            "movable": sum(bool(row.swaps) for row in rows),
            "misfits": shown_misfits(list(page)) if which == "misfits" else [],
            "may_book": request.user.can(Capability.BOOK),
            "may_note": request.user.can(Capability.NOTE_ABSENCES),
            "is_physician": request.user.can(Capability.BOOK_OUTSIDE_WINDOW),
        },
    )


@requires(Capability.BOOK)
@require_POST
@once
def move_stranded(request: StaffRequest) -> HttpResponse:
    closure = closure_asked(request)
    back = reverse("stranded-visits") + (f"?closure={closure.pk}" if closure else "")
    form = ReplacementsForm(request.POST)
    moves = moves_of(request, form) if form.is_valid() else []
    if not moves:
        said = (
            " ".join(map(str, form.non_field_errors())) or "Choose a time for at least one visit."
        )
        messages.error(request, f"Nothing was moved. {said}")
        return refused(back)
    done = move_together(moves=moves, by=request.user, now=clock.now())
    say(request, done)
    return redirect(back) if done.moved else refused(back)


def closure_asked(request: StaffRequest) -> Closure | None:
    """What cannot be understood is left out, as if it had not been asked."""
    asked = request.GET.get("closure", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 18):
        return None
    return Closure.objects.select_related("practitioner", "site").filter(pk=asked).first()


def moves_of(request: StaffRequest, form: ReplacementsForm) -> list[Move]:
    followers = form.cleaned_data["moves"]
    visits = Appointment.objects.visible_to(request.user).select_related("patient")
    found = visits.in_bulk([follower.visit_id for follower in followers])
    return [
        Move(
            visit=found[follower.visit_id],
            revision=follower.revision,
            practitioner=follower.chosen.practitioner,
            room=follower.chosen.room,
            starts_at=follower.chosen.starts_at,
        )
        for follower in followers
        if follower.visit_id in found
    ]


def say(request: StaffRequest, done: Moved) -> None:
    number = len(done.moved)
    if number:
        visits = "1 visit is" if number == 1 else f"{number} visits are"
        messages.success(request, f"{visits} moved; what patients have to hear is on its way.")
    for visit, why in done.left:
        messages.warning(request, f"{visit.patient.full_name} stays where booked: {why}")
