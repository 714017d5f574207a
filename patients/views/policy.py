"""The clinic's thresholds: what is in force, how it came about, and the form that changes it."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.actions.policy import change_screening_policy
from patients.forms.policy import ScreeningPolicyForm
from patients.models import ScreeningPolicy
from patients.policy import in_force, read_policy
from patients.rules import BY_ID, Policy
from patients.thresholds import differences, grouped
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.noting import noted_as
from staff.once import once
from staff.paging import page_of


@requires(Capability.VIEW_CLINICAL)
@require_GET
def screening_policy(request: StaffRequest) -> HttpResponse:
    version = in_force()
    policy = read_policy(version)
    context = {
        "version": version,
        "groups": grouped(policy),
        "second_signature": [BY_ID.get(rule, rule) for rule in sorted(policy.second_signature)],
        "may_change": request.user.can(Capability.MANAGE_CLINIC),
        "differs": policy != Policy(),
    }
    return render(request, "patients/screening_policy.html", context)


@requires(Capability.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def edit_screening_policy(request: StaffRequest) -> HttpResponse:
    version = in_force()
    form = ScreeningPolicyForm(
        sent(request),
        policy=read_policy(version),
        number=version.number if version else 0,
        published=request.GET.get("published", ""),
    )
    if form.is_valid():
        try:
            saved = change_screening_policy(
                by=request.user,
                now=clock.now(),
                values=form.values(),
                reason=form.cleaned_data["reason"],
                opened_number=form.cleaned_data["revision"],
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(
                request,
                f"Saved as version {saved.number}. Screenings run before have to be run again.",
            )
            return redirect("screening-policy")
    return render(
        request, "patients/edit_screening_policy.html", {"form": form, "version": version}
    )


@requires(Capability.VIEW_CLINICAL)
@require_GET
def screening_policy_history(request: StaffRequest) -> HttpResponse:
    """Each version beside the one before it, the newest first."""
    rows = ScreeningPolicy.objects.select_related("changed_by")
    page = page_of(rows, request.GET.get("page"), per_page=20)
    shown = list(page)
    oldest = shown[-1] if shown else None
    before = ScreeningPolicy.objects.filter(number__lt=oldest.number).first() if oldest else None
    context = {"page": page, "versions": _with_differences([*shown, before])}
    return render(request, "patients/screening_policy_history.html", context)


def _with_differences(versions: list[ScreeningPolicy | None]) -> list[dict[str, Any]]:
    """Every version but the last, which is only what the one above it is compared with."""
    return [
        {
            "version": version,
            "differences": differences(read_policy(before), read_policy(version)),
        }
        for version, before in pairwise(versions)
    ]


def _refuse(form: ScreeningPolicyForm, error: ValidationError) -> None:
    """After another administrator's change the next sending goes on from what is in force now."""
    if getattr(error, "code", "") == "stale":
        form.go_on_from(in_force())
    put_errors(error, form)
