"""Infection at the target or in the blood, and antibiotics as a sign of one."""

from decimal import Decimal

from patients.rules.conditions import find
from patients.rules.facts import Answer, Facts, MedicationFact
from patients.rules.medicines import LOCAL_ROUTES, last_dose_not_known
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
from patients.rules.text import ago, day, fold, in_the_last, number, short

ANTIBIOTICS = frozenset({"fluoroquinolone", "antibiotic_other"})
_TENDON_AGE = 60  # of the boxed warning, no threshold of the clinic
_SYSTEMIC_ROUTES = frozenset({"oral", "injected", "unknown"})
_BODY = (Decimal(30), Decimal(45))


def at_site(facts: Facts, policy: Policy) -> Judgement:
    answer = facts.answer("infection_at_site")
    listed = find(facts, "local_infection")
    if answer is Answer.YES:
        return fires("Infection or open wound at or near the target.", "yes", on=facts.today)
    if listed:
        name = short(listed[0].problem.display)
        if answer is Answer.NO:
            return fires(
                f"{name} is on the problem list; by today's answer not at the target.",
                "elsewhere",
                fold(name),
                tier=Tier.RELATIVE,
                override=Override.PHYSICIAN,
                resolve="Set the problem to resolved if it has healed, or decide.",
            )
        return fires(f"{name} is on the problem list.", fold(name), on=listed[0].problem.onset)
    if answer is Answer.NO:
        return clear("No infection or open wound at the target.", on=facts.today)
    return unknown(
        "The skin and joint at the target were not looked at.",
        "no answer",
        resolve="Look at the target and answer the question.",
    )


def systemic(facts: Facts, policy: Policy) -> Judgement:
    sepsis = find(facts, "systemic_infection")
    if sepsis:
        name = short(sepsis[0].problem.display)
        return fires(f"{name} is on the problem list.", fold(name), on=sepsis[0].problem.onset)
    if facts.answer("fever_or_unwell") is Answer.YES:
        window = in_the_last(policy.fever_free_days)
        return fires(f"Fever, chills or feeling ill {window}.", "yes", on=facts.today)
    low, high = _BODY
    measured = [r for r in facts.result_history("temperature") if low <= r.value <= high]
    for result in measured:
        days = facts.days_ago(result.taken_on)
        if days <= policy.fever_free_days and result.value >= policy.fever_celsius:
            words = (
                f"Temperature {number(result.value)} °C on {day(result.taken_on)} ({ago(days)})."
            )
            return fires(words, result.value.normalize(), result.taken_on, on=result.taken_on)
    missing = []
    if not any(r.taken_on == facts.today for r in measured):
        missing.append("no temperature today")
    if facts.answer("fever_or_unwell") is Answer.UNKNOWN:
        missing.append("fever not asked")
    if missing:
        words = " and ".join(missing)
        return unknown(
            f"{words[0].upper()}{words[1:]}.",
            *missing,
            resolve="Measure the temperature and ask about fever and chills.",
        )
    highest = number(measured[0].value)
    return clear(f"Temperature {highest} °C today, no fever reported.", on=facts.today)


def _within(medicines: list[MedicationFact], facts: Facts, days: int) -> MedicationFact | None:
    """A systemic one that is taken now or was stopped less than `days` ago."""
    for medicine in medicines:
        since = medicine.days_since_last(facts.today)
        if (
            medicine.route in _SYSTEMIC_ROUTES
            and since is not None
            and (since == 0 or since < days)
        ):
            return medicine
    return None


def _last_dose(medicine: MedicationFact, facts: Facts) -> str:
    if medicine.active_on(facts.today):
        return f"Takes {short(medicine.name)}"
    days = medicine.days_since_last(facts.today) or 0
    return f"{short(medicine.name)} until {ago(days)}"


def antibiotic(facts: Facts, policy: Policy) -> Judgement:
    known = [m for m in facts.medications if m.classes & ANTIBIOTICS]
    medicine = _within(known, facts, policy.antibiotic_free_days)
    if medicine is not None:
        return fires(f"{_last_dose(medicine, facts)}.", fold(medicine.name), medicine.stopped)
    answer = facts.answer("antibiotic_last_7_days")
    window = in_the_last(policy.antibiotic_free_days)
    if answer is Answer.YES:
        last = facts.answered_on("antibiotic_last_7_days")
        if last is not None and facts.days_ago(last) >= max(policy.antibiotic_free_days, 1):
            return clear(f"Last antibiotic {ago(facts.days_ago(last))}.", on=last)
        return fires(f"Antibiotic {window}, by the patient's answer.", "yes", last, on=last)
    if answer is Answer.NO:
        return clear(f"No antibiotic {window}.", on=facts.today)
    return unknown(
        f"Whether an antibiotic was taken {window} was not asked.",
        "no answer",
        resolve="Ask about antibiotics and answer the question.",
    )


