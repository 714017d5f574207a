"""Blood thinners, clotting and platelets. Never an automatic "stop": the prescriber decides."""

from patients.rules.conditions import Match, find
from patients.rules.facts import Answer, Facts, MedicationFact
from patients.rules.letters import advised
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
from patients.rules.sites import high_risk, site_class
from patients.rules.text import ago, day, fold, listed, number, short

_VITAMIN_K = (
    "warfarin",
    "coumadin",
    "jantoven",
    "acenocoumarol",
    "sintrom",
    "phenprocoumon",
    "marcumar",
)
_ASK_PRESCRIBER = "Ask the prescriber and record the decision: hold or continue, by whom, when."


def _decided(medicine: MedicationFact, facts: Facts) -> bool:
    on = medicine.decided_on
    return (
        medicine.prescriber_decision in ("hold", "continue")
        and bool(medicine.decided_by.strip())
        and on is not None
        and on <= facts.today
    )


def anticoagulant(facts: Facts, policy: Policy) -> Judgement:
    medicines = facts.taking("anticoagulant", "thrombolytic")
    waiting = [m for m in medicines if not _decided(m, facts)]
    if waiting:
        names = listed(sorted(short(m.name) for m in waiting))
        data = sorted(
            f"{fold(m.name)} {m.dose_mg_per_day or ''} {m.started or ''}" for m in waiting
        )
        return fires(
            f"Takes {names}; no prescriber decision on file. Site class: {site_class(facts)}.",
            *data,
            *(["high risk"] if high_risk(facts) else []),
            resolve=_ASK_PRESCRIBER,
        )
    if medicines:
        words = [
            f"{short(m.name)}: {m.prescriber_decision} ({short(m.decided_by)})" for m in medicines
        ]
        decided = f"Prescriber decided: {listed(words)}. Site class: {site_class(facts)}."
        return clear(decided, on=medicines[0].decided_on)
    if facts.answer("blood_thinner") is Answer.YES:
        return unknown(
            "The patient takes a blood thinner that is not on the medication list.",
            "answered yes",
            resolve="Add the medicine to the list.",
        )
    told = find(facts, "anticoagulated")
    if told:
        name = short(told[0].problem.display)
        return unknown(
            f"{name} is on the problem list, and no blood thinner on the medication list.",
            "problem list",
            fold(name),
            resolve="Add the medicine to the list, or set the problem to resolved.",
        )
    if facts.medications_reviewed or facts.answer("blood_thinner") is Answer.NO:
        return clear("No anticoagulant on the medication list.")
    return unknown(
        "No anticoagulant on the medication list, but the list was not reviewed.",
        "not reviewed",
        resolve="Review the medication list with the patient.",
        settled_with="R50",
    )


def inr(facts: Facts, policy: Policy) -> Judgement:
    medicines = [
        m for m in facts.taking("anticoagulant") if any(name in fold(m.name) for name in _VITAMIN_K)
    ]
    if not medicines:
        return clear("Takes no vitamin-K antagonist.")
    latest = facts.latest("inr")
    if latest is None:
        return unknown(
            f"Takes {short(medicines[0].name)}; INR not on file.",
            "none",
            resolve="Measure the INR and enter it.",
        )
    strict = high_risk(facts)
    limit = policy.inr_limit_high_risk if strict else policy.inr_limit
    site = "spinal or deep site" if strict else "superficial or peripheral site"
    days = facts.days_ago(latest.taken_on)
    words = f"INR {number(latest.value)} on {day(latest.taken_on)} ({ago(days)})"
    data = (latest.value.normalize(), latest.taken_on, strict)
    if latest.value > limit:
        evidence = f"{words}; the limit for a {site} is {number(limit)}."
        return fires(evidence, *data, on=latest.taken_on)
    if days > policy.inr_max_age_days:
        return unknown(
            f"{words}, older than {policy.inr_max_age_days} days.",
            *data,
            on=latest.taken_on,
            resolve="Measure the INR and enter it.",
        )
    return clear(f"{words}, {site}.", on=latest.taken_on)


def platelets(facts: Facts, policy: Policy) -> Judgement:
    latest = facts.latest("platelets")
    if latest is None:
        return clear("No platelet count on file; none asked for without a reason.")
    strict = high_risk(facts)
    minimum = policy.platelets_minimum_high_risk if strict else policy.platelets_minimum
    words = f"Platelets {number(latest.value)} ×10⁹/L on {day(latest.taken_on)}"
    data = (latest.value.normalize(), latest.taken_on)
    if latest.value < minimum:
        return fires(f"{words}; at least {number(minimum)} needed.", *data, on=latest.taken_on)
    if latest.value < policy.platelets_caution:
        return fires(
            f"{words}, low.",
            *data,
            on=latest.taken_on,
            tier=Tier.CAUTION,
            override=Override.ACKNOWLEDGE,
        )
    return clear(f"{words}.", on=latest.taken_on)


def bleeding_disorder(facts: Facts, policy: Policy) -> Judgement:
    matches = find(facts, "bleeding_disorder")
    onsets = [match.problem.onset for match in matches]
    return advised(_bleeding_disorder(matches), facts, policy, "bleeding", since=onsets)


