"""Takes in resource after resource; what needs the rest of the document waits until the end."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.fhir.allergies import NO_KNOWN_ALLERGY, read_allergy
from records.fhir.datatypes import clean, concept, cut, day
from records.fhir.directory import Directory, Elsewhere, Entry
from records.fhir.draft import Draft, LeftOutError, UnclearError
from records.fhir.finishing import finish
from records.fhir.items import Contents, Kind, Person
from records.fhir.medicines import (
    medicine_named,
    read_medicine,
    read_product,
    reasons_named,
    what,
)
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.own import as_ours, own_letter
from records.fhir.own_procedures import own_treatments
from records.fhir.people import numbers_of, read_person
from records.fhir.problems import problem_name, read_problem
from records.fhir.procedures import read_procedure
from records.fhir.references import composed, is_local, key_of, named_by
from records.fhir.requests import DraftRequest, called, care_givers, read_request, role_of
from records.fhir.results import State, check_final, read_results, read_state

_WORDS = 100


@dataclass(slots=True)
class StateDraft:
    """An answer that counts until the next one, with whom it is about."""

    draft: Draft
    state: State


class Gathering:
    """What one document holds so far."""

    def __init__(self, contents: Contents, elsewhere: Elsewhere | None = None) -> None:
        self.contents = contents
        self.report = Report(contents)
        self.elsewhere = elsewhere
        self.directory = Directory(elsewhere)
        self.drafts: list[Draft] = []
        self.states: list[StateDraft] = []
        self.requests: list[DraftRequest] = []
        self.people: dict[str, Person] = {}
        # Who has no allergy that is known, and the words for it.
        self.none_known: list[tuple[Draft, str]] = []
        self._lasting: set[tuple[str, ...]] = set()
        # Whether no Patient is in the document.
        self.only_named = False
        self._asked: dict[tuple[str, ...], str] = {}

    def finish(self) -> None:
        self.only_named = not self.people
        finish(self)

    def whose(self, names: list[str]) -> str:
        """The subject that is meant; "" when it is nobody of whom this document may speak.

        Where it holds no Patient at all, that is somebody whom another file told of.
        """
        found = self.directory.person(names)
        if found or self.elsewhere is None or not self.only_named:
            return found
        key = tuple(names)
        if key not in self._asked:
            person = self.elsewhere.person(names)
            self._asked[key] = person.subject if person else ""
            if person is not None:
                self.people.setdefault(person.subject, person)
        return self._asked[key]

    def take_patient(self, resource: Node, full_url: str) -> None:
        subject = _subject(resource, full_url)
        person = read_person(resource, subject, self.report)
        self.contents.used["Patient"] += 1
        before = self.people.get(subject)
        if before is not None:
            self._again(before, person)
            return
        self.people[subject] = person
        self.directory.add_person(person, resource, full_url)
        senders, words = care_givers(resource)
        if senders or words:
            # Stands in where the document has no request; its path tells that it is none.
            self.requests.append(
                DraftRequest(path="", subject=[subject], senders=senders, sender=words)
            )

    def _again(self, before: Person, person: Person) -> None:
        same = {name: getattr(before, name) for name in Person.__slots__ if name != "path"} == {
            name: getattr(person, name) for name in Person.__slots__ if name != "path"
        }
        if same:
            self.report.inform(person.path, "The same patient once more; taken once.")
        else:
            self.report.error(person.path, "Two patients of one id who are not the same.")

    def take_condition(self, resource: Node, full_url: str) -> None:
        code = concept(resource.node("code"))
        self.directory.add(Entry("", called=problem_name(code)), resource, full_url)
        draft = self._draft(resource, full_url, Kind.PROBLEM)
        self._keep(
            draft,
            lambda: as_ours(
                Kind.PROBLEM, resource, read_problem(resource, self.report), self.report
            ),
        )

    def take_allergy(self, resource: Node, full_url: str) -> None:
        draft = self._draft(resource, full_url, Kind.ALLERGY, who="patient")
        self._keep(
            draft,
            lambda: as_ours(
                Kind.ALLERGY, resource, read_allergy(resource, self.report), self.report
            ),
        )
        if draft.left_out == NO_KNOWN_ALLERGY:
            words = concept(resource.node("code")).name
            self.none_known.append((draft, cut(words, _WORDS) or "No known allergy"))

    def take_medicine(self, resource: Node, full_url: str) -> None:
        draft = self._draft(resource, full_url, Kind.MEDICATION)
        dosages = [*resource.nodes("dosageInstruction"), *resource.nodes("dosage")]

        def values() -> dict[str, Any]:
            found = read_medicine(resource, self.report)
            draft.reasons = reasons_named(resource)
            draft.medicine = medicine_named(resource)
            inside = _contained(resource, draft.medicine)
            if inside is not None:
                found |= what(read_product(inside), dosages, self.report, inside.path)
                draft.medicine = []
            elif draft.medicine:
                draft.dosages = dosages
                words = clean(resource.node("medicationReference").text("display"))
                found["name"] = words
            if not found["name"] and not draft.medicine:
                raise UnclearError(resource.path, "A medicine without a name.")
            return as_ours(Kind.MEDICATION, resource, found, self.report)

        self._keep(draft, values)

    def take_product(self, resource: Node, full_url: str) -> None:
        entry = Entry("Medication", product=read_product(resource))
        self.directory.add(entry, resource, full_url)

    def take_observation(self, resource: Node, full_url: str) -> None:
        draft = self._draft(resource, full_url, None)
        self._keep(draft, lambda: check_final(resource))
        if draft.left_out:
            return
        try:
            state = read_state(resource, self.report)
            found = [] if state else list(read_results(resource, self.report))
        except UnclearError as unclear:
            self._unclear(draft, unclear)
            return
        if state is not None:
            self.states.append(StateDraft(draft, state))
        times: Counter[str] = Counter()
        for kind, values in found:
            line = self._draft(resource, full_url, Kind.RESULT)
            times[kind] += 1
            # A single value is the resource; of a panel each line has its kind in its key.
            again = f"-{times[kind]}" if times[kind] > 1 else ""
            line.suffix = f"{kind}{again}" if "component" in resource else ""
            line.values = values
            self.drafts.append(line)
        if not found and state is None:
            self.contents.unused["Observation"] += 1

    def take_procedure(self, resource: Node, full_url: str) -> None:
        draft = self._draft(resource, full_url, None)
        try:
            found = list(_done(resource, self.report))
        except LeftOutError as left_out:
            self._left_out(draft, left_out.why)
            return
        if not found:
            self.contents.unused["Procedure"] += 1
        for kind, part, values in found:
            line = self._draft(resource, full_url, kind)
            line.suffix = part
            line.values = values
            if kind is not Kind.PROBLEM or self._is_first(line):
                self.drafts.append(line)
            elif len(found) == 1:
                self.contents.left_out["Procedure: listed already"] += 1

    def _is_first(self, line: Draft) -> bool:
        """Whether this person has nothing of that name yet: a course is billed visit by visit."""
        name = (*line.subject, str(line.values and line.values["display"]))
        first = name not in self._lasting
        self._lasting.add(name)
        return first

    def take_letter(self, resource: Node, full_url: str) -> None:
        draft = self._draft(resource, full_url, Kind.LETTER)
        self._keep(draft, lambda: own_letter(resource, self.report))

    def take_request(self, resource: Node, full_url: str) -> None:
        request = read_request(resource)
        self.contents.used["ServiceRequest"] += request is not None
        self.contents.unused["ServiceRequest"] += request is None
        if request is not None:
            inside = _contained(resource, request.senders)
            if inside is not None:
                request.sender = request.sender or called(inside)
            self.requests.append(request)

    def take_sender(self, resource: Node, full_url: str) -> None:
        kind = resource.text("resourceType")
        role = kind == "PractitionerRole"
        entry = Entry(
            kind,
            called="" if role else called(resource),
            stands_for=role_of(resource) if role else [],
        )
        self.directory.add(entry, resource, full_url)

    def leave_out(self, resource: Node, full_url: str, why: str) -> None:
        """A resource that was read and must not enter."""
        self._left_out(self._draft(resource, full_url, None), why)

    def _draft(
        self, resource: Node, full_url: str, kind: Kind | None, who: str = "subject"
    ) -> Draft:
        return Draft(
            resource=resource.text("resourceType"),
            key=key_of(resource, full_url) or _by_content(resource),
            path=resource.path,
            subject=named_by(resource.node(who), "Patient"),
            kind=kind,
            updated=_updated(resource),
        )

    def _keep(self, draft: Draft, values: Any) -> None:
        """Keep the values, or count why there are none."""
        try:
            draft.values = values()
        except LeftOutError as left_out:
            self._left_out(draft, left_out.why)
        except UnclearError as unclear:
            self._unclear(draft, unclear)
        else:
            if draft.kind is not None:
                self.drafts.append(draft)

    def _unclear(self, draft: Draft, unclear: UnclearError) -> None:
        self.report.warn(unclear.path, f"{unclear.text} It is left out.")
        self._left_out(draft, unclear.why)

    def _left_out(self, draft: Draft, why: str) -> None:
        draft.left_out = why
        self.contents.left_out[f"{draft.resource}: {clean(why)[:60]}"] += 1
        self.drafts.append(draft)


def _done(resource: Node, report: Report) -> Iterator[tuple[Kind, str, dict[str, Any]]]:
    """What a Procedure is for the chart: the kind, what tells it from other lines, the values."""
    ours = own_treatments(resource, report)
    if ours is not None:
        for part, values in ours:
            yield Kind.PRIOR_TREATMENT, part, values
        return
    for kind, values in read_procedure(resource, report):
        yield kind, "" if kind is Kind.PRIOR_TREATMENT else kind.value, values


def _subject(resource: Node, full_url: str) -> str:
    """The key of a person: with a number of the sender where the id alone is "1"."""
    key = key_of(resource, full_url) or _by_content(resource)
    number = next(numbers_of(resource), None)
    return composed("|".join(number), key) if number and is_local(key) else key


def _by_content(resource: Node) -> str:
    """For a resource that nothing names: the same words are the same resource."""
    words = json.dumps(resource.value, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"#{hashlib.sha256(words).hexdigest()[:40]}"


def _updated(resource: Node) -> datetime | None:
    found = day(resource.node("meta"), "lastUpdated")
    return found.instant if found else None


def _contained(resource: Node, names: list[str]) -> Node | None:
    """The resource inside of this one that a name like `#m1` means."""
    wanted = {name.removeprefix("#") for name in names if name.startswith("#")}
    if not wanted:
        return None
    return next((node for node in resource.nodes("contained") if node.text("id") in wanted), None)
