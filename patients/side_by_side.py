"""What the chart says beside what a referral says. No queries: rows go in, rows come out."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from patients import drugs
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.models.entry import ChartEntry
from patients.names import digits
from patients.names import fold as fold_name
from patients.rules.conditions import CONDITIONS, recognise
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN, ProblemFact
from patients.wording import letter_advice, partial_day

# The same few hundred names, each compared with each.
fold = lru_cache(maxsize=20_000)(fold_name)
_NO_CLASS = frozenset({NO_SCREENED_CLASS, PART_UNKNOWN})


class Says(StrEnum):
    """How what was sent stands to what is on file."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which the two do not agree; empty where a side does not say."""

    label: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One waiting entry and the chart's entry that speaks of the same thing, if there is one.

    `related` are entries of the chart that are near it: another medicine of its class, another
    diagnosis of its group.
    """

    waiting: ChartEntry
    known: ChartEntry | None
    related: tuple[ChartEntry, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def says(self) -> Says:
        if self.known is None:
            return Says.NEW
        return Says.DIFFERS if self.differences else Says.SAME


def compare(chart: Iterable[ChartEntry], waiting: Iterable[ChartEntry]) -> list[Beside]:
    """For each waiting entry what the chart says of the same thing, in the order of `waiting`.

    `chart` are entries that stand and do not wait, of any kinds.
    """
    alike: dict[Hashable, list[ChartEntry]] = {}
    for entry in chart:
        alike.setdefault(_bucket(entry), []).append(entry)
    return [_beside(entry, alike.get(_bucket(entry), [])) for entry in waiting]


def _bucket(entry: ChartEntry) -> Hashable:
    """Only entries of one bucket can have to do with each other; results come in thousands."""
    if isinstance(entry, Result):
        return Result, entry.kind, entry.taken_on
    if isinstance(entry, PriorTreatment):
        return PriorTreatment, entry.kind
    return type(entry)


def _beside(entry: ChartEntry, chart: Sequence[ChartEntry]) -> Beside:
    same, near, told = _KINDS[type(entry)]
    known = next((each for each in chart if same(each, entry)), None)
    related = tuple(each for each in chart if each is not known and near(each, entry))
    found = _differences(told(known), told(entry)) if known is not None else ()
    return Beside(waiting=entry, known=known, related=related, differences=found)


def _differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[Difference, ...]:
    """What a side leaves out is no contradiction, but the status is always said."""
    return tuple(
        Difference(label, ours[label], theirs[label])
        for label in ours
        if fold(ours[label]) != fold(theirs[label]) and (theirs[label] and ours[label])
    )


def _same_problem(ours: Any, theirs: Any) -> bool:
    if theirs.code and (ours.system, ours.code) == (theirs.system, theirs.code):
        return True
    return fold(ours.display) == fold(theirs.display)


def _near_problem(ours: Any, theirs: Any) -> bool:
    return not _groups(ours).isdisjoint(_groups(theirs))


def _groups(problem: Problem) -> frozenset[str]:
    return _groups_of(problem.display, problem.system, problem.code)


@lru_cache(maxsize=4_000)
def _groups_of(display: str, system: str, code: str) -> frozenset[str]:
    line = ProblemFact(display=display, system=system, code=code)
    return frozenset(c.id for c in CONDITIONS.values() if recognise(line, c) is not None)


def _told_problem(problem: Any) -> dict[str, str]:
    return {
        "Status": problem.get_status_display(),
        "Since": partial_day(problem.onset, problem.onset_precision),
        "Sureness": "Confirmed" if problem.verified else "Suspected",
    }


def _same_medicine(ours: Any, theirs: Any) -> bool:
    if theirs.rxcui and ours.rxcui == theirs.rxcui:
        return True
    if fold(ours.name) == fold(theirs.name):
        return True
    generic = _generic(theirs.name)
    return bool(generic) and _generic(ours.name) == generic and ours.route == theirs.route


@lru_cache(maxsize=4_000)
def _generic(name: str) -> str:
    return drugs.classify(name).generic


def _near_medicine(ours: Any, theirs: Any) -> bool:
    return bool(set(ours.classes) & set(theirs.classes) - _NO_CLASS)


def _told_medicine(medicine: Any) -> dict[str, str]:
    stopped = partial_day(medicine.stopped_on, medicine.stopped_precision)
    return {
        "Taken": f"stopped {stopped}" if stopped else "taken now",
        "Name": medicine.name if _strength(medicine.name) else "",
        "Dose": medicine.dose,
        "Route": "" if medicine.route == Medication.Route.UNKNOWN else medicine.get_route_display(),
    }


def _strength(name: str) -> bool:
    return any(sign.isdigit() for sign in name)


def _same_allergy(ours: Any, theirs: Any) -> bool:
    if theirs.code and (ours.system, ours.code) == (theirs.system, theirs.code):
        return True
    return fold(ours.substance) == fold(theirs.substance)


def _near_allergy(ours: Any, theirs: Any) -> bool:
    return bool(set(ours.classes) & set(theirs.classes))


def _told_allergy(allergy: Any) -> dict[str, str]:
    over = allergy.disproved_on is not None or allergy.status != Allergy.Status.ACTIVE
    return {
        "Status": "Not any more" if over else "Active",
        "Reaction": allergy.reaction,
        "Sureness": "Confirmed" if allergy.verified else "Not confirmed",
    }


def _same_result(ours: Any, theirs: Any) -> bool:
    return (ours.kind, ours.taken_on) == (theirs.kind, theirs.taken_on)


def _near_result(ours: Any, theirs: Any) -> bool:
    return False


def _told_result(result: Any) -> dict[str, str]:
    return {"Value": f"{result.value.normalize():f} {result.unit}".strip()}


def _same_treatment(ours: Any, theirs: Any) -> bool:
    return (ours.kind, ours.region, ours.side, ours.started_on) == (
        theirs.kind,
        theirs.region,
        theirs.side,
        theirs.started_on,
    )


def _near_treatment(ours: Any, theirs: Any) -> bool:
    return bool((ours.kind, ours.region) == (theirs.kind, theirs.region))


def _told_treatment(treatment: Any) -> dict[str, str]:
    return {
        "Substance": treatment.substance,
        "Ended": partial_day(treatment.ended_on, treatment.ended_precision),
        "Outcome": ""
        if treatment.outcome == PriorTreatment.Outcome.UNKNOWN
        else treatment.get_outcome_display(),
    }


def _same_letter(ours: Any, theirs: Any) -> bool:
    return (ours.kind, ours.dated) == (theirs.kind, theirs.dated)


def _near_letter(ours: Any, theirs: Any) -> bool:
    return bool(ours.kind == theirs.kind)


def _told_letter(letter: Any) -> dict[str, str]:
    return {"Specialist": letter.specialist, "Advice": letter_advice(letter.agrees)}


Same = Callable[[Any, Any], bool]
_KINDS: dict[type[ChartEntry], tuple[Same, Same, Callable[[Any], dict[str, str]]]] = {
    Problem: (_same_problem, _near_problem, _told_problem),
    Medication: (_same_medicine, _near_medicine, _told_medicine),
    Allergy: (_same_allergy, _near_allergy, _told_allergy),
    Result: (_same_result, _near_result, _told_result),
    PriorTreatment: (_same_treatment, _near_treatment, _told_treatment),
    SpecialistNote: (_same_letter, _near_letter, _told_letter),
}


def compare_person(patient: Patient, sent: Mapping[str, Any]) -> list[Difference]:
    """Where the person as sent is not as on record; `sent` is `Referral.person`.

    What the other side does not say is left out, and so is what differs in writing only.
    """
    died = "Yes" if sent.get("deceased") else ""
    rows: list[tuple[str, str, str, Callable[[str], str]]] = [
        ("Given name", patient.given_name, sent.get("given_name", ""), fold),
        ("Family name", patient.family_name, sent.get("family_name", ""), fold),
        ("Birth date", patient.birth_date.isoformat(), sent.get("birth_date") or "", str),
        ("Sex", patient.get_sex_display(), _sex_words(sent.get("sex", "")), str),
        ("Phone", patient.phone, sent.get("phone", ""), digits),
        ("E-mail", patient.email, sent.get("email", ""), fold),
        ("Address", patient.address, sent.get("address", ""), fold),
        ("Language", patient.preferred_language, sent.get("preferred_language", ""), fold),
        ("Has died", "Yes" if patient.deceased_on else "No", died, str),
    ]
    return [
        Difference(label, _shown(ours), _shown(theirs))
        for label, ours, theirs, folded in rows
        if theirs and folded(ours) != folded(theirs)
    ]


def _sex_words(sex: str) -> str:
    return str(Patient.Sex(sex).label) if sex in Patient.Sex.values and sex != "unknown" else ""


def _shown(text: str) -> str:
    try:
        return partial_day(date.fromisoformat(text), "day")
    except ValueError:
        return text
