"""What the patient was asked and agreed to: screenings with their findings, and consents."""

from collections.abc import Iterator, Mapping
from datetime import date

from patients.facts import DATE_SUFFIX, LISTS_REVIEWED
from patients.models import Consent, Finding, Screening
from patients.rules import BY_ID as RULES
from patients.rules import Policy
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.questions import worded
from records.fhir.datatypes import LOINC
from records.fhir.own import OWN
from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    extension,
    extensions,
    own_coding,
    resource,
    sentences,
    term,
)
from records.fhir_export.vocabulary import TERMINOLOGY
from treatments.consent_versions import wording_of

_ANSWERS = {"yes": "Y", "no": "N", "unknown": "UNK"}


def questionnaire_response(row: Screening, made: Export) -> Resource:
    return resource(
        "QuestionnaireResponse",
        made,
        row,
        questionnaire=f"{OWN}/Questionnaire/screening-{row.kind}|{row.rules_version}",
        status="completed",
        subject=made.subject,
        authored=made.instant(row.run_at),
        author=made.staff(row.run_by_id),
        source=made.subject,
        item=list(_items(row.answers, _policy(row))),
        extension=extensions(
            extension("screening-outcome", valueCode=row.outcome),
            extension("screened-on", valueDate=row.run_on.isoformat()),
        ),
    )


def _policy(row: Screening) -> Policy:
    """The thresholds that the questions named then; a screening whose own are not readable any
    more is worded with ours.
    """
    try:
        return Policy.from_json(row.policy)
    except ValueError:
        return Policy()


def _items(answers: Mapping[str, str], policy: Policy) -> Iterator[Resource]:
    """In the order of the page: JSON keeps none. A date stands below the answer it belongs to."""
    known = [name for link in QUESTIONS for name in (link, f"{link}{DATE_SUFFIX}")]
    for link in [
        *(name for name in known if name in answers),
        *sorted(answers.keys() - set(known)),
    ]:
        yield {
            "linkId": link,
            "text": _question(link, policy),
            "answer": [_answer(answers[link])],
        }


def _question(link: str, policy: Policy) -> str:
    if link == LISTS_REVIEWED:
        return "Medicines and allergies gone through?"
    if link in QUESTIONS:
        return worded(QUESTIONS[link], policy).physician
    asked = QUESTIONS.get(link.removesuffix(DATE_SUFFIX))
    return (asked.asks_date if asked else "") or link


def _is_date(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _answer(answer: str) -> Resource:
    if answer not in _ANSWERS:
        return {"valueDate" if _is_date(answer) else "valueString": answer}
    words = "Not known" if answer == "unknown" else answer.capitalize()
    return {"valueCoding": coding(f"{TERMINOLOGY}/v2-0532", _ANSWERS[answer], words)}


_SEVERITY = {"absolute": "high", "relative": "moderate", "caution": "low"}


def detected_issue(row: Finding, made: Export) -> Resource:
    """What one rule said in a screening, and who decided about it. Wants `screening`."""
    rule = RULES.get(row.rule)
    return resource(
        "DetectedIssue",
        made,
        row,
        status="final" if row.is_decided or row.state == Finding.State.CLEARED else "preliminary",
        code=concept(rule.title if rule else row.rule, own_coding("rule", row.rule)),
        severity=_SEVERITY[row.tier],
        patient=made.subject,
        identifiedDateTime=made.instant(row.screening.run_at),
        evidence=[{"detail": [made.ref(Screening, row.screening_id)]}],
        detail=sentences([row.evidence, row.resolve]),
        mitigation=[*_decision(row, made), *_seconded(row, made)],
        extension=extensions(
            extension("finding-state", valueCode=row.state),
            extension("finding-verdict", valueCode=row.verdict),
        ),
    )


def _decision(row: Finding, made: Export) -> Iterator[Resource]:
    if row.decided_by_id is None:
        return
    said = [
        "Decision taken back" if row.is_withdrawn else row.get_state_display(),
        row.get_reason_code_display() if row.reason_code else "",
        row.reason,
        *(f"{label}: {words}" for label, words in row.records),
    ]
    yield {
        "action": concept(sentences(said), own_coding("finding-state", row.state)),
        "date": made.instant(row.decided_at),
        "author": made.staff(row.decided_by_id),
    }


def _seconded(row: Finding, made: Export) -> Iterator[Resource]:
    if row.seconded_by_id is not None:
        yield {
            "action": concept("Second signature"),
            "date": made.instant(row.seconded_at),
            "author": made.staff(row.seconded_by_id),
        }


def consent(row: Consent, made: Export) -> Resource:
    withdrawn = row.withdrawn_at is not None
    return resource(
        "Consent",
        made,
        row,
        status="inactive" if withdrawn else "active",
        scope=term("consentscope", "treatment", "Treatment"),
        category=[concept("Consent to treatment", coding(LOINC, "59284-0"))],
        patient=made.subject,
        dateTime=made.instant(row.signed_at),
        performer=[made.subject, *_guardian(row)],
        organization=[made.clinic],
        sourceAttachment={"title": row.paper_reference},
        policyRule=concept(
            f"Consent text {row.text_version}", own_coding("consent-text", row.text_version)
        ),
        verification=[
            {"verified": row.understood, "verificationDate": made.instant(row.signed_at)}
        ],
        provision={
            "type": "permit",
            "period": {
                "start": made.instant(row.signed_at),
                "end": made.instant(row.withdrawn_at),
            },
            "actor": [
                {
                    "role": term("v3-ParticipationType", "PRF", "Physician"),
                    "reference": made.staff(row.physician_id),
                }
            ],
            "code": [
                *(concept(site, own_coding("consent-site", site)) for site in row.sites),
                *(concept(name, own_coding("substance", name)) for name in row.substances),
            ],
        },
        extension=extensions(*_told(row)),
    )


def _guardian(row: Consent) -> list[Resource]:
    return [{"display": row.guardian_name}] if row.guardian_name.strip() else []


def _told(row: Consent) -> Iterator[Resource | None]:
    """Each risk and statement with the words that were signed."""
    for name, codes in (("risk", row.risks), ("statement", row.statements)):
        for code in codes:
            words = wording_of(row.text_version, code)
            told = concept(words, own_coding(f"consent-{name}", code))
            yield extension(f"consent-{name}", valueCodeableConcept=told)
    yield extension("understanding-check", valueCode=row.understanding_check)
    yield extension("understanding-words", valueString=row.understanding_words)
    yield extension("own-goal", valueString=row.own_goal)
    yield extension("signed-name", valueString=row.signed_name)
    yield extension("withdrawn-reason", valueString=row.withdrawn_reason)
