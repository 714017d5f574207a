"""What is about a restricted chart is shown to the people named for it, and to nobody else.

Whoever makes a request carries the numbers of the patients whose charts are shut to that person:
they come with the account. Each address with a number in it says below whose chart it is about. If
that is shut, only the pages of the desk answer, and to everybody as they do to the desk. An address
that is not below is refused while any chart is shut, and fails a test before that.
"""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from patients.actions.history import ENTRY_KINDS
from patients.models import Patient, Problem, Restriction
from patients.models.restriction import shut_charts
from staff import clock
from staff.access import log_access
from staff.capabilities import OF_THE_CHART, Capability
from staff.models import AccessEvent, User

# Name of the argument -> the row that it is the number of, and the way from there to the patient.
WHOSE: dict[str, tuple[str, str]] = {
    "patient_id": ("patients.Patient", "pk"),
    "problem_id": ("patients.Problem", "patient"),
    "medication_id": ("patients.Medication", "patient"),
    "allergy_id": ("patients.Allergy", "patient"),
    "treatment_id": ("patients.PriorTreatment", "patient"),
    "letter_id": ("patients.SpecialistNote", "patient"),
    "screening_id": ("patients.Screening", "patient"),
    "finding_id": ("patients.Finding", "screening__patient"),
    "scan_id": ("patients.Scan", "patient"),
    "consent_id": ("patients.Consent", "patient"),
    "referral_id": ("patients.Referral", "patient"),
    "document_id": ("patients.Document", "referrals__patient"),
    "request_id": ("patients.RecordRequest", "patient"),
    "plan_id": ("treatments.Plan", "patient"),
    "session_id": ("treatments.Session", "plan__patient"),
    "mix_id": ("treatments.Mix", "record__session__plan__patient"),
    "follow_up_id": ("treatments.FollowUp", "plan__patient"),
    "call_id": ("treatments.CheckCall", "session__plan__patient"),
    "event_id": ("treatments.AdverseEvent", "patient"),
    "appointment_id": ("scheduling.Appointment", "patient"),
}
# The same argument means something else in these.
WHOSE_IN: dict[str, tuple[str, str]] = {
    "change-waiting": ("scheduling.WaitlistEntry", "patient"),
    "stop-waiting": ("scheduling.WaitlistEntry", "patient"),
}
# Arguments that are about no patient: the clinic, the stock, the library, accounts.
NOBODYS = frozenset(
    {"closure_id", "hours_id", "room_id", "site_id", "visit_type_id"}
    | {"lot_id", "product_id", "vial_id", "code", "version_id", "medicine_id"}
    | {"check", "item_id", "queue", "secret", "upload_id", "user_id"}
)
# These say more about a row that another one names. A row of the history is one of many tables: its
# page looks for the patient itself, among open charts.
BESIDE = frozenset({"instrument", "kind", "row_id"})
# Pages of a member's own account.
OF_ACCOUNTS = frozenset({"end-session", "mfa_edit_webauthn", "mfa_remove_webauthn"})

# The pages of the desk: who somebody is, and when he comes. Nothing of the chart.
TIMES = frozenset(
    {"patient-visits", "edit-patient", "book-visit", "book-session", "book-follow-up"}
    | {"book-course", "step-course", "appointment", "move-appointment", "cancel-appointment"}
    | {"change-appointment-state", "correct-appointment", "visit-list-sheet", "message-letter"}
    | {"wait-for-visit", "wait-for-session", "wait-for-follow-up"}
    | {"change-waiting", "stop-waiting"}
    | {"restrict-chart", "lift-restriction"}
    # Who used the record, for administrators: what was done, and nothing that is in the chart.
    | {"patient-timeline", "patient-accounting"}
)
# Lead on to another page, or ask for the reason that opens the chart.
DOORS = frozenset({"patient", "break-glass"})


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Fetches who is signed in, together with the charts that are shut to that person."""

    def get_user(self, user_id: Any) -> User | None:
        shut = Restriction.objects.shut_to(OuterRef(OuterRef("pk")), clock.now())
        numbers = ArraySubquery(shut.order_by().values("patient_id"))
        user: User | None = User.objects.annotate(shut_now=numbers).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.shut_charts = user.shut_now  # type: ignore[attr-defined]  # annotated above
        return user


class RestrictedChartMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not kwargs or not (shut := shut_charts(user)):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        found = patients_of(name, kwargs) & set(shut)
        if not found or name in DOORS:
            return None
        if name in TIMES:
            user.withheld = OF_THE_CHART
            return None
        return _refusal(request, user, min(found))


def patients_of(name: str, arguments: Mapping[str, Any]) -> set[int]:
    """Numbers of the patients that the address is about. Refuses an address it does not know."""
    if name in OF_ACCOUNTS:
        return set()
    found: set[int] = set()
    for argument, value in arguments.items():
        if argument in NOBODYS or argument in BESIDE:
            continue
        found |= _patients(*_row(name, argument, arguments), value)
    return found


def _row(name: str, argument: str, arguments: Mapping[str, Any]) -> tuple[str, str]:
    if name == "void-entry":
        entry = ENTRY_KINDS.get(arguments["kind"], Problem)  # the page does not know it either
        return entry._meta.label, "patient"
    known = WHOSE_IN.get(name) or WHOSE.get(argument)
    if known is None:
        raise PermissionDenied(f"Nobody has said whose chart {name} is about: clinic.restricted.")
    return known


def _patients(label: str, path: str, number: int) -> set[int]:
    rows = apps.get_model(label)._base_manager.filter(pk=number)
    return {patient for patient in rows.values_list(path, flat=True) if patient is not None}


def _refusal(request: HttpRequest, user: User, patient_id: int) -> HttpResponse:
    log_access(
        request, AccessEvent.Action.DENIED, patient_id=patient_id, details="restricted chart"
    )
    if request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Dest") == "empty":
        # The page would be put in the place of a part.
        return HttpResponse("This chart is restricted.", status=403, content_type="text/plain")
    restriction = Restriction.objects.in_force().filter(patient=patient_id)
    context = {
        "patient": Patient.objects.get(pk=patient_id),
        "restriction": restriction.prefetch_related("named__user").first(),
        "may_open": user.can(Capability.VIEW_CLINICAL),
    }
    return render(request, "patients/restricted.html", context, status=403)
