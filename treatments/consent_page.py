"""A consent as its pages show it: what was told, in the words of its version, and who signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from patients.models import Consent
from patients.rules import Policy
from patients.rules.readiness import consent_expires
from patients.signature import Strokes, path_of
from staff.templatetags.prolo import day, moment
from treatments.consent_versions import wording_of
from treatments.substances import substance_words


@dataclass(frozen=True, slots=True)
class Signature:
    """`path` is the drawing as the path of an SVG, "" for one that is on paper."""

    whose: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class State:
    tone: str
    word: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    consent: Consent
    state: State
    substances: list[str]
    risks: list[str]
    statements: list[str]
    question: str
    agreement: str
    guardian_agreement: str
    signatures: list[Signature]


def page_of_consent(consent: Consent, *, today: date, policy: Policy) -> ConsentPage:
    """No query beyond the consent with its physician and whoever noted that it was withdrawn."""
    version = consent.text_version
    said = {
        name: wording_of(version, name) if consent.understanding_words else ""
        for name in ("question", "agreement", "guardian")
    }
    return ConsentPage(
        consent=consent,
        state=state_of(consent, today=today, policy=policy),
        substances=[substance_words(name) for name in consent.substances],
        risks=_worded(version, consent.risks),
        statements=_worded(version, consent.statements),
        question=said["question"],
        agreement=said["agreement"],
        guardian_agreement=said["guardian"] if consent.guardian_name else "",
        signatures=list(_signatures(consent)),
    )


def _worded(version: str, codes: Iterable[str]) -> list[str]:
    return [wording_of(version, code) for code in codes]


def _signatures(consent: Consent) -> Iterable[Signature]:
    yield _signature("Patient", consent.signed_name, consent.signature)
    if consent.guardian_name:
        yield _signature("Parent or guardian", consent.guardian_name, consent.guardian_signature)


def _signature(whose: str, name: str, strokes: Strokes) -> Signature:
    return Signature(whose, name, path_of(strokes))


def state_of(consent: Consent, *, today: date, policy: Policy) -> State:
    """What the consent by itself is worth, whatever plan it is for."""
    if consent.withdrawn_at is not None:
        by = f" Noted by {consent.withdrawn_by}." if consent.withdrawn_by else ""
        return State("stop", "Withdrawn", f"Withdrawn {moment(consent.withdrawn_at)}.{by}")
    last_day = consent_expires(consent.signed_on, policy.consent_valid_months)
    if today > last_day:
        return State("stop", "Expired", f"It counted until {day(last_day)}.")
    return State("ok", "Stands", f"It counts until {day(last_day)}.")
