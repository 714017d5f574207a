"""The benchmark measures what it says it does; how long it takes is not tested."""

from bench.charts import MEDICINES, PROBLEMS, RESULTS, charts
from patients.rules import RULES, Verdict, screen


def test_charts_of_the_benchmark_are_the_same_in_each_run_and_full():
    people = charts(20)

    assert people == charts(20)
    assert all(
        (len(facts.problems), len(facts.medications), len(facts.results))
        == (PROBLEMS, MEDICINES, RESULTS)
        for facts in people
    )


def test_no_rule_fails_on_them_and_every_answer_is_given():
    outcomes = [outcome for facts in charts(50) for outcome in screen(facts)]

    assert len(outcomes) == 50 * len(RULES)
    assert not [outcome.id for outcome in outcomes if outcome.failed]
    assert {outcome.verdict for outcome in outcomes} == set(Verdict)
