"""Whom and what the names in a document mean: people, medicines, reasons, senders."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from records.fhir.datatypes import Concept
from records.fhir.items import Person
from records.fhir.node import Node
from records.fhir.references import is_web, names_of, tail


@dataclass(slots=True)
class Entry:
    """A resource that others refer to: its type, what it is called, and whom it stands for."""

    resource: str
    called: str = ""
    product: Concept | None = None
    stands_for: list[str] = field(default_factory=list)
    at_server: bool = False
    used: bool = field(default=False, compare=False)


class Elsewhere(Protocol):
    """What other files tell of the people and medicines that a document only names."""

    # Hashes of the files that were asked and knew something.
    used: set[str]
    # Whether the document is one of several that were handed in together.
    together: bool

    def person(self, names: list[str]) -> Person | None: ...
    def find(self, names: list[str]) -> Entry | None: ...


class Directory:
    def __init__(self, elsewhere: Elsewhere | None = None) -> None:
        self._elsewhere = elsewhere
        self._people: dict[str, str] = {}
        self._bases: dict[str, bool] = {}
        self._entries: dict[str, Entry | None] = {}
        self._all: list[Entry] = []

    def add_person(self, person: Person, resource: Node, full_url: str) -> None:
        """A name that two people have means neither of them."""
        for name in names_of(resource, full_url):
            before = self._people.setdefault(name, person.subject)
            if before != person.subject:
                self._people[name] = ""
        self._bases[person.subject] = is_web(full_url)

    def add(self, entry: Entry, resource: Node, full_url: str) -> None:
        """A name of two that say different things means neither of them."""
        entry.at_server = is_web(full_url)
        self._all.append(entry)
        for name in names_of(resource, full_url):
            if self._entries.setdefault(name, entry) != entry:
                self._entries[name] = None

    def person(self, names: list[str]) -> str:
        """The subject that is meant; "" when it is nobody of this document."""
        for name in names:
            if self._people.get(name):
                return self._people[name]
        for name in names:
            # An address at a server, and a patient of whom only the id was sent.
            subject = self._people.get(tail(name), "") if is_web(name) else ""
            if subject and not self._bases[subject]:
                return subject
        return ""

    @property
    def empty(self) -> bool:
        return not (self._people or self._entries)

    def find(self, names: list[str]) -> Entry | None:
        """The resource that is meant, which then counts as used; also one of another file."""
        found = self.find_here(names)
        if found is None and self._elsewhere is not None and names:
            return self._elsewhere.find(names)
        return found

    def find_here(self, names: list[str]) -> Entry | None:
        for name in names:
            entry = self._entries.get(name)
            if entry is None and is_web(name):
                # As with people: an address at a server, and of the resource only the id.
                entry = self._entries.get(tail(name))
                entry = None if entry is None or entry.at_server else entry
            if entry is not None:
                entry.used = True
                return entry
        return None

    def called(self, names: list[str], depth: int = 2) -> str:
        """What the resource is called; a role by the person and the organization behind it."""
        entry = self.find(names)
        if entry is None:
            return ""
        if entry.called or depth == 0:
            return entry.called
        parts = [self.called([name], depth - 1) for name in entry.stands_for]
        return ", ".join(dict.fromkeys(filter(None, parts)))

    def count(self, used: Counter[str], unused: Counter[str]) -> None:
        for entry in self._all:
            (used if entry.used else unused)[entry.resource] += 1
