"""What the history has about one patient, and about one member of staff.

The tables of the history are as many as those that have one. `ABOUT` says for each how its rows
lead to the patient; what is saved together, in one transaction of one request, is one change.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from pghistory.models import Context, Event

from staff.prepared import Among, planned_once

# Label of the model -> from a row of its history to the number of the patient; "" for what is
# about no patient.
ABOUT = {
    "staff.User": "",
    "patients.Patient": "pgh_obj_id",
    "patients.Scan": "patient_id",
    "patients.PatientIdentifier": "patient_id",
    "patients.Referral": "patient_id",
    "patients.Consent": "patient_id",
    "patients.Problem": "patient_id",
    "patients.Medication": "patient_id",
    "patients.PrescriberDecision": "medication__patient_id",
    "patients.Allergy": "patient_id",
    "patients.Result": "patient_id",
    "patients.PriorTreatment": "patient_id",
    "patients.SpecialistNote": "patient_id",
    "patients.ScreeningPolicy": "",
    "patients.ClinicMedicine": "",
    "patients.Screening": "patient_id",
    "patients.Finding": "screening__patient_id",
    "patients.Restriction": "patient_id",
    "patients.NamedReader": "restriction__patient_id",
    "patients.GlassOpening": "restriction__patient_id",
    "patients.RecordRequest": "patient_id",
    "treatments.Protocol": "",
    "treatments.ProtocolVersion": "",
    "treatments.Plan": "patient_id",
    "treatments.PlanVersion": "plan__patient_id",
    "treatments.Target": "version__plan__patient_id",
    "treatments.Session": "plan__patient_id",
    "treatments.SessionRecord": "session__plan__patient_id",
    "treatments.Injection": "record__session__plan__patient_id",
    "treatments.AdverseEvent": "patient_id",
    "treatments.AdverseEventNote": "event__patient_id",
    "treatments.RecordVoid": "record__session__plan__patient_id",
    "treatments.CoSignature": "record__session__plan__patient_id",
    "treatments.Addendum": "record__session__plan__patient_id",
    "treatments.FollowUp": "plan__patient_id",
    "treatments.Score": "patient_id",
    "treatments.CheckCall": "session__plan__patient_id",
    "treatments.Product": "",
    "treatments.Lot": "",
    "treatments.Vial": "patient_id",
    "treatments.Mix": "record__session__plan__patient_id",
    "treatments.MixPart": "mix__record__session__plan__patient_id",
    "treatments.OutsideDose": "record__session__plan__patient_id",
    "scheduling.Site": "",
    "scheduling.Room": "",
    "scheduling.Hours": "",
    "scheduling.Closure": "",
    "scheduling.VisitType": "",
    "scheduling.Appointment": "patient_id",
    "scheduling.CalendarFeed": "",
    "scheduling.WaitlistEntry": "patient_id",
}
# Stands for "no context" in the order of changes: Postgres sorts it before all others.
NOBODY = UUID(int=0)
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of the history."""

    number: int
    slug: str  # in addresses: "patients-medication"
    name: str
    events: Any  # the model, made by pghistory
    model: Any
    to_patient: str


@cache
def kinds() -> dict[str, Kind]:
    """All tables of the history, by slug."""
    histories: list[Any] = [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
    ]
    found = {}
    for number, events in enumerate(histories):
        model = events.pgh_tracked_model
        slug = model._meta.label_lower.replace(".", "-")
        name = str(model._meta.verbose_name).capitalize()
        found[slug] = Kind(number, slug, name, events, model, ABOUT[model._meta.label])
    return found


class UserOf(Func):
    """The user's number in a context, as text; it has an index (migration 0003)."""

    template = "(%(expressions)s ->> 'user')"
    output_field = models.TextField()


def contexts_of(user_id: int) -> QuerySet[Context]:
    """What this member of staff had saved, one row for each request."""
    return Context.objects.alias(history_by=UserOf(F("metadata"))).filter(history_by=str(user_id))


@dataclass(frozen=True, slots=True)
class Change:
    """What was saved together: when, in which context, and in which tables, by their numbers."""

    at: datetime
    context: UUID
    tables: tuple[int, ...]


