"""What is asked before a plan and on each session day. Yes, no or not known; never preset."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from patients.rules.diabetes import diabetes
from patients.rules.facts import Answer, Facts, Moment, ProblemFact
from patients.rules.policy import Policy
from patients.rules.pregnancy import asked as pregnancy_asked
from patients.rules.rule import BOTH, DAY_ONLY, PLAN_ONLY
from patients.rules.text import in_the_last

_DEFAULT_POLICY = Policy()


def _always(facts: Facts, policy: Policy) -> bool:
    return True


def _repeated(facts: Facts, policy: Policy) -> bool:
    """After a first session, or where nobody knows whether there was one."""
    return facts.plan is None or facts.plan.given > 0


def _may_have_diabetes(facts: Facts, policy: Policy) -> bool:
    return diabetes(facts).answer is not Answer.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `{nsaid_days_before}` in a wording stands for that threshold; `questions_for` fills it in.
    `patient` is empty where the patient is not the one to ask. `asks_date` names the date that
    belongs to a "yes" (kept in `Facts.answer_dates`), `ahead` that it lies in the future.
    `harmless` is the answer that speaks for treatment.
    """

    id: str
    group: str
    physician: str
    patient: str
    moments: frozenset[Moment]
    rules: frozenset[str]
    asks_date: str = ""
    ahead: bool = False
    harmless: Answer = Answer.NO
    applies: Callable[[Facts, Policy], bool] = _always


