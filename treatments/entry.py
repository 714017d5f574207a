"""Whom a protocol is for: its entry criterion and its ages, held against the patient of a plan."""

from dataclasses import dataclass
from datetime import date

from treatments.models import PlanVersion, ProtocolVersion


@dataclass(frozen=True, slots=True)
class Entry:
    """What the protocol asks, and what speaks against this patient's age; "" where nothing does."""

    criterion: str = ""
    age_problem: str = ""

    @property
    def is_asked(self) -> bool:
        return bool(self.criterion or self.age_problem)


def entry_of(version: PlanVersion, *, today: date, adult_age: int) -> Entry:
    """No query if plan, patient and protocol were fetched."""
    protocol = version.protocol_version
    if protocol is None:
        return Entry()
    age = version.plan.patient.age_on(today)
    return Entry(protocol.entry_criterion, age_problem(protocol, age, adult_age=adult_age))


def age_problem(protocol: ProtocolVersion, age: int, *, adult_age: int) -> str:
    low, high = protocol.age_min, protocol.age_max
    if (low is not None and age < low) or (high is not None and age > high):
        return f"The protocol is for patients {_ages(low, high)}; this patient is {age}."
    if age < adult_age and low is None and not protocol.minors:
        return (
            f"The protocol does not say that it is for patients under {adult_age}; "
            f"this patient is {age}."
        )
    return ""


def _ages(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high} years old"
    return f"from {low} years" if high is None else f"from {low} to {high} years old"


def entry_problem(version: PlanVersion, entry: Entry) -> str:
    """What keeps the version from being signed as far as the protocol's entry goes, or ""."""
    if entry.criterion and version.entry_met is None:
        return f"Say whether the protocol's entry criterion is met: {entry.criterion}."
    if version.entry_reason.strip():
        return ""
    if entry.criterion and not version.entry_met:
        return "Say why the protocol is used although its entry criterion is not met."
    if entry.age_problem:
        return f"{entry.age_problem} Say why it is used all the same."
    return ""
