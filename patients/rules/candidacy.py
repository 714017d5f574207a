"""Whether the patient is one for this treatment at all: age, what was tried, other disease, lists
reviewed.
"""

from patients.rules.conditions import Sureness, find
from patients.rules.facts import Answer, Facts, PriorTreatmentFact
from patients.rules.letters import advised
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
from patients.rules.text import fold, short

# Tried before, but not conservative care.
_NOT_CONSERVATIVE = frozenset({"prolotherapy", "prp", "surgery", "stem_cells"})


def minor(facts: Facts, policy: Policy) -> Judgement:
    age = facts.age
    if age is None:
        return unknown(
            "The birth date is missing or lies in the future.",
            "no age",
            resolve="Correct the birth date.",
        )
    if age < policy.adult_age:
        return fires(f"Age {age}.", "minor", facts.birth_date)
    return clear(f"Age {age}.")


def _counts(treatment: PriorTreatmentFact, facts: Facts) -> bool:
    """Conservative, begun, and not for another region than the plan's."""
    planned = facts.plan.regions if facts.plan is not None else frozenset()
    begun = treatment.started is None or treatment.started <= facts.today
    here = not treatment.region or not planned or treatment.region in planned
    return begun and here and treatment.kind not in _NOT_CONSERVATIVE


def conservative_care(facts: Facts, policy: Policy) -> Judgement:
    tried = [t for t in facts.prior_treatments if _counts(t, facts)]
    if tried:
        kinds = sorted({t.kind.replace("_", " ") for t in tried})
        return clear(f"Tried before: {short(', '.join(kinds), 200)}.")
    answer = facts.answer("conservative_care_tried")
    if answer is Answer.YES:
        return clear("Conservative care was tried, by the answer; no entry on the list.")
    if answer is Answer.NO:
        return fires("No conservative care was tried.", "no")
    return unknown(
        "No conservative care on the list of prior treatments, and not asked.",
        "not asked",
        resolve="Enter what was tried before, or answer the question.",
    )


def lists_reviewed(facts: Facts, policy: Policy) -> Judgement:
    gaps = []
    if facts.allergies_status not in ("none_known", "listed"):
        gaps.append("allergies were not asked about")
    elif facts.allergies_status == "listed" and not facts.allergies:
        gaps.append("allergies are marked as listed, but none is on the list")
    elif facts.allergies_status == "none_known" and facts.allergies:
        gaps.append("allergies are marked as none known, but some are on the list")
    elif not facts.allergies_reviewed:
        gaps.append("allergies were not reviewed for this screening")
    if not facts.medications_reviewed:
        gaps.append("the medication list was not reviewed for this screening")
    if gaps:
        words = " and ".join(gaps)
        return unknown(
            f"{words[0].upper()}{words[1:]}.",
            *gaps,
            resolve="Go through allergies and medicines with the patient and confirm both lists.",
        )
    return clear("Medicines and allergies were reviewed.", on=facts.today)


def _problem_rule(facts: Facts, condition: str, nothing: str) -> Judgement:
    matches = find(facts, condition)
    if not matches:
        return clear(nothing)
    name = short(matches[0].problem.display)
    if matches[0].sureness is Sureness.CONFIRMED:
        return fires(f"{name} on the problem list.", fold(name), on=matches[0].problem.onset)
    return unknown(
        f"{name} is not confirmed.", fold(name), resolve="Confirm the problem or resolve it."
    )


def inflammatory_arthritis(facts: Facts, policy: Policy) -> Judgement:
    judgement = _problem_rule(facts, "inflammatory_arthritis", "No inflammatory arthritis on file.")
    onsets = [match.problem.onset for match in find(facts, "inflammatory_arthritis")]
    return advised(judgement, facts, policy, "rheumatology", since=onsets)


def hypermobility(facts: Facts, policy: Policy) -> Judgement:
    return _problem_rule(facts, "hypermobility", "No hypermobility on file.")


RULES = (
    Rule(
        id="R24",
        tier=Tier.RELATIVE,
        title="Minor",
        looks_at=frozenset({"birth_date"}),
        explain="Growth plates, and a guardian's consent. One trial treated Osgood-Schlatter at "
        "9 to 17 years.",
        explain_patient="A parent or guardian has to agree, and there are special rules for "
        "young people.",
        clears="Record the guardian's consent and the protocol for minors.",
        override=Override.PHYSICIAN,
        citation="Topol 2011, Pediatrics 128:e1121; safemindz.com",
        basis=Basis.PUBLISHED,
        predicate=minor,
        records=("Guardian", "Protocol for minors"),
    ),
    Rule(
        id="R27",
        tier=Tier.RELATIVE,
        title="Inflammatory arthritis",
        looks_at=frozenset({"problems", "notes"}),
        explain="Another disease process; it has to be quiet.",
        explain_patient="You have an inflammatory joint disease; your rheumatologist has to "
        "advise us.",
        clears="Get the rheumatology note that says the disease is quiet.",
        override=Override.PHYSICIAN,
        citation="NCT05160532",
        basis=Basis.PUBLISHED,
        predicate=inflammatory_arthritis,
        records=("Rheumatology note",),
    ),
    Rule(
        id="R33",
        tier=Tier.RELATIVE,
        title="Conservative care not tried",
        looks_at=frozenset({"prior_treatments", "conservative_care_tried", "plan"}),
        explain="Candidates are patients whom physical therapy, exercise, braces or medicines "
        "did not help enough.",
        explain_patient="Other treatments, such as physical therapy, are usually tried first.",
        clears="Enter what was tried before.",
        override=Override.PHYSICIAN,
        citation="003 Spine Institute of North America; 002 Regenexx",
        basis=Basis.SOURCE,
        predicate=conservative_care,
        moments=PLAN_ONLY,
    ),
    Rule(
        id="R41",
        tier=Tier.CAUTION,
        title="Hypermobility, Ehlers-Danlos",
        looks_at=frozenset({"problems"}),
        explain="Lax tissue answers variably; a review of 26 studies found no agreed protocol.",
        explain_patient="Your joints are very flexible; how well this works for you is less "
        "certain.",
        clears="Acknowledge and note it in the plan.",
        override=Override.ACKNOWLEDGE,
        citation="Tulane review (fasciainstitute.org)",
        basis=Basis.PUBLISHED,
        predicate=hypermobility,
        records=("Plan note",),
    ),
    Rule(
        id="R50",
        tier=Tier.ABSOLUTE,
        title="Medicines or allergies not reviewed",
        looks_at=frozenset({"allergies", "medications_reviewed", "allergies_reviewed"}),
        explain="Every other rule depends on these two lists.",
        explain_patient="We go through your medicines and allergies with you each time.",
        clears="Go through both lists with the patient and confirm them.",
        override=Override.NONE,
        citation="001 Manhattan Pain Medicine",
        basis=Basis.SOURCE,
        predicate=lists_reviewed,
    ),
)
