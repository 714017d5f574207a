"""Nobody but the people named for it sees anything of a restricted chart, by whatever address."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from types import SimpleNamespace as Clinic

import pytest
import typst
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, TextField
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
from records.models import Review
from records.quality.checks import CHECKS
from records.whole_record.tables import TABLES
from scheduling.models import Appointment
from staff import clock
from staff.access import rule_for
from staff.models import AccessEvent
from tests.bad_input import clinic as clinics
from tests.bad_input import sending
from tests.bad_input.table import ROWS
from tests.test_access import MATRIX, PATTERNS

pytestmark = pytest.mark.django_db

SECRET = "Qzclinical words of a chart"
# What people write is long; shorter columns hold codes, numbers and the ways somebody is reached.
WORDS_FROM = 80
# Who somebody is and how to reach him, whom a clinic sent, and what the desk writes about a visit.
OF_THE_DESK = {
    *("given_name", "family_name", "family_key", "given_key", "name_key", "email", "address"),
    *("system", "value", "source_key", "subject", "sender", "problem"),
    *("signed_name", "guardian_name", "image_reference"),
    *("scheduling_appointment.note", "scheduling_appointment.cancelled_reason"),
    *("scheduling_appointment.overbooked_reason", "scheduling_statechange.reason"),
    *("scheduling_waitlistentry.note", "patients_restriction.reason"),
    *("patients_restriction.lifted_reason",),
}
REFUSED = "This chart is restricted"


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: object) -> Iterator[Clinic]:
    """Every chart of it is restricted to Mallory Quinn."""
    with clinics.standing(django_db_blocker) as built, pytest.MonkeyPatch.context() as patch:
        # What is set on paper stays readable to these tests.
        patch.setattr(
            typst, "compile", lambda *_, sys_inputs, **more: sys_inputs["content"].encode()
        )
        _write_secrets()
        for patient in Patient.objects.filter(restrictions=None):
            _restrict(patient, built)
        yield built


def written() -> Iterator[tuple[str, str]]:
    """Every column of a chart in which people write words."""
    for table in TABLES:
        name = table.rows_of._meta.db_table
        for field in table.rows_of._meta.concrete_fields:
            words = isinstance(field, CharField | TextField) and not field.choices
            if not words or (field.max_length or 0) < WORDS_FROM:
                continue
            if not OF_THE_DESK & {field.column, f"{name}.{field.column}"}:
                yield name, field.column


def _write_secrets() -> None:
    """Also into what is signed, which no trigger lets pass otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, column in written():
            write = f'UPDATE "{table}" SET "{column}" = %s'
            try:
                with transaction.atomic():
                    cursor.execute(write, [SECRET])
            except IntegrityError:  # it goes with another column: a reason, of what has one
                cursor.execute(f'{write} WHERE "{column}" <> %s', [SECRET, ""])
        # Of whom nobody has said whose record it is, it is in no chart.
        cursor.execute(
            "UPDATE patients_referral SET reason = '', filing_trouble = '' WHERE patient_id IS NULL"
        )
        typed = json.dumps({"note": [SECRET]})
        cursor.execute("UPDATE treatments_recorddraft SET typed = %s", [typed])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _restrict(patient: Patient, clinic: Clinic) -> None:
    row = Restriction.objects.create(
        patient=patient, reason="Works here", made_by=clinic.ines, made_at=clinics.NOW
    )
    NamedReader.objects.create(restriction=row, user=clinic.mallory)


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

OF_ONE_SENT = [
    name for name in ABOUT_PATIENTS if set(PATTERNS[name].pattern.converters) == {"referral_id"}
]


def test_of_every_address_with_a_number_it_is_said_whose_chart_it_is_about():
    for name, pattern in PATTERNS.items():
        for argument in pattern.pattern.converters:
            known = {*WHOSE, *NOBODYS, *BESIDE}
            said = argument in known or name in {*WHOSE_IN, *OF_ACCOUNTS, "void-entry"}
            assert (name, argument, said) == (name, argument, True)


def test_the_pages_of_the_desk_exist():
    assert set(PATTERNS) >= TIMES | DOORS | set(WHOSE_IN) | OF_ACCOUNTS


