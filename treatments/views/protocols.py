from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from patients.names import fold
from staff.access import requires
from staff.capabilities import Capability
from staff.paging import page_of
from treatments import anatomy
from treatments.forms.protocols import ProtocolFilter
from treatments.models import Protocol, ProtocolVersion
from treatments.protocol_page import lines_of, page_of_protocol

# Head to foot, as in the catalogue of regions; protocols for any region come last.
FROM_HEAD_TO_FOOT = Case(
    *(When(region=region, then=Value(place)) for place, region in enumerate(anatomy.REGIONS)),
    default=Value(len(anatomy.REGIONS)),
    output_field=IntegerField(),
)


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def protocols(request: HttpRequest) -> HttpResponse:
    form = ProtocolFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = _library(asked.get("region", ""), asked.get("q", ""))
    page = page_of(rows, request.GET.get("page"), per_page=50)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "lines": lines_of(page.object_list),
        "filtered": any(asked.values()),
    }
    return render(request, "treatments/protocols.html", context)


def _library(region: str, words: str) -> QuerySet[ProtocolVersion]:
    rows = ProtocolVersion.objects.usable().select_related("protocol")
    if region:
        rows = rows.filter(region__in=[region, anatomy.ANY_REGION])
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.order_by(FROM_HEAD_TO_FOOT, "condition", "id")


@requires(Capability.VIEW_PROTOCOLS)
@require_GET
def protocol(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Protocol, code=code)
    versions = list(found.versions.select_related("approved_by").order_by("-number"))
    shown = next((v for v in versions if v.state == ProtocolVersion.State.ACTIVE), versions[0])
    return render(
        request,
        "treatments/protocol.html",
        {
            "protocol": found,
            "version": shown,
            "shown": page_of_protocol(shown),
            "earlier": [version for version in versions if version != shown],
        },
    )
