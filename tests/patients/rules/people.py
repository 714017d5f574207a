"""Patients whom the rules have nothing against, and the pieces to change them with."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from patients.rules.facts import (
    AllergyFact,
    Answer,
    Facts,
    MedicationFact,
    Moment,
    PlanContext,
    PriorTreatmentFact,
    ProblemFact,
    ResultFact,
    SiteFact,
)
from patients.rules.questions import QUESTIONS

TODAY = date(2026, 11, 21)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def ago(days):
    return TODAY - timedelta(days=days)


def measured(kind, value, taken_on=TODAY, order=0):
    return ResultFact(kind=kind, value=Decimal(value), taken_on=taken_on, order=order)


# Ana, 42: nothing is missing and nothing is wrong, before a plan and on the session day.
ANA = Facts(
    today=TODAY,
    moment=Moment.DAY,
    birth_date=date(1984, 5, 2),
    sex="female",
    allergies_status="none_known",
    medications_reviewed=True,
    allergies_reviewed=True,
    prior_treatments=(PriorTreatmentFact(kind="physical_therapy", region="knee"),),
    results=(
        measured("temperature", "36.8"),
        measured("bp_systolic", "124"),
        measured("bp_diastolic", "78"),
        measured("weight", "68", ago(30)),
        measured("height", "165", ago(400)),
    ),
    answers={question.id: question.harmless for question in QUESTIONS},
)


def ana(**changes):
    return replace(ANA, **changes)


def answering(base=ANA, **answers):
    """Ana with other answers; None takes the answer away."""
    merged = {**base.answers, **answers}
    return replace(base, answers={k: v for k, v in merged.items() if v is not None})


def with_problem(display="", base=ANA, **fields):
    return replace(base, problems=(*base.problems, ProblemFact(display=display, **fields)))


def taking(name, *classes, base=ANA, **fields):
    fields.setdefault("route", "oral")
    medicine = MedicationFact(name=name, classes=frozenset(classes), **fields)
    return replace(base, medications=(*base.medications, medicine))


def with_result(kind, value, taken_on=TODAY, base=ANA, order=0):
    return replace(base, results=(*base.results, measured(kind, value, taken_on, order)))


def allergic(substance, *classes, base=ANA, **fields):
    allergy = AllergyFact(substance=substance, classes=frozenset(classes), **fields)
    return replace(base, allergies_status="listed", allergies=(*base.allergies, allergy))


def planned(*components, base=ANA, region="knee", guidance=("palpation",), routes=()):
    sites = tuple(
        SiteFact(region=region, side="left", guidance=way, route=route)
        for way in guidance or ("",)
        for route in routes or ("",)
    )
    plan = PlanContext(sites=sites, components=frozenset(components))
    return replace(base, plan=plan)


def diabetic(base=ANA):
    return with_problem("Type 2 diabetes mellitus", base, system="icd10cm", code="E11.9")


def without_result(*kinds, base=ANA):
    return replace(base, results=tuple(r for r in base.results if r.kind not in kinds))
