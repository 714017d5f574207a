"""What the patient brings along: smoking, and advice to take an antibiotic before procedures."""

from dataclasses import replace

from patients.rules.conditions import Match, find
from patients.rules.facts import Answer, Facts
from patients.rules.letters import advised, advises_against
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
from patients.rules.sites import asked_before_plan
from patients.rules.text import fold, short


def smoker(facts: Facts, policy: Policy) -> Judgement:
    answer = facts.answer("smoker")
    listed = [match for match in find(facts, "smoker") if match.confirmed]
    if answer is Answer.YES:
        return fires("Smokes, by the answer.", "yes", on=facts.today)
    if answer is Answer.NO:
        return clear("Does not smoke at present, by the answer.", on=facts.today)
    if listed:
        name = short(listed[0].problem.display)
        return fires(f"{name} on the problem list.", fold(name), on=listed[0].problem.onset)
    return unknown(
        "Smoking was not asked about.", "no answer", resolve="Ask, and answer the question."
    )


_COVER = "antibiotic_cover"


def antibiotic_cover(facts: Facts, policy: Policy) -> Judgement:
    hearts, joints = find(facts, "heart_at_risk"), find(facts, "prosthesis")
    onsets = [match.problem.onset for match in (*hearts, *joints)]
    judgement = _cover(facts, hearts, joints)
    advice = advised(judgement, facts, policy, "antibiotic_cover", since=onsets)
    if advises_against(facts, policy, "antibiotic_cover"):
        # A specialist who advises against is more than a caution.
        return replace(advice, tier=Tier.RELATIVE, override=Override.PHYSICIAN)
    return advice


def _cover(facts: Facts, hearts: list[Match], joints: list[Match]) -> Judgement:
    answer = facts.answer(_COVER)
    if answer is Answer.YES:
        return fires("Advised to take an antibiotic before procedures.", "yes")
    certain = [match for match in hearts if match.confirmed]
    if certain:
        # The heart counts whatever was answered: the advice may never have reached the patient.
        name = short(certain[0].problem.display)
        return fires(f"{name} on the problem list.", fold(name), on=certain[0].problem.onset)
    if answer is Answer.NO:
        return clear("Not advised to take an antibiotic before procedures.", on=facts.today)
    known = [*hearts, *joints]
    also = f" {short(known[0].problem.display)} is on the problem list." if known else ""
    return asked_before_plan(
        facts,
        f"Antibiotic cover before procedures was not asked about.{also}",
        "no answer",
        resolve="Ask about heart valves, implants and antibiotics before procedures.",
    )


RULES = (
    Rule(
        id="R45",
        tier=Tier.CAUTION,
        title="Smokes at present",
        looks_at=frozenset({"smoker", "problems"}),
        explain="Tissue heals worse in smokers.",
        explain_patient="Smoking slows healing. Stopping, even for some weeks, helps.",
        clears="Acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="studylib 7243000",
        basis=Basis.PUBLISHED,
        predicate=smoker,
        moments=PLAN_ONLY,
    ),
    Rule(
        id="R49",
        tier=Tier.CAUTION,
        title="Antibiotic cover before procedures",
        looks_at=frozenset({"antibiotic_cover", "problems", "notes"}),
        explain="A replaced heart valve or an earlier endocarditis, or advice given for an "
        "implant: whether to cover this injection is decided before it.",
        explain_patient="You may need an antibiotic before an injection. We settle this with your "
        "doctor first.",
        clears="Put the letter on antibiotic cover on file, or acknowledge with the decision.",
        override=Override.ACKNOWLEDGE,
        citation="theprolotherapyclinic.com",
        basis=Basis.PUBLISHED,
        predicate=antibiotic_cover,
        records=("Decision on antibiotic cover",),
    ),
)
