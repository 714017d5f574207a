"""The end of a document: everybody is known, and every name means somebody or nobody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from patients.models import Medication
from records.fhir.datatypes import Concept, cut, joined
from records.fhir.draft import Draft
from records.fhir.items import Entry, Kind, Person, Request, Withdrawn
from records.fhir.lengths import length
from records.fhir.medicines import UNKNOWN_DAY, what
from records.fhir.references import composed
from records.fhir.requests import REASON_LENGTH, SENDER_LENGTH, DraftRequest
from records.fhir.results import state_values

if TYPE_CHECKING:
    from records.fhir.gathering import Gathering, StateDraft

# "Pregnant" is true for nine months; an older answer is history by the document's own newest day.
_PREGNANCY = timedelta(days=300)

_NOBODY = (
    "There is no Patient in the document, and nobody of whom it speaks is known from another one: "
    "nobody can tell whom it is about. Hand in the Patient resources, in one folder with it."
)

# How much of an ISO date a precision leaves.
_LETTERS = {"month": 7, "year": 4}

# What a resource says of itself that an earlier document could have said otherwise.
WITHDRAWN = frozenset({"entered-in-error", "refuted", "cancelled", "not-taken", "not-done"})

_DAYS = {
    Kind.PROBLEM: ("onset",),
    Kind.MEDICATION: ("started_on", "stopped_on"),
    Kind.RESULT: ("taken_on",),
    Kind.PRIOR_TREATMENT: ("started_on", "ended_on"),
    Kind.ALLERGY: (),
    Kind.LETTER: ("dated",),
}


def finish(gathering: "Gathering") -> None:
    """Fill people, entries, requests and counts of the contents."""
    contents, report = gathering.contents, gathering.report
    together = gathering.elsewhere is not None and gathering.elsewhere.together
    about_nobody = not (
        gathering.people or gathering.drafts or gathering.states or gathering.requests
    )
    if about_nobody and not together:
        report.error("", _NOBODY)
        return
    contents.about_nobody = about_nobody
    gathering.drafts += _newest_states(gathering)
    found: dict[tuple[str, str], tuple[Draft, Entry | None]] = {}
    for draft in gathering.drafts:
        subject = gathering.whose(draft.subject)
        if not subject:
            if not draft.left_out:
                report.warn(draft.path, "About nobody of this document; it is left out.")
                contents.left_out[f"{draft.resource}: about nobody of this document"] += 1
            continue
        _put(gathering, found, draft, _entry(gathering, draft, gathering.people[subject]), subject)
    contents.requests = list(_requests(gathering))
    if not (gathering.people or about_nobody):
        report.error("", _NOBODY)
        return
    contents.entries = [entry for _, entry in found.values() if entry is not None]
    contents.people = list(_people(gathering))
    contents.withdrawn = [
        Withdrawn(subject=subject, key=key, path=draft.path, why=draft.left_out)
        for (subject, key), (draft, entry) in found.items()
        if entry is None and draft.left_out in WITHDRAWN
    ]
    used = {draft.path: draft.resource for draft, entry in found.values() if entry is not None}
    contents.used.update(used.values())
    gathering.directory.count(contents.used, contents.unused)
    # A counter keeps zeros; the report should not.
    for counter in (contents.used, contents.unused, contents.left_out):
        for name in [name for name, number in counter.items() if not number or not name]:
            del counter[name]


def _people(gathering: "Gathering") -> Iterator[Person]:
    """Each with what was said about allergies, unless the same document lists one."""
    allergic = {
        entry.subject
        for entry in gathering.contents.entries
        if entry.kind is Kind.ALLERGY
        and entry.values["status"] == "active"
        and entry.values.get("disproved_on") is None
    }
    said: dict[str, str] = {}
    for draft, words in gathering.none_known:
        subject = gathering.whose(draft.subject)
        if subject in allergic:
            gathering.report.warn(
                draft.path, "Says that no allergy is known, and another entry lists one."
            )
        elif subject:
            said.setdefault(subject, words)
    for subject, person in gathering.people.items():
        yield replace(person, no_known_allergies=said.get(subject, ""))


def _put(
    gathering: "Gathering",
    found: dict[tuple[str, str], tuple[Draft, Entry | None]],
    draft: Draft,
    entry: Entry | None,
    subject: str,
) -> None:
    """One resource twice is one entry; two versions of it are not both true."""
    report = gathering.report
    place = (subject, composed(subject, draft.key, draft.suffix))
    before = found.get(place)
    if before is None:
        found[place] = draft, entry
        return
    older, old = before
    if _same(old, entry):
        report.inform(draft.path, f"The same as {older.path}; taken once.")
    elif older.updated and draft.updated and older.updated != draft.updated:
        report.warn(draft.path, f"Another version of {older.path}; the newer one is taken.")
        if draft.updated > older.updated:
            found[place] = draft, entry
    else:
        report.error(draft.path, f"Has the id of {older.path}, and says something else.")


def _same(one: Entry | None, other: Entry | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.kind is other.kind and one.values == other.values


def _entry(gathering: "Gathering", draft: Draft, person: Person) -> Entry | None:
    """The finished entry; None where it must not enter."""
    if draft.values is None or draft.kind is None:
        return None
    values = dict(draft.values)
    if draft.kind is Kind.MEDICATION and not _complete(gathering, draft, values, person):
        return None
    if not _after_birth(gathering, draft, values, person):
        return None
    return Entry(
        kind=draft.kind,
        subject=person.subject,
        key=composed(person.subject, draft.key, draft.suffix),
        path=draft.path,
        values=values,
    )


def _complete(gathering: "Gathering", draft: Draft, values: dict[str, Any], person: Person) -> bool:
    """Add what other resources say of a medicine; False where it has no name in the end."""
    directory, report = gathering.directory, gathering.report
    if draft.medicine:
        entry = directory.find(draft.medicine)
        product = entry.product if entry else None
        words = values["name"]
        if product is not None:
            values |= what(product, draft.dosages, report, draft.path)
        elif words:
            values |= what(Concept(words), draft.dosages, report, draft.path)
        values["name"] = values["name"] or cut(words, length(Medication, "name"))
    if not values["name"]:
        report.warn(draft.path, "The medicine is not in the document; it is left out.")
        gathering.contents.left_out[f"{draft.resource}: no name"] += 1
        return False
    if not values["indication"]:
        reasons = joined(directory.called([name]) for name in draft.reasons)
        values["indication"] = cut(reasons, length(Medication, "indication"))
    if values["stopped_on"] == UNKNOWN_DAY:
        # Without a birth date it stays: whoever says who this is brings one.
        values["stopped_on"] = values["started_on"] or person.birth_date or UNKNOWN_DAY
    return True


def _after_birth(
    gathering: "Gathering", draft: Draft, values: dict[str, Any], person: Person
) -> bool:
    """Take out days before birth; False for a result or a letter of such a day."""
    born = person.birth_date
    for name in _DAYS[draft.kind] if draft.kind else ():
        told: date | None = values[name]
        if told is None or born is None or told >= born:
            continue
        if draft.kind in (Kind.RESULT, Kind.LETTER):
            gathering.report.warn(draft.path, "Dated before the patient was born; it is left out.")
            gathering.contents.left_out[f"{draft.resource}: before birth"] += 1
            return False
        precision = values.get(name.removesuffix("_on") + "_precision", "")
        # The first day of the year or month of birth stands for a day after birth.
        if (
            precision in _LETTERS
            and f"{told}"[: _LETTERS[precision]] == f"{born}"[: _LETTERS[precision]]
        ):
            values[name] = born
            continue
        gathering.report.warn(draft.path, "Dated before the patient was born; without date.")
        values[name] = born if name == "stopped_on" else None
    return True


def _newest_states(gathering: "Gathering") -> Iterator[Draft]:
    """Of smoking and of pregnancy the newest answer of each person; earlier ones are history."""
    answers: defaultdict[tuple[str, str], list[StateDraft]] = defaultdict(list)
    for answer in gathering.states:
        subject = gathering.whose(answer.draft.subject)
        answers[subject, answer.state.what].append(answer)
    today = max(_all_days(gathering), default=date.min)
    for (subject, topic), given in answers.items():
        given.sort(key=lambda a: (a.state.day.date, str(a.state.day.instant or "")))
        newest = given[-1]
        gathering.contents.left_out[f"Observation: earlier answer on {topic}"] += len(given) - 1
        values = state_values(newest.state)
        if values is None or not subject:
            gathering.contents.unused["Observation"] += 1
            continue
        if topic == "pregnancy" and today - newest.state.day.date > _PREGNANCY:
            values["status"] = "resolved"
        draft = newest.draft
        draft.kind, draft.values, draft.key = Kind.PROBLEM, values, f"#{topic}"
        yield draft


def _all_days(gathering: "Gathering") -> Iterator[date]:
    for draft in gathering.drafts:
        if draft.values is not None and draft.kind is not None:
            yield from (draft.values[n] for n in _DAYS[draft.kind] if draft.values[n])
    yield from (answer.state.day.date for answer in gathering.states)


def _requests(gathering: "Gathering") -> Iterator[Request]:
    """One for each person: the newest referral, or else the patient's own doctors."""
    chosen: dict[str, DraftRequest] = {}
    for request in gathering.requests:
        names = request.subject
        subject = names[0] if names[:1] and names[0] in gathering.people else ""
        subject = subject or gathering.whose(names)
        if not subject:
            gathering.report.warn(request.path, "About nobody of this document; it is left out.")
            continue
        before = chosen.get(subject)
        if before is None or _rank(request) > _rank(before):
            chosen[subject] = request
    directory = gathering.directory
    for subject, request in chosen.items():
        senders = joined(directory.called([name]) for name in request.senders)
        reasons = joined([request.reason, *(directory.called([n]) for n in request.reasons)], "; ")
        yield Request(
            subject=subject,
            sender=cut(senders or request.sender, SENDER_LENGTH),
            reason=cut(reasons, REASON_LENGTH),
            authored_on=request.authored_on,
        )


def _rank(request: DraftRequest) -> tuple[bool, date]:
    return bool(request.path), request.authored_on or date.min
