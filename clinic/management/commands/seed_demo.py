"""Fills an empty database with a demo clinic; see `clinic.demo`."""

from argparse import ArgumentParser
from random import Random
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from clinic import demo_access
from clinic.demo import seed
from staff import clock
from staff.templatetags.prolo import day

MOST_PATIENTS = 2_000
TELL_EVERY = 20
SEED_LOCK = 7_010_212  # any number that nobody else uses


class Command(BaseCommand):
    help = "Fill an empty database with a demo clinic. Never touches one with real patients."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patients", type=int, default=60, help="How many (default 60).")
        parser.add_argument(
            "--seed", type=int, default=1, help="Another number, other chances (default 1)."
        )

    def handle(self, *args: Any, patients: int, seed: int, **options: Any) -> None:
        if not settings.PROLO_DEMO:
            raise CommandError("seed_demo needs PROLO_DEMO=1 in the environment.")
        if not 1 <= patients <= MOST_PATIENTS:
            raise CommandError(f"--patients must be a number from 1 to {MOST_PATIENTS}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SEED_LOCK])
        try:
            self.fill(patients, seed)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEED_LOCK])

    def fill(self, patients: int, number: int) -> None:
        refuse_beside_real_people()
        if seed.is_there():
            self.stdout.write("The demo clinic is already there; nothing was changed.")
            return
        now, today = clock.now(), clock.today()
        try:
            world = seed.make_clinic(
                demo_access.choose_password(), Random(number), now=now, today=today
            )
        except ValidationError as error:
            raise CommandError(f"PROLO_DEMO_PASSWORD: {' '.join(error.messages)}") from error
        seed.add_patients(world, patients, self.tell)
        self.stdout.write(f"The demo clinic has {patients} patients, as of {day(today)}.")
        for line in demo_access.sign_ins():
            self.stdout.write(line)

    def tell(self, done: int) -> None:
        if done % TELL_EVERY == 0:
            self.stdout.write(f"  {done} patients ...")


def refuse_beside_real_people() -> None:
    """Raise where somebody is registered, or may sign in, who is not of the demo."""
    patients = seed.real_patients()
    if patients:
        raise CommandError(
            f"This database holds {patients} real patient{'' if patients == 1 else 's'}. "
            "Demo data are only loaded into a database of their own."
        )
    accounts = seed.real_accounts()
    if accounts:
        raise CommandError(
            f"This database has {accounts} account{'' if accounts == 1 else 's'} of real people. "
            "Demo data are only loaded into a database of their own."
        )
