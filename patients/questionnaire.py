"""Which questions a screening puts to this patient, and what the chart has answered already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from patients.rules import BY_ID, Answer, Facts, Outcome, Policy, screen
from patients.rules.questions import Question, questions_for

_PUBLISHED_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Settled:
    """A question that needs no asking, and what the chart says instead."""

    question: Question
    evidence: str


def sort_questions(
    facts: Facts, policy: Policy = _PUBLISHED_POLICY, also: Collection[str] = ()
) -> tuple[list[Question], list[Settled]]:
    """Questions whose answer can change a verdict, and those that the chart has answered.

    `facts` without answers. Nothing is asked twice: apixaban on the list answers "blood thinner?".
    `also` are ids of questions to ask all the same: a plan may need what the chart alone does not.
    """
    # As the physician leaves the form: the lists are reviewed, only answers are open.
    reviewed = replace(facts, medications_reviewed=True, allergies_reviewed=True, answers={})
    to_ask, settled = [], []
    for question in questions_for(facts, policy):
        heard = [_heard(question, reviewed, answer, policy) for answer in Answer]
        if question.id not in also and all(outcomes == heard[0] for outcomes in heard):
            settled.append(Settled(question, " ".join(o.evidence for o in heard[0])))
        else:
            to_ask.append(question)
    return to_ask, settled


def _heard(question: Question, facts: Facts, answer: Answer, policy: Policy) -> tuple[Outcome, ...]:
    rules = [BY_ID[rule] for rule in sorted(question.rules)]
    return screen(replace(facts, answers={question.id: answer}), policy, rules)


def spoken(answers: Mapping[str, str], question: str) -> str:
    """An answer of an earlier screening in words; empty where it was not put."""
    return {"yes": "yes", "no": "no", "unknown": "not known"}.get(answers.get(question, ""), "")
