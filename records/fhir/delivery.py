"""Files that belong together, as a bulk export has them: Patient.ndjson, Condition.ndjson ...

Each is a document of its own and taken whole or not at all. What one only names, another holds.
"""

from collections.abc import Iterable
from dataclasses import replace

from records.fhir.directory import Directory, Elsewhere, Entry
from records.fhir.items import Contents, Person

# Where a remark about a person stands who is in another file.
PATH = "the Patient of another file"


class Delivery:
    """The files of one folder that were read so far."""

    def __init__(self) -> None:
        self._files: list[tuple[str, Directory, dict[str, Person]]] = []

    def add(self, sha256: str, contents: Contents) -> None:
        """Let the files that follow ask this one."""
        if contents.directory is not None and not contents.directory.empty:
            people = {person.subject: person for person in contents.people if not person.elsewhere}
            self._files.append((sha256, contents.directory, people))

    def person(self, names: list[str]) -> tuple[str, Person] | None:
        """The person of these names and the file; None also where two files mean two people."""
        found = {
            subject: (sha256, people[subject])
            for sha256, directory, people in self._files
            if (subject := directory.person(names))
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def find(self, names: list[str]) -> tuple[str, Entry] | None:
        for sha256, directory, _ in self._files:
            entry = directory.find_here(names)
            if entry is not None:
                return sha256, entry
        return None


class Asked:
    """Answers for one document: by the delivery, and then by whoever else may know."""

    def __init__(self, delivery: Delivery | None, *others: Elsewhere) -> None:
        self._delivery = delivery
        self._others = others
        self.used: set[str] = set()
        self.together = delivery is not None

    def person(self, names: list[str]) -> Person | None:
        found = self._delivery.person(names) if self._delivery else None
        if found is not None:
            self.used.add(found[0])
            return replace(found[1], elsewhere=True, path=PATH)
        return _first(other.person(names) for other in self._others)

    def find(self, names: list[str]) -> Entry | None:
        found = self._delivery.find(names) if self._delivery else None
        if found is None:
            return None
        self.used.add(found[0])
        return found[1]


def _first(people: Iterable[Person | None]) -> Person | None:
    return next((person for person in people if person is not None), None)
