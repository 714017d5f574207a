from datetime import time, timedelta
from decimal import Decimal

import pytest

from tests.treatments import builders
from tests.treatments.builders import KNEE_LIGAMENT, TODAY
from tests.treatments.days import agreed_plan
from tests.treatments.pages import url
from treatments.models import OutsideDose, SessionRecord
from treatments.toxicity import bolus_ml, weight_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(anna, ruth, at_noon):
    at_noon(TODAY)
    return agreed_plan(anna, ruth, targets=(KNEE_LIGAMENT,)).sessions.get(number=1)


def begun(session, by):
    """A record with 10 mL of 0.2 % lidocaine in it."""
    record = SessionRecord.objects.create(
        session=session, physician=by, treated_on=TODAY, started_at=builders.NOW
    )
    record.injections.create(
        position=1,
        region="knee",
        side="right",
        structure="knee_medial_collateral_ligament",
        route="extra_articular",
        guidance="ultrasound",
        dextrose_pct=Decimal(15),
        anaesthetic="lidocaine",
        anaesthetic_pct=Decimal("0.2"),
        volume_ml=Decimal(10),
    )
    return record


@pytest.mark.parametrize(
    ("kg", "ml"), [("70", "105.0"), ("82.4", "123.60"), ("48.5", "72.75"), ("100", "150.0")]
)
def test_the_bolus_is_exactly_one_and_a_half_milliliters_per_kilogram(kg, ml):
    assert bolus_ml(Decimal(kg)) == Decimal(ml)


def test_the_card_reckons_for_this_patient(session, ruth, signed_in):
    page = signed_in(ruth).get(url("toxicity-card", session.pk)).content.decode()
    assert "105\N{NO-BREAK SPACE}mL" in page
    assert "ASRA 2020, as a secondary summary gives it" in page
    assert "The session was not started" in page


def test_without_a_weight_it_shows_the_table(session, anna, ruth, signed_in):
    anna.results.filter(kind="weight").update(
        voided_at=builders.NOW, voided_by=ruth, void_reason="x"
    )
    page = signed_in(ruth).get(url("toxicity-card", session.pk)).content.decode()
    assert "No weight on file" in page
    assert "60\N{NO-BREAK SPACE}mL" in page  # 40 kg


@pytest.mark.parametrize(("days", "old"), [(0, False), (90, False), (91, True)])
def test_an_old_weight_is_used_and_called_old(anna, days, old):
    found = weight_of(anna, today=TODAY + timedelta(days=days))
    assert (found.kg, found.is_old) == (70, old)


def test_anesthetic_of_the_day_is_summed_and_told_from_what_is_planned(session, ruth, signed_in):
    record = begun(session, ruth)
    client = signed_in(ruth)
    page = client.get(url("toxicity-card", session.pk)).content.decode()
    assert "As planned; nothing is recorded yet." in page
    record.reaction = "none"
    record.save(update_fields=["reaction"])
    OutsideDose.objects.create(
        record=record, agent="lidocaine", mg=Decimal(36), given_at=time(9, 30), entered_by=ruth
    )
    page = client.get(url("toxicity-card", session.pk)).content.decode()
    assert "As planned" not in page
    assert "20\N{NO-BREAK SPACE}mg" in page
    assert "36\N{NO-BREAK SPACE}mg" in page
    assert "elsewhere at 9:30 am" in page


def test_it_is_one_tap_away_from_the_pages_of_a_session(session, ruth, signed_in):
    client = signed_in(ruth)
    for name in ("session", "start-session", "drop-session"):
        page = client.get(url(name, session.pk)).content.decode()
        assert url("toxicity-card", session.pk) in page


def test_everybody_finds_the_card_without_a_patient(ben, signed_in):
    client = signed_in(ben)
    page = client.get(url("general-toxicity-card")).content.decode()
    assert "1.5 mL/kg" in page
    assert url("general-toxicity-card") in client.get(url("home")).content.decode()
