"""Nobody but the people named for it sees anything of a restricted chart, by whatever address."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace as Clinic

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from clinic.restricted import (
    BESIDE,
    DOORS,
    NOBODYS,
    OF_ACCOUNTS,
    TIMES,
    WHOSE,
    WHOSE_IN,
    patients_of,
)
from patients.models import NamedReader, Patient, Restriction
from scheduling.models import Appointment
from staff import clock
from staff.access import rule_for
from staff.models import AccessEvent
from tests.bad_input import clinic as clinics
from tests.test_access import MATRIX, PATTERNS

pytestmark = pytest.mark.django_db

SECRET = "Qzclinical words of a chart"
# Everywhere in a chart where people write words, signed or not.
WRITTEN = (
    ("patients_patient", "complaint"),
    ("patients_patient", "referrer"),
    ("patients_problem", "display"),
    ("patients_medication", "name"),
    ("patients_allergy", "substance"),
    ("patients_specialistnote", "specialist"),
    ("patients_finding", "reason"),
    ("treatments_adverseevent", "description"),
    ("treatments_checkcall", "words"),
    ("treatments_planversion", "indication"),
    ("treatments_planversion", "goal"),
    ("treatments_sessionrecord", "note"),
    ("scheduling_appointment", "outside_window_reason"),
)
REFUSED = "This chart is restricted"


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: object) -> Iterator[Clinic]:
    """Every chart of it is restricted to Mallory Quinn."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():  # type: ignore[attr-defined]
        patch.setattr(clock, "now", lambda: clinics.NOW)
        with transaction.atomic():
            built = clinics.build()
            _write_secrets()
            for patient in Patient.objects.filter(restrictions=None):
                _restrict(patient, built)
            yield built
            transaction.set_rollback(True)


