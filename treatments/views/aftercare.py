from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.templatetags.prolo import day
from treatments import aftercare, library
from treatments.models import Plan, PlanVersion, Session
from treatments.models.injectate import Injectate


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def aftercare_sheet(request: StaffRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(
        Session.objects.open_to(request.user).select_related(
            "plan__patient", "record", "given_under__protocol_version"
        ),
        pk=session_id,
    )
    plan = session.plan
    log_access(request, AccessEvent.Action.PRINT, patient_id=plan.patient_id)
    version = session.given_under or plan.signed_version()
    injected = _injected(session, version)
    record = getattr(session, "record", None)
    context = {
        "patient": plan.patient,
        "session": session,
        "day": session.given_on or (record.treated_on if record else None),
        "sections": aftercare.sheet(_facts(plan, session, version, injected)),
        "places": sorted({part.place for part in injected}),
        "phone": settings.PROLO_CLINIC_PHONE,
    }
    return render(request, "treatments/aftercare_sheet.html", context)


def _injected(session: Session, version: PlanVersion | None) -> list[Injectate]:
    """What was injected; before the record is written, what the plan says."""
    record = getattr(session, "record", None)
    injections = list(record.injections.all()) if record is not None else []
    return injections or (list(version.targets.all()) if version is not None else [])


def _facts(
    plan: Plan, session: Session, version: PlanVersion | None, injected: list[Injectate]
) -> aftercare.Facts:
    protocol = version.protocol_version if version is not None else None
    return aftercare.Facts(
        regions=frozenset(part.region for part in injected),
        anaesthetic=any(part.anaesthetic for part in injected),
        protocol_aftercare=protocol.aftercare.rstrip(".") if protocol is not None else "",
        next_visit=_next_visit(plan, session),
        clinic_phone=settings.PROLO_CLINIC_PHONE,
        symptom_check_days=library.clinic_defaults().symptom_check_days,
    )


def _next_visit(plan: Plan, session: Session) -> str:
    """The window of the next session in words; empty before the signature and after the last."""
    if session.state != Session.State.GIVEN:
        return ""
    following = plan.sessions.filter(state=Session.State.PLANNED, number__gt=session.number).first()
    if following is None:
        return ""
    return (
        f"session {following.number}, between {day(following.opens_on)} and "
        f"{day(following.closes_on)}"
    )
