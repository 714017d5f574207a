from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods

from patients.facts import gather
from patients.forms.vitals import VitalsForm
from patients.models import Icd10Code, Patient
from patients.policy import clinic_policy
from patients.rules import Policy
from patients.vitals import vitals_asked
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.meanwhile import RowPair, note_meanwhile, row_pairs
from staff.models import AccessEvent
from staff.once import once
from staff.paging import page_of
from staff.too_late import too_late
from treatments import anatomy, limits, prefill
from treatments.actions import plans as actions
from treatments.actions.signing import draft_of
from treatments.before_signing import Gap, gaps, open_findings
from treatments.consent_state import not_covered
from treatments.context import injected
from treatments.deviations import deviations
from treatments.entry import entry_of
from treatments.forms.plans import (
    DraftPlanForm,
    PlanForm,
    ReasonsForm,
)
from treatments.forms.targets import TargetForm, TargetFormSet, as_typed
from treatments.map_page import earlier_points, map_page
from treatments.models import Plan, PlanVersion, ProtocolVersion
from treatments.plan_fit import unfit
from treatments.plan_page import (
    changes,
    history_of,
    instrument_names,
    plans_for_pages,
    target_rows,
    view_of,
)
from treatments.policy import limit_policy
from treatments.protocol_page import lines_of, mixtures_of, page_of_protocol, span
from treatments.stored_protocol import codes_for
from treatments.views.pages import about
from treatments.views.protocols import FROM_HEAD_TO_FOOT

PLANS_PER_PAGE = 10


def find_plan(request: StaffRequest, plan_id: int) -> Plan:
    """The plan with all its pages show, or 404 for anybody who may not see it."""
    return get_object_or_404(plans_for_pages(Plan.objects.open_to(request.user)), pk=plan_id)


