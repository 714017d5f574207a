"""The pages of a clinic at work, on a wide screen in daylight and on a phone in the dark."""

import io
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from clinic import demo_access
from patients.models import Finding, Patient, RecordRequest, Referral, Restriction, Scan, Upload
from records.fhir.uploads import hand_in
from records.models import Review
from records.quality.checks import CHECKS
from scheduling.models import Appointment, Hours, Site, VisitType, WaitlistEntry
from scheduling.waiting import fill_url
from staff import clock
from staff.models import AccessEvent, User
from tests.bad_input.referrals import bundle as referral_file
from tests.browser.conftest import LAYOUT_OPTIONS, Visitor, with_password
from treatments.actions.signing import revise_plan
from treatments.models import (
    AdverseEvent,
    CheckCall,
    FollowUp,
    Lot,
    Plan,
    ProtocolVersion,
    Session,
    SessionRecord,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("pages"),
]

PATIENTS = 18  # one of each stage that the pages below need
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def demo(transactional_db, settings, tmp_path, monkeypatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("PROLO_DEMO_PASSWORD", "wooden spoons for all")
    call_command("seed_demo", patients=PATIENTS, stdout=io.StringIO())
    for user in User.objects.filter(email__in=demo_access.SIGN_INS):
        with_password(user)


def address(name: str, row: Any = None, *more: str) -> str:
    return reverse(name, args=([] if row is None else [row.pk, *more]))


def free_time_of(visit: Appointment) -> str:
    at = visit.starts_at.strftime("%Y-%m-%dT%H:%M%%2B0000")
    return f"?site={visit.site_id}&practitioner={visit.practitioner_id}&at={at}"


def later_that_day(visit: Appointment) -> str:
    at = (visit.starts_at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M%%2B0000")
    return f"?to={at}_{visit.practitioner_id}_{visit.room_id}"


def desk_pages() -> list[str]:
    visit = Appointment.objects.filter(state="booked", starts_at__gt=clock.now()).earliest("id")
    due = Session.objects.filter(state="planned", plan__state="active", appointments=None)
    given = Session.objects.filter(state="given").latest("given_on")
    names = ("home", "day-board", "to-book", "check-calls", "patients", "register-patient")
    return [
        *map(address, names),
        address("day-board") + "?by=room",
        address("day-board") + "?view=list",
        address("week-board"),
        address("week-board") + f"?whose=p{visit.practitioner_id}",
        address("book-free-time") + free_time_of(visit),
        *(address(name, visit.patient) for name in ("edit-patient", "patient-visits")),
        *(address(name, visit.patient) for name in ("book-visit", "visit-list-sheet")),
        *(address("messages") + f"?which={which}" for which in ("call", "failed", "waiting")),
        address("preparation-sheet", visit),
        address("message-letter", visit.patient),
        *(address(name, visit.patient) for name in ("add-scan", "patient-requests")),
        address("record-request", RecordRequest.objects.open().earliest("due_on", "id")),
        address("screening-questions-sheet", visit.patient) + "?moment=day",
        address("blank-questions-sheet"),
        address("book-session", due.filter(number=1).earliest("closes_on")),
        address("book-course", due.filter(number=1).earliest("closes_on").plan),
        *(f"{address('to-book')}?which={which}" for which in ("missed", "requested")),
        *waitlist_pages(visit),
        *(address(name, visit) for name in ("appointment", "move-appointment")),
        *map(address, ("add-absence", "stranded-visits")),
        address("stranded-visits") + "?which=misfits",
        address("move-appointment", visit) + later_that_day(visit),
        address("cancel-appointment", visit),
        address("correct-appointment", Appointment.objects.filter(state="done").latest("id")),
        address("aftercare-sheet", given),
        address("log-check-call", CheckCall.objects.to_make().earliest("id")),
        address("consent-form-sheet", Plan.objects.filter(state="active").latest("id")),
        *map(address, ("referrals", "receive-referral")),
        address("match-referral", Referral.objects.unmatched().latest("id")),
        address("register-referred", Referral.objects.unmatched().latest("id")),
        address("return-referral", Referral.objects.get(state="waiting")),
        address("filing-referral", being_filed()),
        address("upload", handed_in()),
    ]


def handed_in() -> Upload:
    """A file that waits on the desk to be looked at."""
    return hand_in(
        file=BytesIO(referral_file("Nina", "Abel")),
        name="referral.json",
        by=User.objects.get(email="frontdesk@demo.example"),
        now=clock.now(),
        today=clock.today(),
    )


def being_filed() -> Referral:
    """A large document of which the job worker is at work."""
    referral = Referral.objects.unmatched().earliest("id")
    referral.pk, referral.subject, referral.filing_since = None, "another", clock.now()
    referral._state.adding = True
    referral.save()
    return referral


def waitlist_pages(visit: Appointment) -> list[str]:
    entry = WaitlistEntry.objects.waiting().earliest("id")
    return [
        address("waitlist"),
        fill_url(visit.starts_at, visit.site_id, visit.practitioner_id),
        address("wait-for-visit", visit.patient),
        address("change-waiting", entry),
    ]


def physician_pages() -> list[str]:
    finding = Finding.objects.filter(state="open", tier="relative").latest("id")
    decided = Finding.objects.filter(state__in=["overridden", "acknowledged"]).latest("id")
    draft = Plan.objects.filter(state="draft", versions__targets__isnull=False).earliest("id")
    active = Plan.objects.filter(state="active", sessions__state="given").latest("id")
    revised = Plan.objects.filter(state="active").exclude(pk=active.pk).earliest("id")
    if not revised.versions.drafts():
        revise_plan(plan=revised, reason="One session more", by=revised.physician)
    given = active.sessions.filter(state="given").latest("number")
    due = active.sessions.filter(state="planned").earliest("number")
    unsigned = SessionRecord.objects.filter(signed_at=None).earliest("id")
    about = ("chart", "results", "screenings", "screen-patient", "patient-plans", "draft-plan")
    adding = (
        "add-problem",
        "add-medication",
        "add-allergy",
        "add-result",
        "measure-patient",
        "add-prior-treatment",
    )
    about += ("add-specialist-note",)
    written = ProtocolVersion.objects.get(state="draft")
    used = ProtocolVersion.objects.usable().get(protocol=written.protocol)
    about_events = ("patient-adverse-events", "report-adverse-event")
    event = AdverseEvent.objects.open().earliest("id")
    return [
        *map(address, ("home", "protocols", "clinic-medicines", "my-calendar")),
        reverse("protocol", args=["low_back_p2g"]),
        address("draft-protocol"),
        *(address(name, written) for name in ("protocol-version", "edit-protocol")),
        *(address(name, used) for name in ("revise-protocol", "retire-protocol", "use-protocol")),
        address("compare-protocols", written) + f"?with={used.pk}",
        *(address(name, active.patient) for name in (*about, *adding)),
        address("screening", finding.screening),
        address("override-finding", finding),
        address("acknowledge-finding", Finding.objects.filter(tier="caution").latest("id")),
        address("withdraw-decision", decided),
        *map(address, ("second-signatures", "screening-policy")),
        address("waiting-entries", Referral.objects.get(state="waiting").patient),
        *scan_pages(),
        address("break-glass", Restriction.objects.in_force().earliest("id").patient),
        *(address(name, draft) for name in ("plan", "edit-plan", "what-if")),
        *(address(name, active) for name in ("plan", "record-consent", "scores", "plan-summary")),
        *(address(name, active) for name in ("revise-plan", "close-plan", "record-baseline")),
        *(address(name, revised) for name in ("plan", "compare-versions", "discard-revision")),
        address("patient-consents", active.patient),
        *(address(name, active.consent) for name in ("consent", "signed-consent-sheet")),
        address("withdraw-consent", active.consent),
        address("session", given),
        address("add-addendum", given),
        *session_after_signing(),
        address("toxicity-card", given),
        *(address(name, active.patient) for name in about_events),
        *(address(name, event) for name in ("adverse-event", "follow-adverse-event")),
        address("close-adverse-event", event),
        address("triage-check-call", CheckCall.objects.to_triage().earliest("id")),
        *map(address, ("adverse-events", "general-toxicity-card")),
        address("review-plan", active),
        *(address(name, due) for name in ("session", "start-session", "drop-session")),
        *(
            address(name, FollowUp.objects.filter(state="due").earliest("target_on"))
            for name in ("follow-up", "record-follow-up", "book-follow-up")
        ),
        *(address(name, unsigned.session) for name in ("record-session", "sign-session")),
        *(address(name, unsigned.session) for name in ("prepare-mixes", "prepare-mix")),
        address("prepare-mix", unsigned.session) + "?by=volumes",
    ]


def scan_pages() -> list[str]:
    scan = Scan.objects.standing().earliest("id")
    return [address("scans", scan.patient), address("void-scan", scan)]


def session_after_signing() -> list[str]:
    """Where the password is asked for once more."""
    mine = SessionRecord.objects.filter(signed_by__email="physician@demo.example", void=None)
    others = SessionRecord.objects.filter(signed_at__isnull=False, void=None).exclude(
        signed_by__email="physician@demo.example"
    )
    found = [address("void-record", mine.latest("id").session)]
    if other := others.first():
        found.append(address("co-sign", other.session))
    return found


def administrator_pages() -> list[str]:
    site = Site.objects.earliest("id")
    names = ("home", "record-review", "open-findings", "unsigned-notes", "overdue-follow-ups")
    exported = AccessEvent.objects.create(
        at=clock.now(), user=User.objects.earliest("id"), action="export", view="export-fhir"
    )
    thresholds = ("screening-policy", "edit-screening-policy", "screening-policy-history")
    setting_up = (
        "override-rates",
        "access-log",
        "clinic-setup",
        "add-site",
        "add-hours",
        "add-closure",
    )
    return [
        *map(address, (*names, *thresholds, *setting_up, "staff-list", "add-staff")),
        *map(address, ("mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "my-sessions")),
        *map(address, ("account_reauthenticate", "account_change_password")),
        *(address(name, site) for name in ("edit-site", "add-room", "add-holidays")),
        address("edit-hours", Hours.objects.earliest("id")),
        *(
            address(name, Patient.objects.earliest("id"))
            for name in ("export-fhir", "patient-timeline")
        ),
        address("user-timeline", User.objects.get(email="physician@demo.example")),
        address("quality-review"),
        *(reverse("quality-check", args=[check]) for check in CHECKS),
        address("review-queues"),
        *(reverse("review-queue", args=[queue.value]) for queue in Review.Queue),
        reverse("review-queue", args=["exports"]) + "?show=reviewed",
        reverse("mark-reviewed", args=["exports", exported.pk]),
        reverse("record-versions", args=["patients-patient", Patient.objects.earliest("id").pk]),
        address("record-requests"),
        address("record-requests") + "?which=closed",
        address("patient-requests", Patient.objects.earliest("id")),
        address("restrict-chart", Patient.objects.earliest("id")),
        *shut_chart_pages(),
        address("access-log") + "?sort=user&action=read",
        address("access-log") + "?action=policy&since=2001-01-01&until=2001-01-02",
        address("begin-schedule", User.objects.get(email="physician@demo.example")),
        address("edit-visit-type", VisitType.objects.get(code="session")),
        address("edit-room", site.rooms.earliest("id")),
        address("edit-staff", User.objects.get(email="frontdesk@demo.example")),
        *stock_pages(),
    ]


def shut_chart_pages() -> list[str]:
    """What is left to somebody who is not named for a chart."""
    patient = Restriction.objects.in_force().earliest("id").patient
    names = ("restrict-chart", "lift-restriction", "break-glass", "patient-timeline")
    return [address(name, patient) for name in names]


def refusals() -> dict[str, int]:
    """Where a physician gets an answer that is no page: for each address its status."""
    shut = Restriction.objects.in_force().earliest("id").patient
    return {address("chart", shut): 403, address("clinic-setup"): 403, "/nothing/": 404}


def stock_pages() -> list[str]:
    recalled = Lot.objects.get(recalled_on__isnull=False)
    p2g = Lot.objects.get(product__code="p2g")
    return [
        *map(address, ("stock", "open-vials", "add-product")),
        address("stock") + "?show=all",
        *(address(name, p2g.product) for name in ("product", "add-lot")),
        *(address(name, p2g) for name in ("lot", "correct-lot", "recall-lot")),
        *(address(name, recalled) for name in ("lot", "recall-letters")),
    ]


def look_twice(person: Visitor, path: str, status: int = 200) -> None:
    person.page.set_viewport_size(WIDE)
    person.page.emulate_media(color_scheme="light")
    answer = person.page.goto(person.base + path)
    assert (answer.status, person.page.url) == (status, person.base + path)
    if status != 200:
        person.complaints.clear()  # the browser's own word on it
    person.look()
    person.page.set_viewport_size(PHONE)
    person.page.emulate_media(color_scheme="dark")
    person.look(LAYOUT_OPTIONS)


def test_no_page_has_faults_wide_in_daylight_or_small_in_the_dark(visitors, demo):
    roles = {
        "frontdesk@demo.example": desk_pages,
        "physician@demo.example": physician_pages,
        "admin@demo.example": administrator_pages,
    }
    faults = []
    for email, pages in roles.items():
        person = visitors()
        person.sign_in(User.objects.get(email=email))
        said = refusals() if pages is physician_pages else {}
        for path in (*pages(), *said):
            try:
                look_twice(person, path, said.get(path, 200))
            except AssertionError as error:
                faults.append(str(error))
                person.complaints.clear()  # the next page answers for itself
    assert not faults, "\n".join(faults)