def changes_of_patient(
    patient_id: int,
    *,
    user_id: int | None,
    narrowed: Q,
    descending: bool,
    limit: int,
) -> list[Change]:
    """What was changed of the patient, in the order of time; one statement.

    `narrowed` speaks of `history_at` and `history_context`.
    """
    parts = [
        kind.events.objects.order_by()
        .filter(**{kind.to_patient: patient_id})
        .annotate(
            history_at=F("pgh_created_at"),
            history_context=_context(),
            history_kind=Value(kind.number, models.IntegerField()),
        )
        .filter(narrowed)
        .values_list("history_at", "history_context", "history_kind")
        for kind in kinds().values()
        if kind.to_patient
    ]
    text, params = _together(parts)
    way = "DESC" if descending else "ASC"
    # Who did it is asked once of all of them: once for each table takes longer to plan than to run.
    by_user = "WHERE said.metadata ->> 'user' = %s" if user_id is not None else ""
    statement = f"""
        SELECT history_at, history_context, array_agg(DISTINCT history_kind)
          FROM ({text}) AS change
          LEFT JOIN pghistory_context said ON said.id = history_context
         {by_user}
         GROUP BY history_at, history_context
         ORDER BY history_at {way}, history_context {way} LIMIT %s
    """
    asked = [*params, *([] if user_id is None else [str(user_id)]), limit]
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [Change(at, context, tuple(tables)) for at, context, tables in cursor.fetchall()]


def _together(parts: Iterable[QuerySet[Any]]) -> tuple[str, list[Any]]:
    """One text of them all, to be put into a statement, and its parameters."""
    compiled = [part.query.sql_with_params() for part in parts]
    text = " UNION ALL ".join(f"({sql})" for sql, _ in compiled)
    return text, [value for _, values in compiled for value in values]


def tables_of(contexts: Collection[UUID]) -> tuple[int, ...]:
    """Numbers of the tables in which something was saved in these contexts; one statement."""
    if not contexts:
        return ()
    parts = [
        kind.events.objects.order_by()
        .filter(Among("pgh_context_id", contexts, models.UUIDField))
        .annotate(history_kind=Value(kind.number, models.IntegerField()))
        .values_list("history_kind")[:1]
        for kind in kinds().values()
    ]
    text, params = _together(parts)
    with planned_once(), connection.cursor() as cursor:
        cursor.execute(f"SELECT history_kind FROM ({text}) AS found", params)
        return tuple(number for (number,) in cursor.fetchall())


def _context() -> Coalesce:
    # The names of annotations begin with "history": there are columns called "number" and "at".
    return Coalesce("pgh_context_id", Value(NOBODY), output_field=models.UUIDField())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the history: which version of which thing."""

    kind: Kind
    number: int
    of: int
    how: str
    at: datetime
    context: UUID
    patient_id: int | None

    @property
    def what(self) -> str:
        done = {"insert": "added", "update": "changed", "delete": "removed"}
        return f"{self.kind.name} {done.get(self.how, self.how)}"


def rows_of(changes: Sequence[Change], *, patient_id: int | None = None) -> list[Row]:
    """The rows behind these changes, of the patient only if one is named; one statement."""
    contexts = [change.context for change in changes if change.context != NOBODY]
    without = [change.at for change in changes if change.context == NOBODY]
    wanted = {number for change in changes for number in change.tables}
    by_number = {kind.number: kind for kind in kinds().values() if kind.number in wanted}
    if not by_number:
        return []
    parts = [_rows(kind, contexts, without, patient_id) for kind in by_number.values()]
    found = (
        parts[0]
        .union(*parts[1:], all=True)
        .order_by("history_at", "history_kind", "pgh_id")[:MOST_ROWS]
    )
    return [
        Row(by_number[number], pgh_id, of, how, at, context, patient)
        for number, pgh_id, of, how, at, context, patient in found
    ]


def _rows(
    kind: Kind, contexts: Iterable[UUID], without: Sequence[datetime], patient_id: int | None
) -> Any:
    which = Q(Among("pgh_context_id", list(contexts), models.UUIDField))
    if patient_id is not None:
        which |= Q(pgh_context_id=None, pgh_created_at__in=without)
    part = kind.events.objects.order_by().filter(which)
    if patient_id is not None:
        part = part.filter(**{kind.to_patient: patient_id})
    whose = F(kind.to_patient) if kind.to_patient else Value(None, models.BigIntegerField())
    return part.annotate(
        history_kind=Value(kind.number, models.IntegerField()),
        history_at=F("pgh_created_at"),
        history_context=_context(),
        history_patient=Cast(whose, models.BigIntegerField()),
    ).values_list(
        "history_kind",
        "pgh_id",
        "pgh_obj_id",
        "pgh_label",
        "history_at",
        "history_context",
        "history_patient",
    )
