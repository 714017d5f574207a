"""Medicines that work against the treatment, and medicines that nobody has classified."""

import re
from decimal import Decimal
from math import inf

from patients.rules.conditions import Match, Sureness, find
from patients.rules.facts import (
    PART_UNKNOWN,
    Answer,
    Facts,
    MedicationFact,
    PriorTreatmentFact,
)
from patients.rules.letters import advised
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
from patients.rules.text import ago, day, fold, in_the_last, listed, number, short

_NSAID_ROUTES = frozenset({"oral", "injected", "topical", "unknown"})
BODY_ROUTES = frozenset({"oral", "injected"})
LOCAL_ROUTES = frozenset({"topical", "inhaled", "nasal", "ophthalmic", "vaginal"})
_NSAID_QUESTION = "nsaid_last_7_days"
_ASPIRIN_STRENGTH = re.compile(
    r"\b(?:aspirin|acetylsalicylic acid|asa|bayer|ecotrin|excedrin)\b[^\d/]{0,30}"
    r"(\d{1,4}(?:\.\d{1,2})?) ?mg\b"
)
_SEVERAL_A_DAY = re.compile(
    r"\b(?:twice|two|three|four|[bt]\.?i\.?d|q\.?i\.?d|[2-9] ?(?:x|times|tab\w*|daily))\b"
)


def is_aspirin(medicine: MedicationFact) -> bool:
    words = f" {fold(medicine.name)} "
    names = (" aspirin ", " acetylsalicylic ", " asa ", " bayer ", " ecotrin ", " excedrin ")
    # The class tells it of every product; the name, of entries from before there was that class.
    named = "antiplatelet" in medicine.classes and any(name in words for name in names)
    return named or "aspirin" in medicine.classes


def aspirin_per_day(medicine: MedicationFact) -> Decimal | None:
    """Milligrams: as entered, or the strength in the name ("Aspirin 81 MG Oral Tablet").

    One tablet is the least that is taken in a day; the low-dose ones are sold for one a day.
    """
    if medicine.dose_mg_per_day is not None:
        return medicine.dose_mg_per_day
    name = medicine.name.casefold()
    strength = _ASPIRIN_STRENGTH.search(name)
    return Decimal(strength[1]) if strength and not _SEVERAL_A_DAY.search(name) else None


def nsaids(facts: Facts, policy: Policy) -> list[MedicationFact]:
    """NSAIDs by class, and aspirin above the low dose; eye drops and nose sprays do not count."""
    limit = policy.aspirin_low_dose_mg
    return [
        m
        for m in facts.medications
        if m.route in _NSAID_ROUTES
        and ("nsaid" in m.classes or (is_aspirin(m) and (aspirin_per_day(m) or 0) > limit))
    ]


def nsaid(facts: Facts, policy: Policy) -> Judgement:
    known = nsaids(facts, policy)
    for medicine in sorted(known, key=lambda m: not m.active_on(facts.today)):
        judgement = _in_window(medicine, facts, policy)
        if judgement is not None:
            return judgement
    doses = [
        m for m in facts.taking("antiplatelet") if is_aspirin(m) and aspirin_per_day(m) is None
    ]
    if doses and facts.answer(_NSAID_QUESTION) is not Answer.YES:
        limit = number(policy.aspirin_low_dose_mg)
        return unknown(
            f"Takes {short(doses[0].name)}, dose not on file; above {limit} mg a day it counts "
            f"as an NSAID.",
            "dose",
            fold(doses[0].name),
            resolve="Enter the daily dose in mg.",
        )
    return _by_answer(facts, policy)