def fluoroquinolone(facts: Facts, policy: Policy) -> Judgement:
    known = [m for m in facts.medications if "fluoroquinolone" in m.classes]
    window = policy.fluoroquinolone_free_days
    medicine = _within(known, facts, window)
    if medicine is None:
        return _perhaps_in_window(known, facts, window)
    if facts.plan is not None and not _may_meet_tendon(facts):
        return clear(f"{_last_dose(medicine, facts)}; the plan has no tendon target.")
    higher = _tendon_risks(facts)
    more = f" Tendon risk is higher: {', '.join(higher)}." if higher else ""
    return fires(
        f"{_last_dose(medicine, facts)}.{more}", fold(medicine.name), medicine.stopped, *higher
    )


def _perhaps_in_window(known: list[MedicationFact], facts: Facts, days: int) -> Judgement:
    for medicine in known:
        since = medicine.may_be_days_since_last(facts.today)
        tendon = facts.plan is None or _may_meet_tendon(facts)
        if tendon and medicine.route in _SYSTEMIC_ROUTES and since is not None and since < days:
            return last_dose_not_known(medicine)
    return clear("No fluoroquinolone in the window.")


def _tendon_risks(facts: Facts) -> list[str]:
    """What the FDA's boxed warning names beside the drug itself."""
    steroids = [m for m in facts.taking("systemic_corticosteroid") if m.route not in LOCAL_ROUTES]
    risks = (
        ("older than 60", facts.age is not None and facts.age > _TENDON_AGE),
        ("takes a corticosteroid", bool(steroids)),
        ("organ transplant", bool(find(facts, "transplant"))),
    )
    return [words for words, present in risks if present]


def _may_meet_tendon(facts: Facts) -> bool:
    """Only a plan that is purely inside the joint cannot meet a tendon."""
    routes = facts.plan.routes if facts.plan is not None else frozenset()
    return not routes or bool(routes - {"intra_articular"})


RULES = (
    Rule(
        id="R04",
        tier=Tier.ABSOLUTE,
        title="Infection at or near the target",
        looks_at=frozenset({"infection_at_site", "problems"}),
        explain="Cellulitis, abscess, septic arthritis or an open wound: the needle carries it "
        "into the joint.",
        explain_patient="There is an infection or a wound where the needle would go. It has to "
        "heal first.",
        clears="Examine the site again once it has healed.",
        override=Override.NONE,
        citation="scottsdalehealthcenter.com; safemindz.com; IRCT 73512",
        basis=Basis.PUBLISHED,
        predicate=at_site,
    ),
    Rule(
        id="R05",
        tier=Tier.ABSOLUTE,
        title="Fever or systemic infection",
        looks_at=frozenset({"temperature", "fever_or_unwell", "problems"}),
        explain="Bacteria in the blood may settle in the treated joint. No fever for 48 hours "
        "first.",
        explain_patient="You have a fever or an infection. We treat you once you have been well "
        "for two days.",
        clears="Wait until there was no fever for 48 hours; measure again.",
        override=Override.NONE,
        citation="camde.es; number ours",
        basis=Basis.PUBLISHED,
        predicate=systemic,
        moments=DAY_ONLY,
    ),
    Rule(
        id="R06",
        tier=Tier.RELATIVE,
        title="Antibiotic course now or just finished",
        looks_at=frozenset({"medications", "antibiotic_last_7_days"}),
        explain="An antibiotic course means that an infection was likely. Creams, eye drops and "
        "vaginal forms do not count.",
        explain_patient="You take or just took antibiotics. The infection has to be over first.",
        clears="Wait until the days after the course are over, or decide with the indication.",
        override=Override.PHYSICIAN,
        citation="clinic default",
        basis=Basis.CLINIC,
        predicate=antibiotic,
        moments=DAY_ONLY,
        records=("Indication of the antibiotic",),
    ),
    Rule(
        id="R07",
        tier=Tier.RELATIVE,
        title="Fluoroquinolone and a tendon target",
        looks_at=frozenset({"medications", "problems", "birth_date", "plan"}),
        explain="Tendinitis and tendon rupture; more over 60, with corticosteroids and after "
        "transplant.",
        explain_patient="The antibiotic you took can weaken tendons for some weeks.",
        clears="Wait until the window is over, or decide with drug, last dose and tendon.",
        override=Override.PHYSICIAN,
        citation="FDA boxed warning, July 8, 2008; window ours",
        basis=Basis.PUBLISHED,
        predicate=fluoroquinolone,
        records=("Drug", "Last dose", "Tendon"),
    ),
)
