"""What the screening rules need to know about a plan: what it injects, and how far it has come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, Max, prefetch_related_objects
from django.utils import timezone

from patients.models import Consent
from patients.rules.facts import ConsentFact, EventFact, PlanContext, SiteFact
from treatments import anatomy
from treatments.consent_state import not_covered
from treatments.models import AdverseEvent, CheckCall, Injection, Plan, PlanVersion, Session
from treatments.substances import doses_of, substances_of


def injected(version: PlanVersion) -> PlanContext:
    """Only what is injected where: the part that the physician writes. No query if prefetched."""
    targets = version.targets.all()
    return PlanContext(
        sites=tuple(
            SiteFact(
                region=target.region,
                side=target.side,
                structure=target.structure,
                kind=_kind(target.structure),
                route=target.route,
                guidance=target.guidance,
            )
            for target in targets
        ),
        components=substances_of(version),
        doses=doses_of(targets),
    )


def _kind(structure: str) -> str:
    """Joint, tendon, ligament …; "" for a free text, which no catalogue holds."""
    known = anatomy.STRUCTURES.get(structure)
    return "" if known is None else known.kind


def plan_context(version: PlanVersion) -> PlanContext:
    """What is injected, sessions given, consent and open events: everything that a rule looks at.

    Four queries besides plan, consent and targets of the version.
    """
    prefetch_related_objects([version], "targets")
    plan = version.plan
    given = plan.sessions.filter(state=Session.State.GIVEN).aggregate(
        number=Count("pk"), last=Max("given_on")
    )
    return replace(
        injected(version),
        given=given["number"],
        earliest_on=_earliest(version, given["last"]),
        consent=_consent(plan.consent, version),
        events=tuple(_events(plan)),
    )


def _earliest(version: PlanVersion, last_of_plan: date | None) -> date | None:
    """The first day that the shortest interval admits, counted from the last session in a place
    of this plan, under whatever plan it was given."""
    places = {(target.region, target.side) for target in version.targets.all()}
    elsewhere = (
        Injection.objects.filter(
            record__session__plan__patient=version.plan.patient_id,
            record__session__state=Session.State.GIVEN,
            region__in={region for region, _ in places},
        )
        .exclude(record__session__plan=version.plan_id)
        .values("region", "side")
        .annotate(last=Max("record__treated_on"))
        .order_by()
    )
    days = [row["last"] for row in elsewhere if _same_place((row["region"], row["side"]), places)]
    if last_of_plan is not None:
        days.append(last_of_plan)
    return max(days) + timedelta(days=version.spacing_min_days) if days else None


def _same_place(place: tuple[str, str], places: set[tuple[str, str]]) -> bool:
    """Left and right are two places; "both sides" and the midline meet either of them."""
    region, side = place
    return any(
        region == other_region and (side == other or not {side, other} <= {"left", "right"})
        for other_region, other in places
    )


def _consent(consent: Consent | None, version: PlanVersion) -> ConsentFact | None:
    if consent is None:
        return None
    return ConsentFact(
        signed_on=consent.signed_on,
        withdrawn=consent.withdrawn_at is not None,
        uncovered=tuple(not_covered(consent, version)),
    )


def _events(plan: Plan) -> Iterator[EventFact]:
    """What happened to this patient under any plan and is not over: open adverse events, and
    answers on the check call that no physician has looked at. Two queries."""
    events = AdverseEvent.objects.filter(patient=plan.patient_id).open().order_by("onset_on", "pk")
    for event in events:
        yield EventFact(
            what=f"{event.get_kind_display()}, grade {event.severity}",
            noted_on=event.onset_on,
            serious=event.serious,
        )
    for call in CheckCall.objects.to_triage().filter(session__plan__patient=plan.patient_id):
        assert call.called_at is not None, "an answer has its call, by constraint"
        yield EventFact(
            what=f"Check call: {call.get_answer_display()}",
            noted_on=timezone.localtime(call.called_at).date(),
            serious=call.answer == CheckCall.Answer.ALARM,
        )