def _in_window(medicine: MedicationFact, facts: Facts, policy: Policy) -> Judgement | None:
    name = short(medicine.name)
    data = (fold(medicine.name), medicine.started, medicine.stopped)
    if medicine.started is not None and medicine.started > facts.today:
        if -facts.days_ago(medicine.started) > policy.nsaid_days_after:
            return None
        return fires(f"{name} is to begin on {day(medicine.started)}.", *data, on=medicine.started)
    since = medicine.days_since_last(facts.today)
    if since is None or (since > policy.nsaid_days_before):
        return None
    single = medicine.started is not None and medicine.started == medicine.stopped
    paused = since == 0 and medicine.stopped is None and facts.answer(_NSAID_QUESTION) is Answer.NO
    if paused:
        return fires(
            f"{name} is on the list as current; by the answer not taken "
            f"{in_the_last(policy.nsaid_days_before)}.",
            *data,
            "paused",
            resolve="Enter the day of the last dose, or acknowledge.",
            tier=Tier.CAUTION,
            override=Override.ACKNOWLEDGE,
        )
    if single:
        return fires(
            f"A single dose of {name} {ago(since)}.",
            *data,
            on=medicine.stopped,
            tier=Tier.CAUTION,
            override=Override.ACKNOWLEDGE,
        )
    words = f"Takes {name}" if medicine.active_on(facts.today) else f"{name} until {ago(since)}"
    return fires(f"{words}.", *data, on=medicine.stopped)


def _by_answer(facts: Facts, policy: Policy) -> Judgement:
    answer, last = facts.answer(_NSAID_QUESTION), facts.answered_on(_NSAID_QUESTION)
    window = in_the_last(policy.nsaid_days_before)
    if answer is Answer.NO:
        return clear(f"No NSAID on the list and none taken {window}.", on=facts.today)
    if answer is Answer.UNKNOWN:
        return unknown(
            f"Whether an NSAID was taken {window} was not asked.",
            "no answer",
            resolve="Ask about pain relievers and answer the question.",
        )
    if last is not None and facts.days_ago(last) > policy.nsaid_days_before:
        return clear(f"Last NSAID {ago(facts.days_ago(last))}.", on=last)
    when = f" ({ago(facts.days_ago(last))})" if last else ""
    return fires(f"NSAID taken {window}{when}, by the patient's answer.", "yes", last, on=last)


def systemic_steroid(facts: Facts, policy: Policy) -> Judgement:
    unclear = undated = None
    for medicine in facts.medications:
        since = medicine.days_since_last(facts.today)
        may_be = medicine.may_be_days_since_last(facts.today)
        in_window = since is not None and (since == 0 or since < policy.steroid_free_days)
        if "systemic_corticosteroid" not in medicine.classes:
            continue
        if not in_window:
            perhaps = may_be is not None and may_be < policy.steroid_free_days
            if perhaps and medicine.route not in LOCAL_ROUTES:
                undated = undated or medicine
            continue
        if medicine.route in BODY_ROUTES:
            taken = "Takes" if since == 0 else f"Until {ago(since or 0)} took"
            return fires(
                f"{taken} {short(medicine.name)} ({medicine.route}).",
                fold(medicine.name),
                medicine.dose_mg_per_day,
                medicine.stopped,
                on=medicine.stopped,
            )
        if medicine.route not in LOCAL_ROUTES:
            unclear = unclear or medicine
    if unclear is not None:
        return unknown(
            f"{short(unclear.name)} is a corticosteroid; the route is not on file.",
            fold(unclear.name),
            resolve="Enter the route: by mouth, injected, on the skin, inhaled …",
        )
    if undated is not None:
        return last_dose_not_known(undated)
    return clear("No systemic corticosteroid in the window.")


def last_dose_not_known(medicine: MedicationFact) -> Judgement:
    """Stopped, by a record that does not say when: it may be within a window, or long over."""
    first = day(medicine.stopped) if medicine.stopped else "long ago"
    last = day(medicine.stopped_by) if medicine.stopped_by else "today"
    return unknown(
        f"{short(medicine.name)} was stopped between {first} and {last}; the day is not on file.",
        fold(medicine.name),
        medicine.stopped,
        medicine.stopped_by,
        resolve="Ask when the last dose was, and enter that day.",
    )


def _may_be_since(treatment: PriorTreatmentFact, facts: Facts) -> float:
    """The fewest days that it may be since; without end where the day is known."""
    by = treatment.given_by
    return inf if by is None else max(facts.days_ago(by), 0)


