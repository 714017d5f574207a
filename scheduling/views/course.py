"""All remaining visits of a plan at once: look at the proposal, step a time, save all or none."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from patients.banner import banner_for
from scheduling.actions.book_course import book_course as put_in_book
from scheduling.chain import Chain, chain_of
from scheduling.course_page import follow_ups_in_words, lines_of
from scheduling.forms.course import CourseForm, StepForm, WantedForm
from scheduling.models import Appointment, PartOfDay
from scheduling.offers import Task, usual_site
from scheduling.proposals import Proposal, Step, Wanted, habit_from, propose, step
from scheduling.slots import Offer
from scheduling.wording import moment_at, span_in_words
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once
from treatments.models import Plan, Session
from treatments.waiting import needs_physician


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
@once
def book_course(request: StaffRequest, plan_id: int) -> HttpResponse:
    look = looked_for(request, plan_id)
    chain = look.chain
    form = CourseForm(request.POST if request.method == "POST" else None, chain=chain)
    if form.is_valid():
        try:
            visits = put_in_book(
                plan=chain.plan,
                choices=form.choices,
                by=request.user,
                now=clock.now(),
                agreed=not form.cleaned_data["to_be_agreed"],
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            return booked(request, chain.plan, visits)
    elif request.method == "GET":
        log_access(request, AccessEvent.Action.READ, patient_id=chain.plan.patient_id)
    # A row that could not be had is looked for anew; the others stay where they were put.
    picks = {key: offer for key, offer in form.picks.items() if key not in form.errors}
    rows = look.propose(picks if form.is_bound else None)
    form.initial = {row.link.key: row.offer.value for row in rows if row.offer}
    return render(request, "scheduling/book_course.html", page(request, look, form, rows))


@requires(Capability.BOOK)
@require_http_methods(["GET", "POST"])
def step_course(request: StaffRequest, plan_id: int) -> HttpResponse:
    """The same page with one visit moved a step; nothing is saved."""
    if request.method == "GET":
        return redirect("book-course", plan_id)
    look = looked_for(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=look.chain.plan.patient_id)
    form, pressed = CourseForm(request.POST, chain=look.chain), StepForm(request.POST)
    form.is_valid()
    rows = look.propose(form.picks)
    said = "Nothing was moved: press one of the buttons of the list."
    if pressed.is_valid() and look.wanted:
        key, way = pressed.cleaned_data["step"]
        rows, said = stepped(look.chain, look.wanted, rows, key, way)
    context = page(request, look, form, rows) | {"said": said}
    return render(request, "scheduling/book_course.html", context)


def stepped(
    chain: Chain, wanted: Wanted, rows: list[Proposal], key: str, way: str
) -> tuple[list[Proposal], str]:
    """The rows after one press, and what happened in words."""
    now = clock.now()
    keys = [row.link.key for row in rows]
    place = keys.index(key) if key in keys else -1
    offer = rows[place].offer if place >= 0 else None
    if offer is None:
        return rows, "This visit has no time that could be moved."
    picks = {row.link.key: row.offer for row in rows if row.offer}
    name, zone = rows[place].link.name, wanted.site.zone
    if way == "follow":
        kept = {key: picks[key] for key in keys[: place + 1] if key in picks}
        habit = habit_from(offer, wanted.site)
        rows = propose(chain, wanted, now=now, picks=kept, habit=habit)
        return rows, f"The visits after {name.lower()} follow its weekday and time where they can."
    moved = step(chain, wanted, rows, key, Step(way), now=now)
    if moved is None:
        direction = "earlier" if Step(way).is_back else "later"
        return rows, f"{name} has no {direction} time inside its window."
    rows = propose(chain, wanted, now=now, picks=picks | {key: moved})
    followed = [row.link.name.lower() for row in rows if row.is_new and row.offer]
    also = f" Moved with it: {', '.join(followed)}." if followed else ""
    return rows, f"{name} is now on {moment_at(moved.starts_at, zone)}.{also}"


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: the open visits of a plan and what would suit."""

    chain: Chain
    asked: WantedForm
    wanted: Wanted | None  # None while the clinic has no site, or there is nothing to book

    def propose(self, picks: dict[str, Offer] | None) -> list[Proposal]:
        if self.wanted is None:
            return []
        return propose(self.chain, self.wanted, now=clock.now(), picks=picks)


def looked_for(request: StaffRequest, plan_id: int) -> Look:
    plans = Plan.objects.visible_to(request.user).select_related("patient", "physician")
    chain = chain_of(get_object_or_404(plans, pk=plan_id))
    asked = WantedForm(request.GET if "site" in request.GET else None)
    understood = asked.cleaned_data if asked.is_valid() else getattr(asked, "cleaned_data", {})
    return Look(chain, asked, wanted_for(chain, understood))


def wanted_for(chain: Chain, asked: dict[str, Any]) -> Wanted | None:
    if not chain.links:
        return None
    site = asked.get("site") or (chain.anchor and chain.anchor.site) or first_site(chain)
    if site is None:
        return None
    return Wanted(
        site=site,
        practitioner=asked.get("practitioner"),
        weekdays=frozenset(asked.get("weekdays") or ()),
        part_of_day=PartOfDay(asked.get("part_of_day") or PartOfDay.ANY),
        first_day=asked.get("first_day"),
    )


def first_site(chain: Chain) -> Any:
    plan = chain.plan
    kind = chain.links[0].visit_type
    return usual_site(Task(patient=plan.patient, visit_type=kind, physician=plan.physician))


def booked(request: StaffRequest, plan: Plan, visits: list[Appointment]) -> HttpResponse:
    days = [visit.local_start.date() for visit in visits]
    count = "1 visit" if len(visits) == 1 else f"{len(visits)} visits"
    asked = visits[0].state == Appointment.State.REQUESTED
    held = " The patient still has to agree." if asked else ""
    messages.success(request, f"Booked {count}, {span_in_words(min(days), max(days))}.{held}")
    return redirect("patient-visits", plan.patient_id)


def page(
    request: StaffRequest, look: Look, form: CourseForm, rows: list[Proposal]
) -> dict[str, Any]:
    chain, plan = look.chain, look.chain.plan
    site = look.wanted.site if look.wanted else None
    today = clock.today(site.time_zone if site else "")
    sessions = [link.what for link in chain.links if isinstance(link.what, Session)]
    return {
        "plan": plan,
        "patient": plan.patient,
        "banner": banner_for(plan.patient, user=request.user, today=today, active="visits"),
        "chain": chain,
        "wanted": look.wanted,
        "wanted_form": look.asked if look.asked.is_bound else None,
        "asks": look.asked.fields,
        "form": form,
        "lines": lines_of(rows, site) if site else [],
        "to_save": sum(1 for row in rows if row.offer),
        "later": follow_ups_in_words(rows, plan.signed_version(), site) if site else [],
        "needs_physician": bool(sessions) and needs_physician(sessions[0], today=today),
        "may_go_outside": request.user.can(Capability.BOOK_OUTSIDE_WINDOW),
        "may_overbook": request.user.can(Capability.OVERBOOK),
        "search": request.GET.urlencode(),
        "back_url": reverse("patient-visits", args=[plan.patient_id]),
    }
