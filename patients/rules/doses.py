"""How much local anesthetic one session may hold for this patient, all agents and sites together.

Milligrams and kilograms as decimals. The limits are for plain solutions; one with epinephrine is
held to the same limit, which is the lower one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from patients.rules.conditions import find
from patients.rules.facts import DoseFact, Facts, PlanContext, ResultFact
from patients.rules.policy import Policy
from patients.rules.rule import (
    Basis,
    Judgement,
    Override,
    Rule,
    Tier,
    clear,
    fires,
    unknown,
)
from patients.rules.text import ago, day, fold, listed, number, short

# Outside of it a weight was typed wrong and counts for nothing; 300 kg itself is possible.
_WEIGHT_KG = (Decimal(1), Decimal(300))
# 100 g of an anesthetic is a slip of the pen, and no figure to reckon with.
_MOST_MG = Decimal(100_000)

_SYNONYMS = {"lignocaine": "lidocaine", "xylocaine": "lidocaine"}
_MEASURE = "Measure the weight and enter it."


@dataclass(frozen=True, slots=True)
class Share:
    """What one agent takes of the day's maximum; `used` is 1 at the limit."""

    agent: str
    mg: Decimal
    limit_mg: Decimal

    @property
    def used(self) -> Decimal:
        return self.mg / self.limit_mg


def agent_of(name: str) -> str:
    """The anesthetic that a component or a stock is; "" for everything else."""
    words = fold(name).split()
    known = (_SYNONYMS.get(word, word) for word in words)
    return next((word for word in known if word.endswith("caine")), "")


def limit_mg(agent: str, weight_kg: Decimal, policy: Policy, *, reduced: bool) -> Decimal | None:
    """The most of one plain agent in a session; None for one without a limit on file."""
    per_kg: dict[str, tuple[Decimal, Decimal | None]] = {
        "lidocaine": (policy.lidocaine_mg_per_kg, policy.lidocaine_max_mg),
        "bupivacaine": (policy.bupivacaine_mg_per_kg, policy.bupivacaine_max_mg),
        "ropivacaine": (policy.ropivacaine_mg_per_kg, policy.ropivacaine_max_mg),
        "mepivacaine": (policy.mepivacaine_mg_per_kg, None),
        "procaine": (policy.procaine_mg_per_kg, None),
    }
    if agent not in per_kg:
        return None
    rate, cap = per_kg[agent]
    by_weight = rate * weight_kg
    most = by_weight if cap is None else min(by_weight, cap)
    return most * policy.reduced_dose_factor if reduced else most


def shares(
    doses: Iterable[DoseFact], weight_kg: Decimal, policy: Policy, *, reduced: bool
) -> tuple[Share, ...]:
    """One share per dose whose figure and limit are known, in the order given."""
    found = []
    for dose in doses:
        agent = agent_of(dose.agent)
        limit = limit_mg(agent, weight_kg, policy, reduced=reduced)
        if limit is not None and dose.mg is not None and _possible(dose.mg):
            found.append(Share(agent, dose.mg, limit))
    return tuple(found)


def total_used(parts: Iterable[Share]) -> Decimal:
    """The sum of all shares: above 1 the maximum is passed."""
    return sum((part.used for part in parts), Decimal(0))


def reasons_for_less(facts: Facts, policy: Policy) -> list[str]:
    """Why this patient gets the reduced maximum; empty when nothing on file says so."""
    reasons = [short(match.problem.display) for match in find(facts, "organ_disease")]
    age, weight = facts.age, usable_weight(facts)
    if age is not None and age > policy.elderly_age:
        reasons.append(f"older than {policy.elderly_age}")
    if weight is not None and weight.value < policy.low_weight_kg:
        reasons.append(f"weight below {number(policy.low_weight_kg)} kg")
    return reasons


