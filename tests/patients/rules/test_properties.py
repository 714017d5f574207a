"""What holds for every patient that can be thought of."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.rules import BY_ID, RULES, screen
from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.conditions import CONDITIONS, recognise
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
)
from patients.rules.questions import QUESTIONS

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
maybe_day = st.none() | days
names = st.sampled_from(
    [
        "Diabetes",
        "Suspected diabetes",
        "Pregnancy",
        "Asthma",
        "Warfarin",
        "Metformin",
        "Aspirin",
        "knee",
    ]
) | st.text(max_size=20)
numbers = st.decimals(allow_nan=True, allow_infinity=True)
classes = st.frozensets(
    st.sampled_from(
        [
            "anticoagulant",
            "nsaid",
            "antiplatelet",
            "insulin",
            "biologic",
            "antidiabetic_oral",
            "none",
        ]
    )
    | st.text(max_size=5)
)

problems = st.builds(
    ProblemFact,
    display=names,
    system=st.sampled_from(["", "icd10cm", "snomed"]),
    code=st.sampled_from(["", "E11.9", "R73.03", "44054006", "D66"]) | st.text(max_size=8),
    status=st.sampled_from(["active", "inactive", "resolved"]),
    verified=st.booleans(),
    onset=maybe_day,
)
medications = st.builds(
    MedicationFact,
    name=names,
    classes=classes,
    dose_mg_per_day=st.none() | numbers,
    route=st.sampled_from(["oral", "topical", "unknown", "injected"]) | st.text(max_size=3),
    indication=names,
    started=maybe_day,
    stopped=maybe_day,
    prescriber_decision=st.sampled_from(["", "hold", "continue"]),
    decided_by=names,
    decided_on=maybe_day,
)
allergies = st.builds(
    AllergyFact,
    substance=names,
    classes=st.frozensets(st.sampled_from(sorted(ALLERGEN_CLASSES))),
    disproved_on=maybe_day,
)
results = st.builds(
    ResultFact,
    kind=st.sampled_from(["hba1c", "inr", "platelets", "glucose", "weight", "temperature"]),
    value=numbers,
    taken_on=days,
)
treatments = st.builds(
    PriorTreatmentFact,
    kind=st.sampled_from(["exercise", "steroid_injection", "prolotherapy"]) | st.text(max_size=5),
    region=st.sampled_from(["", "knee", "neck"]),
    started=maybe_day,
    ended=maybe_day,
)
plans = st.builds(
    PlanContext,
    targets=st.lists(st.tuples(st.sampled_from(["knee", "neck"]), st.just("left"))).map(tuple),
    components=st.frozensets(
        st.sampled_from(["dextrose", "lidocaine", "phenol", "sodium_morrhuate"])
    ),
    guidance=st.frozensets(st.sampled_from(["fluoroscopy", "ultrasound"])),
    routes=st.frozensets(st.sampled_from(["intra_articular", "extra_articular"])),
)
question_ids = st.sampled_from([q.id for q in QUESTIONS])
people = st.builds(
    Facts,
    today=days,
    moment=st.sampled_from(Moment),
    birth_date=maybe_day,
    sex=st.sampled_from(["female", "male", "other", "unknown", ""]),
    allergies_status=st.sampled_from(["not_asked", "none_known", "listed", ""]),
    medications_reviewed=st.booleans(),
    allergies_reviewed=st.booleans(),
    problems=st.lists(problems, max_size=3).map(tuple),
    medications=st.lists(medications, max_size=3).map(tuple),
    allergies=st.lists(allergies, max_size=3).map(tuple),
    results=st.lists(results, max_size=4).map(tuple),
    prior_treatments=st.lists(treatments, max_size=2).map(tuple),
    answers=st.dictionaries(question_ids, st.sampled_from(Answer)),
    answer_dates=st.dictionaries(question_ids, days),
    answer_notes=st.dictionaries(question_ids, st.text(max_size=10)),
    plan=st.none() | plans,
)


@given(people)
@settings(max_examples=200, deadline=None)
def test_every_rule_answers_for_everybody(facts):
    outcomes = screen(facts)

    assert [o.rule for o in outcomes] == list(RULES)
    for outcome in outcomes:
        assert outcome.evidence
        assert len(outcome.evidence) <= 500
        assert len(outcome.resolve) <= 300
        assert "\x00" not in outcome.evidence


@given(people)
@settings(max_examples=100, deadline=None)
def test_only_values_that_are_no_numbers_make_a_rule_fail(facts):
    sane = replace(
        facts,
        results=tuple(r for r in facts.results if r.value.is_finite()),
        medications=tuple(replace(m, dose_mg_per_day=None) for m in facts.medications),
    )

    assert "could not be evaluated" not in " ".join(o.evidence for o in screen(sane))


@given(people)
@settings(max_examples=100, deadline=None)
def test_facts_survive_storage_and_give_the_same_verdicts(facts):
    back = Facts.from_json(json.loads(json.dumps(facts.to_json())))

    assert back.to_json() == facts.to_json()
    assert [(o.verdict, o.trigger) for o in screen(back)] == [
        (o.verdict, o.trigger) for o in screen(facts)
    ]


NAMED = {  # rule -> the data without which its "unknown" may not become "clear"
    "R02": {"results", "problems"},
    "R22": {"answers", "problems"},
    "R50": {"allergies_status", "allergies_reviewed", "medications_reviewed", "allergies"},
}
ADDED = {
    "problems": st.lists(problems, max_size=2).map(tuple),
    "medications": st.lists(medications, max_size=2).map(tuple),
    "allergies": st.lists(allergies, max_size=2).map(tuple),
    "results": st.lists(results, max_size=2).map(tuple),
    "prior_treatments": st.lists(treatments, max_size=2).map(tuple),
}


@pytest.mark.parametrize("rule_id", sorted(NAMED))
@given(people, st.data())
@settings(max_examples=150, deadline=None)
def test_other_data_never_turn_unknown_into_clear(rule_id, facts, data):
    facts = replace(facts, results=tuple(r for r in facts.results if r.value.is_finite()))
    rules = (BY_ID[rule_id],)
    if screen(facts, rules=rules)[0].verdict != "unknown":
        return
    more = {
        field: (*getattr(facts, field), *data.draw(strategy))
        for field, strategy in ADDED.items()
        if field not in NAMED[rule_id]
    }
    if "answers" not in NAMED[rule_id]:
        more["answers"] = {
            **facts.answers,
            **data.draw(st.dictionaries(question_ids, st.just(Answer.NO))),
        }
    if rule_id == "R22":
        more["results"] = facts.results

    assert screen(replace(facts, **more), rules=rules)[0].verdict != "clear"


@given(st.text(max_size=200))
def test_no_name_breaks_the_recognition_of_a_condition(text):
    for condition in CONDITIONS.values():
        recognise(ProblemFact(display=text, code=text, system="icd10cm"), condition)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"today": "2026-11-21", "mood": "good"}, "unknown field mood"),
        ({"today": "yesterday"}, "Facts.today"),
        ({}, "today"),
        ({"today": "2026-11-21", "sex": 3}, "Facts.sex"),
        ({"today": "2026-11-21", "results": [{"kind": "inr", "value": 2.5}]}, "Facts.results"),
        ({"today": "2026-11-21", "answers": {"pregnant": "maybe"}}, "Facts.answers"),
    ],
)
def test_stored_facts_that_do_not_fit_are_refused_by_name(raw, message):
    with pytest.raises(ValueError, match=message):
        Facts.from_json(raw)


def test_decimals_keep_their_digits_in_storage():
    result = ResultFact(kind="hba1c", value=Decimal("7.10"), taken_on=date(2026, 11, 21))
    facts = Facts(today=date(2026, 11, 21), results=(result,))

    assert str(Facts.from_json(facts.to_json()).results[0].value) == "7.10"
