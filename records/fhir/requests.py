"""ServiceRequest and those who stand behind it: who refers the patient, and why."""

import re
from dataclasses import dataclass, field
from datetime import date

from patients.rules.snomed_codes import codes
from records.fhir.datatypes import clean, concept, cut, day, joined
from records.fhir.node import Node
from records.fhir.references import named_by

SENDER_LENGTH, REASON_LENGTH = 200, 500
_NEVER = frozenset({"entered-in-error", "draft", "revoked"})
_REFERRAL = re.compile(r"(?i)\b(?:referr?al|refer to|consult\w*|prolotherapy|injection)\b")
_REFERRAL_CODES = codes("3457005 103696004 11429006 306206005 183444007 306253008")


@dataclass(slots=True, kw_only=True)
class DraftRequest:
    """A referral to be. `senders` are names of resources, `sender` the words in their stead."""

    path: str
    subject: list[str]
    senders: list[str]
    sender: str = ""
    reason: str = ""
    reasons: list[str] = field(default_factory=list)
    authored_on: date | None = None


def read_request(resource: Node) -> DraftRequest | None:
    """The referral; None for an order of another kind, or one that does not stand."""
    if resource.text("status") in _NEVER or resource.flag("doNotPerform"):
        return None
    categories = [concept(category) for category in resource.nodes("category")]
    code = concept(resource.node("code"))
    what = [*categories, code]
    referral = any(c.has(_REFERRAL_CODES) for c in what)
    if not referral and not any(_REFERRAL.search(name) for c in what for name in c.names):
        return None
    requester = resource.node("requester")
    notes = [clean(note.text("text")) for note in resource.nodes("note")]
    reasons = [concept(reason).name for reason in resource.nodes("reasonCode")]
    authored = day(resource, "authoredOn")
    return DraftRequest(
        path=resource.path,
        subject=named_by(resource.node("subject"), "Patient"),
        senders=named_by(requester),
        sender=cut(clean(requester.text("display")), SENDER_LENGTH),
        reason=cut(joined([code.name, *reasons, *notes], "; "), REASON_LENGTH),
        reasons=[n for r in resource.nodes("reasonReference") for n in named_by(r)],
        authored_on=authored.date if authored else None,
    )


def care_givers(patient: Node) -> tuple[list[str], str]:
    """Names of the resources of the patient's own doctors, and the words for them."""
    references = [*patient.nodes("generalPractitioner"), patient.node("managingOrganization")]
    names = [name for reference in references for name in named_by(reference)]
    words = joined(clean(reference.text("display")) for reference in references)
    return names, cut(words, SENDER_LENGTH)


def called(resource: Node) -> str:
    """`Dr. Jane Brown` or the name of the organization; "" where there is none."""
    if resource.text("resourceType") in ("Organization", "Location"):
        return clean(resource.text("name"))
    for name in resource.nodes("name"):
        parts = [*name.texts("prefix"), *name.texts("given"), name.text("family")]
        return clean(" ".join(filter(None, parts)) or name.text("text"))
    return ""


def role_of(resource: Node) -> list[str]:
    """Whom a PractitionerRole means: its practitioner, then its organization."""
    references = (resource.node("practitioner"), resource.node("organization"))
    return [name for reference in references for name in named_by(reference)]