def usable_weight(facts: Facts) -> ResultFact | None:
    """The newest weight that a person can have, however old."""
    low, high = _WEIGHT_KG
    return next((r for r in facts.result_history("weight") if low <= r.value <= high), None)


def fresh_weight(facts: Facts, policy: Policy) -> ResultFact | None:
    """The weight that a dose may be reckoned with; None if it is missing or too old."""
    latest = usable_weight(facts)
    if latest is None or facts.days_ago(latest.taken_on) > policy.weight_max_age_days:
        return None
    return latest


def _possible(mg: Decimal) -> bool:
    return mg.is_finite() and 0 <= mg <= _MOST_MG


def _planned_agents(plan: PlanContext) -> list[str]:
    """Every anesthetic of the plan by its name, whether or not its dose is known."""
    named = {agent for component in plan.components if (agent := agent_of(component))}
    return sorted(named | {agent_of(dose.agent) or fold(dose.agent) for dose in plan.doses})


def total(facts: Facts, policy: Policy) -> Judgement:
    plan = facts.plan
    if plan is None:
        return clear("No plan yet; the anesthetic is judged with the plan.")
    agents = _planned_agents(plan)
    if not agents:
        return clear("No local anesthetic is planned.")
    weight = fresh_weight(facts, policy)
    if weight is None:
        return unknown(
            f"{_capital(listed(agents))} planned, and no weight to reckon the maximum with.",
            "no weight",
            *agents,
            resolve=_MEASURE,
            settled_with="R46",
        )
    reduced = bool(reasons_for_less(facts, policy))
    parts = shares(plan.doses, weight.value, policy, reduced=reduced)
    used = total_used(parts)
    if used > 1:
        figures = [f"{part.agent} {part.mg.normalize()}" for part in parts]
        return fires(
            f"{_in_words(parts, used, weight, reduced)}.",
            *figures,
            weight.value.normalize(),
            on=weight.taken_on,
        )
    missing = _without_figure(plan, agents, parts, weight, policy)
    if missing is not None:
        return missing
    return clear(f"{_in_words(parts, used, weight, reduced)}.", on=weight.taken_on)


def _without_figure(
    plan: PlanContext,
    agents: list[str],
    parts: tuple[Share, ...],
    weight: ResultFact,
    policy: Policy,
) -> Judgement | None:
    unlimited = [a for a in agents if limit_mg(a, weight.value, policy, reduced=False) is None]
    if unlimited:
        return unknown(
            f"No maximum on file for {listed([short(name) for name in unlimited])}.",
            "no limit",
            *unlimited,
            resolve="Plan an anesthetic whose maximum is known.",
        )
    counted = {part.agent for part in parts}
    gaps = [a for a in agents if a not in counted]
    # One batch without a figure is a gap, even where another batch of the same agent has one.
    if len(parts) < len(plan.doses) or gaps:
        names = gaps or sorted(
            {agent_of(d.agent) for d in plan.doses if d.mg is None or not _possible(d.mg)}
        )
        return unknown(
            f"The dose of {listed(names)} is not on file.",
            "no dose",
            *names,
            resolve="Enter the strength and the volume of the anesthetic.",
        )
    return None


def _in_words(parts: tuple[Share, ...], used: Decimal, weight: ResultFact, reduced: bool) -> str:
    by_agent: dict[str, tuple[Decimal, Decimal]] = {}
    for part in parts:
        mg, _ = by_agent.get(part.agent, (Decimal(0), part.limit_mg))
        by_agent[part.agent] = (mg + part.mg, part.limit_mg)
    doses = [f"{agent} {_mg(mg)} of {_mg(most)} mg" for agent, (mg, most) in by_agent.items()]
    lowered = ", lowered" if reduced else ""
    together = "together " if len(doses) > 1 else ""
    return (
        f"{_capital(listed(doses))}: {together}{percent(used)} of the maximum "
        f"for {number(weight.value)} kg{lowered}"
    )


