"""Clinic, patients and plans of the made-up book of `bench.book_load`."""

import json
from datetime import datetime, timedelta
from functools import partial

from django.db.backends.utils import CursorWrapper

from bench.book_days import (
    CLOSES,
    COURSE,
    NOW,
    OPENS,
    ROOMS,
    SIDE_BY_SIDE,
    TEAM,
    TODAY,
    ZONES,
)
from bench.bulk import insert
from patients.models import Consent, Medication, Patient, Problem, Screening
from patients.rules import RULES_VERSION, Policy
from scheduling.models import Hours, Room, Site
from staff.models import User
from treatments.models import Plan, PlanVersion, Target


def add_clinic(cursor: CursorWrapper) -> None:
    add = partial(insert, cursor)
    names = "(ARRAY['Adler','Berg','Cole','Dahl','Engel','Frey','Gold','Hale'])[1 + n %% 8]"
    add(
        User,
        f"generate_series(1, {TEAM * len(ZONES)}) AS n",
        id="n",
        email="'p' || n || '@example.org'",
        full_name=f"{names} || ' ' || n",
        credentials="'MD'",
        roles="'{physician}'",
        password="''",
    )
    for site, zone in enumerate(ZONES, 1):
        add(Site, id=site, name=f"'{zone}'", time_zone=f"'America/{zone}'")
    first = 1
    for site, rooms in enumerate(ROOMS, 1):
        add(
            Room,
            f"generate_series({first}, {first + rooms - 1}) AS n",
            id="n",
            site=site,
            name="'Room ' || n",
            equipment="CASE WHEN n %% 2 = 0 THEN '{ultrasound}' ELSE '{}' END::varchar[]",
        )
        first += rooms
    add(
        Hours,
        f"generate_series(1, {TEAM * len(ZONES)}) AS n, generate_series(1, 5) AS weekday",
        practitioner="n",
        site=f"(n - 1) / {TEAM} + 1",
        weekday="weekday",
        starts=f"'{OPENS}'",
        ends=f"'{CLOSES}'",
    )


SIGNED = {
    "signed_at": f"timestamptz '{NOW - timedelta(days=30)}'",
    "signed_on": f"date '{TODAY}'",
}


def each_of(number: int) -> str:
    return f"generate_series(0, {number - 1}) AS n"


def add_patients(cursor: CursorWrapper, number: int) -> None:
    """Each with a screening that stands and a consent."""
    add = partial(insert, cursor)
    add(
        Patient,
        each_of(number),
        id="n + 1",
        record_number="'B' || n",
        given_name="'Anna' || n %% 1000",
        family_name="'Berg' || n / 1000",
        birth_date="date '1940-01-01' + n %% 20000",
        sex="'female'",
        registered_by=1,
    )
    add(
        Screening,
        each_of(number),
        id="n + 1",
        patient="n + 1",
        kind="'plan'",
        run_by=1,
        run_at=instant(NOW - timedelta(days=40)),
        run_on=f"date '{TODAY - timedelta(days=40)}'",
        stored_at=instant(NOW),
        rules_version=f"'{RULES_VERSION}'",
        policy=f"'{json.dumps(Policy().to_json())}'::jsonb",
        facts="'{}'",
        outcome="'cleared'",
    )
    add(
        Consent,
        each_of(number),
        id="n + 1",
        patient="n + 1",
        physician="n %% 40 + 1",
        text_version="'2026-1'",
        understood="true",
        **SIGNED,
    )


def add_charts(cursor: CursorWrapper) -> None:
    """Two problems and two medicines of everybody whose course runs, older than the screening."""
    add = partial(insert, cursor)
    twice = each_of(2 * SIDE_BY_SIDE)
    before = instant(NOW - timedelta(days=50))
    known = {"patient": "n / 2 + 1", "entered_by": 1, "changed_at": before}
    add(Problem, twice, display="'Hypertension'", **known)
    add(Medication, twice, name="'Lisinopril'", **known)


def add_plans(cursor: CursorWrapper, number: int) -> None:
    """One signed plan for each patient; the first of them are running."""
    add = partial(insert, cursor)
    active = f"n < {SIDE_BY_SIDE}"
    add(
        Plan,
        each_of(number),
        id="n + 1",
        patient="n + 1",
        physician="n %% 40 + 1",
        consent="n + 1",
        state=f"CASE WHEN {active} THEN 'active' ELSE 'completed' END",
        closed_on=f"CASE WHEN {active} THEN NULL ELSE date '{TODAY}' END",
    )
    add(
        PlanVersion,
        each_of(number),
        id="n + 1",
        plan="n + 1",
        number=1,
        indication="'Knee osteoarthritis'",
        region="'knee'",
        side="'right'",
        sessions_min=1,
        sessions_target=COURSE,
        sessions_max=COURSE,
        spacing_min_days=14,
        spacing_target_days=21,
        spacing_max_days=28,
        screening="n + 1",
        signed_by="n %% 40 + 1",
        **SIGNED,
    )
    add(
        Target,
        each_of(number),
        version="n + 1",
        position=1,
        dextrose_pct=25,
        volume_ml=6,
        route="'intra_articular'",
        guidance="CASE WHEN n %% 2 = 0 THEN 'ultrasound' ELSE 'palpation' END",
        structure="'knee joint'",
        side="'right'",
        region="'knee'",
    )


def instant(moment: datetime) -> str:
    return f"timestamptz '{moment}'"
