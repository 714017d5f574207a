"""What has to be seen by somebody else first: cancer, an unexplained mass, spine red flags."""

from dataclasses import replace

from patients.rules.conditions import Match, find
from patients.rules.facts import Answer, Facts, Moment
from patients.rules.letters import advised
from patients.rules.places import Fit, fit
from patients.rules.policy import Policy
from patients.rules.rule import (
    Basis,
    Judgement,
    Override,
    Rule,
    Tier,
    Verdict,
    clear,
    fires,
    unknown,
)
from patients.rules.text import fold, short

_MASS = "mass_at_target"
_LOOK = "Look at the target, feel for a lump and answer the question."


def cancer(facts: Facts, policy: Policy) -> Judgement:
    answer = facts.answer(_MASS)
    if answer is Answer.YES:
        return fires(
            "Lump, mass or swelling at the target that nobody has explained.",
            "yes",
            on=facts.today,
            resolve="Have it explained first: imaging or biopsy, and refer.",
        )
    matches = find(facts, "cancer")
    here = next((m for m in matches if m.confirmed and _at_target(m, facts)), None)
    if here is not None:
        name = short(here.problem.display)
        data = ("at target", fold(name), here.problem.code)
        return fires(
            f"{name} is on the problem list and may be at the target.",
            *data,
            on=here.problem.onset,
        )
    elsewhere = _elsewhere(facts, policy, matches)
    gap = _not_looked_at(facts)
    if gap is None:
        return elsewhere
    if elsewhere.verdict is Verdict.CLEAR:
        return gap
    # The lump first: what is found there may not be decided away.
    return replace(gap, evidence=f"{gap.evidence} {elsewhere.evidence}")


def _at_target(match: Match, facts: Facts) -> bool:
    asked = facts.moment is Moment.DAY or facts.answer(_MASS) is Answer.NO
    place = fit(match.problem, facts)
    return place is Fit.HERE or (place is Fit.NEAR and not asked)


def _elsewhere(facts: Facts, policy: Policy, matches: list[Match]) -> Judgement:
    onsets = [match.problem.onset for match in matches]
    return advised(_listed(matches), facts, policy, "oncology", since=onsets)


def _listed(matches: list[Match]) -> Judgement:
    if not matches:
        return clear("No cancer on the problem list.")
    first = matches[0]
    name = short(first.problem.display)
    if first.confirmed:
        return fires(
            f"{name} on the problem list.",
            fold(name),
            first.problem.code,
            on=first.problem.onset,
            resolve="Put the oncology letter on file, or decide.",
            tier=Tier.RELATIVE,
            override=Override.PHYSICIAN,
        )
    review = unknown(
        f"{name} on the problem list is for review: not a confirmed, active cancer.",
        fold(name),
        resolve="Find out what it is; confirm or resolve the problem, or put the oncology letter "
        "on file.",
        tier=Tier.RELATIVE,
    )
    return replace(review, override=Override.PHYSICIAN)


def _not_looked_at(facts: Facts) -> Judgement | None:
    if facts.moment is not Moment.PLAN or facts.answer(_MASS) is Answer.NO:
        return None
    for match in find(facts, "mass"):
        if fit(match.problem, facts) is not Fit.ELSEWHERE:
            name = short(match.problem.display)
            evidence = f"{name} is on the problem list; the target was not looked at for it."
            return unknown(evidence, fold(name), resolve=_LOOK)
    return unknown("The target was not looked at for a lump.", "no answer", resolve=_LOOK)


_EMERGENCY = "Send to the emergency department now, and record the referral."


def red_flags(facts: Facts, policy: Policy) -> Judgement:
    if facts.answer("red_flags") is Answer.YES:
        return fires("Red flag of the spine, by today's answer.", "yes", on=facts.today)
    matches = find(facts, "red_flag")
    if matches:
        first = matches[0]
        name = short(first.problem.display)
        if first.confirmed:
            return fires(f"{name} on the problem list.", fold(name), on=first.problem.onset)
        return unknown(
            f"{name} is not confirmed.",
            fold(name),
            resolve="Rule it out today and resolve the problem, or refer urgently.",
        )
    if facts.answer("red_flags") is Answer.NO:
        return clear("No red flag of the spine.", on=facts.today)
    return unknown(
        "Red flags of the spine were not asked about.",
        "no answer",
        resolve="Ask about bladder, bowels, numbness, weakness, weight loss and trauma.",
    )


RULES = (
    Rule(
        id="R30",
        tier=Tier.ABSOLUTE,
        title="Cancer, or a mass that nobody has explained",
        looks_at=frozenset({"mass_at_target", "problems", "notes", "plan"}),
        explain="Growth is not to be stimulated, and a diagnosis not to be delayed. A mass or "
        "cancer at the target stops the treatment; active cancer elsewhere is the physician's "
        "decision. Suspected, in-situ and unspecified neoplasms are for review.",
        explain_patient="A lump that nobody has explained, or a cancer under treatment, has to be "
        "looked at by a specialist first.",
        clears="Enter the diagnosis, or put the oncology letter on file.",
        override=Override.NONE,
        citation="safemindz.com (unexplained swelling); morrhuate label (neoplasm); rest ours",
        basis=Basis.PUBLISHED,
        predicate=cancer,
        records=("Oncologist", "Date of contact"),
    ),
    Rule(
        id="R31",
        tier=Tier.ABSOLUTE,
        title="Red flag of the spine",
        looks_at=frozenset({"red_flags", "problems"}),
        explain="Bladder or bowel change, saddle numbness, growing weakness, weight loss or major "
        "trauma: an emergency until shown otherwise. Refer urgently.",
        explain_patient="Your answers need an urgent examination by a doctor before anything "
        "else. We help you to get it.",
        clears=_EMERGENCY,
        override=Override.NONE,
        citation="clinic default, general practice",
        basis=Basis.CLINIC,
        predicate=red_flags,
    ),
)
