"""What is measured at the visit: blood pressure and body mass index."""

from datetime import date
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from patients.rules.doses import usable_weight
from patients.rules.facts import Facts, Moment, ResultFact
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
from patients.rules.text import ago, day, number

_MEASURE_PRESSURE = "Measure the blood pressure and enter it with its time."
# Outside of it a height was typed in other units and counts for nothing.
_HEIGHT_CM = (Decimal(30), Decimal(250))


def _counts(result: ResultFact | None, facts: Facts, policy: Policy) -> bool:
    """Before a plan a recent value does; on the session day only one of the day."""
    if result is None:
        return False
    oldest = 0 if facts.moment is Moment.DAY else policy.bp_max_age_days
    return facts.days_ago(result.taken_on) <= oldest


def blood_pressure(facts: Facts, policy: Policy) -> Judgement:
    pair = (
        ("systolic", facts.latest("bp_systolic"), policy.bp_systolic_limit),
        ("diastolic", facts.latest("bp_diastolic"), policy.bp_diastolic_limit),
    )
    fresh = [(n, r, limit) for n, r, limit in pair if r and _counts(r, facts, policy)]
    words = _pressure([result for _, result, _ in fresh], facts)
    if any(result.value >= limit for _, result, limit in fresh):
        return fires(
            f"{words}; the limit is {policy.bp_systolic_limit}/{policy.bp_diastolic_limit} mmHg.",
            *(part for name, r, _ in fresh for part in (name, r.value.normalize(), r.taken_on)),
            on=max(result.taken_on for _, result, _ in fresh),
            resolve="Repeat the measurement and enter it with its time, or decide.",
        )
    if len(fresh) == len(pair):
        return clear(f"{words}.", on=min(result.taken_on for _, result, _ in fresh))
    missing = _missing_pressure([r for _, r, _ in pair], fresh[0][0] if fresh else "", facts)
    return unknown(f"{missing}.", "not measured", resolve=_MEASURE_PRESSURE)


def _pressure(results: list[ResultFact], facts: Facts) -> str:
    if not results:
        return ""
    values = "/".join(number(result.value) for result in results)
    taken = max(result.taken_on for result in results)
    when = "today" if taken == facts.today else f"on {day(taken)} ({ago(facts.days_ago(taken))})"
    return f"Blood pressure {values} mmHg {when}"


def _missing_pressure(results: list[ResultFact | None], half: str, facts: Facts) -> str:
    if half:
        other = "diastolic" if half == "systolic" else "systolic"
        return f"Only the {half} blood pressure is on file, the {other} is missing"
    if facts.moment is Moment.DAY:
        return "No blood pressure measured today"
    if all(results):
        return "The blood pressure on file is too old"
    return "Blood pressure not on file"


def body_mass(facts: Facts, policy: Policy) -> Judgement:
    known = body_mass_index(facts)
    if known is not None:
        return _judge_index(*known, policy)
    if usable_weight(facts) is None:
        return unknown(
            "No weight on file to reckon the body mass index with.",
            "no weight",
            resolve="Measure the weight and enter it.",
            settled_with="R46",
        )
    return unknown(
        "No height on file to reckon the body mass index with.",
        "no height",
        resolve="Measure the height and enter it.",
    )


def body_mass_index(facts: Facts) -> tuple[Decimal, date] | None:
    """In kg/m², and its day: as another clinic sent it, unless a weight was measured since."""
    weight, height, sent = usable_weight(facts), _height(facts), facts.latest("bmi")
    if weight and height and (sent is None or weight.taken_on > sent.taken_on):
        return weight.value * 10_000 / (height.value * height.value), weight.taken_on
    return (sent.value, sent.taken_on) if sent else None


def _judge_index(index: Decimal, taken_on: date, policy: Policy) -> Judgement:
    if index > policy.bmi_limit:
        shown = number(index.quantize(Decimal("0.1"), ROUND_UP))
        # Without the figure: a pound more or less is no new finding.
        limit = number(policy.bmi_limit)
        evidence = f"Body mass index {shown} kg/m², above {limit}."
        return fires(evidence, "above the limit", on=taken_on)
    shown = number(index.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return clear(f"Body mass index {shown} kg/m².", on=taken_on)


def _height(facts: Facts) -> ResultFact | None:
    low, high = _HEIGHT_CM
    return next((r for r in facts.result_history("height") if low <= r.value <= high), None)


RULES = (
    Rule(
        id="R38",
        tier=Tier.RELATIVE,
        title="Blood pressure too high",
        looks_at=frozenset({"bp_systolic", "bp_diastolic"}),
        explain="At 180/110 mmHg or above an elective injection waits. A repeat below the limit, "
        "entered with its time, clears it.",
        explain_patient="Your blood pressure is too high today. We measure it again, or treat you "
        "another day.",
        clears=_MEASURE_PRESSURE,
        override=Override.PHYSICIAN,
        citation="hjrcentre.com",
        basis=Basis.PUBLISHED,
        predicate=blood_pressure,
        records=("Repeat values",),
    ),
    Rule(
        id="R44",
        tier=Tier.CAUTION,
        title="Body mass index above the limit",
        looks_at=frozenset({"weight", "height", "bmi"}),
        explain="The needle may have to be longer, and patients above 40 were excluded from a "
        "trial.",
        explain_patient="A longer needle may be needed, and how well this works is less certain.",
        clears="Acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="NCT05160532",
        basis=Basis.PUBLISHED,
        predicate=body_mass,
        moments=PLAN_ONLY,
    ),
)
