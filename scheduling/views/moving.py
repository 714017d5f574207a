"""Moving a visit: choose a time, see what becomes of its course, confirm."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from patients.banner import banner_for
from scheduling import moving_page
from scheduling.actions.move_course import Move, move_course
from scheduling.courses import strip
from scheduling.forms.book import Chosen, OfferField
from scheduling.forms.moving import MOST, PIN, Follower, MoveForm
from scheduling.models import Appointment
from scheduling.offers import Task, task_for_move
from scheduling.rebooking import following_of, propose_move
from scheduling.slots import Offer
from scheduling.views.booking import choose_time
from scheduling.windows import local_day, position_in_words
from scheduling.wording import moment_at
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once


class OthersHaveToMoveError(Exception):
    """The time fits only if later visits of the course move as well: that is shown first."""


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def move_appointment(request: StaffRequest, appointment_id: int) -> HttpResponse:
    """`?to=<offer>`: what moving there would do; without it the free times to choose from."""
    visits = Appointment.objects.visible_to(request.user).select_related(
        "patient",
        "practitioner",
        "site",
        "room",
        "visit_type",
        "session__plan__patient",
        "session__plan__physician",
        "follow_up__plan__patient",
        "follow_up__plan__physician",
    )
    visit = get_object_or_404(visits, pk=appointment_id)
    if "to" in request.GET:
        return confirm_move(request, visit, offered(request.GET.get("to", "")))
    form = MoveForm(request.POST if request.method == "POST" else None)

    def save(asked: dict[str, Any], now: datetime) -> Appointment:
        try:
            return moved(request, visit, asked, now)[0]
        except ValidationError as error:
            if getattr(error, "code", "") == "later_visits" and not asked["also"]:
                raise OthersHaveToMoveError from error
            raise

    try:
        return choose_time(
            request,
            task_for_move(visit),
            "scheduling/move_appointment.html",
            save,
            form=form,
            saved=lambda request, visit: done(request, [visit]),
        )
    except OthersHaveToMoveError:
        # Not by a redirect: a reason that was typed stays.
        return confirm_move(request, visit, form.cleaned_data["offer"], asked_now=True)


def offered(text: str) -> Chosen | None:
    """A time in an address; a plus sign that nobody wrote as %2B has become a blank there."""
    try:
        return OfferField().clean(text.replace(" ", "+"))
    except ValidationError:
        return None


def moved(
    request: StaffRequest, visit: Appointment, asked: dict[str, Any], now: datetime
) -> list[Appointment]:
    followers: list[Follower] = asked["also"]
    mine = Appointment.objects.filter(patient=visit.patient_id)
    others = mine.in_bulk([follower.visit_id for follower in followers])
    if len(others) < len(followers) or visit.pk in others:
        raise ValidationError("The course changed. Look at it below as it is now.")
    moves = [to(visit, asked["revision"] or 0, asked["offer"])]
    moves += [to(others[each.visit_id], each.revision, each.chosen) for each in followers]
    return move_course(
        moves=moves,
        by=request.user,
        now=now,
        outside_window_reason=asked["outside_window_reason"],
        overbooked_reason=asked["overbooked_reason"],
        leave_later=asked["leave_later"],
    )


def to(visit: Appointment, revision: int, chosen: Chosen) -> Move:
    return Move(
        visit=visit,
        revision=revision,
        practitioner=chosen.practitioner,
        room=chosen.room,
        starts_at=chosen.starts_at,
    )


def confirm_move(
    request: StaffRequest, visit: Appointment, chosen: Chosen | None, *, asked_now: bool = False
) -> HttpResponse:
    """`asked_now`: the time was chosen on the page before; nothing was sent from this one yet."""
    if chosen is None:
        messages.error(request, "This time could not be read. Choose one of the times below.")
        return redirect("move-appointment", visit.pk)
    now = clock.now()
    sent_here = request.method == "POST" and not asked_now
    form = MoveForm(request.POST if sent_here else None)
    if form.is_valid():
        try:
            visits = moved(request, visit, form.cleaned_data, now)
        except ValidationError as error:
            put_errors(error, form, row=visit)
        else:
            return done(request, visits)
    elif request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=visit.patient_id)
    shown = confirm_page(request, visit, chosen, now)
    typed = request.POST if request.method == "POST" else QueryDict()
    return render(
        request,
        "scheduling/confirm_move.html",
        shown | {"form": form, "typed_reason": typed.get("outside_window_reason", "")},
    )


def done(request: StaffRequest, visits: list[Appointment]) -> HttpResponse:
    said = [
        f"{f'session {visit.session.number}' if visit.session else visit.visit_type.name} "
        f"to {moment_at(visit.starts_at, visit.site.zone)}"
        for visit in visits
    ]
    messages.success(request, f"Moved: {'; '.join(said)}.")
    back = request.GET.get("back", "")
    if back in ("board", "rooms"):
        visit = visits[0]
        by = "&by=room" if back == "rooms" else ""
        day = f"{local_day(visit):%Y-%m-%d}"
        return redirect(f"{reverse('day-board')}?site={visit.site_id}&day={day}{by}")
    return redirect("patient-visits", visits[0].patient_id)


def confirm_page(
    request: StaffRequest, visit: Appointment, chosen: Chosen, now: datetime
) -> dict[str, Any]:
    task = task_for_move(visit)
    following = following_of(visit)
    later = [each.pk for each in following.later] if following else []
    place = moving_page.place_for(task, visit, chosen, later, now=now)
    proposal = propose_move(
        visit, place.offer, following=following, pins=pins_of(request), window=task.window, now=now
    )
    address = reverse("move-appointment", args=[visit.pk])
    back = {"back": request.GET["back"]} if request.GET.get("back") in ("board", "rooms") else {}
    today = clock.today(visit.site.time_zone)
    rows = moving_page.rows_of(proposal, address, {"to": place.offer.value} | back)
    outside = position_in_words(task.window, proposal.changes[0].day) if task.window else ""
    may_go_outside = request.user.can(Capability.BOOK_OUTSIDE_WINDOW)
    may_overbook = request.user.can(Capability.OVERBOOK)
    return {
        "visit": visit,
        "task": task,
        "patient": visit.patient,
        "banner": banner_for(visit.patient, user=request.user, today=today, active="visits"),
        "rows": rows,
        "value": place.offer.value,
        "free": place.is_free,
        "instead": moving_page.room_free(place),
        "near": near_links(task, place, address, back),
        "before": strip(proposal.course, today),
        "after": moving_page.strip_after(proposal, today),
        "stuck": moving_page.stuck_in_words(proposal, None if may_go_outside else task.physician),
        "lost_a_choice": proposal.lost_a_choice,
        "outside": outside,
        "asks_reason": may_go_outside and (bool(outside) or proposal.stuck is not None),
        "asks_overbooking": may_overbook and not place.is_free,
        "may_save": not task.waits_for
        and (place.is_free or may_overbook)
        and (may_go_outside or not (outside or proposal.stuck)),
        "back_url": address,
        "action": f"{address}?{moving_page.query(place.offer, back)}",
    }


def pins_of(request: StaffRequest) -> dict[int, Offer]:
    """Times chosen for later visits; what cannot be read is left out, as if it was not chosen."""
    pins: dict[int, Offer] = {}
    for text in request.GET.getlist("pin")[:MOST]:
        match = PIN.fullmatch(text)
        chosen = offered(match.group(2)) if match else None
        if match and chosen:
            pins[int(match.group(1))] = moving_page.offer_of(chosen)
    return pins


def near_links(
    task: Task, place: moving_page.Place, address: str, back: dict[str, str]
) -> list[tuple[str, str]]:
    zone = task.moving.site.zone if task.moving else None
    if zone is None:
        return []
    return [
        (
            f"{moment_at(offer.starts_at, zone)}, {offer.practitioner}, {offer.room}",
            f"{address}?{moving_page.query(offer, back)}",
        )
        for offer in place.near
    ]
