"""The outbox: what patients are told, and what the desk has to tell them itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from patients.models import Patient
from scheduling import outbox_page
from scheduling.actions.outbox import mark_told, send_again
from scheduling.actions.sending import written_for
from scheduling.channels import CHANNELS
from scheduling.forms.messages import GONE, MessagesForm
from scheduling.models import Reminder
from staff import clock
from staff.access import log_access, requires
from staff.capabilities import Capability
from staff.http import StaffRequest
from staff.models import AccessEvent
from staff.once import once, refused
from staff.paging import page_of

Settle = Callable[..., int]


@requires(Capability.BOOK)
@require_GET
def messages(request: StaffRequest) -> HttpResponse:
    """One list at a time; what the others hold is counted on their tabs."""
    asked = request.GET.get("which", "")
    which = asked if asked in outbox_page.LISTS else "call"
    lists = outbox_page.lists_of(request.user, now=clock.now(), today=clock.today())
    page = page_of(outbox_page.shown(lists[which]), request.GET.get("page"))
    together = which in outbox_page.BY_DESK
    return render(
        request,
        "scheduling/messages.html",
        {
            "which": which,
            "tabs": [
                {"key": key, "label": label, "count": lists[key].count(), "current": key == which}
                for key, label in outbox_page.LISTS.items()
            ],
            "page": page,
            "groups": outbox_page.groups(page, together=together),
            "heading": outbox_page.LISTS[which],
            "mail_is_off": not CHANNELS[Reminder.Channel.EMAIL].is_open(),
        },
    )


@requires(Capability.BOOK)
@require_POST
@once
def mark_messages_told(request: StaffRequest) -> HttpResponse:
    return settle(request, mark_told, "Noted: the patient knows.")


@requires(Capability.BOOK)
@require_POST
@once
def send_messages_again(request: StaffRequest) -> HttpResponse:
    return settle(request, send_again, "It is sent again in the next minute.")


@requires(Capability.HAND_OUT_SHEETS)
@require_GET
def message_letter(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=patient_id)
    log_access(request, AccessEvent.Action.PRINT, patient_id=patient.pk)
    rows = outbox_page.letter_to(patient, request.user, now=clock.now())
    return render(
        request,
        "scheduling/message_letter.html",
        {
            "patient": patient,
            "notice": written_for(rows) if rows else None,
            "today": clock.today(),
        },
    )


def settle(request: StaffRequest, action: Settle, done: str) -> HttpResponse:
    """Do it to the messages that were sent along, say so, and go back to their list."""
    form = MessagesForm(request.POST)
    if not form.is_valid():
        notes.error(request, GONE)
        return refused("messages")
    back = list_url(form.cleaned_data)
    now: datetime = clock.now()
    try:
        action(messages=form.messages(request.user), by=request.user, now=now)
    except ValidationError as error:
        notes.error(request, " ".join(error.messages))
        return refused(back)
    notes.success(request, done)
    return redirect(back)


def list_url(asked: dict[str, Any]) -> str:
    which = asked["back"] if asked["back"] in outbox_page.LISTS else "call"
    return f"{reverse('messages')}?which={which}"
