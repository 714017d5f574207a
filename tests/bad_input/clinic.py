"""One clinic in which every form of the product has something to be about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from patients.actions import requests
from patients.models import ClinicMedicine, NamedReader, Patient, Restriction
from scheduling.actions.feeds import make_feed
from scheduling.actions.setup import ensure_visit_types
from scheduling.actions.waitlist import Availability, put_on_waitlist
from scheduling.models import Reminder
from staff import clock
from staff.models import AccessEvent, User
from tests import people
from tests.bad_input import referrals, scans
from tests.patients import screenings as charts
from tests.scheduling import builders as book
from tests.treatments import builders as plans
from tests.treatments import days, own_protocols, shelf
from tests.treatments.events import event
from treatments.actions import check_calls, follow_ups, kept_typing, signing
from treatments.actions.products import load_products
from treatments.models import CheckCall, Lot, Mix, MixPart, Plan, Product, Session, Vial

TODAY = date(2026, 12, 4)
NOW = book.NOW  # eight in the morning of that Friday, in New York
PASSWORD = "orchard lantern puzzle"

# Nobody in the clinic has these; where they turn up, a form let them in.
SMUGGLED_ID = 987_654_321
SMUGGLED_DAY = date(1999, 9, 9)
# What the addresses of pages are about, by the name of the argument.
ABOUT = {
    "patient_id": "anna",
    "problem_id": "problem",
    "medication_id": "medication",
    "allergy_id": "allergy",
    "treatment_id": "prior",
    "letter_id": "letter",
    "medicine_id": "clinic_medicine",
    "screening_id": "screening",
    "finding_id": "finding",
    "plan_id": "given_plan",
    "consent_id": "consent",
    "session_id": "written_session",
    "follow_up_id": "follow_up",
    "version_id": "protocol",
    "call_id": "call",
    "mix_id": "mix",
    "event_id": "event",
    "appointment_id": "monday_visit",
    "product_id": "p2g",
    "lot_id": "lot",
    "vial_id": "vial",
    "site_id": "site",
    "room_id": "room",
    "hours_id": "hours",
    "closure_id": "closure",
    "visit_type_id": "visit_type",
    "entry_id": "entry",
    "request_id": "request",
    "user_id": "ben",
    "upload_id": "upload",
    "referral_id": "unmatched",
    "document_id": "document",
    "scan_id": "scan",
    "item_id": "exported",
    "row_id": "problem",
}


def build() -> SimpleNamespace:
    clinic = SimpleNamespace(
        ruth=people.physician("Ruth Adler"),
        ben=people.front_desk("Ben Castillo"),
        ines=people.administrator("Ines Okafor"),
        everybody=people.staff_member("Sam Rivers", "physician", "front_desk", "administrator"),
        mallory=people.physician("Mallory Quinn", pk=SMUGGLED_ID),
    )
    for user in (clinic.ruth, clinic.ben, clinic.ines):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    people.patient("Otto Frey", pk=SMUGGLED_ID, registered_by=clinic.ben)
    # Signed in once for all tests.
    workers = ("ruth", "ben", "ines", "everybody")
    clinic.signed_in = {who: _session_key(getattr(clinic, who)) for who in workers}
    _charts(clinic)
    _book(clinic)
    _plans(clinic)
    _stock(clinic)
    referrals.build(clinic, NOW, TODAY)
    clinic.exported = AccessEvent.objects.create(
        at=NOW, user=clinic.ines, action="export", view="export-fhir", patient_id=clinic.anna.pk
    )
    return clinic


@contextmanager
def standing(blocker: Any) -> Iterator[SimpleNamespace]:
    """The clinic on its day, for a module of tests; taken back afterwards."""
    with pytest.MonkeyPatch.context() as patch, blocker.unblock(), transaction.atomic():
        patch.setattr(clock, "now", lambda: NOW)
        yield build()
        transaction.set_rollback(True)


def client_of(clinic: SimpleNamespace, who: str, **options: Any) -> Client:
    """The browser of somebody who signed in when the clinic was built."""
    client = Client(raise_request_exception=False, **options)
    client.cookies[settings.SESSION_COOKIE_NAME] = clinic.signed_in[who]
    return client


def _session_key(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _charts(clinic: SimpleNamespace) -> None:
    ruth = clinic.ruth
    anna = clinic.anna = charts.healthy(ruth, "Anna Berg", registered_by=clinic.ben)
    clinic.problem = anna.problems.create(entered_by=ruth, display="Knee pain")
    clinic.prior = anna.priortreatments.get()
    clinic.medication = charts.medicine(anna, ruth, "Ibuprofen", "nsaid")
    clinic.unknown_medicine = charts.medicine(anna, ruth, "Zebrafin")
    clinic.letter = anna.specialistnotes.create(
        entered_by=ruth, kind="surgery", specialist="Dr. Hale", dated=date(2026, 11, 2), agrees=True
    )
    clinic.clinic_medicine = ClinicMedicine.objects.create(
        folded="quaxil", name="Quaxil", classes=["opioid"], classed_by=ruth, classed_at=NOW
    )
    clinic.result = charts.result(anna, ruth, "hba1c", "5.9", date(2026, 11, 2))
    clinic.request = requests.record_request(
        patient=anna, kind="access", wish="A copy", received_on=TODAY, by=clinic.ben, today=TODAY
    )
    denied = requests.record_request(
        patient=anna,
        kind="amendment",
        wish="No gout",
        received_on=TODAY,
        by=clinic.ben,
        today=TODAY,
    )
    clinic.denied_request = requests.close_request(
        request=denied,
        revision=denied.revision,
        state="denied",
        done="Told in a letter",
        denial_reason="The record is right",
        by=clinic.ines,
        today=TODAY,
    )
    zoe = clinic.restricted = people.patient("Zoe Ward", registered_by=clinic.ben)
    restriction = Restriction.objects.create(
        patient=zoe, reason="Works here", made_by=clinic.ines, made_at=NOW
    )
    NamedReader.objects.create(restriction=restriction, user=clinic.mallory)
    clinic.scan = scans.scan(anna, clinic.ben, NOW)
    dora = clinic.dora = charts.healthy(ruth, "Dora Early", registered_by=clinic.ben)
    clinic.allergy = charts.allergy(dora, ruth, "Corn")
    fred = charts.healthy(ruth, "Fred Gale", registered_by=clinic.ben)
    clinic.thinner = charts.medicine(fred, ruth, "Apixaban", "anticoagulant")
    clinic.finding = charts.finding(charts.screened(fred, ruth, on=TODAY), "R08")
    clinic.screening = clinic.finding.screening
    pia = charts.healthy(ruth, "Pia Roth", registered_by=clinic.ben)
    charts.medicine(pia, ruth, "Apixaban", "anticoagulant")
    # The clinic asked for two signatures on that day only.
    charts.two_signatures(clinic.ines, "R08")
    clinic.waiting = charts.overridden(
        charts.finding(charts.screened(pia, ruth, on=TODAY), "R08"), ruth
    )
    charts.two_signatures(clinic.ines)
    gina = charts.diabetic(ruth, "7.5", full_name="Gina Holt", registered_by=clinic.ben)
    clinic.caution = charts.finding(charts.screened(gina, ruth, on=TODAY), "R01b")


def _book(clinic: SimpleNamespace) -> None:
    ruth = clinic.ruth
    clinic.site = book.site(country="US")
    clinic.closed_site = book.site("Hill Road")
    clinic.visit_type = ensure_visit_types()["session"]
    clinic.hours = book.hours(ruth, clinic.site)[0]
    clinic.room = book.room(clinic.site, "Room 1", "ultrasound")
    clinic.spare_room = book.room(clinic.site, "Room 2", "ultrasound")
    clinic.closure = book.closed(clinic.closed_site, date(2026, 12, 24))
    clinic.absence = book.leave(clinic.mallory, date(2026, 12, 24))
    boris = clinic.boris = people.patient("Boris Lind", registered_by=clinic.ben)
    clinic.visit = book.appointment(boris, ruth, clinic.room, book.at(TODAY, 9))
    clinic.missed_visit = book.appointment(
        boris, ruth, clinic.room, book.at(TODAY, 8), state="no_show"
    )
    clinic.monday_visit = book.appointment(boris, ruth, clinic.room, book.at(book.MONDAY, 9))
    told = {"appointment": clinic.monday_visit, "sequence": 0, "send_at": NOW}
    clinic.call_to_make = Reminder.objects.create(kind="moved", channel="phone", **told)
    clinic.lost_mail = Reminder.objects.create(
        kind="booked", channel="email", state="failed", tries=5, **told
    )
    make_feed(by=ruth, now=NOW)


def _plans(clinic: SimpleNamespace) -> None:
    ruth = clinic.ruth
    clinic.protocol = plans.protocol()
    clinic.own_draft = own_protocols.drafted(ruth)
    clinic.foreign_draft = own_protocols.drafted(clinic.mallory, condition="Heel pain")
    clinic.approved_protocol = own_protocols.approved(ruth, clinic.mallory, condition="Jaw pain")
    clinic.draft = plans.drafted_plan(clinic.anna, ruth)
    charts.screened(clinic.anna, ruth, on=TODAY)
    clinic.ready = plans.drafted_plan(_patient(clinic, "Hugo Ivers"), ruth)
    signing.screen_plan(plan=clinic.ready, by=ruth, now=NOW, today=TODAY, answers=plans.FINE)
    clinic.signed = plans.signed_plan(_patient(clinic, "Ida Jones"), ruth, on=TODAY)
    clinic.revised = _running(clinic, "Jana Kerr")
    signing.revise_plan(plan=clinic.revised, reason="One session more", by=ruth)
    clinic.running = _running(clinic, "Karl Lane")
    clinic.consent = clinic.running.consent
    clinic.session = clinic.running.sessions.get(number=1)
    clinic.started = days.started(_session(clinic, "Lena Moss"), ruth, on=TODAY)
    clinic.written = days.written(_session(clinic, "Max Noble"), ruth, on=TODAY)
    clinic.given = days.given(_session(clinic, "Nina Orr"), ruth, on=TODAY)
    clinic.given_plan = clinic.given.session.plan
    clinic.call = CheckCall.objects.get(session=clinic.given.session)
    clinic.worry = CheckCall.objects.get(
        session=days.given(_session(clinic, "Omar Pike"), ruth, on=TODAY).session
    )
    clinic.worry = check_calls.log_check_call(
        call=clinic.worry,
        revision=clinic.worry.revision,
        said=["rising_pain"],
        words="It is swollen",
        by=clinic.ben,
        now=NOW,
    )
    clinic.event = event(clinic.anna, ruth, next_look_on=TODAY)
    clinic.follow_up = follow_ups.add_follow_up(
        plan=clinic.given_plan, target_on=TODAY + timedelta(days=5), today=TODAY, by=ruth
    )
    clinic.entry = put_on_waitlist(
        patient=clinic.boris, suits=Availability(from_day=TODAY), by=clinic.ben
    )
    clinic.started_session = clinic.started.session
    clinic.written_session = clinic.written.session
    clinic.typed = days.started(_session(clinic, "Rosa Sharp"), ruth, on=TODAY)
    kept_typing.keep_typing(
        record=clinic.typed,
        revision=clinic.typed.revision,
        number=0,
        typed={"note": ["Half a sent"]},
        by=ruth,
        now=NOW,
    )
    clinic.typed_session = clinic.typed.session
    clinic.given_session = clinic.given.session
    clinic.other_target = clinic.signed.versions.get().targets.get()


def _stock(clinic: SimpleNamespace) -> None:
    ruth = clinic.ruth
    load_products()
    clinic.p2g = Product.objects.get(code="p2g")
    held = clinic.p2g.strengths | {"phenol": "2.5"}

    def lot(number: str, **fields: object) -> Lot:
        return shelf.lot(ruth, clinic.p2g, number, strengths=held, **fields)

    clinic.lot, clinic.used_up_lot = lot("P-1"), lot("P-2", used_up_at=NOW)
    clinic.recalled_lot = lot(
        "P-3", recalled_on=TODAY, recalled_by=ruth, recall_reason="Particles in the solution"
    )
    clinic.retired_product = shelf.product("old-water", name="Old water", retired_at=NOW)
    clinic.vial = Vial.objects.create(lot=clinic.lot, opened_at=NOW, opened_by=ruth)
    clinic.water = shelf.lot(ruth, Product.objects.get(code="sterile-water"), "W-1")
    clinic.mixing = days.started(_session(clinic, "Quinn Rowe"), ruth, on=TODAY)
    clinic.mix = Mix.objects.create(
        record=clinic.mixing,
        position=1,
        total_ml=6,
        mixed_at=NOW,
        mixed_by=ruth,
        appearance=Mix.Appearance.CLEAR,
    )
    patient = clinic.mixing.session.plan.patient
    opened = Vial.objects.create(lot=clinic.water, patient=patient, opened_at=NOW, opened_by=ruth)
    MixPart.objects.create(mix=clinic.mix, position=1, lot=clinic.water, vial=opened, ml=6)


def _patient(clinic: SimpleNamespace, name: str) -> Patient:
    return plans.healthy(people.patient(name, registered_by=clinic.ben), clinic.ruth)


def _running(clinic: SimpleNamespace, name: str) -> Plan:
    plan = plans.signed_plan(_patient(clinic, name), clinic.ruth, on=TODAY)
    plans.consented(plan, clinic.ruth, on=TODAY, signed_at=NOW)
    return plan


def _session(clinic: SimpleNamespace, name: str) -> Session:
    return _running(clinic, name).sessions.get(number=1)


def offer(hour: int, room, by: User, day: date = book.MONDAY) -> str:
    """A free time, as the booking page writes it."""
    return f"{book.at(day, hour):%Y-%m-%dT%H:%M%z}_{by.pk}_{room.pk}"