def test_no_page_about_a_patient_shows_the_chart_to_whom_it_is_shut(clinic, db):
    """Nor does any form that is sent there; each attempt is in the log."""
    faults = []
    for name in ABOUT_PATIENTS:
        arguments = arguments_of(name, clinic)
        whose = patients_of(name, arguments)
        assert whose, f"the clinic of this test has nothing for {name}"
        url = reverse(name, kwargs=arguments)
        for who, method in (
            *(("everybody", "get"), ("everybody", "post")),
            *(("ruth", "get"), ("ines", "get"), ("ben", "get")),
        ):
            with transaction.atomic():
                before = last_line()
                answer = getattr(clinics.client_of(clinic, who), method)(url)
                if SECRET in answer.getvalue().decode(errors="replace"):
                    faults.append((name, who, method, "shows words of the chart"))
                if answer.status_code >= 500:
                    faults.append((name, who, method, answer.status_code))
                if who == "everybody" and name not in TIMES | DOORS:
                    lines = AccessEvent.objects.filter(pk__gt=before)
                    said = list(lines.values_list("action", "patient_id", "user", "details"))
                    line = ("denied", min(whose), clinic.everybody.pk, "restricted chart")
                    if (answer.status_code, said) != (403, [line]):
                        faults.append((name, who, method, answer.status_code, said))
                transaction.set_rollback(True)
    assert faults == []


def addresses(name: str, clinic: Clinic) -> list[str]:
    """Of a page that is about no patient: with each queue and each check that it can be about."""
    known = {"code": "low_back", "secret": "nothing", "pk": 1, "session_id": 1}
    known |= {"item_id": clinic.waiting.pk}
    known |= {"kind": "patients-problem", "row_id": clinic.problem.pk}
    each_of = {"queue": list(Review.Queue), "check": list(CHECKS)}
    converters = PATTERNS[name].pattern.converters
    one = {
        argument: known.get(argument) or getattr(clinic, clinics.ABOUT[argument]).pk
        for argument in converters
        if argument not in each_of
    }
    for argument in each_of:
        if argument in converters:
            return [reverse(name, kwargs=one | {argument: value}) for value in each_of[argument]]
    return [reverse(name, kwargs=one)]


def test_no_list_search_or_review_shows_words_of_a_chart_to_whom_it_is_shut(clinic, db):
    searched = {"q": "Berg", "record_number": clinic.anna.record_number, "name": "Berg"}
    asked = (("everybody", "get", {}), ("everybody", "post", searched), ("ruth", "get", {}))
    urls = [url for name in OTHERS for url in addresses(name, clinic)]
    # Whom these name may be the one who was sent.
    urls += [reverse(name, args=[clinic.unmatched.pk]) for name in OF_ONE_SENT]
    faults = []
    for url, (who, method, sent) in product(urls, asked):
        with transaction.atomic():
            answer = getattr(clinics.client_of(clinic, who), method)(url, sent)
            if SECRET in answer.getvalue().decode(errors="replace"):
                faults.append((url, who, method))
            transaction.set_rollback(True)
    assert faults == []


def test_searching_finds_that_there_is_such_a_chart_and_nothing_of_it(clinic, db):
    page = clinics.client_of(clinic, "ruth").post(reverse("patients"), {"q": "Berg"})
    text = page.content.decode()
    assert "Berg, Anna" in text
    assert '<span class="pr-badge is-warn">Restricted</span>' in text
    assert SECRET not in text