QUESTIONS = (
    Question(
        id="infection_at_site",
        group="Infection",
        physician="Infection, abscess or open wound at or near the target?",
        patient="Is the skin where the injection would go red, hot, sore, broken or infected?",
        moments=BOTH,
        rules=frozenset({"R04"}),
    ),
    Question(
        id="fever_or_unwell",
        group="Infection",
        physician="Fever, chills or feeling ill {fever_free_days}?",
        patient="Have you had a fever or chills, or felt ill, {fever_free_days}?",
        moments=DAY_ONLY,
        rules=frozenset({"R05"}),
    ),
    Question(
        id="antibiotic_last_7_days",
        group="Infection",
        physician="Antibiotic by mouth or injection {antibiotic_free_days}?",
        patient="Have you taken an antibiotic, or got one by injection, {antibiotic_free_days}?",
        moments=DAY_ONLY,
        rules=frozenset({"R06"}),
        asks_date="Last dose",
    ),
    Question(
        id="nsaid_last_7_days",
        group="Medicines",
        physician="NSAID by mouth, gel, patch or injection {nsaid_days_before}?",
        patient="Have you taken ibuprofen (Advil, Motrin), naproxen (Aleve) or a similar pain "
        "reliever, or used such a gel or patch, {nsaid_days_before}?",
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
        id="antibiotic_cover",
        group="Medicines",
        physician="Advised to take an antibiotic before procedures (heart valve, implant)?",
        patient="Has a doctor told you to take an antibiotic before dental work or procedures?",
        moments=PLAN_ONLY,
        rules=frozenset({"R49"}),
    ),
    Question(
        id="gout_flare",
        group="The joint",
        physician="Gout or pseudogout flare at the target, now or {gout_free_days}?",
        patient="Have you had an attack of gout or pseudogout there, now or {gout_free_days}?",
        moments=BOTH,
        rules=frozenset({"R25"}),
        asks_date="Settled on",
    ),
    Question(
        id="fracture_at_target",
        group="The joint",
        physician="Fracture at the target, acute or not healed?",
        patient="Is a bone broken there, or was one broken that has not healed yet?",
        moments=PLAN_ONLY,
        rules=frozenset({"R26"}),
    ),
    Question(
        id="tear_at_target",
        group="The joint",
        physician="Complete tear or acute rupture that needs a surgeon's opinion?",
        patient="Have you been told that a tendon, ligament or muscle there is torn through?",
        moments=PLAN_ONLY,
        rules=frozenset({"R32"}),
    ),
    Question(
        id="implant_at_target",
        group="The joint",
        physician="Artificial joint at the target?",
        patient="Do you have an artificial joint there?",
        moments=PLAN_ONLY,
        rules=frozenset({"R28"}),
    ),
    Question(
        id="replacement_planned",
        group="The joint",
        physician="Replacement of the target joint planned?",
        patient="Is an operation planned that replaces this joint?",
        moments=PLAN_ONLY,
        rules=frozenset({"R29"}),
        asks_date="Operation on",
        ahead=True,
    ),
    Question(
        id="mass_at_target",
        group="The joint",
        physician="Lump, mass or swelling at the target that nobody has explained?",
        patient="Is there a lump or swelling there that nobody has explained?",
        moments=PLAN_ONLY,
        rules=frozenset({"R30"}),
    ),
    Question(
        id="red_flags",
        group="Warning signs",
        physician="Bladder or bowel change, saddle numbness, new or growing weakness, unexplained "
        "weight loss, major trauma?",
        patient="Do you have new weakness, numbness in the legs or between them, new trouble with "
        "bladder or bowels, weight loss that you cannot explain, or have you had a bad accident?",
        moments=BOTH,
        rules=frozenset({"R31"}),
    ),
    Question(
        id="high_glucose_symptoms",
        group="Warning signs",
        physician="Thirst, passing much water, nausea or drowsiness today (high glucose)?",
        patient="If you have diabetes: are you very thirsty, passing much water, sick or drowsy "
        "today?",
        moments=DAY_ONLY,
        rules=frozenset({"R03"}),
        applies=_may_have_diabetes,
    ),
    Question(
        id="reaction_last_time",
        group="Warning signs",
        physician="Unexpected reaction after the last session?",
        patient="Did anything happen after your last injections that you did not expect?",
        moments=DAY_ONLY,
        rules=frozenset({"R43"}),
        applies=_repeated,
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
        id="breastfeeding",
        group="Pregnancy",
        physician="Breastfeeding?",
        patient="Are you breastfeeding?",
        moments=PLAN_ONLY,
        rules=frozenset({"R23"}),
        applies=pregnancy_asked,
    ),
    Question(
        id="fainting",
        group="The patient",
        physician="Has fainted at an injection or blood draw, or is afraid of needles?",
        patient="Have you ever fainted from a shot or a blood draw, or are you afraid of needles?",
        moments=PLAN_ONLY,
        rules=frozenset({"R37"}),
    ),
    Question(
        id="smoker",
        group="The patient",
        physician="Smokes at present?",
        patient="Do you smoke at present?",
        moments=PLAN_ONLY,
        rules=frozenset({"R45"}),
    ),
    Question(
        id="sedation_without_escort",
        group="The patient",
        physician="Sedation today, and no escort or the patient drives home? (No sedation: No.)",
        patient="Will you get a sedative today and have nobody to take you home?",
        moments=DAY_ONLY,
        rules=frozenset({"R48"}),
    ),
    Question(
        id="conservative_care_tried",
        group="Ready for treatment",
        physician="Conservative care tried (physical therapy, exercise, brace, medicines)?",
        patient="Have you tried physical therapy, exercises, a brace or medicines for this "
        "problem?",
        moments=PLAN_ONLY,
        rules=frozenset({"R33"}),
        harmless=Answer.YES,
    ),
    Question(
        id="wants_treatment",
        group="Ready for treatment",
        physician="Understands the treatment, wants it, and has a realistic goal?",
        patient="Has the treatment been explained so that you understand it, and do you want it?",
        moments=BOTH,
        rules=frozenset({"R34"}),
        harmless=Answer.YES,
    ),
    Question(
        id="components_checked",
        group="Ready for treatment",
        physician="Vials checked: labeled, in date, not recalled?",
        patient="",
        moments=DAY_ONLY,
        rules=frozenset({"R51"}),
        harmless=Answer.YES,
    ),
)

# Thresholds in days that the wording of a question names.
_WINDOWS = ("fever_free_days", "antibiotic_free_days", "nsaid_days_before", "gout_free_days")

BY_ID = {question.id: question for question in QUESTIONS}


def anybody(*, today: date, moment: Moment) -> Facts:
    """Somebody to whom every question applies: for lists that must not tell what a chart holds."""
    diabetes_on_list = ProblemFact(display="Diabetes mellitus")
    return Facts(today=today, moment=moment, problems=(diabetes_on_list,))


def questions_for(facts: Facts, policy: Policy = _DEFAULT_POLICY) -> tuple[Question, ...]:
    """The questions of this moment that apply to this patient, in the order of the page."""
    return tuple(
        worded(question, policy)
        for question in QUESTIONS
        if facts.moment in question.moments and question.applies(facts, policy)
    )


def worded(question: Question, policy: Policy) -> Question:
    """The question with the clinic's own windows; the same object where it names none."""
    if "{" not in question.physician:
        return question
    windows = {name: in_the_last(getattr(policy, name)) for name in _WINDOWS}
    return replace(
        question,
        physician=question.physician.format_map(windows),
        patient=question.patient.format_map(windows),
    )
