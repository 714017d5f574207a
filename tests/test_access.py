"""Who gets which page: every URL has a row here, and a URL without a row fails the build."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from staff.access import Open, rule_for
from staff.capabilities import CAPABILITIES, Capability, Role
from tests import people

C = Capability
P, D, A = Role.PHYSICIAN, Role.FRONT_DESK, Role.ADMINISTRATOR
EVERYBODY = frozenset({P, D, A})
DOCTORS = frozenset({P})
READERS = frozenset({P, A})
BOOKERS = frozenset({P, D})
ADMINS = frozenset({A})
DESK_AND_ADMINS = frozenset({D, A})

# URL name -> roles that get in; None: anybody, signed in or not
MATRIX: dict[str, frozenset[Role] | None] = {
    "healthz": None,
    "readyz": None,
    "account_login": None,
    "mfa_authenticate": None,
    "mfa_login_webauthn": None,
    "account-link": None,
    "choose-password": None,
    "account_logout": EVERYBODY,
    "account_reauthenticate": EVERYBODY,
    "mfa_reauthenticate": EVERYBODY,
    "mfa_reauthenticate_webauthn": EVERYBODY,
    "account_change_password": EVERYBODY,
    "held-form": EVERYBODY,
    "session-state": EVERYBODY,
    "stay-signed-in": EVERYBODY,
    "unlock": EVERYBODY,
    "mfa_index": EVERYBODY,
    "mfa_activate_totp": EVERYBODY,
    "totp-qr-code": EVERYBODY,
    "mfa_deactivate_totp": EVERYBODY,
    "mfa_add_webauthn": EVERYBODY,
    "mfa_edit_webauthn": EVERYBODY,
    "mfa_remove_webauthn": EVERYBODY,
    "mfa_view_recovery_codes": EVERYBODY,
    "mfa_generate_recovery_codes": EVERYBODY,
    "my-sessions": EVERYBODY,
    "end-session": EVERYBODY,
    "end-other-sessions": EVERYBODY,
    "home": EVERYBODY,
    # finding and registering
    "patients": EVERYBODY,
    "patient": EVERYBODY,
    "register-patient": BOOKERS,
    "duplicate-hint": BOOKERS,
    "edit-patient": BOOKERS,
    # chart
    "chart": READERS,
    "results": READERS,
    "add-problem": DOCTORS,
    "edit-problem": DOCTORS,
    "add-medication": DOCTORS,
    "edit-medication": DOCTORS,
    "record-prescriber-decision": DOCTORS,
    "classify-medication": DOCTORS,
    "correct-medication-name": DOCTORS,
    "clinic-medicines": READERS,
    "classify-clinic-medicine": DOCTORS,
    "set-allergies": DOCTORS,
    "accept-none-known": DOCTORS,
    "add-allergy": DOCTORS,
    "edit-allergy": DOCTORS,
    "add-result": DOCTORS,
    "scans": READERS,
    "add-scan": BOOKERS,
    "scan-file": READERS,
    "void-scan": DOCTORS,
    "measure-patient": DOCTORS,
    "add-prior-treatment": DOCTORS,
    "edit-prior-treatment": DOCTORS,
    "add-specialist-note": DOCTORS,
    "edit-specialist-note": DOCTORS,
    "void-entry": DOCTORS,
    "review-history": DOCTORS,
    "patient-requests": DESK_AND_ADMINS,
    "record-requests": DESK_AND_ADMINS,
    "record-request": DESK_AND_ADMINS,
    "extend-request": DESK_AND_ADMINS,
    "close-request": DESK_AND_ADMINS,
    "attach-disagreement": DESK_AND_ADMINS,
    "restrict-chart": READERS,
    "lift-restriction": READERS,
    "break-glass": READERS,
    "medication-lookup": DOCTORS,
    "icd10-lookup": DOCTORS,
    # screening
    "screenings": READERS,
    "screening": READERS,
    "screen-patient": DOCTORS,
    "screening-questions-sheet": BOOKERS,
    "blank-questions-sheet": BOOKERS,
    "override-finding": DOCTORS,
    "acknowledge-finding": DOCTORS,
    "second-finding": DOCTORS,
    "second-signatures": DOCTORS,
    "withdraw-decision": DOCTORS,
    "screening-policy": READERS,
    "screening-policy-history": READERS,
    "edit-screening-policy": ADMINS,
    # protocols and plans
    "protocols": READERS,
    "protocol": READERS,
    "protocol-version": READERS,
    "compare-protocols": READERS,
    "use-protocol": DOCTORS,
    "draft-protocol": DOCTORS,
    "revise-protocol": DOCTORS,
    "edit-protocol": DOCTORS,
    "approve-protocol": DOCTORS,
    "activate-protocol": READERS,
    "retire-protocol": READERS,
    "patient-plans": READERS,
    "plan": READERS,
    "plan-summary": READERS,
    "draft-plan": DOCTORS,
    "edit-plan": DOCTORS,
    "screen-plan": DOCTORS,
    "sign-plan": DOCTORS,
    "revise-plan": DOCTORS,
    "close-plan": DOCTORS,
    "record-consent": DOCTORS,
    "withdraw-consent": DOCTORS,
    "consent-form-sheet": BOOKERS,
    "patient-consents": READERS,
    "consent": READERS,
    "signed-consent-sheet": READERS,
    "discard-revision": DOCTORS,
    "compare-versions": READERS,
    # sessions
    "prepare-mixes": DOCTORS,
    "make-planned-mixes": DOCTORS,
    "prepare-mix": DOCTORS,
    "check-mix": DOCTORS,
    "record-outside-doses": DOCTORS,
    "discard-mix": DOCTORS,
    "mixing-sheet": DOCTORS,
    "bench-labels": DOCTORS,
    "session": READERS,
    "start-session": DOCTORS,
    "screen-session": DOCTORS,
    "record-session": DOCTORS,
    "keep-typing": DOCTORS,
    "forget-typing": DOCTORS,
    "sign-session": DOCTORS,
    "void-record": DOCTORS,
    "co-sign": DOCTORS,
    "drop-session": DOCTORS,
    "add-addendum": DOCTORS,
    "aftercare-sheet": BOOKERS,
    # what comes after
    "scores": READERS,
    "score-chart": READERS,
    "record-baseline": DOCTORS,
    "add-follow-up": DOCTORS,
    "follow-up": READERS,
    "record-follow-up": DOCTORS,
    "check-calls": BOOKERS,
    "waiting-calls": DOCTORS,
    "log-check-call": BOOKERS,
    "miss-check-call": BOOKERS,
    "triage-check-call": DOCTORS,
    "review-plan": DOCTORS,
    # adverse events
    "adverse-events": READERS,
    "patient-adverse-events": READERS,
    "adverse-event": READERS,
    "report-adverse-event": DOCTORS,
    "follow-adverse-event": DOCTORS,
    "close-adverse-event": DOCTORS,
    "toxicity-card": READERS,
    "general-toxicity-card": EVERYBODY,
    # stock
    "stock": READERS,
    "open-vials": READERS,
    "product": READERS,
    "add-product": READERS,
    "retire-product": READERS,
    "bring-back-product": READERS,
    "add-lot": READERS,
    "lot": READERS,
    "correct-lot": READERS,
    "use-up-lot": READERS,
    "put-back-lot": READERS,
    "recall-lot": READERS,
    "lift-recall": READERS,
    "recall-letters": READERS,
    "recall-csv": READERS,
    "discard-vial": READERS,
    # the book
    "day-board": EVERYBODY,
    "board-visits": EVERYBODY,
    "week-board": EVERYBODY,
    "book-free-time": BOOKERS,
    "to-book": EVERYBODY,
    "waitlist": EVERYBODY,
    "fill-slot": BOOKERS,
    "change-waiting": BOOKERS,
    "stop-waiting": BOOKERS,
    "wait-for-visit": BOOKERS,
    "wait-for-session": BOOKERS,
    "wait-for-follow-up": BOOKERS,
    "patient-visits": EVERYBODY,
    "appointment": EVERYBODY,
    "book-visit": BOOKERS,
    "book-session": BOOKERS,
    "book-follow-up": BOOKERS,
    "book-course": BOOKERS,
    "step-course": BOOKERS,
    "what-if": DOCTORS,
    "move-appointment": BOOKERS,
    "cancel-appointment": BOOKERS,
    "stranded-visits": EVERYBODY,
    "move-stranded": BOOKERS,
    "add-absence": EVERYBODY,
    "remove-absence": EVERYBODY,
    "change-appointment-state": BOOKERS,
    "correct-appointment": BOOKERS,
    "visit-list-sheet": BOOKERS,
    # what patients are told
    "messages": BOOKERS,
    "mark-messages-told": BOOKERS,
    "send-messages-again": BOOKERS,
    "message-letter": BOOKERS,
    "preparation-sheet": BOOKERS,
    # a practitioner's own calendar
    "my-calendar": DOCTORS,
    "make-calendar-feed": DOCTORS,
    "revoke-calendar-feed": DOCTORS,
    "calendar-feed": None,
    # what other clinics sent
    "referrals": BOOKERS,
    "receive-referral": BOOKERS,
    "upload": BOOKERS,
    "take-upload": BOOKERS,
    "discard-upload": BOOKERS,
    "match-referral": BOOKERS,
    "look-up-match": BOOKERS,
    "register-referred": BOOKERS,
    "filing-referral": BOOKERS,
    "refuse-referral": BOOKERS,
    "reopen-referral": BOOKERS,
    "return-referral": BOOKERS,
    "waiting-entries": DOCTORS,
    "accept-entries": DOCTORS,
    "decline-entries": DOCTORS,
    "accept-all-entries": DOCTORS,
    "original-document": READERS,
    # administration
    "clinic-setup": ADMINS,
    "add-site": ADMINS,
    "edit-site": ADMINS,
    "add-room": ADMINS,
    "edit-room": ADMINS,
    "add-hours": ADMINS,
    "remove-hours": ADMINS,
    "add-closure": ADMINS,
    "remove-closure": ADMINS,
    "add-holidays": ADMINS,
    "edit-hours": ADMINS,
    "begin-schedule": ADMINS,
    "edit-visit-type": ADMINS,
    "record-review": ADMINS,
    "open-findings": ADMINS,
    "unsigned-notes": ADMINS,
    "overdue-follow-ups": ADMINS,
    "access-log": ADMINS,
    "find-log-patient": ADMINS,
    "patient-timeline": ADMINS,
    "patient-accounting": ADMINS,
    "user-timeline": ADMINS,
    "record-versions": ADMINS,
    "review-queues": ADMINS,
    "review-queue": ADMINS,
    "mark-reviewed": ADMINS,
    "export-fhir": ADMINS,
    "override-rates": ADMINS,
    "override-rates-csv": ADMINS,
    "quality-review": ADMINS,
    "quality-check": ADMINS,
    "quality-check-csv": ADMINS,
    "staff-list": ADMINS,
    "add-staff": ADMINS,
    "edit-staff": ADMINS,
    "make-link": ADMINS,
    "show-link": ADMINS,
    "sign-out-member": ADMINS,
}


def patterns(found: list[Any]) -> list[URLPattern]:
    flat: list[URLPattern] = []
    for pattern in found:
        if isinstance(pattern, URLResolver):
            flat += patterns(pattern.url_patterns)
        else:
            flat.append(pattern)
    return flat


PATTERNS = {str(pattern.name): pattern for pattern in patterns(get_resolver().url_patterns)}


def path_of(name: str) -> str:
    """The URL with an id that does not exist: whoever gets past the gate sees 404 at worst."""
    converters = PATTERNS[name].pattern.converters
    values = {
        argument: 999_999_999 if type(converter).__name__ == "IntConverter" else "nothing"
        for argument, converter in converters.items()
    }
    return reverse(name, kwargs=values)


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert set(PATTERNS) == set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_the_declaration_in_the_code_agrees_with_the_matrix(name: str) -> None:
    rule = rule_for(PATTERNS[name].callback, name)
    if isinstance(rule, Capability):
        assert {role for role in Role if rule in CAPABILITIES[role]} == MATRIX[name]
    elif rule is Open.SIGNED_IN:
        assert MATRIX[name] == EVERYBODY
    else:
        assert rule is Open.PUBLIC
        assert MATRIX[name] is None


METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
# No page of ours knows these.
NEVER = {"put", "patch", "delete", "options"}
every_method = pytest.mark.parametrize("method", METHODS)


@pytest.fixture(autouse=True)
def drawn_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back is drawn for GET only: here it is asked whether something comes."""
    if "method" in request.fixturenames and request.getfixturevalue("method") != "get":
        monkeypatch.setattr(Template, "render", lambda *args, **options: "")