def _write_secrets() -> None:
    """Also into what is signed, which no trigger lets pass otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column in WRITTEN:
            cursor.execute(f'UPDATE "{table}" SET "{column}" = %s', [SECRET])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _restrict(patient: Patient, clinic: Clinic) -> None:
    row = Restriction.objects.create(
        patient=patient, reason="Works here", made_by=clinic.ines, made_at=clinics.NOW
    )
    NamedReader.objects.create(restriction=row, user=clinic.mallory)


def client_of(clinic: Clinic, who: str) -> Client:
    client = Client()
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = clinic.signed_in[who]
    return client


def arguments_of(name: str, clinic: Clinic) -> dict[str, object]:
    given: dict[str, object] = {}
    for argument in PATTERNS[name].pattern.converters:
        if name == "void-entry":
            given |= {"kind": "problem", "entry_id": clinic.problem.pk}
        elif argument == "instrument":
            given[argument] = "nprs"
        elif argument == "document_id":
            given[argument] = clinic.referral.document_id
        elif argument == "referral_id":
            given[argument] = clinic.referral.pk
        elif argument in clinics.ABOUT:
            given[argument] = getattr(clinic, clinics.ABOUT[argument]).pk
        else:
            given[argument] = 1 if argument == "pk" else "nothing"
    return given


ABOUT_PATIENTS = sorted(
    name
    for name, pattern in PATTERNS.items()
    if name not in OF_ACCOUNTS
    and (set(pattern.pattern.converters) - NOBODYS - BESIDE)
)  # fmt: skip
OTHERS = sorted(
    name
    for name in MATRIX
    if name not in ABOUT_PATIENTS and rule_for(PATTERNS[name].callback, name)
)


def test_of_every_address_with_a_number_it_is_said_whose_chart_it_is_about():
    for name, pattern in PATTERNS.items():
        for argument in pattern.pattern.converters:
            known = {*WHOSE, *NOBODYS, *BESIDE}
            said = argument in known or name in {*WHOSE_IN, *OF_ACCOUNTS, "void-entry"}
            assert (name, argument, said) == (name, argument, True)


def test_the_pages_of_the_desk_exist():
    assert set(PATTERNS) >= TIMES | DOORS | set(WHOSE_IN) | OF_ACCOUNTS


@pytest.mark.parametrize("name", ABOUT_PATIENTS)
def test_no_page_about_a_patient_shows_the_chart_to_whom_it_is_shut(clinic, db, name):
    arguments = arguments_of(name, clinic)
    assert patients_of(name, arguments), "the clinic of this test has something for this address"
    url = reverse(name, kwargs=arguments)
    for who in ("ruth", "ben", "ines", "everybody"):
        for method in ("get", "post"):
            answer = getattr(client_of(clinic, who), method)(url)
            text = answer.getvalue().decode(errors="replace")
            assert (who, method, SECRET in text) == (who, method, False)
            assert answer.status_code < 500
            if who == "everybody" and name not in TIMES | DOORS:
                assert (answer.status_code, REFUSED in text) == (403, True)


@pytest.mark.parametrize("name", OTHERS)
def test_no_list_shows_words_of_a_chart_to_whom_it_is_shut(clinic, db, name):
    known = {"code": "low_back", "secret": "nothing", "pk": 1, "session_id": 1}
    known |= {"queue": "overrides", "item_id": clinic.waiting.pk}
    known |= {"kind": "patients-problem", "row_id": clinic.problem.pk}
    arguments = {
        argument: known[argument]
        if argument in known
        else getattr(clinic, clinics.ABOUT[argument]).pk
        for argument in PATTERNS[name].pattern.converters
    }
    url = reverse(name, kwargs=arguments)
    for who in ("ruth", "ben", "ines", "everybody"):
        text = client_of(clinic, who).get(url).getvalue().decode(errors="replace")
        assert (who, SECRET in text) == (who, False)


def test_searching_finds_that_there_is_such_a_chart_and_nothing_of_it(clinic, db):
    page = client_of(clinic, "ruth").post(reverse("patients"), {"q": "Berg"})
    text = page.content.decode()
    assert "Berg, Anna" in text
    assert '<span class="pr-badge is-warn">Restricted</span>' in text
    assert SECRET not in text


def test_part_of_a_page_is_refused_in_words(clinic, db):
    url = reverse("chart", args=[clinic.anna.pk])
    part = client_of(clinic, "ruth").get(url, headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (403, b"This chart is restricted.")


def test_desk_goes_on_booking(clinic, db):
    page = client_of(clinic, "ben").get(reverse("patient-visits", args=[clinic.boris.pk]))
    assert page.status_code == 200
    assert Appointment.objects.filter(patient=clinic.boris).exists()
    assert "Restricted chart" in page.content.decode()


def test_complaint_stays_when_the_desk_saves_contact_details_without_seeing_it(clinic, db):
    client = client_of(clinic, "ben")
    url = reverse("edit-patient", args=[clinic.boris.pk])
    form = client.get(url).context["form"]
    assert "complaint" not in form.fields
    typed = {name: form.initial.get(name) or "" for name in form.fields} | {"phone": "555 0188"}
    assert client.post(url, typed).status_code == 302
    boris = Patient.objects.get(pk=clinic.boris.pk)
    assert (boris.phone, boris.complaint, boris.referrer) == ("555 0188", SECRET, SECRET)


def test_refused_page_is_in_the_log(clinic, db):
    client_of(clinic, "ruth").get(reverse("chart", args=[clinic.anna.pk]))
    event = AccessEvent.objects.latest("pk")
    assert (event.action, event.patient_id, event.user, event.details) == (
        "denied",
        clinic.anna.pk,
        clinic.ruth,
        "restricted chart",
    )


def glass(client: Client, clinic: Clinic, **changes: str):
    typed = {"why": "emergency", "words": "Collapsed in room 2", "password": clinics.PASSWORD}
    return client.post(reverse("break-glass", args=[clinic.anna.pk]), typed | changes)


def test_glass_opens_the_chart_for_an_hour_and_is_in_the_log(clinic, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    client, chart = client_of(clinic, "ruth"), reverse("chart", args=[clinic.anna.pk])
    answer = glass(client, clinic)
    assert (answer.status_code, answer["Location"]) == (302, chart)
    event = AccessEvent.objects.filter(action="glass").get()
    assert (event.user, event.patient_id, event.reason, event.details) == (
        clinic.ruth,
        clinic.anna.pk,
        "Collapsed in room 2",
        "emergency, 60 min",
    )
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW + timedelta(minutes=59))
    assert SECRET in client.get(chart).content.decode()
    assert AccessEvent.objects.latest("pk").action == "read"
    # It opened this chart to this person and nothing else to nobody else.
    assert client.get(reverse("chart", args=[clinic.boris.pk])).status_code == 403
    assert client_of(clinic, "everybody").get(chart).status_code == 403
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW + timedelta(minutes=60))
    assert client.get(chart).status_code == 403
    for name in ("add-problem", "export-fhir", "patient-plans", "results"):
        shut = client_of(clinic, "everybody").get(reverse(name, args=[clinic.anna.pk]))
        assert (name, shut.status_code) == (name, 403)


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong"},
        {"password": ""},
        {"why": ""},
        {"why": "curious"},
        {"words": " "},
        {"words": "x" * 201},
        {"words": "a\x00b"},
    ],
)
def test_without_password_and_reason_the_glass_holds(clinic, db, changes):
    client = client_of(clinic, "ruth")
    assert glass(client, clinic, **changes).status_code == 200
    assert client.get(reverse("chart", args=[clinic.anna.pk])).status_code == 403
    assert AccessEvent.objects.filter(action="glass").count() == 0


def test_desk_cannot_break_the_glass(clinic, db):
    assert glass(client_of(clinic, "ben"), clinic).status_code == 403


def test_whoever_is_named_reads_on(clinic, db):
    client = Client()
    client.force_login(clinic.mallory)
    assert SECRET in client.get(reverse("chart", args=[clinic.anna.pk])).content.decode()
