"""What the session before asks of the next one: its distance, and what happened after it."""

from patients.rules.facts import Answer, Facts, Moment
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
from patients.rules.text import day, fold, short


def too_early(facts: Facts, policy: Policy) -> Judgement:
    if facts.moment is not Moment.DAY:
        return clear("Judged on the session day.")
    if facts.plan is None or not (facts.plan.given or facts.plan.earliest_on):
        return clear("No earlier session under this plan.")
    earliest = facts.plan.earliest_on
    if earliest is None:
        return unknown(
            "The first day for the next session cannot be told.",
            "no day",
            resolve="Enter the shortest time between sessions in the plan.",
        )
    if facts.today < earliest:
        short_by = (earliest - facts.today).days
        return fires(
            f"The plan allows the next session from {day(earliest)}; today is {short_by} "
            f"day{'' if short_by == 1 else 's'} early.",
            earliest,
            on=earliest,
        )
    return clear(f"The plan allows the session since {day(earliest)}.", on=earliest)


def last_reaction(facts: Facts, policy: Policy) -> Judgement:
    plan = facts.plan
    events = sorted(plan.events, key=lambda e: (not e.serious, e.noted_on)) if plan else []
    if events:
        first, serious = events[0], events[0].serious
        more = f", and {len(events) - 1} more" if len(events) > 1 else ""
        kind = "Serious event" if serious else "Event"
        return fires(
            f"{kind} not closed: {short(first.what)}, noted {day(first.noted_on)}{more}.",
            *sorted(f"{fold(e.what)} {e.noted_on} {e.serious}" for e in events),
            on=first.noted_on,
            resolve="Physician to see to the event and close it.",
            tier=Tier.ABSOLUTE if serious else None,
            override=Override.NONE if serious else None,
        )
    answer = facts.answer("reaction_last_time")
    if answer is Answer.YES:
        return fires(
            "Unexpected reaction after the last session, by the patient's answer.",
            "yes",
            on=facts.today,
            resolve="Physician to see to the reaction and record it, or decide.",
        )
    if answer is Answer.NO:
        return clear("No unexpected reaction and no open event.", on=facts.today)
    if plan is not None and not plan.given:
        return clear("First session of the plan, and no open event.")
    return unknown(
        "The reaction to the last session was not asked about.",
        "no answer",
        resolve="Ask what happened after the last session.",
    )


RULES = (
    Rule(
        id="R42",
        tier=Tier.RELATIVE,
        title="Earlier than the plan's shortest interval",
        looks_at=frozenset({"plan"}),
        explain="Healing takes its time: 2 to 4 weeks between sessions in one source, 2 to 3 in "
        "another.",
        explain_patient="It is too early for the next session; the tissue needs time to heal.",
        clears="Move the session to a later day.",
        override=Override.PHYSICIAN,
        citation="001 Manhattan Pain Medicine; 002 Regenexx",
        basis=Basis.SOURCE,
        predicate=too_early,
        moments=DAY_ONLY,
    ),
    Rule(
        id="R43",
        tier=Tier.RELATIVE,
        title="Open adverse event or unexpected reaction",
        looks_at=frozenset({"plan", "reaction_last_time"}),
        explain="What happened last time has to be understood before it can happen again. A "
        "serious event has to be closed by a physician first.",
        explain_patient="We look into what happened after your last injections first.",
        clears="Physician to close the event.",
        override=Override.PHYSICIAN,
        citation="clinic default",
        basis=Basis.CLINIC,
        predicate=last_reaction,
        moments=DAY_ONLY,
    ),
)
