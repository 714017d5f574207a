"""Writing protocols, and moving them on: approved by a second physician, in use, retired."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from staff import clock
from staff.access import requires
from staff.accounts.gate import confirmed
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.meanwhile import RowPair, note_meanwhile, row_pairs
from staff.models import AccessEvent
from staff.noting import noted_as
from staff.once import once, refused
from staff.too_late import too_late
from treatments import scores
from treatments.actions import protocols as actions
from treatments.forms.plans import RevisionForm
from treatments.forms.protocol_draft import (
    NEW_ROW,
    PREFIX,
    ProtocolDraftForm,
    RetireProtocolForm,
    SolutionFormSet,
    rows_of,
)
from treatments.library import PublishedProtocol
from treatments.models import ProtocolVersion
from treatments.stored_protocol import as_printed
from treatments.views.protocols import find_version, running_plans


@requires(Capability.WRITE_PROTOCOLS)
@require_http_methods(["GET", "POST"])
@once
def draft_protocol(request: StaffRequest) -> HttpResponse:
    """A protocol that the library does not have; `copy` names a version to start from."""
    copied = _copied(request.GET.get("copy", ""))
    says = as_printed(copied) if copied else None
    form, rows = _opened(request, says, kind=True, first=True)
    if _ready(form, rows):
        try:
            version = actions.draft_protocol(
                by=request.user,
                now=clock.now(),
                content=form.content(rows.solutions(), kind=""),
                reason=form.cleaned_data["change_reason"],
            )
        except ValidationError as error:
            _put(error, form, rows)
        else:
            messages.success(request, "Draft saved. Another physician can approve it now.")
            return redirect("protocol-version", version.pk)
    return _page(request, form, rows, "draft_protocol", copied=copied)


def _copied(asked: str) -> ProtocolVersion | None:
    if not asked:
        return None
    known = asked.isascii() and asked.isdecimal() and len(asked) < 10
    return get_object_or_404(
        ProtocolVersion.objects.select_related("protocol"), pk=asked if known else 0
    )


@requires(Capability.WRITE_PROTOCOLS)
@require_http_methods(["GET", "POST"])
@once
def revise_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    """The next version of a protocol, starting from this one. Nothing is kept until it is saved."""
    base = find_version(version_id)
    form, rows = _opened(request, as_printed(base))
    if _ready(form, rows):
        try:
            version = actions.draft_version(
                protocol=base.protocol,
                by=request.user,
                now=clock.now(),
                content=form.content(rows.solutions(), base.protocol.kind),
                reason=form.cleaned_data["change_reason"],
            )
        except ValidationError as error:
            _put(error, form, rows)
        else:
            messages.success(
                request,
                f"Version {version.number} is saved as a draft. Another physician can approve it.",
            )
            return redirect("protocol-version", version.pk)
    return _page(request, form, rows, "revise_protocol", version=base)


@requires(Capability.WRITE_PROTOCOLS)
@require_http_methods(["GET", "POST"])
@once
def edit_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    found = find_version(version_id)
    first = found.number == 1
    form, rows = _opened(request, as_printed(found), found, kind=first, first=first)
    if found.state != ProtocolVersion.State.DRAFT:
        rows.is_valid()  # so that it is read, whatever is wrong with it
        known, pairs = _on_record(found, rows)
        return too_late(
            request,
            form,
            "This version is no draft any more. Write the next version.",
            back=reverse("protocol-version", args=[found.pk]),
            row=found,
            saved=known,
            rows=pairs,
        )
    if _ready(form, rows):
        try:
            actions.write_protocol(
                version=found,
                revision=form.cleaned_data["revision"],
                by=request.user,
                now=clock.now(),
                content=form.content(rows.solutions(), found.protocol.kind),
                reason=form.cleaned_data["change_reason"],
            )
        except ValidationError as error:
            _put(error, form, rows, found)
        else:
            messages.success(request, "Draft saved.")
            return redirect("protocol-version", found.pk)
    return _page(request, form, rows, "edit_protocol", version=found)


def _opened(
    request: StaffRequest,
    says: PublishedProtocol | None,
    draft: ProtocolVersion | None = None,
    *,
    kind: bool = False,
    first: bool = False,
) -> tuple[ProtocolDraftForm, Any]:
    """The form and its solutions: as sent, or as the protocol they start from says."""
    options = {"revised": draft is not None, "asks_kind": kind, "first": first}
    if "add_solution" in request.POST:
        return _one_row_more(request.POST, options)
    if request.method == "POST":
        return ProtocolDraftForm(request.POST, **options), SolutionFormSet(
            request.POST, prefix=PREFIX
        )
    initial = ProtocolDraftForm.initial_of(says) if says else {"laterality": True}
    if draft is not None:
        initial |= {"revision": draft.revision, "change_reason": draft.change_reason}
    return ProtocolDraftForm(initial=initial, **options), SolutionFormSet(
        initial=rows_of(says), prefix=PREFIX
    )


def _one_row_more(typed: QueryDict, options: dict[str, bool]) -> tuple[ProtocolDraftForm, Any]:
    """Both forms with everything that was typed and one empty row; nothing is judged yet."""
    total = typed.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdecimal() and len(total) < 4 else 0
    names = SolutionFormSet(prefix=PREFIX).empty_form.fields
    rows = [
        {name: typed.get(f"{PREFIX}-{place}-{name}", "") for name in names}
        for place in range(min(count, SolutionFormSet.max_num - 1))
    ]
    return ProtocolDraftForm(initial=typed.dict(), **options), SolutionFormSet(
        initial=[*rows, NEW_ROW], prefix=PREFIX
    )


def _ready(form: ProtocolDraftForm, rows: Any) -> bool:
    return all([form.is_valid(), rows.is_valid()])


def _put(
    error: ValidationError,
    form: ProtocolDraftForm,
    rows: Any,
    version: ProtocolVersion | None = None,
) -> None:
    put_errors(rows.beside_lines(error), form, prefix=PREFIX, rows=rows.kept(), row=version)
    if version is not None and hasattr(form, "meanwhile"):
        known, pairs = _on_record(version, rows)
        note_meanwhile(form, version, saved=known, rows=pairs)


def _on_record(version: ProtocolVersion, rows: Any) -> tuple[dict[str, Any], Iterable[RowPair]]:
    """What the version says, by field, and its solutions beside those that were typed."""
    says = as_printed(version)
    saved: Any = SolutionFormSet(initial=rows_of(says), prefix=PREFIX)
    known = ProtocolDraftForm.initial_of(says) | {"change_reason": version.change_reason}
    return known, row_pairs("Solution", saved.forms, rows.kept() if rows.is_bound else ())


def _page(
    request: StaffRequest, form: ProtocolDraftForm, rows: Any, name: str, **about: Any
) -> HttpResponse:
    context = {
        "form": form,
        "formset": rows,
        "known_scores": sorted(each.name for each in scores.INSTRUMENTS.values()),
    }
    return render(request, f"treatments/{name}.html", context | about)


@requires(Capability.WRITE_PROTOCOLS)
@require_POST
@confirmed
@once
@noted_as(AccessEvent.Action.POLICY)
def approve_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    found = find_version(version_id)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The page did not arrive whole. Read the draft and approve again.")
        return refused("protocol-version", found.pk)
    try:
        actions.approve_protocol(
            version=found, by=request.user, now=clock.now(), **form.cleaned_data
        )
    except ValidationError as error:
        messages.error(request, _in_a_message(error))
        return refused("protocol-version", found.pk)
    messages.success(request, "Approved. It can be put into use now.")
    return redirect("protocol-version", found.pk)


def _in_a_message(error: ValidationError) -> str:
    if getattr(error, "code", "") == "stale":
        return "The draft was changed since you opened it. Read it as it is now, then approve it."
    return " ".join(error.messages)


@requires(Capability.MANAGE_PROTOCOLS)
@require_POST
@once
@noted_as(AccessEvent.Action.POLICY)
def activate_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    found = find_version(version_id)
    try:
        version = actions.activate_protocol(version=found, by=request.user, now=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return refused("protocol-version", found.pk)
    messages.success(request, f"Version {version.number} is in use: new plans start from it.")
    return redirect("protocol-version", found.pk)


@requires(Capability.MANAGE_PROTOCOLS)
@require_http_methods(["GET", "POST"])
@once
@noted_as(AccessEvent.Action.POLICY)
def retire_protocol(request: StaffRequest, version_id: int) -> HttpResponse:
    """Takes a version out of use; one that never was in use is discarded."""
    found = find_version(version_id)
    form = RetireProtocolForm(sent(request))
    if form.is_bound and found.state == ProtocolVersion.State.RETIRED:
        return too_late(
            request,
            form,
            "This version is retired already.",
            back=reverse("protocol-version", args=[found.pk]),
            row=found,
            columns={"reason": "retired_reason"},
        )
    if form.is_valid():
        try:
            actions.retire_protocol(
                version=found, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form)
        else:
            messages.success(request, "Retired. Plans that were made from it go on.")
            return redirect("protocol-version", found.pk)
    context = {"form": form, "version": found} | running_plans(request, found)
    return render(request, "treatments/retire_protocol.html", context)