def steroid_injection(facts: Facts, policy: Policy) -> Judgement:
    undated = None
    for treatment in facts.prior_treatments:
        if treatment.kind != "steroid_injection" or not _same_region(treatment.region, facts):
            continue
        given = treatment.ended or treatment.started
        region = treatment.region.replace("_", " ") or "region not on file"
        if given is None:
            undated = undated or region
        elif given <= facts.today and facts.days_ago(given) < policy.steroid_injection_days:
            evidence = f"Corticosteroid injected on {day(given)} ({region})."
            return fires(evidence, given, treatment.region, treatment.side, on=given)
        elif _may_be_since(treatment, facts) < policy.steroid_injection_days:
            undated = undated or region
    if undated is not None:
        return unknown(
            f"Corticosteroid injected ({undated}), date not on file.",
            "no date",
            undated,
            resolve="Enter the date of the injection.",
        )
    return clear("No corticosteroid injection in the region within the window.")


def _same_region(region: str, facts: Facts) -> bool:
    return (
        facts.plan is None or not region or not facts.plan.targets or region in facts.plan.regions
    )


def immune(facts: Facts, policy: Policy) -> Judgement:
    low = find(facts, "neutropenia")
    if low and low[0].sureness is Sureness.CONFIRMED:
        name = short(low[0].problem.display)
        return fires(
            f"{name} on the problem list.",
            fold(name),
            on=low[0].problem.onset,
            resolve="Wait for a normal neutrophil count and set the problem to resolved.",
            tier=Tier.ABSOLUTE,
            override=Override.NONE,
        )
    medicines = [
        m
        for m in facts.taking("immunosuppressant", "biologic", "chemotherapy")
        if m.route not in LOCAL_ROUTES
    ]
    problems = find(facts, "immunosuppression")
    judgement = _held_down(medicines, [*problems, *low])
    if low:
        # A letter does not replace a neutrophil count.
        return judgement
    since = [*(m.started for m in medicines), *(match.problem.onset for match in problems)]
    return advised(judgement, facts, policy, "immune", since=since)


def _held_down(medicines: list[MedicationFact], problems: list[Match]) -> Judgement:
    if medicines:
        names = sorted({short(m.name) for m in medicines})
        return fires(f"Takes {listed(names)}.", *sorted({fold(m.name) for m in medicines}))
    if not problems:
        return clear("No immunosuppressing medicine or condition on file.")
    first = problems[0]
    name = short(first.problem.display)
    if first.sureness is Sureness.CONFIRMED:
        return fires(f"{name} on the problem list.", fold(name), on=first.problem.onset)
    return unknown(
        f"{name} is not confirmed.", fold(name), resolve="Confirm the problem or resolve it."
    )


def opioid(facts: Facts, policy: Policy) -> Judgement:
    medicines = facts.taking("opioid", "opioid_antagonist")
    if not medicines:
        return clear("Takes no opioid and no opioid antagonist.")
    names = sorted({short(m.name) for m in medicines})
    return fires(f"Takes {listed(names)}.", *sorted({fold(m.name) for m in medicines}))


def unclassified(facts: Facts, policy: Policy) -> Judgement:
    # A medicine stopped long ago still matters: some windows are weeks long.
    longest = max(policy.steroid_free_days, policy.fluoroquinolone_free_days)
    names = sorted(
        {
            short(m.name)
            for m in facts.medications
            if (not m.classes or PART_UNKNOWN in m.classes)
            and (
                m.stopped is None
                or m.stopped >= facts.today
                or (m.may_be_days_since_last(facts.today) or 0) <= longest
            )
        }
    )
    if not names:
        return clear("Every medicine on the list has a class.")
    return unknown(
        f"Class unknown: {listed(names)}.",
        *map(fold, names),
        resolve="Physician to classify the medicine.",
    )


