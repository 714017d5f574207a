"""What is asked before a plan and on each session day. Yes, no or not known; never preset."""

from collections.abc import Callable
from dataclasses import dataclass

from patients.rules.facts import Facts, Moment
from patients.rules.policy import Policy
from patients.rules.pregnancy import asked as pregnancy_asked
from patients.rules.rule import BOTH, DAY_ONLY, PLAN_ONLY

_DEFAULT_POLICY = Policy()


def _always(facts: Facts, policy: Policy) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `asks_date` names the date that belongs to a "yes" (kept in `Facts.answer_dates`).
    """

    id: str
    group: str
    physician: str
    patient: str
    moments: frozenset[Moment]
    rules: frozenset[str]
    asks_date: str = ""
    applies: Callable[[Facts, Policy], bool] = _always


QUESTIONS = (
    Question(
        id="infection_at_site",
        group="Infection",
        physician="Infection, abscess or open wound at or near the target?",
        patient="Is the skin red, hot, sore, broken or infected where the injection would go?",
        moments=BOTH,
        rules=frozenset({"R04"}),
    ),
    Question(
        id="fever_or_unwell",
        group="Infection",
        physician="Fever, chills or feeling ill in the last 2 days?",
        patient="Have you had a fever or chills, or felt ill, in the last 2 days?",
        moments=DAY_ONLY,
        rules=frozenset({"R05"}),
    ),
    Question(
        id="antibiotic_last_7_days",
        group="Infection",
        physician="Antibiotic by mouth or injection in the last 7 days?",
        patient="Have you taken an antibiotic in the last 7 days?",
        moments=DAY_ONLY,
        rules=frozenset({"R06"}),
        asks_date="Last dose",
    ),
    Question(
        id="nsaid_last_7_days",
        group="Medicines",
        physician="NSAID taken in the last 7 days (by mouth, gel, patch or injection)?",
        patient="Have you taken ibuprofen (Advil, Motrin), naproxen (Aleve) or a similar pain "
        "reliever, or used such a gel, "
        "in the last 7 days?",
        moments=BOTH,
        rules=frozenset({"R13"}),
        asks_date="Last dose",
    ),
    Question(
        id="blood_thinner",
        group="Medicines",
        physician="Takes a blood thinner (warfarin, apixaban, rivaroxaban, heparin …)?",
        patient="Do you take a blood thinner, such as Coumadin, Eliquis or Xarelto?",
        moments=BOTH,
        rules=frozenset({"R08"}),
    ),
    Question(
        id="pregnant",
        group="Pregnancy",
        physician="Pregnant, or possibly pregnant?",
        patient="Are you pregnant, or could you be?",
        moments=BOTH,
        rules=frozenset({"R22"}),
        applies=pregnancy_asked,
    ),
    Question(
        id="conservative_care_tried",
        group="Candidacy",
        physician="Conservative care tried (physical therapy, exercise, brace, medicines)?",
        patient="Have you tried physical therapy, exercises, a brace or medicines for this "
        "problem?",
        moments=PLAN_ONLY,
        rules=frozenset({"R33"}),
    ),
)

BY_ID = {question.id: question for question in QUESTIONS}


def questions_for(facts: Facts, policy: Policy = _DEFAULT_POLICY) -> tuple[Question, ...]:
    """The questions of this moment that apply to this patient, in the order of the page."""
    return tuple(
        question
        for question in QUESTIONS
        if facts.moment in question.moments and question.applies(facts, policy)
    )
