"""Pregnancy and breastfeeding: asked of everybody who is not male, within the policy's ages."""

from patients.rules.conditions import Sureness, find
from patients.rules.facts import Answer, Facts
from patients.rules.policy import Policy
from patients.rules.rule import (
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
from patients.rules.sites import has_component
from patients.rules.text import fold, short


def asked(facts: Facts, policy: Policy) -> bool:
    """Whether the question is put.

    An age that is not known, or a sex not stated, is no reason to skip it.
    """
    if facts.sex == "male":
        return False
    age = facts.age
    return age is None or policy.pregnancy_age_from <= age <= policy.pregnancy_age_to


def pregnant(facts: Facts, policy: Policy) -> Judgement:
    listed = find(facts, "pregnancy")
    answer = facts.answer("pregnant")
    if answer is Answer.YES:
        return _fires("Pregnant or possibly pregnant, by today's answer", "yes", facts)
    if listed and listed[0].sureness is Sureness.CONFIRMED:
        name = short(listed[0].problem.display)
        return _fires(f"{name} on the problem list", fold(name), facts)
    if listed:
        # Only a test settles a suspected pregnancy; a "no" in passing does not.
        return unknown(
            f"{short(listed[0].problem.display)} is not confirmed.",
            "suspected",
            resolve="Do a pregnancy test and confirm or resolve the problem.",
        )
    if not asked(facts, policy):
        return _does_not_apply(facts)
    if answer is Answer.NO:
        return clear("Not pregnant, by today's answer.", on=facts.today)
    said = "pregnant" in facts.answers
    return unknown(
        "Whether the patient is pregnant is not known."
        if said
        else "Pregnancy was not asked about.",
        "not known" if said else "not asked",
        resolve="Do a pregnancy test." if said else "Ask, and test before fluoroscopy.",
    )


def breastfeeding(facts: Facts, policy: Policy) -> Judgement:
    answer = facts.answer("breastfeeding")
    if answer is Answer.YES:
        return fires("Breastfeeding, by today's answer.", "yes", on=facts.today)
    if not asked(facts, policy):
        return _does_not_apply(facts)
    if answer is Answer.NO:
        return clear("Not breastfeeding, by today's answer.", on=facts.today)
    return unknown(
        "Breastfeeding was not asked about.",
        "not asked",
        resolve="Ask whether the patient is breastfeeding.",
    )


def _does_not_apply(facts: Facts) -> Judgement:
    reason = "male" if facts.sex == "male" else f"age {facts.age}"
    return clear(f"Does not apply ({reason}).")


def _fires(evidence: str, datum: str, facts: Facts) -> Judgement:
    fluoroscopy = facts.plan is not None and "fluoroscopy" in facts.plan.guidance
    hazards = [
        name
        for name, planned in (
            ("fluoroscopy", fluoroscopy),
            ("morrhuate", has_component(facts, "morrhuate")),
        )
        if planned
    ]
    if hazards:
        words = " and ".join(hazards)
        return fires(f"{evidence}; {words} planned.", datum, *hazards, override=Override.NONE)
    return fires(f"{evidence}.", datum)


RULES = (
    Rule(
        id="R22",
        tier=Tier.ABSOLUTE,
        title="Pregnant or possibly pregnant",
        looks_at=frozenset({"pregnant", "problems", "birth_date", "sex", "plan"}),
        explain="The treatment is elective. Fluoroscopy and morrhuate are never given in "
        "pregnancy.",
        explain_patient="This treatment can wait until after the pregnancy.",
        clears="Enter a negative test or the delivery.",
        override=Override.PHYSICIAN,
        citation="NCT05160532; safemindz.com; morrhuate label",
        basis=Basis.PUBLISHED,
        predicate=pregnant,
        records=("Trimester", "Obstetric contact"),
    ),
    Rule(
        id="R23",
        tier=Tier.CAUTION,
        title="Breastfeeding",
        looks_at=frozenset({"breastfeeding", "birth_date", "sex"}),
        explain="Some local anesthetic passes into the milk.",
        explain_patient="A little of the numbing medicine passes into the milk; ask us what to "
        "mind.",
        clears="Acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="clinic default",
        basis=Basis.CLINIC,
        predicate=breastfeeding,
        moments=PLAN_ONLY,
    ),
)