@requires(Capability.VIEW_CLINICAL)
@require_GET
def patient_plans(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    today = clock.today()
    rows = plans_for_pages(Plan.objects.filter(patient=patient))
    page = page_of(rows, request.GET.get("page"), per_page=PLANS_PER_PAGE)
    policy = clinic_policy()
    context = about(request, patient) | {
        "page": page,
        "views": [view_of(plan, today=today, policy=policy) for plan in page],
        "may_plan": request.user.can(Capability.PLAN),
    }
    return render(request, "treatments/patient_plans.html", context)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def draft_plan(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.open_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.READ, patient_id=patient.pk)
    form = DraftPlanForm(
        request.POST if request.method == "POST" else None,
        initial={"protocol": request.GET.get("protocol", "")},
    )
    library = (
        ProtocolVersion.objects.usable()
        .select_related("protocol")
        .order_by(FROM_HEAD_TO_FOOT, "condition", "id")
    )
    if form.is_valid():
        try:
            plan = actions.draft_plan(
                patient=patient,
                by=request.user,
                **form.cleaned_data | {"protocol": _chosen(form.cleaned_data["protocol"], library)},
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Draft opened. Check every figure and add what is missing.")
            return redirect("edit-plan", plan.pk)
    context = about(request, patient) | {
        "form": form,
        "lines": lines_of(library),
        "chosen": form["protocol"].value() or "",
    }
    return render(request, "treatments/draft_plan.html", context)


def _chosen(code: str, library: Any) -> ProtocolVersion | None:
    if not code:
        return None
    found: ProtocolVersion | None = library.filter(protocol__code=code).first()
    if found is None:
        raise ValidationError("Choose a protocol of the library, or a blank plan.")
    return found


@requires(Capability.VIEW_CLINICAL)
@require_GET
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = find_plan(request, plan_id)
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    return plan_page(request, found)


def plan_page(
    request: StaffRequest,
    found: Plan,
    problems: Sequence[str] = (),
    vitals_form: VitalsForm | None = None,
) -> HttpResponse:
    """The page of a plan; `problems` are what kept a button on it from doing its work, and
    `vitals_form` what was typed beside that button.
    """
    today, policy = clock.today(), clinic_policy()
    view = view_of(found, today=today, policy=policy)
    writing = view.revision_in_writing
    is_open = found.state in (Plan.State.DRAFT, Plan.State.ACTIVE)
    may_plan = request.user.can(Capability.PLAN)
    if vitals_form is None and view.draft is not None and is_open and may_plan:
        vitals_form = vitals_form_of(view.draft, today, policy)
    context = about(request, found.patient) | {
        "view": view,
        "plan": found,
        "version": view.version,
        "targets": target_rows(view.version, policy),
        "map": map_page(list(view.version.targets.all()), earlier_points(found.patient_id)),
        "instruments": instrument_names(view.version),
        "spacing": span(view.version.spacing_target_days),
        "evidence": page_of_protocol(view.version.protocol_version).evidence
        if view.version.protocol_version
        else None,
        "writing": writing,
        "changes": changes(view.version, writing) if writing else None,
        "consent_gap": not_covered(found.consent, writing) if writing and found.consent else [],
        "gaps": gaps_of(view.draft, today, policy) if is_open and may_plan else [],
        "history": history_of(found),
        "unfit": unfit(found, view.version, view.consent),
        "problems": problems,
        "vitals_form": vitals_form,
        "may_plan": may_plan,
        "is_open": is_open,
    }
    return render(request, "treatments/plan.html", context)


def gaps_of(draft: PlanVersion | None, today: date, policy: Policy) -> list[Gap]:
    """What a draft with targets still lacks; before that the next step says it all."""
    if draft is None or not draft.targets.all():
        return []
    return gaps(draft, today=today, policy=policy) + open_findings(draft.screening)


def vitals_form_of(
    version: PlanVersion, today: date, policy: Policy, data: QueryDict | None = None
) -> VitalsForm:
    """Asks, beside the button that screens for the draft, for what is missing or old."""
    facts = gather(version.plan.patient, today=today, answers={}, plan=injected(version))
    return VitalsForm(data, kinds=vitals_asked(facts, policy))


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
@once
def edit_plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    found = get_object_or_404(
        Plan.objects.open_to(request.user).select_related("patient"), pk=plan_id
    )
    version = draft_of(found)
    if version is None or found.state not in (Plan.State.DRAFT, Plan.State.ACTIVE):
        return _too_late(request, found)
    log_access(request, AccessEvent.Action.READ, patient_id=found.patient_id)
    policy = clinic_policy()
    entry = entry_of(version, today=clock.today(), adult_age=policy.adult_age)
    plan_form = partial(PlanForm, entry=entry, nsaid_days=policy.nsaid_days_before)
    if "add_target" in request.POST:
        return _edit_page(request, version, *_one_row_more(request.POST, plan_form))
    if request.method == "GET":
        form = plan_form(initial=PlanForm.initial_of(version))
        formset: Any = TargetFormSet(initial=_rows_of(version), prefix="targets")
        return _edit_page(request, version, form, formset)
    form = plan_form(request.POST)
    formset = TargetFormSet(request.POST, prefix="targets")
    reasons = None
    if all([form.is_valid(), formset.is_valid()]):
        content = form.content()
        targets = formset.targets(content.region)
        left = deviations(version.protocol_version, content, targets)
        reasons = ReasonsForm(request.POST, left, version.deviations)
        try:
            written = actions.write_draft(
                version=version,
                revision=form.cleaned_data["revision"],
                by=request.user,
                content=content,
                targets=targets,
                reasons=reasons.reasons(),
            )
        except ValidationError as error:
            _put_all(error, form, formset, reasons, version)
        else:
            _say_warnings(request, written)
            return redirect(found)
    return _edit_page(request, version, form, formset, reasons)


def _rows_of(version: PlanVersion) -> list[dict[str, Any]]:
    stored = [TargetForm.initial_of(target) for target in version.targets.all()]
    if stored:
        return stored
    proposed = prefill.target_rows(version.protocol_version, version.region, version.side)
    return [as_typed(row) for row in proposed]


def _one_row_more(typed: QueryDict, plan_form: Callable[..., PlanForm]) -> tuple[PlanForm, Any]:
    """Both forms with everything that was typed and one empty row; nothing is judged yet."""
    several = ("instruments", "preparation_lines")
    form = plan_form(initial=typed.dict() | {name: typed.getlist(name) for name in several})
    total = typed.get("targets-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdecimal() and len(total) < 4 else 0
    names = [*TargetForm.base_fields, "DELETE"]
    rows: list[dict[str, Any]] = [
        {name: typed.get(f"targets-{place}-{name}", "") for name in names}
        for place in range(min(count, TargetFormSet.max_num - 1))
    ]
    rows.append(_new_row(typed.get("side", "")))
    return form, TargetFormSet(initial=rows, prefix="targets")


def _new_row(side: str) -> dict[str, Any]:
    return prefill.target_rows(None, "", side)[0]


def _put_all(
    error: ValidationError,
    form: PlanForm,
    formset: Any,
    reasons: ReasonsForm,
    version: PlanVersion,
) -> None:
    """Reasons are a form of their own; everything else goes to the plan and its rows."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {}
    unexplained = {field: texts for field, texts in by_field.items() if field in reasons.fields}
    if unexplained:
        put_errors(ValidationError(unexplained), reasons)
        return
    put_errors(error, form, prefix="targets", rows=formset.kept(), row=version)
    if hasattr(form, "meanwhile"):
        pairs = _target_pairs(version, formset)
        note_meanwhile(form, version, saved=PlanForm.initial_of(version), rows=pairs)


def _target_pairs(version: PlanVersion, formset: Any) -> Iterator[RowPair]:
    saved: Any = TargetFormSet(initial=_rows_of(version), prefix="targets")
    return row_pairs("Target", saved.forms, formset.kept())


def _too_late(request: StaffRequest, plan: Plan) -> HttpResponse:
    """The draft was signed or given up, or the plan closed, while somebody wrote in it."""
    last = plan.versions.order_by("number").last()
    assert last is not None, "a plan has a version from its first moment"
    policy = clinic_policy()
    form = PlanForm(
        sent(request),
        entry=entry_of(last, today=clock.today(), adult_age=policy.adult_age),
        nsaid_days=policy.nsaid_days_before,
    )
    formset: Any = TargetFormSet(sent(request), prefix="targets")
    formset.is_valid()  # so that it is read, whatever is wrong with it
    return too_late(
        request,
        form,
        "This plan is signed or closed. Revise it to change it.",
        back=plan,
        row=last,
        saved=PlanForm.initial_of(last),
        rows=_target_pairs(last, formset) if formset.is_bound else (),
        about=about(request, plan.patient),
    )


def _say_warnings(request: StaffRequest, version: PlanVersion) -> None:
    messages.success(request, "Draft saved.")
    policy = limit_policy()
    for target in version.targets.all():
        for remark in actions.remarks_on(target, version.protocol_version, policy):
            if remark.level == limits.Level.WARN:
                place = capfirst(target.place)
                messages.warning(request, f"{place}: {remark.message} ({remark.source})")


def _edit_page(
    request: StaffRequest,
    version: PlanVersion,
    form: PlanForm,
    formset: Any,
    reasons: ReasonsForm | None = None,
) -> HttpResponse:
    protocol = version.protocol_version
    if reasons is None:
        typed = request.POST if request.method == "POST" else None
        left = deviations(protocol, version, list(version.targets.all()))
        reasons = ReasonsForm(typed, left, version.deviations)
    region = str(form["region"].value() or version.region)
    formset.new_row = _new_row(str(form["side"].value() or version.side))
    context = about(request, version.plan.patient) | {
        "plan": version.plan,
        "version": version,
        "form": form,
        "formset": formset,
        "reasons": reasons,
        "structures": anatomy.structures_of(region),
        "regions": anatomy.REGIONS.values(),
        "map": map_page(list(version.targets.all()), earlier_points(version.plan.patient_id)),
        "codes": _codes(protocol, version.side),
        "protocol": protocol,
        "said": page_of_protocol(protocol) if protocol else None,
        "mixtures": mixtures_of(protocol) if protocol else (),
        "clinic": prefill.rhythm(None),
        "entry": form.entry,
    }
    return render(request, "treatments/edit_plan.html", context)


def _codes(protocol: ProtocolVersion | None, side: str) -> list[Icd10Code]:
    """The codes that fit the protocol, with their titles where the code list is loaded."""
    if protocol is None:
        return []
    fitting = codes_for(protocol, side)
    known = Icd10Code.objects.in_bulk(fitting)
    return [known.get(code) or Icd10Code(code=code, title="") for code in fitting]
