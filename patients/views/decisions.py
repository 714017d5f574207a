"""Deciding about one finding of a screening, and the list of what waits for a second signature."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.actions import decisions
from patients.forms.decisions import (
    AcknowledgeForm,
    DecisionForm,
    OverrideForm,
    SecondForm,
    WithdrawForm,
)
from patients.models import Finding
from patients.policy import clinic_policy
from patients.rules import BY_ID, Outcome, Override
from patients.thresholds import limits_of
from patients.verdicts import awaiting_second, outcome_behind, policy_of
from patients.views.common import about_patient, patient_page
from staff import clock
from staff.access import requires
from staff.accounts.gate import confirmed
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.once import once, refused
from staff.paging import page_of
from staff.too_late import too_late

CHANGED = "This screening was changed since you opened it. Read it as it is now, then sign."


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@confirmed
@once
def override_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    outcome = outcome_behind(finding)
    form = OverrideForm(
        sent(request),
        records=outcome.rule.records if outcome else (),
        initial={"revision": finding.screening.revision, "valid_for": Finding.Validity.SESSION},
    )
    if form.is_bound and finding.state != Finding.State.OPEN:
        return _too_late(request, finding, form, "This finding is already decided")
    if saved := _saved(request, decisions.override_finding, finding, form):
        waits = saved.state == Finding.State.AWAITING
        after = " It counts once another physician has signed it too." if waits else ""
        messages.success(request, f"Overridden: {_title(finding)}.{after}")
        return redirect(finding.screening)
    return _page(
        request,
        "patients/override_finding.html",
        finding,
        form,
        admitted=_admits(outcome) and not _is_caution(outcome),
        caution=_is_caution(outcome),
        decided=finding.state != Finding.State.OPEN,
        waits=finding.rule in clinic_policy().second_signature,
    )


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@once
def acknowledge_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    outcome = outcome_behind(finding)
    form = AcknowledgeForm(
        sent(request),
        records=outcome.rule.records if outcome else (),
        initial={"revision": finding.screening.revision},
    )
    if form.is_bound and finding.state != Finding.State.OPEN:
        return _too_late(request, finding, form, "This finding is already decided")
    if _saved(request, decisions.acknowledge_finding, finding, form):
        messages.success(request, f"Acknowledged: {_title(finding)}.")
        return redirect(finding.screening)
    return _page(
        request,
        "patients/acknowledge_finding.html",
        finding,
        form,
        admitted=_admits(outcome) and _is_caution(outcome),
        decided=finding.state != Finding.State.OPEN,
    )


@requires(Capability.SCREEN)
@require_http_methods(["GET", "POST"])
@once
def withdraw_decision(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    form = WithdrawForm(sent(request), initial={"revision": finding.screening.revision})
    if form.is_bound and not finding.is_decided:
        return _too_late(request, finding, form, "There is no decision to take back")
    if _saved(request, decisions.withdraw_decision, finding, form):
        messages.success(
            request, f"Taken back: the decision on {_title(finding)}. It is open again."
        )
        return redirect(finding.screening)
    return _page(
        request, "patients/withdraw_decision.html", finding, form, admitted=finding.is_decided
    )


@requires(Capability.SCREEN)
@require_POST
@confirmed
@once
def second_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    form = SecondForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was signed: the form did not arrive whole. Try again.")
        return refused(finding.screening)
    try:
        decisions.second_finding(
            finding=finding,
            by=request.user,
            now=clock.now(),
            revision=form.cleaned_data["revision"],
        )
    except ValidationError as error:
        stale = getattr(error, "code", "") == "stale"
        messages.error(request, CHANGED if stale else " ".join(error.messages))
        return refused(finding.screening)
    messages.success(request, f"Signed as the second physician: {_title(finding)}.")
    return redirect(finding.screening)


@requires(Capability.SCREEN)
@require_GET
def second_signatures(request: StaffRequest) -> HttpResponse:
    rows = awaiting_second().visible_to(request.user)
    page = page_of(rows, request.GET.get("page"))
    found = [{"finding": finding, "title": _title(finding)} for finding in page]
    return render(request, "patients/second_signatures.html", {"page": page, "rows": found})


def _finding(request: StaffRequest, finding_id: int) -> Finding:
    rows = Finding.objects.visible_to(request.user)
    rows = rows.select_related("screening__patient", "decided_by", "seconded_by")
    return get_object_or_404(rows, pk=finding_id)


def _saved(
    request: StaffRequest,
    action: Callable[..., Finding],
    finding: Finding,
    form: DecisionForm,
) -> Finding | None:
    """The finding as the action left it; None while the form is not sent or says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return action(finding=finding, by=request.user, now=clock.now(), **form.decision())
    except ValidationError as error:
        put_errors(error, form, row=finding.screening)
        finding.refresh_from_db(fields=["state"])
        return None


def _page(
    request: StaffRequest, template: str, finding: Finding, form: DecisionForm, **more: Any
) -> HttpResponse:
    rule = BY_ID.get(finding.rule)
    return patient_page(
        request,
        template,
        finding.screening.patient,
        active="screening",
        finding=finding,
        rule=rule,
        form=form,
        limits=limits_of(rule, policy_of(finding.screening)),
        **more,
    )


def _too_late(
    request: StaffRequest, finding: Finding, form: DecisionForm, words: str
) -> HttpResponse:
    return too_late(
        request,
        form,
        f"{words}: {finding.get_state_display().lower()}.",
        back=finding.screening,
        row=finding,
        saved=form.on_record(finding),
        about=about_patient(request, finding.screening.patient, active="screening"),
    )


def _admits(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.can_be_decided


def _is_caution(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.override is Override.ACKNOWLEDGE


def _title(finding: Finding) -> str:
    rule = BY_ID.get(finding.rule)
    return rule.title if rule else finding.rule