def _bleeding_disorder(matches: list[Match]) -> Judgement:
    if not matches:
        return clear("No bleeding disorder on the problem list.")
    first = matches[0]
    name = short(first.problem.display)
    if first.confirmed:
        return fires(f"{name} on the problem list.", fold(name), on=first.problem.onset)
    return unknown(
        f"{name} is not confirmed.",
        fold(name),
        resolve="Confirm or rule out the bleeding disorder on the problem list.",
    )


def antiplatelet(facts: Facts, policy: Policy) -> Judgement:
    medicines = facts.taking("antiplatelet")
    thinning = facts.taking("antiplatelet", "anticoagulant", "thrombolytic", "nsaid")
    # Antidepressants and supplements alone are no reason to stop anybody's click: they count on top
    # of something.
    added = facts.taking("serotonergic_bleeding", "supplement_bleeding") if thinning else []
    if not medicines and not added:
        return clear("Takes no antiplatelet medicine.")
    names = sorted({short(m.name) for m in (*medicines, *added)})
    base = "" if medicines else f", with {listed(sorted({short(m.name) for m in thinning}))}"
    low_dose = all("aspirin" in fold(m.name) and _low(m, policy) for m in medicines) and medicines
    advice = (
        "Low-dose aspirin continues." if low_dose else "Not to be stopped without the prescriber."
    )
    return fires(f"Takes {listed(names)}{base}; more bruising. {advice}", *sorted(map(fold, names)))


def _low(medicine: MedicationFact, policy: Policy) -> bool:
    dose = medicine.dose_mg_per_day
    return dose is not None and dose <= policy.aspirin_low_dose_mg


RULES = (
    Rule(
        id="R08",
        tier=Tier.RELATIVE,
        title="Takes a blood thinner (anticoagulant)",
        looks_at=frozenset(
            {"medications", "problems", "blood_thinner", "medications_reviewed", "plan"}
        ),
        explain="Bleeding has to be weighed against clots. Sources disagree: some clinics "
        "refuse, some stop the drug with "
        "the prescriber, SIR 2019 does not withhold it for joint and musculoskeletal injections.",
        explain_patient="You take a blood thinner. Keep taking it; we ask the doctor who "
        "prescribed it.",
        clears=_ASK_PRESCRIBER,
        override=Override.PHYSICIAN,
        citation="001 Manhattan Pain Medicine; SIR 2019; EULAR 2021; hjrcentre.com; "
        "doctorclark.com",
        basis=Basis.SOURCE,
        predicate=anticoagulant,
        records=("Drug", "Indication", "Who decided and when", "Continue or hold", "Site class"),
    ),
    Rule(
        id="R09",
        tier=Tier.ABSOLUTE,
        title="INR too high or too old",
        looks_at=frozenset({"medications", "inr", "plan"}),
        explain="SIR 2019: INR up to 3.0 for low-risk, up to 1.8 for high-risk procedures. Site "
        "class and age of the "
        "value are ours.",
        explain_patient="Your blood-clotting value has to be in range on the day.",
        clears="Enter an INR in range that is fresh.",
        override=Override.NONE,
        citation="SIR 2019; Tarar 2022",
        basis=Basis.PUBLISHED,
        predicate=inr,
        moments=DAY_ONLY,
    ),
    Rule(
        id="R10",
        tier=Tier.ABSOLUTE,
        title="Too few platelets",
        looks_at=frozenset({"platelets", "plan"}),
        explain="SIR 2019: at least 20 ×10⁹/L, at least 50 for high-risk sites; caution below "
        "100 is ours.",
        explain_patient="Your blood has too few platelets to stop bleeding safely.",
        clears="Enter a newer platelet count above the limit.",
        override=Override.NONE,
        citation="SIR 2019",
        basis=Basis.PUBLISHED,
        predicate=platelets,
    ),
    Rule(
        id="R11",
        tier=Tier.RELATIVE,
        title="Bleeding disorder",
        looks_at=frozenset({"problems", "notes"}),
        explain="Hemophilia, von Willebrand disease and their like need a hematology plan; a "
        "needle of 23 G or finer and "
        "2 minutes of pressure are advised.",
        explain_patient="You have a condition that makes you bleed longer; your blood specialist "
        "has to advise us.",
        clears="Put the hematology plan on file and record the decision.",
        override=Override.PHYSICIAN,
        citation="safemindz.com; scottsdalehealthcenter.com; EULAR 2021",
        basis=Basis.PUBLISHED,
        predicate=bleeding_disorder,
        records=("Hematology plan (author and date)",),
    ),
    Rule(
        id="R12",
        tier=Tier.CAUTION,
        title="Antiplatelet medicine or other drugs that add bruising",
        looks_at=frozenset({"medications"}),
        explain="Bruising; the protection of the heart weighs more. Low-dose aspirin is "
        "explicitly allowed. Antidepressants "
        "and supplements count only on top of a thinner or an NSAID.",
        explain_patient="You may bruise more. Do not stop your medicine unless the doctor who "
        "prescribed it says so.",
        clears="Acknowledge.",
        override=Override.ACKNOWLEDGE,
        citation="hjrcentre.com; doctorclark.com; fasciainstitute.org",
        basis=Basis.PUBLISHED,
        predicate=antiplatelet,
    ),
)
