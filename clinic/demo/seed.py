"""Makes the demo clinic, and says whether a database may hold one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from clinic.demo.case import Case
from clinic.demo.outbox import catch_up
from clinic.demo.oversight import look_after_records
from clinic.demo.protocols import write_draft
from clinic.demo.referrals import receive_referrals
from clinic.demo.shelf import discard_old_vials, receive_lots
from clinic.demo.sites import add_sites
from clinic.demo.staff import DOMAIN, Staff, add_staff
from clinic.demo.stories import Story, stories
from clinic.demo.world import World
from patients.actions.policy import change_screening_policy
from patients.models import Patient
from records.audit.sealing import seal
from scheduling.actions.closures import add_closure
from scheduling.actions.setup import ensure_visit_types
from scheduling.models import Appointment
from scheduling.windows import local_day
from staff.models import User
from treatments.actions.library import load_published
from treatments.actions.products import load_products
from treatments.models import ProtocolVersion

POLICY_AGE = timedelta(days=120)


def real_patients() -> int:
    """Patients whom nobody of the demo registered."""
    return Patient.objects.exclude(registered_by__email__endswith=f"@{DOMAIN}").count()


def real_accounts() -> int:
    return int(User.objects.exclude(email__endswith=f"@{DOMAIN}").count())


def is_there() -> bool:
    return bool(User.objects.filter(email__endswith=f"@{DOMAIN}").exists())


def make_clinic(password: str, rng: Random, *, now: datetime, today: date) -> World:
    """Accounts, library, sites. ValidationError if the password is too weak for an account."""
    with transaction.atomic():
        staff: Staff = add_staff(password)
        load_published(now=now)
        write_draft(staff, now)
        load_products()
        receive_lots(staff, today)
        sites = add_sites(staff, today)
        _ask_for_second_signatures(staff, now)
        usable = ProtocolVersion.objects.usable().select_related("protocol")
        return World(
            staff=staff,
            sites=sites,
            visit_types=ensure_visit_types(),
            protocols={version.protocol.code: version for version in usable},
            rng=rng,
            now=now,
            today=today,
        )


def _ask_for_second_signatures(staff: Staff, now: datetime) -> None:
    """The demo clinic wants two physicians to agree on medicines that weaken the immune system."""
    change_screening_policy(
        by=staff.administrator,
        now=now - POLICY_AGE,
        values={"second_signature": ["R16"]},
        reason="Decided at the quality meeting after the infection of last spring.",
        opened_number=0,
    )


def add_patients(world: World, number: int, tell: Callable[[int], None]) -> None:
    """The first `number` stories, each in a transaction of its own; `tell` hears how many."""
    for done, story in enumerate(islice(stories(world.rng), number), start=1):
        with transaction.atomic():
            live(world, story)
        tell(done)
    with transaction.atomic():
        discard_old_vials(world.staff, world.today)
        note_sick_child(world)
        receive_referrals(world)
        look_after_records(world)
        catch_up(now=world.now)
    seal(now=world.now)


def note_sick_child(world: World) -> None:
    """The second physician stays at home on a day of next week on which visits are booked."""
    second = world.staff.second_physician
    tomorrow = world.at(world.today + timedelta(days=1), 0)
    visits = second.appointments.filter(state__in=Appointment.AHEAD, starts_at__gte=tomorrow)
    first = visits.order_by("starts_at").select_related("site").first()
    if first is not None:
        day = local_day(first)
        add_closure(
            practitioner=second,
            first_day=day,
            last_day=day,
            reason="Child is ill",
            by=world.staff.front_desk,
        )


def live(world: World, story: Story) -> Case:
    case = Case(
        world=world,
        person=story.person,
        physician=world.staff.physicians[story.second],
        condition=story.condition,
        side=story.side,
        chart=story.chart,
        reasons=story.reasons,
        progress=story.progress,
        guardian=story.guardian,
    )
    story.stage(case)
    return case
