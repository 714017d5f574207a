"""The protocol library: read, compared, used. Writing is in `protocol_drafts`."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from patients.forms.person import SearchForm
from patients.names import fold
from patients.search import find_patients
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest, sent
from staff.models import AccessEvent
from staff.paging import page_of
from treatments import anatomy
from treatments.actions.protocols import wrote_in
from treatments.forms.protocols import IN_LIBRARY, ProtocolFilter
from treatments.models import Plan, Protocol, ProtocolVersion
from treatments.protocol_diff import compared
from treatments.protocol_page import STATE_TONE, lines_of, page_of_protocol

State = ProtocolVersion.State
PLANS_SHOWN = 20
PEOPLE = ("protocol", "written_by", "approved_by", "activated_by", "retired_by")

# Head to foot, as in the catalogue of regions; protocols for any region come last.
FROM_HEAD_TO_FOOT = Case(
    *(When(region=region, then=Value(place)) for place, region in enumerate(anatomy.REGIONS)),
    default=Value(len(anatomy.REGIONS)),
    output_field=IntegerField(),
)


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def protocols(request: StaffRequest) -> HttpResponse:
    form = ProtocolFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = _library(asked.get("region", ""), asked.get("q", ""), asked.get("state", ""))
    page = page_of(rows, request.GET.get("page"), per_page=50)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list),
        "filtered": any(asked.values()),
        "may_write": request.user.can(Capability.WRITE_PROTOCOLS),
    }
    return render(request, "treatments/protocols.html", context)


def _library(region: str, words: str, state: str) -> QuerySet[ProtocolVersion]:
    rows = ProtocolVersion.objects.select_related("protocol")
    rows = rows.filter(state=state) if state else rows.filter(state__in=IN_LIBRARY)
    if region:
        rows = rows.filter(region__in=[region, anatomy.ANY_REGION])
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.order_by(FROM_HEAD_TO_FOOT, "condition", "number", "id")


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def protocol(request: StaffRequest, code: str) -> HttpResponse:
    """The version in use, or the newest where none is."""
    found = get_object_or_404(Protocol, code=code)
    versions = list(found.versions.select_related(*PEOPLE).order_by("-number"))
    if not versions:
        raise Http404
    shown = next((version for version in versions if version.state == State.ACTIVE), versions[0])
    return _protocol_page(request, shown, versions)


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def protocol_version(request: StaffRequest, version_id: int) -> HttpResponse:
    found = find_version(version_id)
    versions = found.protocol.versions.select_related(*PEOPLE).order_by("-number")
    return _protocol_page(request, found, list(versions))


def find_version(version_id: int) -> ProtocolVersion:
    return get_object_or_404(ProtocolVersion.objects.select_related(*PEOPLE), pk=version_id)


def _protocol_page(
    request: StaffRequest, shown: ProtocolVersion, versions: list[ProtocolVersion]
) -> HttpResponse:
    user = request.user
    may_write = user.can(Capability.WRITE_PROTOCOLS)
    is_draft = shown.state == State.DRAFT
    context = {
        "protocol": shown.protocol,
        "version": shown,
        "tone": STATE_TONE[shown.state],
        "shown": page_of_protocol(shown),
        "versions": [(version, STATE_TONE[version.state]) for version in versions],
        "in_use": next((v for v in versions if v.state == State.ACTIVE and v != shown), None),
        "draft": next((v for v in versions if v.state == State.DRAFT and v != shown), None),
        "may_write": may_write,
        "may_approve": is_draft and may_write and not wrote_in(shown, user),
        "may_manage": user.can(Capability.MANAGE_PROTOCOLS),
        "may_plan": user.can(Capability.PLAN),
    } | running_plans(request, shown)
    return render(request, "treatments/protocol.html", context)


def running_plans(request: StaffRequest, version: ProtocolVersion) -> dict[str, Any]:
    """Open plans that were made from this version: the first few, and whether there are more."""
    plans = (
        Plan.objects.open_to(request.user)
        .filter(versions__protocol_version=version, state__in=[Plan.State.DRAFT, Plan.State.ACTIVE])
        .distinct()
    )
    found = list(plans.select_related("patient").order_by("id")[: PLANS_SHOWN + 1])
    return {"plans": found[:PLANS_SHOWN], "more_plans": len(found) > PLANS_SHOWN}


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def compare_protocols(request: StaffRequest, version_id: int) -> HttpResponse:
    """This version beside the one that `with` names; without it, the choice of another."""
    left = find_version(version_id)
    others = list(
        ProtocolVersion.objects.exclude(pk=left.pk)
        .select_related("protocol")
        .order_by(FROM_HEAD_TO_FOOT, "condition", "number", "id")
    )
    asked = request.GET.get("with", "")
    right = next((other for other in others if str(other.pk) == asked), None)
    rows = compared(left, right) if right else []
    context = {
        "left": left,
        "right": right,
        "same_protocol": [other for other in others if other.protocol_id == left.protocol_id],
        "others": [other for other in others if other.protocol_id != left.protocol_id],
        "rows": rows,
        "differing": [row for row in rows if row.differs],
    }
    return render(request, "treatments/compare_protocols.html", context)


@requires(Capability.PLAN)
@require_http_methods(["GET", "POST"])
def use_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    """For whom: the way from a protocol to a new plan. A name is searched for by POST only."""
    version = get_object_or_404(
        ProtocolVersion.objects.usable().select_related("protocol"), pk=version_id
    )
    form = SearchForm(sent(request))
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = []
    if text:
        log_access(request, AccessEvent.Action.SEARCH)
        found = find_patients(text, user=request.user, today=clock.today())
    context = {"form": form, "version": version, "found": found, "searched": bool(text)}
    return render(request, "treatments/use_protocol.html", context)
