"""What is on file about one patient, as tables: one query each, some hundred rows at a time.

A table has every column of its rows but those that only the program needs. A new column of a model
is in it by itself; a new model with a way to the patient fails a test until it is here or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from patients.models import Patient
from staff.models import AccessEvent, Revised, User

ROWS_AT_A_TIME = 500
# Of use to the program alone: counters, keys of search, and what stands in the rows already.
INTERNAL = frozenset(
    {"revision", "family_key", "given_key", "name_key", "phone_key", "source_key"}
    | {"uid", "sequence", "stored_at", "request_id", "source_digest", "sent_values", "person"}
    | {"practitioner_period", "room_period", "filing_since"}
)
# As the pages write what is named by a word of the program.
SAID = {
    "anaesthetic": "anesthetic",
    "followup": "follow-up",
    "ml": "mL",
    "pct": "%",
    "rxcui": "RxNorm code",
    "sha256": "SHA-256",
}

# What is told by its name, and what that takes: people, places, and what the clinic keeps.
NAMED = {
    "staff.User": "",
    "scheduling.Site": "",
    "scheduling.Room": "",
    "scheduling.VisitType": "",
    "treatments.ProtocolVersion": "",
    "treatments.Lot": "__product",
}


@dataclass(frozen=True)
class Table:
    """One kind of row: the file it goes to, how people call it, and the way to the patient."""

    file: str
    title: str
    model: str
    path: str = "patient"
    signed: str = ""  # the way to the signature, of what leaves with nobody before it has one

    @cached_property
    def rows_of(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @cached_property
    def fields(self) -> list[models.Field[Any, Any]]:
        return [
            field
            for field in self.rows_of._meta.concrete_fields
            if not self._is_internal(field) and not _is_patient(field)
        ]

    def _is_internal(self, field: models.Field[Any, Any]) -> bool:
        """Also the bytes of a file: they lie beside the tables (`csv_zip`)."""
        counted = issubclass(self.rows_of, Revised) and field.name == "changed_at"
        return counted or field.name in INTERNAL or isinstance(field, models.BinaryField)

    @property
    def columns(self) -> list[str]:
        return [column_name(field) for field in self.fields]

    def of(self, patient: Patient) -> QuerySet[Any]:
        rows = self.rows_of._base_manager.filter(**{self.path: patient.pk})
        if self.signed:
            rows = rows.exclude(**{self.signed: None})
        named = [field.name + NAMED[label] for field in self.fields if (label := _named(field))]
        columns = self.rows_of._meta.concrete_fields
        unread = [field.name for field in columns if self._is_internal(field)]
        return rows.select_related(*named).defer(*unread).order_by("pk")

    def read(self, patient: Patient) -> Iterator[list[Any]]:
        """The values of each row, in the order of `columns`; never all rows at once."""
        for row in self.of(patient).iterator(chunk_size=ROWS_AT_A_TIME):
            yield [value_of(row, field) for field in self.fields]


def _is_patient(field: models.Field[Any, Any]) -> bool:
    return field.name in ("patient", "patient_id")


def _named(field: models.Field[Any, Any]) -> str:
    """What the field points to, if that is told by its name."""
    label = field.related_model._meta.label if field.related_model is not None else ""
    return label if label in NAMED else ""


def column_name(field: models.Field[Any, Any]) -> str:
    """As people say it: "Signed at"; of a row that another table has, the number of its entry."""
    if field.primary_key:
        return "Entry"
    words = " ".join(SAID.get(word, word) for word in str(field.verbose_name).split())
    words = words[0].upper() + words[1:]
    if field.remote_field is not None and not _named(field):
        return f"{words} (entry)"
    return words


def value_of(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """What the row has there: words for a choice, a name for a person or a room, else the value."""
    if _named(field):
        return _name(getattr(row, field.name))
    if field.remote_field is not None:
        return getattr(row, field.attname)
    value = getattr(row, field.name)
    if field.choices and value not in (None, ""):
        return dict(field.flatchoices).get(value, value)
    return value


def _name(thing: Any) -> str | None:
    if thing is None:
        return None
    return thing.full_name if isinstance(thing, User) else str(thing)


def table(file: str, title: str, model: str, path: str = "patient", signed: str = "") -> Table:
    return Table(file, title, model, path, signed)


_NOTE = "session__plan__patient"
_RECORD, _SIGNED = "record__session__plan__patient", "record__signed_at"
TABLES = (
    table("person", "Person", "patients.Patient", "pk"),
    table("identifiers", "Numbers at other clinics", "patients.PatientIdentifier"),
    table("problems", "Problems", "patients.Problem"),
    table("medicines", "Medicines", "patients.Medication"),
    table(
        "prescriber-decisions",
        "Decisions of prescribers",
        "patients.PrescriberDecision",
        "medication__patient",
    ),
    table("allergies", "Allergies", "patients.Allergy"),
    table("results", "Results", "patients.Result"),
    table("prior-treatments", "Earlier treatments", "patients.PriorTreatment"),
    table("letters", "Letters of specialists", "patients.SpecialistNote"),
    table("scans", "Scans (their files are in the zip of tables)", "patients.Scan"),
    table("referrals", "Referrals", "patients.Referral"),
    table("screenings", "Screenings", "patients.Screening"),
    table("findings", "Findings of screenings", "patients.Finding", "screening__patient"),
    table("consents", "Consents", "patients.Consent"),
    table("plans", "Treatment plans", "treatments.Plan"),
    table("plan-versions", "Versions of plans", "treatments.PlanVersion", "plan__patient"),
    table("targets", "What plans inject", "treatments.Target", "version__plan__patient"),
    table("sessions", "Sessions", "treatments.Session", "plan__patient"),
    table(
        "session-notes", "Notes of sessions", "treatments.SessionRecord", "session__plan__patient"
    ),
    table("mixes", "Mixes", "treatments.Mix", _RECORD, _SIGNED),
    table(
        "mix-parts", "Parts of mixes", "treatments.MixPart", f"mix__{_RECORD}", f"mix__{_SIGNED}"
    ),
    table("injections", "Injections", "treatments.Injection", _RECORD, _SIGNED),
    table(
        "doses-elsewhere", "Anesthetic given elsewhere", "treatments.OutsideDose", _RECORD, _SIGNED
    ),
    table("addenda", "Addenda", "treatments.Addendum", _RECORD, _SIGNED),
    table("co-signatures", "Co-signatures", "treatments.CoSignature", _RECORD, _SIGNED),
    table("void-notes", "Notes declared void", "treatments.RecordVoid", _RECORD, _SIGNED),
    table("check-calls", "Check calls", "treatments.CheckCall", "session__plan__patient"),
    table("follow-ups", "Follow-up visits", "treatments.FollowUp", "plan__patient"),
    table("scores", "Scores", "treatments.Score"),
    table("adverse-events", "Adverse events", "treatments.AdverseEvent"),
    table(
        "adverse-event-notes",
        "Notes on adverse events",
        "treatments.AdverseEventNote",
        "event__patient",
    ),
    table("visits", "Visits", "scheduling.Appointment"),
    table(
        "visit-changes", "What became of visits", "scheduling.StateChange", "appointment__patient"
    ),
    table("waitlist", "Waitlist", "scheduling.WaitlistEntry"),
    table("messages", "Messages", "scheduling.Reminder", "appointment__patient"),
    table("requests", "Requests about the record", "patients.RecordRequest"),
    table("restrictions", "Restrictions of the chart", "patients.Restriction"),
    table(
        "restricted-to", "Named for a restriction", "patients.NamedReader", "restriction__patient"
    ),
    table(
        "glass-openings",
        "Restricted chart opened",
        "patients.GlassOpening",
        "restriction__patient",
    ),
)
# Typing that nobody has signed, and vials: the rest of one says nothing about whom it was for.
LEFT_OUT = frozenset({"treatments.RecordDraft", "treatments.Vial"})
ACCESS = Table("who-used-it", "Who used the record", AccessEvent._meta.label, "patient_id")
