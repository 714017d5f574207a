"""The one thing to do about each open finding: where the datum that resolves it is entered.

Each rule has its row in `WAYS`: ways that are tried in order, the first that fits the facts counts.
A rule that is unknown because its question was not answered leads to that question before all.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from patients.models.history import ResultKind
from patients.rules import Answer, Facts, Outcome, Policy, Verdict
from patients.rules.conditions import find
from patients.rules.questions import questions_for


@dataclass(frozen=True, slots=True)
class WayOut:
    """A button, or, without `url`, the reason why there is nothing to enter."""

    label: str
    url: str = ""
    question: str = ""  # the one of the form that the button leads to


@dataclass(frozen=True, slots=True)
class Places:
    """Where a screening belongs: the questions are put there, the plan is changed there.

    `questions_url` is empty for a session day that is not started.
    """

    patient_id: int
    questions_url: str
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    outcome: Outcome
    facts: Facts
    at: Places
    policy: Policy


_Way = Callable[[_Case], WayOut | None]


_PUBLISHED = Policy()


def way_out(outcome: Outcome, facts: Facts, at: Places, policy: Policy = _PUBLISHED) -> WayOut:
    """What resolves this finding of a screening that was run on `facts` with `policy`."""
    case = _Case(outcome, facts, at, policy)
    if outcome.failed:
        return _chart("Check the chart")(case) or _NOTHING
    ways = (_unanswered, *WAYS.get(outcome.id, ()))
    return next((found for way in ways if (found := way(case)) is not None), _NOTHING)


_NOTHING = WayOut("No entry resolves this")


def _nothing(reason: str) -> _Way:
    return lambda case: WayOut(reason)


def _patient_page(name: str, label: str, query: str = "") -> _Way:
    return lambda case: WayOut(label, reverse(name, args=[case.at.patient_id]) + query)


def _chart(label: str) -> _Way:
    return _patient_page("chart", label)


_SAID = {
    ResultKind.GLUCOSE: "the glucose",
    ResultKind.PLATELETS: "the platelet count",
    ResultKind.TEMPERATURE: "the temperature",
    ResultKind.WEIGHT: "the weight",
}


def _result(kind: ResultKind) -> _Way:
    return _patient_page(
        "add-result", f"Enter {_SAID.get(kind, kind.label)}", f"?kind={kind.value}"
    )


def _letter(kind: str, whose: str) -> _Way:
    return _patient_page("add-specialist-note", f"Enter the letter of {whose}", f"?kind={kind}")


def _question(question: str, label: str = "Answer again") -> _Way:
    def ask(case: _Case) -> WayOut | None:
        asked = {found.id for found in questions_for(case.facts, case.policy)}
        return _at_question(case, question, label) if question in asked else None

    return ask


def _at_question(case: _Case, question: str, label: str) -> WayOut:
    if not case.at.questions_url:
        return WayOut("It is asked when the session is started")
    return WayOut(label, to_questions(case.at.questions_url, [question]), question)


def to_questions(url: str, questions: Sequence[str]) -> str:
    """The form that puts these questions, at the first of them."""
    return f"{url}?{urlencode({'ask': questions}, doseq=True)}#id_{questions[0]}"


def _unanswered(case: _Case) -> WayOut | None:
    """The question, or the date that belongs to its answer, that an unknown rule waits for."""
    if case.outcome.verdict is not Verdict.UNKNOWN:
        return None
    for question in questions_for(case.facts, case.policy):
        if question.id not in case.outcome.rule.looks_at:
            continue
        answer = case.facts.answer(question.id)
        if answer is Answer.UNKNOWN:
            return _at_question(case, question.id, "Answer the question")
        undated = question.asks_date and question.id not in case.facts.answer_dates
        if answer is Answer.YES and undated:
            return _at_question(case, question.id, "Give the date")
    return None


def _said_yes(question: str, label: str = "Answer again") -> _Way:
    """Leads back to the question whose answer fired the rule."""
    ask = _question(question, label)
    return lambda case: ask(case) if case.facts.answer(question) is Answer.YES else None


def _medicine(*classes: str) -> _Way:
    def change(case: _Case) -> WayOut | None:
        for medicine in case.facts.medications:
            if medicine.id is not None and medicine.classes & set(classes):
                return WayOut(
                    f"Change {medicine.name[:40]}", reverse("edit-medication", args=[medicine.id])
                )
        return None

    return change


def _prescriber(case: _Case) -> WayOut | None:
    for medicine in case.facts.taking("anticoagulant", "thrombolytic"):
        if medicine.id is not None and not medicine.prescriber_decision:
            return WayOut(
                "Record the prescriber's decision",
                reverse("record-prescriber-decision", args=[medicine.id]),
            )
    return None


def _unclassified(case: _Case) -> WayOut | None:
    for medicine in case.facts.medications:
        if medicine.id is not None and _to_classify(medicine.classes):
            return WayOut(
                "Classify the medicine", reverse("classify-medication", args=[medicine.id])
            )
    return None


def _to_classify(classes: Collection[str]) -> bool:
    return not classes or "part_unknown" in classes


def _problem(*conditions: str) -> _Way:
    def change(case: _Case) -> WayOut | None:
        shown = (match.problem for condition in conditions for match in find(case.facts, condition))
        for problem in shown:
            if problem.id is not None:
                return WayOut(
                    f"Change “{problem.display[:40]}”", reverse("edit-problem", args=[problem.id])
                )
        return None

    return change


def _ask_allergies(case: _Case) -> WayOut | None:
    if case.facts.allergies_status == "not_asked":
        return _patient_page("set-allergies", "Record allergies")(case)
    return None


def _allergy(*classes: str) -> _Way:
    def change(case: _Case) -> WayOut | None:
        for allergy in case.facts.allergies:
            if allergy.id is not None and allergy.classes & set(classes):
                return WayOut("Record a test", reverse("edit-allergy", args=[allergy.id]))
        return None

    return change


def _birth_date(case: _Case) -> WayOut | None:
    if case.facts.age is not None:
        return None
    return _patient_page("edit-patient", "Enter the birth date")(case)


def _plan(label: str, page: str = "edit-plan") -> _Way:
    def change(case: _Case) -> WayOut | None:
        if case.at.plan_id is None:
            return None
        return WayOut(label, reverse(page, args=[case.at.plan_id]))

    return change


def _lists(case: _Case) -> WayOut | None:
    if not case.at.questions_url:
        return _at_question(case, "", "")
    return WayOut("Go through the lists", f"{case.at.questions_url}#id_lists_reviewed")


def _body_measure(case: _Case) -> WayOut | None:
    if case.facts.latest(ResultKind.WEIGHT) and case.facts.latest(ResultKind.HEIGHT):
        return _ACKNOWLEDGE(case)
    return _patient_page("measure-patient", "Enter weight and height")(case)


_ACKNOWLEDGE = _nothing("Nothing to enter: acknowledge it")
_CHANGE_SOLUTION = _plan("Change the solution")
_HBA1C = (_result(ResultKind.HBA1C),)

WAYS: dict[str, tuple[_Way, ...]] = {
    "R01": _HBA1C,
    "R01b": _HBA1C,
    "R02": _HBA1C,
    "R03": (_result(ResultKind.GLUCOSE),),
    "R04": (_said_yes("infection_at_site", "Examine and answer again"), _problem("local_infection"),
            _chart("Change the problem list")),
    "R05": (_said_yes("fever_or_unwell"), _problem("systemic_infection"),
            _result(ResultKind.TEMPERATURE)),
    "R06": (_medicine("fluoroquinolone", "antibiotic_other"), _said_yes("antibiotic_last_7_days"),
            _chart("Change the medicines")),
    "R07": (_medicine("fluoroquinolone"), _chart("Change the medicines")),
    "R08": (_prescriber, _unclassified, _patient_page("add-medication", "Enter the medicine")),
    "R09": (_result(ResultKind.INR),),
    "R10": (_result(ResultKind.PLATELETS),),
    "R11": (_letter("bleeding", "hematology"),),
    "R12": (_ACKNOWLEDGE,),
    "R13": (_medicine("nsaid"), _said_yes("nsaid_last_7_days"), _chart("Change the medicines")),
    "R14": (_medicine("systemic_corticosteroid"), _chart("Change the medicines")),
    "R15": (_nothing("Nothing to enter: the days have to pass"),),
    "R16": (_letter("immune", "the specialist"),),
    "R17": (_ask_allergies, _allergy("dextrose", "corn"), _chart("Change the allergies")),
    "R18": (_ask_allergies, _CHANGE_SOLUTION,
            _allergy("amide_anaesthetic", "ester_anaesthetic", "paraben")),
    "R19": (_ask_allergies, _CHANGE_SOLUTION, _allergy("phenol", "glycerin")),
    "R20": (_ask_allergies, _CHANGE_SOLUTION, _allergy("fish", "morrhuate"),
            _problem("asthma", "systemic_infection"), *_HBA1C),
    "R21": (_ask_allergies, _ACKNOWLEDGE),
    "R22": (_problem("pregnancy"), _said_yes("pregnant", "Test and answer again"),
            _question("pregnant")),
    "R23": (_ACKNOWLEDGE,),
    "R24": (_birth_date, _nothing("Nothing to enter: the guardian is recorded with the override")),
    "R25": (_problem("gout"), _question("gout_flare"), _chart("Change the problem list")),
    "R26": (_said_yes("fracture_at_target"), _problem("fracture"),
            _chart("Change the problem list")),
    "R27": (_letter("rheumatology", "rheumatology"),),
    "R28": (_plan("Change the target"), _said_yes("implant_at_target"), _problem("prosthesis"),
            _chart("Change the problem list")),
    "R29": (_letter("surgery", "the surgeon"),),
    "R30": (_letter("oncology", "oncology"),),
    "R31": (_said_yes("red_flags", "Work up and answer again"), _question("red_flags"),
            _chart("Change the problem list")),
    "R32": (_letter("surgery", "the surgeon"),),
    "R33": (_patient_page("add-prior-treatment", "Enter what was tried"),),
    "R34": (_question("wants_treatment", "Talk and answer again"),),
    "R35": (_plan("Record consent", "record-consent"), _nothing("Consent is recorded in the plan")),
    "R36": (_ACKNOWLEDGE,),
    "R37": (_ACKNOWLEDGE,),
    "R38": (_patient_page("measure-patient", "Enter the blood pressure"),),
    "R39": (_plan("Change the doses"), _result(ResultKind.WEIGHT)),
    "R40": (_ACKNOWLEDGE,),
    "R41": (_ACKNOWLEDGE,),
    "R42": (_patient_page("patient-visits", "Move the session"),),
    "R43": (_plan("Look at the sessions", "plan"), _question("reaction_last_time"),
            _patient_page("patient-plans", "Look at the sessions")),
    "R44": (_body_measure,),
    "R45": (_ACKNOWLEDGE,),
    "R46": (_patient_page("measure-patient", "Enter the weight"),),
    "R47": (_plan("Change the guidance"), _ACKNOWLEDGE),
    "R48": (_question("sedation_without_escort", "Find an escort and answer again"),),
    "R49": (_letter("antibiotic_cover", "cardiology or the surgeon"),),
    "R50": (_ask_allergies, _lists),
    "R50m": (_unclassified, _chart("Change the medicines")),
    "R51": (_question("components_checked", "Check and answer again"),),
}  # fmt: skip