def answers(client: Client, method: str, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name in names:
        yield name, getattr(client, method)(path_of(name))


def behind_the_sign_in() -> list[str]:
    return [name for name, roles in MATRIX.items() if roles is not None]


def is_ours(name: str) -> bool:
    """Our views are functions; a class is allauth's, also where we added to it."""
    return not hasattr(PATTERNS[name].callback, "view_class")


@pytest.mark.django_db
@every_method
def test_a_stranger_is_sent_to_the_sign_in(client: Client, method: str) -> None:
    for name, response in answers(client, method, behind_the_sign_in()):
        assert (name, response.status_code) == (name, 302)
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@every_method
def test_a_page_for_everybody_answers_a_stranger(client: Client, method: str) -> None:
    # The health pages are answered in front of everything: tests/clinic/test_health.py.
    for name in MATRIX.keys() - set(behind_the_sign_in()) - {"healthz", "readyz"}:
        status = getattr(client, method)(path_of(name)).status_code
        if method in NEVER and is_ours(name):
            assert (name, status) == (name, 405)
        assert (name, status < 500 and status != 403) == (name, True)


@pytest.mark.django_db
@every_method
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_exactly_its_pages(client: Client, role: Role, method: str) -> None:
    client.force_login(people.staff_member("Sam Rivers", role.value))
    # Signing out and being asked for the password are tried in tests/staff/accounts/.
    names = [name for name in behind_the_sign_in() if not name.startswith("account_")]
    for name, response in answers(client, method, names):
        status = response.status_code
        if role not in MATRIX[name]:
            assert (name, status) == (name, 403)
        elif method in NEVER and is_ours(name):
            assert (name, status) == (name, 405)
        else:
            assert (name, status < 500 and status != 403) == (name, True)


@pytest.mark.django_db
@every_method
def test_a_disabled_account_is_out_at_the_next_click(client: Client, method: str) -> None:
    member = people.staff_member("Sam Rivers", *(role.value for role in Role))
    client.force_login(member)
    assert client.get(reverse("patients")).status_code == 200
    session = client.session
    member.is_active = False
    member.save(update_fields=["is_active"])
    for name in behind_the_sign_in():
        # Each with the session as it was: the first answer may end it.
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        response = getattr(client, method)(path_of(name))
        assert (name, response.status_code) == (name, 302)
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@every_method
def test_an_account_without_a_role_gets_only_what_is_its_own(client: Client, method: str) -> None:
    client.force_login(people.staff_member("Nora Blank"))
    names = [name for name in behind_the_sign_in() if not name.startswith("account_")]
    for name, response in answers(client, method, names):
        own = rule_for(PATTERNS[name].callback, name) is Open.SIGNED_IN
        assert (name, response.status_code == 403) == (name, not own)


@pytest.mark.django_db
def test_a_refused_page_is_in_the_read_log(client: Client) -> None:
    ben = people.front_desk()
    client.force_login(ben)
    client.get(reverse("protocols"))
    event = ben.access_events.get()
    assert (event.action, event.view) == ("denied", "protocols")


@pytest.mark.django_db
def test_pages_behind_the_sign_in_are_never_stored(client: Client) -> None:
    client.force_login(people.physician())
    cache = client.get(reverse("home"))["Cache-Control"]
    assert "no-store" in cache
    assert "private" in cache
