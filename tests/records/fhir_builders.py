"""What a document says, made by hand: no file is read for it."""

import gzip
import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from records.fhir.importing import import_document
from records.fhir.items import Contents, Entry, Kind, Person, Request, Withdrawn
from records.fhir.received import ReceivedFile
from records.fhir.report import Imported
from staff.models import User

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
HOSPITAL = "http://hospital.example/mrn"


def person(subject: str = "urn:anna", number: str = "A1", **fields: Any) -> Person:
    told: dict[str, Any] = {
        "identifiers": ((HOSPITAL, number),) if number else (),
        "given_name": "Anna",
        "family_name": "Berg",
        "birth_date": date(1968, 4, 12),
        "sex": "female",
    }
    return Person(subject=subject, path="Bundle.entry[0].resource", **told | fields)


def entry(kind: Kind, key: str, subject: str = "urn:anna", **values: Any) -> Entry:
    return Entry(
        kind=kind, subject=subject, key=key, path=f"Bundle.entry[{key}].resource", values=values
    )


def knee_pain(key: str = "p1", **values: Any) -> Entry:
    told = {"display": "Osteoarthritis of knee", "system": "snomed", "code": "239873007"}
    return entry(Kind.PROBLEM, key, **told | values)


def warfarin(key: str = "m1", **values: Any) -> Entry:
    told = {"name": "Warfarin Sodium 5 MG Oral Tablet", "rxcui": "855332"}
    return entry(Kind.MEDICATION, key, **told | values)


def latex(key: str = "a1", **values: Any) -> Entry:
    return entry(Kind.ALLERGY, key, **{"substance": "Latex"} | values)


def hba1c(key: str = "r1", value: str = "7.5", **values: Any) -> Entry:
    told = {"kind": "hba1c", "value": Decimal(value), "taken_on": date(2026, 5, 3)}
    return Entry(
        kind=Kind.RESULT,
        subject=values.pop("subject", "urn:anna"),
        key=key,
        path=f"Bundle.entry[{key}].resource",
        values=told | values,
    )


def withdrawn(key: str, why: str = "entered-in-error", subject: str = "urn:anna") -> Withdrawn:
    return Withdrawn(subject=subject, key=key, path=f"Bundle.entry[{key}].resource", why=why)


def contents(*said: Person | Entry | Request | Withdrawn) -> Contents:
    """Anna Berg, unless a person is among what is said."""
    people = [each for each in said if isinstance(each, Person)]
    return Contents(
        people=people or [person()],
        entries=[each for each in said if isinstance(each, Entry)],
        requests=[each for each in said if isinstance(each, Request)],
        withdrawn=[each for each in said if isinstance(each, Withdrawn)],
    )


def file(text: str = "one", name: str = "anna.json") -> ReceivedFile:
    """Another text is another document."""
    raw = text.encode()
    return ReceivedFile(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        content=gzip.compress(raw),
    )


def imported(by: User, said: Contents, text: str = "one", **how: Any) -> Imported:
    return import_document(
        source=file(text), contents=said, by=by, **{"now": NOON, "today": TODAY} | how
    )