def percent(used: Decimal) -> str:
    """`6.7 %`; a share over the limit never reads as 100 %."""
    rounded = (used * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return "just over 100 %" if used > 1 and rounded == 100 else f"{rounded} %"


def _mg(value: Decimal) -> str:
    return number(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def lower_dose(facts: Facts, policy: Policy) -> Judgement:
    reasons = reasons_for_less(facts, policy)
    if not reasons:
        return clear("No reason on file to lower the anesthetic maximum.")
    left = number((policy.reduced_dose_factor * 100).normalize())
    return fires(
        f"{_capital(', '.join(reasons[:4]))}: the anesthetic maximum is lowered to {left} %.",
        *sorted(map(fold, reasons)),
    )


def weight(facts: Facts, policy: Policy) -> Judgement:
    latest = usable_weight(facts)
    days = facts.days_ago(latest.taken_on) if latest is not None else 0
    if latest is not None and days <= policy.weight_max_age_days:
        words = f"Weight {number(latest.value)} kg on {day(latest.taken_on)} ({ago(days)})."
        return clear(words, on=latest.taken_on)
    if latest is None:
        bad = facts.latest("weight") is not None
        gap = "The weight on file is not possible" if bad else "Weight not on file"
    else:
        gap = (
            f"Weight {number(latest.value)} kg on {day(latest.taken_on)}, "
            f"older than {policy.weight_max_age_days} days"
        )
    data = latest.taken_on if latest is not None else "none"
    on = latest.taken_on if latest is not None else None
    if facts.plan is None:
        return unknown(f"{gap}.", data, on=on, resolve=_MEASURE)
    agents = _planned_agents(facts.plan)
    if not agents:
        return clear(f"{gap}; no local anesthetic is planned.", on=on)
    names = listed([short(name) for name in agents])
    return fires(f"{gap}; {names} planned.", data, on=on, resolve=_MEASURE)


RULES = (
    Rule(
        id="R39",
        tier=Tier.ABSOLUTE,
        title="Too much local anesthetic",
        looks_at=frozenset({"plan", "weight", "problems", "birth_date"}),
        explain="Systemic toxicity. The limit of each agent is reckoned per kilogram, capped, and "
        "lowered where R40 applies; the shares of all agents, sites and batches of the day are "
        "summed. Bupivacaine, ropivacaine, mepivacaine and procaine figures are secondary.",
        explain_patient="The planned amount of numbing medicine is more than is safe for your "
        "weight; it is changed.",
        clears="Plan a smaller volume, a weaker anesthetic or fewer sites.",
        override=Override.NONE,
        citation="Lidocaine labels (plain 4.5 mg/kg, at most 300 mg); other agents: secondary "
        "summaries",
        basis=Basis.PUBLISHED,
        predicate=total,
    ),
    Rule(
        id="R40",
        tier=Tier.CAUTION,
        title="Lower anesthetic dose",
        looks_at=frozenset({"problems", "birth_date", "weight"}),
        explain="Liver, heart or kidney disease, old age and low weight: the anesthetic stays "
        "longer. The published cut is 30 %.",
        explain_patient="You get a smaller dose of numbing medicine.",
        clears="Acknowledge and note the dose chosen.",
        override=Override.ACKNOWLEDGE,
        citation="30 % less in the elderly, cardiac and hepatic (secondary summary); ages ours",
        basis=Basis.CLINIC,
        predicate=lower_dose,
        records=("Dose chosen",),
    ),
    Rule(
        id="R46",
        tier=Tier.ABSOLUTE,
        title="Weight missing or too old",
        looks_at=frozenset({"weight", "plan"}),
        explain="Without a recent weight no maximum of the anesthetic can be reckoned.",
        explain_patient="We weigh you, so that the dose of numbing medicine is right for you.",
        clears=_MEASURE,
        override=Override.NONE,
        citation="clinic default",
        basis=Basis.CLINIC,
        predicate=weight,
    ),
)
