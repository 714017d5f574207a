"""One file into the charts: all of it or nothing."""

import logging
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from patients.actions.receiving import (
    keep_document,
    keep_identifiers,
    open_referral,
    receive_entries,
    register_sent,
)
from patients.actions.withdrawing import withdraw_entries
from patients.models import Document, Patient, Referral
from patients.sent import CannotBeTakenError, Counts, Note
from records.fhir import identity
from records.fhir.as_sent import person_json
from records.fhir.clinic_ids import apart, record_numbers
from records.fhir.items import Contents, Entry, Person, Request, Withdrawn
from records.fhir.received import ReceivedFile
from records.fhir.report import ForPerson, Imported, State, kept_with_document
from staff.models import User

logger = logging.getLogger(__name__)

# Whoever imports waits for who imports: two files about one new person would make two records.
_ONE_AT_A_TIME = 7_236_401
_LONGEST_SUBJECT = 300
_ALIKE = "Somebody like this is on record: say whether it is the same."
_NOT_FILED = "The Patient of another file is in no record yet: say whose record this is."
_ASKED = (
    "Without a name and a full birth date no record is opened: the referral waits until somebody "
    "says who this is."
)


def import_document(
    *,
    source: ReceivedFile,
    contents: Contents,
    by: User,
    now: datetime,
    today: date,
    dry_run: bool = False,
    keep_for_others: bool = False,
) -> Imported:
    """Keep the file and put what it says into the charts, where it waits for a clinician.

    `keep_for_others`: also where it is about nobody, for what other files name is in it.
    In one transaction, rolled back with `dry_run`. Raises nothing for what is wrong with the file:
    the result is then refused, with remarks, and nothing of it is kept.
    """
    result = _result(source, contents, dry_run)
    if result.errors:
        result.mark_refused()
        return result
    try:
        with transaction.atomic():
            _wait_for_others()
            known = Document.objects.defer("content").filter(sha256=source.sha256).first()
            if known is not None:
                _say_known(result, known)
            elif contents.about_nobody and not keep_for_others:
                result.state = State.UNUSED
            elif not contents.people and not contents.about_nobody:
                raise CannotBeTakenError("", "There is no Patient in it: whose record is it?")
            else:
                _Import(source, contents, by, now, today, result).run()
            transaction.set_rollback(dry_run)
    except CannotBeTakenError as error:
        result.refuse(error.path, error.text)
    except Exception as error:
        # Whatever it was, the next file is imported. Messages of the database may hold what is in
        # the row: the kind has to do.
        logger.error("Importing a FHIR file raised %s.", type(error).__name__)
        result.refuse("", f"The record does not take this file ({type(error).__name__}).")
    if dry_run and result.state is State.IMPORTED:
        result.document = None
    return result


def _result(source: ReceivedFile, contents: Contents, dry_run: bool) -> Imported:
    return Imported(
        name=source.name,
        sha256=source.sha256,
        size=source.size,
        dry_run=dry_run,
        remarks=list(contents.remarks),
        used=Counter(contents.used),
        unused=Counter(contents.unused),
        left_out=Counter(contents.left_out),
    )


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _say_known(result: Imported, document: Document) -> None:
    """The same bytes came before: nothing is done."""
    result.state = State.KNOWN
    result.document = document
    for kind, number in document.report["entries"].items():
        result.counts[kind] += Counts(unchanged=number)
    result.people += [
        ForPerson(
            subject=referral.subject,
            state=referral.state,
            matched=referral.matched,
            record_number=referral.patient.record_number if referral.patient else "",
            name=" ".join(referral.person[part] for part in ("given_name", "family_name")),
            birth_date=referral.person["birth_date"] or referral.person.get("birth_said", ""),
            referral=referral.pk,
        )
        for referral in document.referrals.select_related("patient").order_by("id")
    ]