def test_part_of_a_page_is_refused_in_words(clinic, db):
    url = reverse("chart", args=[clinic.anna.pk])
    part = clinics.client_of(clinic, "ruth").get(url, headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (403, b"This chart is restricted.")


def test_desk_goes_on_booking(clinic, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    page = clinics.client_of(clinic, "ben").get(reverse("patient-visits", args=[clinic.boris.pk]))
    assert page.status_code == 200
    assert Appointment.objects.filter(patient=clinic.boris).exists()
    text = page.content.decode()
    assert "Restricted chart" in text
    # What is shut to the desk has no link there either.
    for name in ("add-scan", "patient-requests"):
        assert (name, reverse(name, args=[clinic.boris.pk]) in text) == (name, False)
    visits = Appointment.objects.filter(patient=clinic.anna)
    before = visits.count()
    answer = sending.Page.open("book-visit", ROWS["book-visit"], clinic).post({})
    assert (answer.status_code, visits.count()) == (302, before + 1)


def test_complaint_stays_when_the_desk_saves_contact_details_without_seeing_it(clinic, db):
    client = clinics.client_of(clinic, "ben")
    url = reverse("edit-patient", args=[clinic.boris.pk])
    form = client.get(url).context["form"]
    assert "complaint" not in form.fields
    typed = {name: form.initial.get(name) or "" for name in form.fields} | {"phone": "555 0188"}
    assert client.post(url, typed).status_code == 302
    boris = Patient.objects.get(pk=clinic.boris.pk)
    assert (boris.phone, boris.complaint, boris.referrer) == ("555 0188", SECRET, SECRET)


def test_refused_page_is_in_the_log(clinic, db):
    clinics.client_of(clinic, "ruth").get(reverse("chart", args=[clinic.anna.pk]))
    event = AccessEvent.objects.latest("pk")
    assert (event.action, event.patient_id, event.user, event.details) == (
        "denied",
        clinic.anna.pk,
        clinic.ruth,
        "restricted chart",
    )


def last_line() -> int:
    return AccessEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def glass(client: Client, clinic: Clinic, **changes: str):
    typed = {"why": "emergency", "words": "Collapsed in room 2", "password": clinics.PASSWORD}
    return client.post(reverse("break-glass", args=[clinic.anna.pk]), typed | changes)


def test_glass_opens_the_chart_for_an_hour_and_is_in_the_log(clinic, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    client, chart = clinics.client_of(clinic, "ruth"), reverse("chart", args=[clinic.anna.pk])
    answer = glass(client, clinic)
    assert (answer.status_code, answer["Location"]) == (302, chart)
    event = AccessEvent.objects.filter(action="glass").get()
    assert (event.user, event.patient_id, event.reason, event.details) == (
        clinic.ruth,
        clinic.anna.pk,
        "Collapsed in room 2",
        "Emergency: the patient needs care now, 60 min",
    )
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW + timedelta(minutes=60, seconds=-1))
    assert SECRET in client.get(chart).content.decode()
    assert AccessEvent.objects.latest("pk").action == "read"
    # It opened this chart to this person and nothing else to nobody else.
    assert client.get(reverse("chart", args=[clinic.boris.pk])).status_code == 403
    assert clinics.client_of(clinic, "everybody").get(chart).status_code == 403
    for shut in (timedelta(minutes=60), timedelta(days=400), timedelta(seconds=-1)):
        # The last one: somebody set the clock back to before it was opened.
        monkeypatch.setattr(clock, "now", lambda shut=shut: clinics.NOW + shut)
        assert (shut, client.get(chart).status_code) == (shut, 403)
    for name in ("add-problem", "export-fhir", "patient-plans", "results"):
        shut = clinics.client_of(clinic, "everybody").get(reverse(name, args=[clinic.anna.pk]))
        assert (name, shut.status_code) == (name, 403)


def test_whoever_reviews_the_opening_sees_who_and_why_and_nothing_of_the_chart(
    clinic, db, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    glass(clinics.client_of(clinic, "ruth"), clinic)
    event = AccessEvent.objects.get(action="glass")
    ines = clinics.client_of(clinic, "ines")
    for name, arguments in (
        ("review-queue", ["glass"]),
        ("mark-reviewed", ["glass", event.pk]),
        ("patient-timeline", [clinic.anna.pk]),
        ("access-log", []),
    ):
        page = ines.get(reverse(name, args=arguments))
        text = page.content.decode()
        assert (name, page.status_code, "Collapsed in room 2" in text) == (name, 200, True)
        assert (name, SECRET in text) == (name, False)
    sheet = ines.get(reverse("patient-accounting", args=[clinic.anna.pk]))
    assert sheet["Content-Type"] == "application/pdf"
    # The right to review opens no chart, not even the one that is reviewed.
    assert ines.get(reverse("chart", args=[clinic.anna.pk])).status_code == 403


def test_a_request_about_a_shut_chart_is_answered_by_an_administrator_who_breaks_the_glass(
    clinic, db, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: clinics.NOW)
    ines, url = (
        clinics.client_of(clinic, "ines"),
        reverse("record-request", args=[clinic.request.pk]),
    )
    assert "Berg, Anna" in ines.get(reverse("record-requests")).content.decode()
    assert ines.get(url).status_code == 403
    glass(ines, clinic, why="duty", words="She asked for a copy")
    assert ines.get(url).status_code == 200


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
    client = clinics.client_of(clinic, "ruth")
    assert glass(client, clinic, **changes).status_code == 200
    assert client.get(reverse("chart", args=[clinic.anna.pk])).status_code == 403
    assert AccessEvent.objects.filter(action="glass").count() == 0


def test_desk_cannot_break_the_glass(clinic, db):
    assert glass(clinics.client_of(clinic, "ben"), clinic).status_code == 403


def test_whoever_is_named_reads_on(clinic, db):
    client = Client()
    client.force_login(clinic.mallory)
    assert SECRET in client.get(reverse("chart", args=[clinic.anna.pk])).content.decode()
