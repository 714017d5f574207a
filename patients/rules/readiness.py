"""Whether patient and clinic are ready: wish, consent, faintness, escort, vials."""

from calendar import monthrange
from datetime import date

from patients.rules.facts import Answer, ConsentFact, Facts, Moment
from patients.rules.policy import Policy
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.rule import (
    BOTH,
    DAY_ONLY,
    PLAN_ONLY,
    Basis,
    Judgement,
    Override,
    Rule,
    Tier,
    clear,
    fires,
    unknown,
)
from patients.rules.text import day, listed, short

_NEW_CONSENT = "Talk the plan through with the patient and record a new consent."


def _by_answer(
    facts: Facts, question: str, *, harmless: str, harmful: str, missing: str, ask: str
) -> Judgement:
    answer = facts.answer(question)
    if answer is Answer.UNKNOWN:
        return unknown(missing, "no answer", resolve=ask)
    if answer is QUESTIONS[question].harmless:
        return clear(harmless, on=facts.today)
    return fires(harmful, answer.value, on=facts.today)


def wish(facts: Facts, policy: Policy) -> Judgement:
    return _by_answer(
        facts,
        "wants_treatment",
        harmless="Understands the treatment and wants it.",
        harmful="The patient does not understand the treatment, does not want it, or hopes for "
        "what it cannot bring.",
        missing="Whether the patient understands the treatment and wants it is not known.",
        ask="Talk with the patient and answer the question.",
    )


def consent_expires(signed_on: date, months: int) -> date:
    """The last day on which a consent holds; signed on a 31st, a shorter month ends earlier."""
    year, month = divmod(signed_on.year * 12 + signed_on.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(signed_on.day, monthrange(year, month + 1)[1]))


def consent(facts: Facts, policy: Policy) -> Judgement:
    if facts.moment is not Moment.DAY:
        # A new version of a plan is signed before the patient is asked to consent to it.
        return clear("Judged on the session day; the consent follows the plan.")
    if facts.plan is None:
        return clear("No plan yet; the consent is judged with the plan.")
    given = facts.plan.consent
    if given is None:
        return fires("No consent is recorded for this plan.", "missing", resolve=_NEW_CONSENT)
    return _consent_given(given, facts, policy)


def _consent_given(given: ConsentFact, facts: Facts, policy: Policy) -> Judgement:
    signed = f"consent of {day(given.signed_on)}"
    if given.withdrawn:
        return fires(
            f"The patient withdrew the {signed}.", "withdrawn", given.signed_on, on=given.signed_on
        )
    if given.signed_on > facts.today:
        return fires(
            f"The {signed} lies in the future.", "future", given.signed_on, on=given.signed_on
        )
    if consent_expires(given.signed_on, policy.consent_valid_months) < facts.today:
        months = policy.consent_valid_months
        return fires(
            f"The {signed} is more than {months} month{'' if months == 1 else 's'} old.",
            "expired",
            given.signed_on,
            on=given.signed_on,
        )
    if given.uncovered:
        missing = listed([short(name) for name in given.uncovered])
        return fires(
            f"The {signed} does not cover: {missing}.",
            "uncovered",
            given.signed_on,
            *sorted(given.uncovered),
            on=given.signed_on,
        )
    return clear(f"Consent signed {day(given.signed_on)}.", on=given.signed_on)


def fainting(facts: Facts, policy: Policy) -> Judgement:
    return _by_answer(
        facts,
        "fainting",
        harmless="No fainting and no fear of needles.",
        harmful="Has fainted at a needle or is afraid of needles.",
        missing="Fainting and fear of needles were not asked about.",
        ask="Ask about fainting and fear of needles.",
    )


def escort(facts: Facts, policy: Policy) -> Judgement:
    return _by_answer(
        facts,
        "sedation_without_escort",
        harmless="No sedation today, or an escort is there.",
        harmful="Sedation today, and nobody to take the patient home.",
        missing="Sedation and escort were not asked about.",
        ask="Ask whether a sedative is given and who takes the patient home.",
    )


def vials(facts: Facts, policy: Policy) -> Judgement:
    return _by_answer(
        facts,
        "components_checked",
        harmless="Vials are labeled, in date and not recalled.",
        harmful="A vial is expired, recalled or not labeled.",
        missing="The vials were not checked.",
        ask="Check label, expiry date and recalls of every vial.",
    )


RULES = (
    Rule(
        id="R34",
        tier=Tier.ABSOLUTE,
        title="Does not understand or want the treatment",
        looks_at=frozenset({"wants_treatment"}),
        explain="A candidate understands the treatment, wants it and hopes for what it can bring. "
        "Who cannot decide needs a representative.",
        explain_patient="We treat you only when you have understood the treatment and want it.",
        clears="Talk again, or with the patient's representative, and answer the question.",
        override=Override.NONE,
        citation="000 One-Minute Clinician",
        basis=Basis.SOURCE,
        predicate=wish,
        moments=BOTH,
    ),
    Rule(
        id="R35",
        tier=Tier.ABSOLUTE,
        title="No valid consent",
        looks_at=frozenset({"plan"}),
        explain="The talk about the risks comes before the treatment. A consent ends when it is "
        "withdrawn, too old, or when places or solution change. The months are ours.",
        explain_patient="We need your written consent for exactly this treatment.",
        clears=_NEW_CONSENT,
        override=Override.NONE,
        citation="001 Manhattan Pain Medicine",
        basis=Basis.SOURCE,
        predicate=consent,
        moments=DAY_ONLY,
    ),
    Rule(
        id="R37",
        tier=Tier.CAUTION,
        title="Fainting or fear of needles",
        looks_at=frozenset({"fainting"}),
        explain="A fall does more harm than the needle: treat lying down, stay with the patient, "
        "have an escort.",
        explain_patient="You lie down for the injections, and somebody stays with you.",
        clears="Acknowledge and note the measures: lying down, an escort.",
        override=Override.ACKNOWLEDGE,
        citation="doctorclark.com; 002 Regenexx (dizziness)",
        basis=Basis.PUBLISHED,
        predicate=fainting,
        moments=PLAN_ONLY,
        records=("Measures",),
    ),
    Rule(
        id="R48",
        tier=Tier.ABSOLUTE,
        title="Sedation without an escort",
        looks_at=frozenset({"sedation_without_escort"}),
        explain="Nobody who was sedated drives or goes home alone.",
        explain_patient="If you get a sedative, somebody has to take you home.",
        clears="Find an escort, or do without sedation, and answer the question again.",
        override=Override.NONE,
        citation="theprolotherapyclinic.com; hjrcentre.com",
        basis=Basis.PUBLISHED,
        predicate=escort,
        moments=DAY_ONLY,
    ),
    Rule(
        id="R51",
        tier=Tier.ABSOLUTE,
        title="Vial expired, recalled or not labeled",
        looks_at=frozenset({"components_checked"}),
        explain="Nothing is injected from a vial whose content, date or standing is in doubt.",
        explain_patient="One of the medicines has to be replaced before you are treated.",
        clears="Take another lot, check it and answer the question.",
        override=Override.NONE,
        citation="clinic default",
        basis=Basis.CLINIC,
        predicate=vials,
        moments=DAY_ONLY,
    ),
)
