"""Every page about a patient leaves one line in the log, and so does whatever else counts."""

import re
from collections.abc import Iterator
from types import SimpleNamespace as Clinic

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from patients.models import Patient
from staff.models import AccessEvent
from tests.bad_input import clinic as clinics
from tests.bad_input import sending
from tests.bad_input.table import PASSWORD, ROWS
from tests.test_access import MATRIX, PATTERNS

# Lists across patients: whom to call, what is booked, what is open. They name people, so that the
# right chart is opened, and opening it is logged.
LISTS = {
    *("home", "patients", "check-calls", "waiting-calls", "adverse-events", "second-signatures"),
    *("day-board", "board-visits", "week-board", "to-book", "waitlist", "fill-slot"),
    *("stranded-visits", "messages", "referrals", "open-findings", "unsigned-notes"),
    *("overdue-follow-ups", "record-review", "access-log", "review-queues", "record-requests"),
    *("quality-review",),
}
# What somebody did: in tests/records/review/test_user_timeline.py.
ABOUT_A_USER = {"user-timeline"}
# The name on it was sent; whose record it is, nobody has said. Somebody on file has the same one.
OF_NOBODY_YET = {"register-referred"}
OF_ONE_PATIENT = re.compile(
    "patient_id|problem_id|medication_id|allergy_id|treatment_id|letter_id|screening_id|finding_id"
    "|plan_id|consent_id|session_id|follow_up_id|call_id|mix_id|event_id|appointment_id|entry_id"
    "|document_id|referral_id|scan_id|request_id"
)


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: object) -> Iterator[Clinic]:
    """Built once; every test takes back what it did to it."""
    with clinics.standing(django_db_blocker) as built:
        yield built


def address(name: str, clinic: Clinic) -> str:
    """The page, about something of the clinic that it can be about."""
    if name in ROWS:
        return reverse(name, args=ROWS[name].address(clinic))
    arguments = PATTERNS[name].pattern.converters
    more = {"code": "any", "instrument": "nrs_pain", "secret": "none", "key": "none"} | {
        "kind": "patients-problem",
        "queue": "none",
    }
    return reverse(
        name,
        kwargs={
            argument: getattr(clinic, clinics.ABOUT[argument]).pk
            if argument in clinics.ABOUT
            else more.get(argument, "none")
            for argument in arguments
        },
    )


def browser(clinic: Clinic, who: str = "everybody") -> Client:
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.cookies[settings.SESSION_COOKIE_NAME] = clinic.signed_in[who]
    return client


def lines_since(last: int) -> list[tuple[str, str, int | None]]:
    events = AccessEvent.objects.filter(pk__gt=last).order_by("pk")
    return list(events.values_list("action", "view", "patient_id"))


def last_line() -> int:
    return AccessEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


OPENED = [
    name
    for name, roles in MATRIX.items()
    if roles and not name.startswith(("account_", "mfa_")) and name not in LISTS | ABOUT_A_USER
]


def test_each_page_about_a_patient_leaves_one_line(clinic: Clinic, db: None) -> None:
    faults = {}
    for name in OPENED:
        with transaction.atomic():
            if said := fault_in_log(name, clinic):
                faults[name] = said
            transaction.set_rollback(True)
    assert faults == {}


def fault_in_log(name: str, clinic: Clinic) -> str:
    before = last_line()
    response = browser(clinic).get(address(name, clinic))
    lines = lines_since(before)
    if response.status_code != 200:
        return f"logged, and not shown: {lines}" if lines else ""
    shown = shown_by(response) if name not in OF_NOBODY_YET else set()
    of_one = any(map(OF_ONE_PATIENT.fullmatch, PATTERNS[name].pattern.converters))
    if len(lines) != (1 if shown or of_one else 0):
        return f"{len(lines)} lines for the patients {shown}"
    for action, view, patient_id in lines:
        if action not in {"read", "print", "export"} or view != name or not shown <= {patient_id}:
            return f"{action} {view} of {patient_id}, and it shows {shown}"
    return ""


def shown_by(response: HttpResponse) -> set[int]:
    """Whose name or number stands on the page."""
    text = response.getvalue().decode(errors="replace")
    return {
        patient.pk
        for patient in Patient.objects.all()
        if patient.full_name in text or patient.record_number in text
    }


def test_the_board_that_asks_whether_it_is_still_true_fills_no_log(
    clinic: Clinic, db: None
) -> None:
    before = last_line()
    for name in LISTS - {"fill-slot"}:
        browser(clinic).get(reverse(name))
    assert lines_since(before) == []


def get(name: str, who: str = "everybody"):
    return lambda clinic: browser(clinic, who).get(address(name, clinic))


def send(name: str, **changes: object):
    def do(clinic: Clinic):
        return sending.Page.open(name, ROWS[name], clinic).post(changes)

    return do