class _Import:
    """One document on its way into the charts, inside the transaction of `import_document`."""

    def __init__(
        self,
        source: ReceivedFile,
        contents: Contents,
        by: User,
        now: datetime,
        today: date,
        result: Imported,
    ) -> None:
        self.source, self.contents, self.result = source, contents, result
        self.by, self.now, self.today = by, now, today
        self.entries: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in contents.entries:
            self.entries[entry.subject].append(entry)
        self.requests: dict[str, Request] = {}
        for request in contents.requests:
            self.requests.setdefault(request.subject, request)

    def run(self) -> None:
        self.document = keep_document(
            sha256=self.source.sha256,
            name=self.source.name,
            size=self.source.size,
            content=self.source.content,
            report=kept_with_document(self.contents),
            by=self.by,
            now=self.now,
        )
        self.result.document = self.document
        for person in self._people():
            self._take(person)
        for entries in self.entries.values():
            self._leave_out(entries)

    def _people(self) -> list[Person]:
        people: dict[str, Person] = {}
        for person in self.contents.people:
            if len(person.subject) > _LONGEST_SUBJECT:
                raise CannotBeTakenError(person.path, "The id of this person is too long.")
            before = people.setdefault(person.subject, person)
            if before is not person and person_json(before) != person_json(person):
                text = f"This person is in the file twice, not the same as {before.path}."
                raise CannotBeTakenError(person.path, text)
        return list(people.values())

    def _take(self, person: Person) -> None:
        request = self.requests.get(person.subject, Request(subject=person.subject))
        found = self._find(person)
        if found.doubt:
            self.result.warn(Note(f"{person.path}.identifier", found.doubt))
        entries = self.entries.pop(person.subject, [])
        patient, matched = found.patient, Referral.Match.IDENTIFIER
        lacking = identity.lacks(person, self.today)
        # Who is in another file is registered by that one; only a preview has kept nothing of it.
        may_register = self.result.dry_run or not person.elsewhere
        if patient is None and not (found.candidates or lacking) and may_register:
            patient, notes = register_sent(
                person=person, referrer=request.sender, by=self.by, today=self.today
            )
            matched = Referral.Match.NEW
            self._warn(notes)
        referral = open_referral(
            document=self.document,
            subject=person.subject,
            person=person_json(person),
            patient=patient,
            matched=matched if patient else "",
            by=self.by,
            now=self.now,
            sender=request.sender,
            reason=request.reason,
            authored_on=request.authored_on,
        )
        if patient is None:
            why = _ASKED if lacking else _ALIKE if found.candidates else _NOT_FILED
            self.result.warn(Note(person.path, why))
            self._say(person, referral, {})
            return
        counts, notes = fill_chart(
            referral=referral,
            patient=patient,
            person=person,
            entries=entries,
            withdrawn=[w for w in self.contents.withdrawn if w.subject == person.subject],
            by=self.by,
            now=self.now,
            today=self.today,
            empty=matched == Referral.Match.NEW,
        )
        self._warn(notes)
        self._say(person, referral, counts)

    def _find(self, person: Person) -> identity.Found:
        if person.elsewhere:
            patient = identity.find_again(person, self.contents.beside)
            if patient is not None:
                return identity.Found(patient)
        return identity.find(person)

    def _say(self, person: Person, referral: Referral, counts: dict[str, Counts]) -> None:
        number = referral.patient.record_number if referral.patient else ""
        if self.result.dry_run and referral.matched == Referral.Match.NEW:
            number = ""
        self.result.people.append(
            ForPerson(
                subject=person.subject,
                state=referral.state,
                matched=referral.matched,
                record_number=number,
                counts=counts,
                name=f"{person.given_name} {person.family_name}".strip(),
                birth_date=person.birth_date.isoformat()
                if person.birth_date
                else person.birth_said,
                referral=None if self.result.dry_run else referral.pk,
            )
        )
        for kind, counted in counts.items():
            self.result.counts[kind] += counted

    def _leave_out(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.result.counts[entry.kind.value].refused += 1
            self.result.warn(
                Note(entry.path, "Left out: the Patient it speaks of is not in this file.")
            )

    def _warn(self, notes: list[Note]) -> None:
        for note in notes:
            self.result.warn(note)


def fill_chart(
    *,
    referral: Referral,
    patient: Patient,
    person: Person,
    entries: list[Entry],
    withdrawn: list[Withdrawn],
    by: User,
    now: datetime,
    today: date,
    empty: bool = False,
) -> tuple[dict[str, Counts], list[Note]]:
    """Numbers and entries of one person into the chart of the patient they are known to be.

    `empty`: the chart was opened for them just now.
    """
    ours = record_numbers(person.identifiers)
    theirs = tuple(number for number in person.identifiers if number not in ours)
    notes = keep_identifiers(patient=patient, person=replace(person, identifiers=theirs))
    if person.deceased and not person.elsewhere and patient.deceased_on is None:
        text = "The file says that this patient has died; the record does not. Ask, and note it."
        notes.append(Note(person.path, text))
    known: dict[str, Counts] = {}
    if not empty:
        if ours:
            entries, known = apart(entries, patient)
        notes += withdraw_entries(patient=patient, withdrawn=withdrawn, by=by, now=now)
    received = receive_entries(
        referral=referral, entries=entries, by=by, now=now, today=today, empty=empty
    )
    for kind, counted in known.items():
        received.counts[kind] += counted
    return dict(received.counts), notes + received.notes
