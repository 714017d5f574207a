"""Diabetes: is it controlled, is that known, and what is the glucose today."""

from decimal import Decimal

from patients.rules.diabetes import DiabetesStatus, diabetes
from patients.rules.facts import Answer, Facts, ResultFact
from patients.rules.policy import Policy
from patients.rules.rule import (
    DAY_ONLY,
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

_POSSIBLE = (Decimal(2), Decimal(25))
_SYMPTOMS = "high_glucose_symptoms"
_ORDER = "Order an HbA1c and enter the result."
_ASK = "Enter diabetes on the problem list if it is confirmed; otherwise resolve the entry."


def _usable(facts: Facts) -> ResultFact | None:
    """The newest HbA1c that can be one; 58 was typed in mmol/mol and counts for nothing."""
    low, high = _POSSIBLE
    return next((r for r in facts.result_history("hba1c") if low <= r.value <= high), None)


def _fresh(result: ResultFact, facts: Facts, policy: Policy) -> bool:
    return facts.days_ago(result.taken_on) <= policy.hba1c_max_age_days


def _words(result: ResultFact, facts: Facts) -> str:
    taken = day(result.taken_on)
    return f"HbA1c {number(result.value)} % on {taken} ({ago(facts.days_ago(result.taken_on))})"


def _missing(facts: Facts) -> str:
    ahead = [r for r in facts.results if r.kind == "hba1c" and r.taken_on > facts.today]
    if ahead:
        return f"The HbA1c dated {day(ahead[0].taken_on)} lies in the future and does not count"
    if facts.latest("hba1c"):
        return "The HbA1c on file is not a possible value in percent"
    return "HbA1c not on file"


def uncontrolled(facts: Facts, policy: Policy) -> Judgement:
    status, latest = diabetes(facts), _usable(facts)
    if latest is None or not _fresh(latest, facts, policy):
        return _without_fresh_value(facts, policy, status, latest)
    if latest.value < policy.hba1c_uncontrolled:
        return clear(f"{_words(latest, facts)}.", on=latest.taken_on)
    return _too_high(facts, policy, status, latest)


def _too_high(
    facts: Facts, policy: Policy, status: DiabetesStatus, latest: ResultFact
) -> Judgement:
    data = (latest.value.normalize(), latest.taken_on)
    limit = f"the limit is {number(policy.hba1c_uncontrolled)} %"
    if status.answer is Answer.YES:
        return fires(f"{status.why}; {_words(latest, facts)}, {limit}.", *data, on=latest.taken_on)
    return unknown(
        f"{_words(latest, facts)}, {limit}, but no confirmed diabetes on the problem list.",
        *data,
        on=latest.taken_on,
        resolve="Find out whether this is diabetes and enter the diagnosis, or repeat the HbA1c.",
    )


def _without_fresh_value(
    facts: Facts, policy: Policy, status: DiabetesStatus, latest: ResultFact | None
) -> Judgement:
    if status.answer is Answer.NO and (
        latest is None or latest.value < policy.hba1c_suggests_diabetes
    ):
        return clear(f"{status.why}.")
    if latest is not None and latest.value >= policy.hba1c_uncontrolled:
        # The last thing known is that it was uncontrolled; only a newer value says otherwise.
        return _too_high(facts, policy, status, latest)
    evidence = f"{_words(latest, facts)}, too old" if latest else _missing(facts)
    return unknown(
        f"{status.why}; {evidence[:1].lower() + evidence[1:] if evidence[0] == 'T' else evidence}.",
        *status.data,
        latest.taken_on if latest else "none",
        on=latest.taken_on if latest else None,
        resolve=_ORDER,
        settled_with="R02",
    )


def raised(facts: Facts, policy: Policy) -> Judgement:
    status, latest = diabetes(facts), _usable(facts)
    if latest is None or not _fresh(latest, facts, policy):
        return clear("No recent HbA1c in this range; R02 asks for a missing one.")
    if not policy.hba1c_caution <= latest.value < policy.hba1c_uncontrolled:
        return clear(f"{_words(latest, facts)}.", on=latest.taken_on)
    data = (latest.value.normalize(), latest.taken_on)
    if status.answer is Answer.YES:
        return fires(f"{status.why}; {_words(latest, facts)}.", *data, on=latest.taken_on)
    return unknown(
        f"{_words(latest, facts)} without a confirmed diabetes.",
        *data,
        on=latest.taken_on,
        resolve="Find out whether this is diabetes and enter the diagnosis.",
        settled_with="R02",
    )


def no_recent_value(facts: Facts, policy: Policy) -> Judgement:
    status, latest = diabetes(facts), _usable(facts)
    hint = latest is not None and latest.value >= policy.hba1c_suggests_diabetes
    if latest is not None and _fresh(latest, facts, policy):
        if status.answer is Answer.YES or not hint:
            return clear(f"{_words(latest, facts)}.", on=latest.taken_on)
        return unknown(
            f"{_words(latest, facts)} without a confirmed diabetes.",
            latest.value.normalize(),
            latest.taken_on,
            on=latest.taken_on,
            resolve="Find out whether this is diabetes and enter the diagnosis.",
        )
    if status.answer is Answer.NO and not hint:
        return clear(f"{status.why}.")
    old = f"{_words(latest, facts)}" if latest else _missing(facts)
    data = (*status.data, latest.taken_on if latest else "none")
    on = latest.taken_on if latest else None
    if status.answer is Answer.YES:
        limit = f"older than {policy.hba1c_max_age_days} days" if latest else ""
        return fires(", ".join(filter(None, (f"{status.why}; {old}", limit))) + ".", *data, on=on)
    return unknown(f"{status.why}; {old}.", *data, on=on, resolve=f"{_ASK} {_ORDER}")


def glucose_today(facts: Facts, policy: Policy) -> Judgement:
    status = diabetes(facts)
    if status.answer is Answer.NO:
        return clear(f"{status.why}.")
    symptoms = facts.answer(_SYMPTOMS)
    if symptoms is Answer.YES:
        return fires(
            f"{status.why}; thirst, passing much water, nausea or drowsiness today.",
            "symptoms",
            on=facts.today,
            resolve="Measure the glucose; treat on another day, or decide.",
        )
    today = [r for r in facts.result_history("glucose") if r.taken_on == facts.today]
    if not today:
        return unknown(
            f"{status.why}; no glucose measured today.",
            "none",
            resolve="Measure capillary glucose and enter it.",
        )
    latest = today[0]
    words = f"Glucose {number(latest.value)} mg/dL today"
    if latest.value > policy.glucose_day_limit:
        return fires(
            f"{words}, the limit is {number(policy.glucose_day_limit)} mg/dL.",
            latest.value.normalize(),
            on=latest.taken_on,
            resolve="Repeat the glucose and enter it with its time, or decide.",
        )
    if symptoms is Answer.UNKNOWN:
        return unknown(
            f"{words}; symptoms of high glucose were not asked about.",
            "symptoms not asked",
            on=latest.taken_on,
            resolve="Ask about thirst, passing much water, nausea and drowsiness.",
        )
    return clear(f"{words}, no symptoms of high glucose.", on=latest.taken_on)


RULES = (
    Rule(
        id="R01",
        tier=Tier.ABSOLUTE,
        title="Uncontrolled diabetes",
        looks_at=frozenset({"problems", "medications", "hba1c"}),
        explain="Uncontrolled diabetes bars the treatment, controlled diabetes does not: healing "
        "is poor and infection "
        "more likely. The limit of 8.0 % comes from surgical data.",
        explain_patient="Your long-term blood sugar is too high for injections to heal well.",
        clears="Enter a newer HbA1c below the limit.",
        override=Override.NONE,
        citation="000 One-Minute Clinician; CORR 2017 (PMID 28116667); AFP 2021;103:693",
        basis=Basis.SOURCE,
        predicate=uncontrolled,
    ),
    Rule(
        id="R01b",
        tier=Tier.CAUTION,
        title="HbA1c close to the limit",
        looks_at=frozenset({"problems", "medications", "hba1c"}),
        explain="Below 7.5 % is suggested before surgery; between there and the limit healing "
        "may be slower.",
        explain_patient="Your long-term blood sugar is a little high; healing may take longer.",
        clears="Enter a newer HbA1c below the caution limit, or acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="AFP 2021;103:693",
        basis=Basis.PUBLISHED,
        predicate=raised,
    ),
    Rule(
        id="R02",
        tier=Tier.RELATIVE,
        title="Diabetes without a recent HbA1c",
        looks_at=frozenset({"problems", "medications", "hba1c"}),
        explain="Whether the diabetes is controlled cannot be told without a recent HbA1c.",
        explain_patient="We need a recent long-term blood sugar test.",
        clears=_ORDER,
        override=Override.PHYSICIAN,
        citation="000 One-Minute Clinician (principle); interval ours",
        basis=Basis.CLINIC,
        predicate=no_recent_value,
        records=("HbA1c ordered on",),
    ),
    Rule(
        id="R03",
        tier=Tier.RELATIVE,
        title="Glucose too high today",
        looks_at=frozenset({"problems", "medications", "glucose", _SYMPTOMS}),
        explain="Labels of concentrated dextrose name clinically significant hyperglycemia as a "
        "contraindication "
        "(intravenous use); the number is ours.",
        explain_patient="Your blood sugar today is too high for a sugar solution.",
        clears="Repeat the glucose below the limit.",
        override=Override.PHYSICIAN,
        citation="DailyMed, dextrose label",
        basis=Basis.CLINIC,
        predicate=glucose_today,
        moments=DAY_ONLY,
        records=("Glucose value", "Plan", "Grams of dextrose"),
    ),
)