def post(name: str, who: str, **filled: str):
    return lambda clinic: browser(clinic, who).post(address(name, clinic), filled)


def sign_in(email: str, password: str):
    return lambda clinic: Client().post(
        reverse("account_login"), {"login": email, "password": password}
    )


def sign_out(clinic: Clinic):
    client = Client()
    client.force_login(clinic.ben)
    return client.post(reverse("account_logout"))


def command(name: str, *arguments: str):
    def do(clinic: Clinic):
        call_command(name, *(part.format(anna=clinic.anna.record_number) for part in arguments))

    return do


# (what is done, the kind of line it leaves, its view); each leaves exactly one of its kind.
KNOWN = [
    *((get(name), "read", name) for name in (
        "chart", "results", "edit-patient", "screenings", "override-finding", "plan", "consent",
        "session", "follow-up", "patient-visits", "appointment",
    )),
    *((get(name), "print", name) for name in (
        "screening-questions-sheet", "plan-summary", "consent-form-sheet", "signed-consent-sheet",
        "mixing-sheet", "bench-labels", "aftercare-sheet", "visit-list-sheet", "message-letter",
    )),
    (get("patient-accounting", "ines"), "print", "patient-accounting"),
    (get("original-document"), "export", "original-document"),
    *((post("export-fhir", "ines", kind=kind, password=PASSWORD, recipient="The patient"),
      "export", "export-fhir") for kind in ("fhir", "pdf", "csv")),
    (command("export_fhir", "--patient", "{anna}", "--output", "/dev/null"),
     "export", "manage.py export_fhir"),
    (post("patients", "ben", q="Berg"), "search", "patients"),
    (post("use-protocol", "ruth", q="Berg"), "search", "use-protocol"),
    (post("find-log-patient", "ines", record_number="none"), "search", "find-log-patient"),
    (get("chart", "ben"), "denied", "chart"),
    (get("plan", "ben"), "denied", "plan"),
    (get("staff-list", "ruth"), "denied", "staff-list"),
    (get("record-session", "ines"), "denied", "record-session"),
    (sign_in("nobody@clinic.example", "my secret pass phrase"), "sign_in_failed", "account_login"),
    (sign_in("ben.castillo@clinic.example", "wrong password"), "sign_in_failed", "account_login"),
    (sign_in("ben.castillo@clinic.example", PASSWORD), "sign_in", "account_login"),
    (post("unlock", "ben", password="wrong password"), "sign_in_failed", "unlock"),
    (sign_out, "sign_out", "account_logout"),
    (send("edit-staff", roles=["front_desk", "physician"]), "account", "edit-staff"),
    (send("add-staff"), "account", "add-staff"),
    (post("end-other-sessions", "ben"), "account", "end-other-sessions"),
    (send("restrict-chart"), "restrict", "restrict-chart"),
    (send("lift-restriction"), "restrict", "lift-restriction"),
    (send("break-glass"), "glass", "break-glass"),
    (send("edit-screening-policy"), "policy", "edit-screening-policy"),
    (send("add-site"), "policy", "add-site"),
    (send("edit-room"), "policy", "edit-room"),
    (send("add-hours"), "policy", "add-hours"),
    (send("edit-visit-type"), "policy", "edit-visit-type"),
    (send("retire-protocol"), "policy", "retire-protocol"),
]  # fmt: skip


def test_50_known_actions_leave_50_lines(
    clinic: Clinic, db: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(KNOWN) == 50
    assert {kind for _, kind, _ in KNOWN} == {*AccessEvent.Action.values}
    found = []
    for do, action, view in KNOWN:
        before = last_line()
        with transaction.atomic():
            do(clinic)
            lines = lines_since(before)
            mine = [line for line in lines if line[0] == action]
            # To send a form, its page is opened first; that is a line of its own kind.
            assert len(lines) - len(mine) <= 1, (view, lines)
            assert {line[0] for line in lines} <= {action, "read"}, (view, lines)
            found += [line[:2] for line in mine]
            transaction.set_rollback(True)
    assert found == [(action, view) for _, action, view in KNOWN]


def test_what_was_typed_at_a_failed_sign_in_is_kept_nowhere(clinic: Clinic, db: None) -> None:
    typed = "correct horse in the wrong field"
    sign_in(typed, "and another secret")(clinic)
    sign_in("ben.castillo@clinic.example", typed)(clinic)
    kept = " ".join(str(vars(event)) for event in AccessEvent.objects.all())
    assert "horse" not in kept
    assert "another secret" not in kept
    tried = AccessEvent.objects.filter(action="sign_in_failed").order_by("pk")
    assert [event.user for event in tried][-1] == clinic.ben


def test_a_change_that_was_refused_is_not_noted_as_one(clinic: Clinic, db: None) -> None:
    before = last_line()
    sending.Page.open("add-site", ROWS["add-site"], clinic).post({"name": "  "})
    assert lines_since(before) == []
