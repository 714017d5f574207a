import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse

from clinic.demo import sites
from clinic.demo.people import Person
from clinic.home import for_desk, visits_of_today
from patients.models import Patient, Screening
from scheduling.models import Appointment, Site
from staff import clock
from staff.models import User
from tests import people
from treatments.models import Plan, SessionRecord

PASSWORD = "wooden spoons for all"


@pytest.fixture(autouse=True)
def own_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setenv("PROLO_DEMO_PASSWORD", PASSWORD)


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def it_is(*moment: int) -> None:
        wall = datetime(*moment, tzinfo=ZoneInfo(settings.TIME_ZONE))  # type: ignore[misc]
        monkeypatch.setattr(clock, "now", lambda: wall.astimezone(UTC))

    return it_is


def seed_demo(**options: Any) -> str:
    said = io.StringIO()
    call_command("seed_demo", stdout=said, **options)
    return said.getvalue()


@pytest.mark.django_db
def test_the_first_patients_are_worth_seeing_and_the_sign_ins_work(client, pretend) -> None:
    pretend(2026, 11, 18, 10, 40)

    said = seed_demo(patients=12)

    assert Patient.objects.count() == 12
    assert [(user.email, user.role_names) for user in User.objects.order_by("pk")] == [
        ("physician@demo.example", "Physician"),
        ("second.physician@demo.example", "Physician"),
        ("frontdesk@demo.example", "Front desk"),
        ("admin@demo.example", "Administrator"),
    ]
    assert said.splitlines()[-5:] == [
        f"Demo sign-ins (password: {PASSWORD})",
        "  physician@demo.example",
        "  second.physician@demo.example",
        "  frontdesk@demo.example",
        "  admin@demo.example",
    ]
    signed_in = client.post(
        reverse("account_login"), {"login": "frontdesk@demo.example", "password": PASSWORD}
    )
    assert signed_in.status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert SessionRecord.objects.get(treated_on=date(2026, 11, 18)).signed_at is None
    assert Screening.objects.filter(outcome="refused").count() == 1


@pytest.mark.django_db
def test_a_second_run_says_so_and_changes_nothing(pretend) -> None:
    pretend(2026, 11, 18, 10, 40)
    seed_demo(patients=2)
    visits = Appointment.objects.count()

    said = seed_demo(patients=30)

    assert said == "The demo clinic is already there; nothing was changed.\n"
    assert Patient.objects.count() == 2
    assert Appointment.objects.count() == visits


@pytest.mark.django_db
def test_beside_a_real_patient_nothing_is_loaded() -> None:
    people.patient("Anna Berg")

    with pytest.raises(CommandError, match="holds 1 real patient"):
        seed_demo(patients=1)

    assert Patient.objects.count() == 1
    assert not User.objects.filter(email__endswith="@demo.example").exists()


@pytest.mark.django_db
def test_a_real_patient_in_the_demo_clinic_is_told_of(pretend) -> None:
    pretend(2026, 11, 18, 10, 40)
    seed_demo(patients=1)
    people.patient("Anna Berg", record_number="X1", registered_by=people.front_desk())

    with pytest.raises(CommandError, match="holds 1 real patient"):
        seed_demo(patients=1)


@pytest.mark.django_db
def test_beside_a_real_account_nothing_is_loaded() -> None:
    people.administrator("Ines Okafor")

    with pytest.raises(CommandError, match="has 1 account of real people"):
        seed_demo(patients=1)

    assert User.objects.count() == 1


@pytest.mark.django_db
def test_outside_demo_mode_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROLO_DEMO", False)

    with pytest.raises(CommandError, match="PROLO_DEMO=1"):
        seed_demo(patients=1)

    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_nothing_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROLO_DEMO_PASSWORD", "short")

    with pytest.raises(CommandError, match=r"PROLO_DEMO_PASSWORD: .*at least 15 characters"):
        seed_demo(patients=1)

    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, -3, 2001])
def test_a_senseless_number_of_patients_is_refused(number: int) -> None:
    with pytest.raises(CommandError, match="from 1 to 2000"):
        seed_demo(patients=number)


def picture() -> list[Any]:
    """Everything by which two demos would be told apart."""
    return [
        list(Patient.objects.order_by("pk").values_list("given_name", "family_name", "birth_date",
                                                        "phone", "address", "referrer")),
        list(Appointment.objects.order_by("pk").values_list("starts_at", "state", "room__name")),
        list(Plan.objects.order_by("pk").values_list("state", "versions__indication")),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_clinic(pretend) -> None:
    pretend(2026, 11, 18, 10, 40)
    pictures = []
    for number in (7, 7, 8):
        with transaction.atomic():
            seed_demo(patients=5, seed=number)
            pictures.append(picture())
            transaction.set_rollback(True)

    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        pytest.param((2027, 3, 14, 8, 0), id="Sunday, clocks go forward"),
        pytest.param((2027, 11, 7, 22, 30), id="Sunday, clocks go back, late"),
        pytest.param((2028, 2, 29, 10, 40), id="leap day"),
        pytest.param((2026, 12, 31, 0, 5), id="last day of the year, just begun"),
        pytest.param((2027, 3, 11, 15, 10), id="Thursday afternoon, one physician elsewhere"),
    ],
)
def test_on_any_day_the_board_has_visits_in_different_states(moment, pretend) -> None:
    pretend(*moment)
    today = date(*moment[:3])

    seed_demo(patients=10)

    assert clock.today() == today
    visits = visits_of_today(clock.now())
    assert {visit.state for visit in visits} == {"in_room", "arrived", "booked"}
    assert all(visit.local_start.date() == today for visit in visits)
    assert Appointment.objects.filter(state="done", starts_at__gt=clock.now()).count() == 0
    assert not Screening.objects.filter(run_at__gt=clock.now()).exists()
    ben = User.objects.get(email="frontdesk@demo.example")
    assert len(for_desk(ben, today, clock.now()).closing) == 1


def test_holidays_of_a_year_ahead_and_the_next_weekday() -> None:
    site = Site(country="US", subdivision="KY")

    ahead = sites.holidays_ahead(site, date(2026, 11, 26))
    assert ahead[date(2026, 12, 25)] == "Christmas Day"
    assert (min(ahead), max(ahead)) == (date(2026, 12, 25), date(2027, 11, 25))
    assert sites.next_weekday(date(2026, 11, 25), sites.WEDNESDAY) == date(2026, 12, 2)
    assert sites.next_weekday(date(2026, 11, 24), sites.WEDNESDAY) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("birthday", "today", "born"),
    [
        ((3, 15), date(2026, 3, 15), date(1986, 3, 15)),
        ((3, 16), date(2026, 3, 15), date(1985, 3, 16)),
        ((2, 29), date(2026, 3, 15), date(1984, 2, 29)),
        ((2, 29), date(2028, 2, 29), date(1988, 2, 29)),
    ],
)
def test_a_person_has_an_age_whatever_the_day(birthday, today, born) -> None:
    person = Person(given="Anna", family="Berg", sex="female", age=40, birthday=birthday)

    assert person.born(today) == born
