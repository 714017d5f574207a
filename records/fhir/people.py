"""Patient: the person a document is about."""

import re
from collections.abc import Iterator
from datetime import date

from patients.models import Patient
from records.fhir.datatypes import clean, concept, cut, day, joined
from records.fhir.items import Person
from records.fhir.lengths import length
from records.fhir.node import Node
from records.fhir.notes import Report

# Uses of a name, the one to go by first; a name that is not used any more only where it is the
# only one.
_USES = {"official": 0, "usual": 1, "": 2, "temp": 3, "nickname": 4, "anonymous": 5}
_NOT_USED = 9
_NOT_NOW = frozenset({"old", "temp"})
_MEDICAL_RECORD = frozenset({"MR", "PI"})
_EMAIL = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}", re.I | re.A
)
_EARLIEST_BIRTH = date(1890, 1, 1)
_IDENTIFIER_LENGTH = 200
# Each is looked for among those on record; nobody has so many.
_MOST_NUMBERS = 50
# What stands where there is no number: one sign again and again, or words for it.
_NO_NUMBER = re.compile(r"(?i)0|(.)(?:\1|[ .-])+|un(?:known|assigned)|n/?a|none|123-?45-?6789")
_LAST = 1_000  # behind every rank


def read_person(resource: Node, subject: str, report: Report) -> Person:
    """The person; with a warning where somebody has to say who it is before a record is opened."""
    given, family = _name(resource, report)
    born, birth_said = _born(resource, report)
    deceased, deceased_on = _deceased(resource, born, report)
    if _is_replaced(resource) or (resource.flag("active") is False and not deceased):
        report.warn(
            resource.path, "The sender does not use this record any more; ask for the one in use."
        )
    return Person(
        subject=subject,
        path=resource.path,
        identifiers=_numbers(resource, report),
        given_name=given,
        family_name=family,
        birth_date=born,
        sex=_sex(resource),
        phone=cut(_contact(resource, "phone"), length(Patient, "phone")),
        email=_email(resource, report),
        address=report.fit(_address(resource), Patient, "address", resource.at("address")),
        preferred_language=_language(resource),
        deceased=deceased,
        deceased_on=deceased_on,
        birth_said=birth_said,
    )


def _name(resource: Node, report: Report) -> tuple[str, str]:
    names = list(resource.nodes("name"))
    if not names:
        report.warn(resource.at("name"), "The patient has no name.")
        return "", ""
    best = min(names, key=_rank)
    given = clean(" ".join(best.texts("given")))
    family = clean(best.text("family"))
    if not (given and family):
        given, family = _from_text(clean(best.text("text")), given, family)
        report.warn(best.path, "The name is put together from its text; check it.")
    if not (given and family):
        report.warn(best.path, "A family name and a given name are needed.")
    return (
        report.fit(given, Patient, "given_name", best.at("given")),
        report.fit(family, Patient, "family_name", best.at("family")),
    )


def _is_replaced(resource: Node) -> bool:
    """Merged into another record where it comes from; here only a person merges."""
    return any(link.text("type") == "replaced-by" for link in resource.nodes("link"))


def _rank(name: Node) -> tuple[bool, int]:
    ended = "end" in name.node("period")
    return ended, _USES.get(name.text("use"), _NOT_USED)


def _from_text(text: str, given: str, family: str) -> tuple[str, str]:
    """`Adler, Ruth` or `Ruth Adler`; what was sent in parts stays."""
    if "," in text:
        last, _, first = text.partition(",")
    else:
        first, _, last = text.rpartition(" ")
    return given or first.strip(), family or last.strip()


def _born(resource: Node, report: Report) -> tuple[date | None, str]:
    """The birth date if it is one, else as much as was sent; it is never made up."""
    born = day(resource, "birthDate")
    path = resource.at("birthDate")
    if born is None:
        report.warn(path, "The birth date is missing.")
        return None, ""
    if born.precision != "day":
        report.warn(path, f"Of the birth date only the {born.precision} is known.")
    elif born.date < _EARLIEST_BIRTH:
        report.warn(path, "The birth date must be after 1 January 1890.")
    else:
        return born.date, ""
    return None, born.written


def _deceased(resource: Node, born: date | None, report: Report) -> tuple[bool, date | None]:
    died = day(resource, "deceasedDateTime")
    if died is None:
        return resource.flag("deceasedBoolean") or False, None
    if born is not None and died.date < born and died.precision == "day":
        report.warn(resource.at("deceasedDateTime"), "Died before birth; the date is left out.")
        return True, None
    # Of a month or a year nobody knows the day: deceased, without a date.
    return True, died.date if died.precision == "day" else None


def _sex(resource: Node) -> str:
    """Another code than those of FHIR refuses the file before this."""
    sent = resource.text("gender")
    return sent if sent in Patient.Sex.values else "unknown"


def _numbers(resource: Node, report: Report) -> tuple[tuple[str, str], ...]:
    found = tuple(numbers_of(resource))
    if len(found) > _MOST_NUMBERS:
        report.warn(resource.at("identifier"), f"Only {_MOST_NUMBERS} of the numbers are kept.")
    return found[:_MOST_NUMBERS]


def numbers_of(resource: Node) -> Iterator[tuple[str, str]]:
    """System and value, medical record numbers first, each once, old ones left out.

    In an order of its own: the sender may change theirs.
    """
    found: dict[tuple[str, str], bool] = {}
    for node in resource.nodes("identifier"):
        system, value = node.text("system").strip(), clean(node.text("value"))
        longest = max(len(system), len(value))
        if not system or not value or node.text("use") == "old" or longest > _IDENTIFIER_LENGTH:
            continue
        if _NO_NUMBER.fullmatch(value):
            continue
        number = concept(node.node("type")).has(_MEDICAL_RECORD)
        found[system, value] = found.get((system, value), False) or number
    yield from sorted(found, key=lambda name: (not found[name], name))


def _contact(resource: Node, system: str) -> str:
    """The telephone number or address to try first, of those in use."""
    current = [
        contact
        for contact in resource.nodes("telecom")
        if contact.text("system") == system and contact.text("use") not in _NOT_NOW
    ]
    current.sort(key=lambda contact: contact.number("rank") or _LAST)
    return next(filter(None, (clean(contact.text("value")) for contact in current)), "")


def _email(resource: Node, report: Report) -> str:
    sent = _contact(resource, "email")
    if sent and not (_EMAIL.fullmatch(sent) and len(sent) <= length(Patient, "email")):
        report.warn(resource.at("telecom"), "The e-mail address cannot be one; it is left out.")
        return ""
    return sent


def _address(resource: Node) -> str:
    """`12 Main Street, Boston, MA 02110, US` of the first address in use."""
    addresses = [a for a in resource.nodes("address") if a.text("use") not in _NOT_NOW]
    if not addresses:
        return ""
    first = addresses[0]
    area = f"{clean(first.text('state'))} {clean(first.text('postalCode'))}".strip()
    parts = [*map(clean, first.texts("line")), clean(first.text("city")), area]
    return joined([*parts, clean(first.text("country"))]) or clean(first.text("text"))


def _language(resource: Node) -> str:
    spoken = list(resource.nodes("communication"))
    spoken.sort(key=lambda node: not node.flag("preferred"))
    return next(
        (
            cut(name, length(Patient, "preferred_language"))
            for node in spoken
            if (name := concept(node.node("language")).name)
        ),
        "",
    )