RULES = (
    Rule(
        id="R13",
        tier=Tier.RELATIVE,
        title="NSAID inside the window",
        looks_at=frozenset({"medications", "nsaid_last_7_days"}),
        explain="NSAIDs work against the inflammation that is wanted. Clinics ask for 3 to 14 "
        "days before and 7 days to 12 "
        "weeks after. Aspirin above the low dose counts, gels and patches count.",
        explain_patient="Anti-inflammatory pain relievers work against this treatment. "
        "Acetaminophen is allowed.",
        clears="Wait until the window is over; suggest acetaminophen.",
        override=Override.PHYSICIAN,
        citation="studylib 7243000; hjrcentre.com; theprolotherapyclinic.com; doctorclark.com; "
        "fasciainstitute.org",
        basis=Basis.PUBLISHED,
        predicate=nsaid,
        records=("Drug", "Last dose"),
    ),
    Rule(
        id="R14",
        tier=Tier.RELATIVE,
        title="Systemic corticosteroid",
        looks_at=frozenset({"medications"}),
        explain="Slows healing and hides infection. Never stopped abruptly; the prescriber is "
        "involved. Creams, inhalers, "
        "nose sprays and eye drops are not systemic.",
        explain_patient="Cortisone tablets or shots slow healing. Do not stop them by yourself.",
        clears="Wait until the window is over, or agree with the prescriber.",
        override=Override.PHYSICIAN,
        citation="studylib 7243000; fasciainstitute.org; window ours",
        basis=Basis.CLINIC,
        predicate=systemic_steroid,
        records=("Dose", "Indication", "Prescriber"),
    ),
    Rule(
        id="R15",
        tier=Tier.RELATIVE,
        title="Corticosteroid injected in the region",
        looks_at=frozenset({"prior_treatments", "plan"}),
        explain="Same reason as a systemic corticosteroid; trials excluded any knee injection "
        "within 3 months.",
        explain_patient="A cortisone shot in the same place has to be three months ago.",
        clears="Wait until the date has passed.",
        override=Override.PHYSICIAN,
        citation="hjrcentre.com; NCT05160532",
        basis=Basis.PUBLISHED,
        predicate=steroid_injection,
        records=("Drug", "Date", "Site"),
    ),
    Rule(
        id="R16",
        tier=Tier.RELATIVE,
        title="Immune system held down",
        looks_at=frozenset({"medications", "problems", "notes"}),
        explain="Immunosuppressants, biologics, cancer treatment or a transplant: more "
        "infection, slower healing. With "
        "neutropenia no injection at all.",
        explain_patient="Your immune system is held down by a medicine or a condition; your "
        "specialist has to advise us.",
        clears="Get the specialist's note with the timing in the dose cycle.",
        override=Override.PHYSICIAN,
        citation="000 One-Minute Clinician (principle)",
        basis=Basis.CLINIC,
        predicate=immune,
        records=("Specialist", "Timing in the dose cycle"),
    ),
    Rule(
        id="R36",
        tier=Tier.CAUTION,
        title="Daily opioid, or an opioid antagonist",
        looks_at=frozenset({"medications"}),
        explain="Daily opioid use was excluded in a trial; a plan for the flare is needed. With "
        "naltrexone opioids do not "
        "work.",
        explain_patient="You take strong pain medicine; we plan the days after the injection "
        "with you.",
        clears="Acknowledge and note the pain plan.",
        override=Override.ACKNOWLEDGE,
        citation="NCT05160532",
        basis=Basis.PUBLISHED,
        predicate=opioid,
        records=("Analgesic plan",),
    ),
    Rule(
        id="R50m",
        tier=Tier.RELATIVE,
        title="Medicine of unknown class",
        looks_at=frozenset({"medications"}),
        explain="The medicine is not in the drug list, so no rule has looked at it.",
        explain_patient="We have to look up one of your medicines.",
        clears="Physician to classify the medicine.",
        override=Override.PHYSICIAN,
        citation="001 Manhattan Pain Medicine (medication review)",
        basis=Basis.CLINIC,
        predicate=unclassified,
    ),
)
