"""What every page about a patient shows on top: who it is, allergies, alerts, the tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.urls import reverse

from patients.models import Allergy, Patient, RecordRequest, Referral, Restriction, Screening
from patients.unaccepted import unaccepted
from patients.verdicts import standing_outcome
from staff.capabilities import Capability
from staff.models import User
from staff.prepared import planned_once
from staff.templatetags.prolo import day


@dataclass(frozen=True, slots=True)
class Alert:
    level: str  # "stop", "warn", "info" or "ok"
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Banner:
    age: int
    allergies_level: str  # Patient.Allergies, or "" for those who may not see clinical facts
    allergies_text: str
    alerts: tuple[Alert, ...]
    tabs: tuple[Tab, ...]
    waiting: int = 0  # entries of referrals that no clinician has decided about


ANYBODY = -1  # stands for the id of a patient in a statement that is built once

# tab -> label, URL name, who sees it. The upper floors' pages are known here by name only.
TABS = (
    ("chart", "Chart", "chart", Capability.VIEW_CLINICAL),
    ("screening", "Screening", "screenings", Capability.VIEW_CLINICAL),
    ("plans", "Plans & sessions", "patient-plans", Capability.VIEW_CLINICAL),
    ("events", "Adverse events", "patient-adverse-events", Capability.VIEW_CLINICAL),
    ("visits", "Visits", "patient-visits", Capability.VIEW_BOOK),
    ("contact", "Contact", "edit-patient", Capability.REGISTER_PATIENTS),
)

VERDICT_LEVEL = {
    Screening.Outcome.CLEARED: "ok",
    Screening.Outcome.NEEDS_DECISION: "warn",
    Screening.Outcome.REFUSED: "stop",
}


def banner_for(patient: Patient, *, user: User, today: date, active: str) -> Banner:
    """The banner as `user` may see it; two queries, whatever the chart holds.

    The front desk sees the verdict of the last screening ("Needs physician"), never why.
    """
    clinical = user.can(Capability.VIEW_CLINICAL)
    level, text = _allergies(patient) if clinical else ("", "")
    found = _standing(patient)
    waiting = found["waiting"] if clinical else 0
    return Banner(
        age=patient.age_on(patient.deceased_on or today),
        allergies_level=level,
        allergies_text=text,
        alerts=(
            *_alerts(patient, found, clinical=clinical),
            *_waiting_alert(patient, waiting, may_decide=user.can(Capability.EDIT_CHART)),
        ),
        tabs=tuple(
            Tab(label, reverse(name, args=[patient.pk]), key == active)
            for key, label, name, capability in TABS
            if user.can(capability)
        ),
        waiting=waiting,
    )


def _allergies(patient: Patient) -> tuple[str, str]:
    if patient.allergies_status != Patient.Allergies.LISTED:
        text = {"not_asked": "Allergies not asked", "none_known": "No known allergies"}
        return patient.allergies_status, text[patient.allergies_status]
    standing = Allergy.objects.filter(patient=patient, voided_at=None, disproved_on=None)
    return patient.allergies_status, ", ".join(str(allergy) for allergy in standing)


def _alerts(patient: Patient, found: Mapping[str, Any], *, clinical: bool) -> tuple[Alert, ...]:
    alerts = []
    if found["restricted"]:
        url = "" if clinical else reverse("patient", args=[patient.pk])
        alerts.append(Alert("warn", "Restricted chart", url))
    if patient.deceased_on:
        alerts.append(Alert("stop", f"Died {day(patient.deceased_on)}"))
    if patient.merged_into_id:
        alerts.append(Alert("stop", "This record was merged into another one"))
    if clinical and found["open_events"]:
        alerts.append(_events_alert(patient, found["open_events"], found["serious"]))
    if clinical and found["disagrees"]:
        alerts.append(Alert("info", "The patient disagrees in writing with a denied amendment"))
    if found["outcome"] is None:
        alerts.append(Alert("info", "Not screened yet"))
    else:
        verdict = Screening.Outcome(found["standing"])
        since = "chart changed since it was" if found["standing"] != found["outcome"] else ""
        words = " ".join(filter(None, (since, f"screened {day(found['run_on'])}")))
        alerts.append(Alert(VERDICT_LEVEL[verdict], f"{verdict.label}, {words}"))
    return tuple(alerts)


def _standing(patient: Patient) -> Mapping[str, Any]:
    """The last screening, how many adverse events are open, what waits: in one query."""
    sql, params = _standing_statement()
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(sql, [patient.pk if param == ANYBODY else param for param in params])
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


@cache
def _standing_statement() -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters about the patient ANYBODY: on every page, and long to put together.

    Events belong to the floor above; they are only followed back from the patient.
    """
    last = Screening.objects.filter(patient=OuterRef("pk")).order_by("-run_at", "-id")
    still_open = Q(adverse_events__isnull=False, adverse_events__closed_at=None)
    rows = (
        Patient.objects.filter(pk=ANYBODY)
        .annotate(
            outcome=Subquery(last.values("outcome")[:1]),
            run_on=Subquery(last.values("run_on")[:1]),
            standing=standing_outcome("pk"),
            open_events=Count("adverse_events", filter=still_open),
            serious=Count("adverse_events", filter=still_open & Q(adverse_events__serious=True)),
            waiting=_waiting_number(),
            disagrees=Exists(
                RecordRequest.objects.filter(patient=OuterRef("pk")).exclude(disagreement="")
            ),
            restricted=Exists(Restriction.objects.in_force().filter(patient=OuterRef("pk"))),
        )
        .values(
            "outcome",
            "run_on",
            "standing",
            "open_events",
            "serious",
            "waiting",
            "restricted",
            "disagrees",
        )
    )
    sql, params = rows.query.sql_with_params()
    return sql, params


def _waiting_number() -> Case:
    """How many entries of referrals wait; only looked for where a referral does."""
    waits = Referral.objects.filter(patient=OuterRef("pk"), state=Referral.State.WAITING)
    return Case(
        When(Exists(waits), then=unaccepted(patient=OuterRef("pk"))),
        default=Value(0),
        output_field=IntegerField(),
    )


def _waiting_alert(patient: Patient, waiting: int, *, may_decide: bool) -> tuple[Alert, ...]:
    if not waiting:
        return ()
    one = waiting == 1
    words = (
        f"{waiting} {'entry' if one else 'entries'} from a referral {'waits' if one else 'wait'}"
    )
    url = reverse("waiting-entries", args=[patient.pk]) if may_decide else ""
    return (Alert("warn", f"{words} for you" if may_decide else words, url),)


def _events_alert(patient: Patient, events: int, serious: int) -> Alert:
    words = f"{events} open adverse event{'' if events == 1 else 's'}"
    return Alert(
        "stop" if serious else "warn",
        f"{words}, {serious} serious" if serious else words,
        reverse("patient-adverse-events", args=[patient.pk]),
    )
