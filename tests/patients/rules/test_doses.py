"""The worked examples: what each session takes of the day's maximum of local anesthetic."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from patients.rules import BY_ID, Policy, screen
from patients.rules.doses import agent_of, limit_mg, shares, total_used
from patients.rules.facts import DoseFact
from tests.patients.rules.cases_visit import numbed, weighing
from tests.patients.rules.people import ana, with_problem

POLICY = Policy()

# weight, doses, limits in mg, percent of the maximum
EXAMPLES = {
    "E1": ("70", [("lidocaine", "20")], ["300"], "6.7"),
    "E2": ("60", [("lidocaine", "20")], ["270"], "7.4"),
    "E3": ("60", [("lidocaine", "100")], ["270"], "37.0"),
    "E5": ("55", [("lidocaine", "28")], ["247.5"], "11.3"),
    "E6": ("70", [("lidocaine", "4.286"), ("bupivacaine", "0.536")], ["300", "140"], "1.8"),
    "E9": ("50", [("lidocaine", "400")], ["225"], "177.8"),
    "E10": ("80", [("lidocaine", "420")], ["300"], "140.0"),
    "E11": ("70", [("lidocaine", "15")], ["300"], "5.0"),
    "E14": ("65", [("ropivacaine", "40")], ["130"], "30.8"),
    "E15": ("70", [("procaine", "100")], ["420"], "23.8"),
    "X4": ("50", [("lidocaine", "200")], ["225"], "88.9"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example_gives_its_exact_figures(name):
    kg, doses, limits, percent = EXAMPLES[name]
    facts = [DoseFact(agent=agent, mg=Decimal(mg)) for agent, mg in doses]

    parts = shares(facts, Decimal(kg), POLICY, reduced=False)

    assert [part.limit_mg for part in parts] == [Decimal(limit) for limit in limits]
    rounded = (total_used(parts) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert rounded == Decimal(percent)


def judged(*doses, kg="70", **changes):
    facts = numbed(*doses, base=weighing(kg), **changes)
    return screen(facts, rules=(BY_ID["R39"],))[0]


@pytest.mark.parametrize(
    ("kg", "doses", "verdict", "evidence"),
    [
        (
            "70",
            [("lidocaine", "20")],
            "clear",
            "Lidocaine 20 of 300 mg: 6.7 % of the maximum for 70 kg.",
        ),
        (
            "50",
            [("lidocaine", "400")],
            "fires",
            "Lidocaine 400 of 225 mg: 177.8 % of the maximum for 50 kg.",
        ),
        (
            "80",
            [("lidocaine", "420")],
            "fires",
            "Lidocaine 420 of 300 mg: 140.0 % of the maximum for 80 kg.",
        ),
        (
            "70",
            [("lidocaine", "4.286"), ("bupivacaine", "0.536")],
            "clear",
            "Lidocaine 4.29 of 300 mg and bupivacaine 0.54 of 140 mg: together 1.8 % of the "
            "maximum for 70 kg.",
        ),
        (
            "70",
            [("lidocaine", "10"), ("lidocaine", "5")],
            "clear",
            "Lidocaine 15 of 300 mg: 5.0 % of the maximum for 70 kg.",
        ),
        (
            "70",
            [("lidocaine", "300.01")],
            "fires",
            "Lidocaine 300.01 of 300 mg: just over 100 % of the maximum for 70 kg.",
        ),
        (
            "45",
            [("mepivacaine", "100")],
            "clear",
            "Mepivacaine 100 of 138.6 mg: 72.2 % of the maximum for 45 kg, lowered.",
        ),
    ],
)
def test_finding_shows_the_figures_it_rests_on(kg, doses, verdict, evidence):
    outcome = judged(*doses, kg=kg)

    assert (outcome.verdict, outcome.evidence) == (verdict, evidence)


def test_no_dose_over_the_maximum_can_be_decided_away():
    outcome = judged(("lidocaine", "420"), kg="80")

    assert (outcome.tier, outcome.override, outcome.can_be_decided) == ("absolute", "none", False)


def test_missing_dose_asks_for_strength_and_volume():
    outcome = judged(("lidocaine", "20"), ("lidocaine", None))

    assert outcome.evidence == "The dose of lidocaine is not on file."
    assert outcome.resolve == "Enter the strength and the volume of the anesthetic."


def test_missing_weight_is_asked_for_once():
    facts = numbed(("lidocaine", "20"), base=ana(results=()))
    total, weight = screen(facts, rules=(BY_ID["R39"], BY_ID["R46"]))

    assert (total.verdict, total.settled_with) == ("unknown", "R46")
    assert (weight.verdict, weight.evidence) == (
        "fires",
        "Weight not on file; lidocaine planned.",
    )


def test_clinic_may_lower_a_maximum_and_the_cut_for_the_frail():
    strict = Policy(lidocaine_mg_per_kg=Decimal(3), reduced_dose_factor=Decimal("0.5"))

    assert limit_mg("lidocaine", Decimal(60), strict, reduced=False) == 180
    assert limit_mg("lidocaine", Decimal(60), strict, reduced=True) == 90
    facts = with_problem("Heart failure", weighing("60"))
    lowered = screen(facts, strict, rules=(BY_ID["R40"],))[0]
    assert lowered.evidence == "Heart failure: the anesthetic maximum is lowered to 50 %."


@pytest.mark.parametrize(
    ("component", "agent"),
    [
        ("lidocaine", "lidocaine"),
        ("Lidocaine 1 %", "lidocaine"),
        ("lignocaine", "lidocaine"),
        ("lidocaine_epinephrine", "lidocaine"),
        ("chloroprocaine", "chloroprocaine"),
        ("levobupivacaine", "levobupivacaine"),
        ("dextrose", ""),
        ("", ""),
    ],
)
def test_component_is_recognised_as_an_anesthetic(component, agent):
    assert agent_of(component) == agent


def test_agent_without_a_limit_on_file_has_none_made_up():
    assert limit_mg("chloroprocaine", Decimal(70), POLICY, reduced=False) is None
