"""Doses of the day: the figures of E1 to E15, and X4 to X7."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules import Policy
from patients.rules.doses import percent
from tests.treatments.test_solution import (
    BUPI,
    D50,
    EXAMPLES,
    FINER,
    LIDO1,
    LIDO2,
    LIDO4,
    MORRHUATE,
    rounded,
    want,
)
from treatments.dosing import (
    Day,
    Dose,
    day_of,
    doses_in,
    fitting_ml,
    judge,
    shown_mg,
    without_limit,
    wrong_weight,
)
from treatments.limits import Level
from treatments.solution import SALINE, Mix, Syringe, prepare, scaled

TODAY = date(2026, 11, 21)
PLAIN = Policy()

# example -> weight in kg, milligrams, limit, share of it
DOSES = {
    "E1": ("70", "20", "300", "6.7 %"),
    "E2": ("60", "20", "270", "7.4 %"),
    "E3": ("60", "100", "270", "37.0 %"),
    "E4": ("80", "20", "300", "6.7 %"),
    "E5": ("55", "28", "247.5", "11.3 %"),
    "E7": ("75", "50", "300", "16.7 %"),
    "E7b": ("75", "50", "300", "16.7 %"),
    "E8": ("90", "20", "300", "6.7 %"),
    "E9": ("50", "400", "225", "177.8 %"),
    "E10": ("80", "420", "300", "140.0 %"),
    "E11 outside": ("70", "15", "300", "5.0 %"),
    "E12": ("70", "14", "300", "4.7 %"),
    "E14": ("65", "40", "130", "30.8 %"),
    "E15": ("70", "100", "420", "23.8 %"),
}


def mix_of(example: str) -> Mix:
    total, wanted, diluent, *_ = EXAMPLES[example]
    syringe = FINER.get(example, Syringe())
    return prepare(total_ml=Decimal(total), wanted=wanted, diluent=diluent, syringe=syringe).mix


def day_with(*doses: Dose, kg: str = "70", reduced: bool = False, policy: Policy = PLAIN) -> Day:
    return day_of(doses, weight_kg=Decimal(kg), policy=policy, reduced=reduced)


def lidocaine(mg: str, where: str = "mix A", **more) -> Dose:
    return Dose(agent="lidocaine", mg=Decimal(mg), where=where, **more)


def judged(
    mix: Mix,
    ml: str,
    *,
    kg: str,
    before: tuple[Dose, ...] = (),
    policy: Policy = PLAIN,
    reduced: bool = False,
):
    doses = doses_in(mix, injected_ml=Decimal(ml), where="this mix")
    return judge(
        day_with(*before, kg=kg, reduced=reduced, policy=policy),
        day_with(*before, *doses, kg=kg, reduced=reduced, policy=policy),
        policy,
        mix=mix,
        injected_ml=Decimal(ml),
    )


@pytest.mark.parametrize("example", DOSES)
def test_each_worked_example_takes_its_share_of_the_maximum(example):
    kg, mg, limit, used = DOSES[example]
    mix = mix_of(example)
    day = day_with(*doses_in(mix, injected_ml=mix.total_ml, where="mix A"), kg=kg)
    (share,) = day.shares
    assert shown_mg(share.mg) == mg
    assert shown_mg(share.limit_mg) == limit
    assert day.used_pct == used


def test_e1_the_cap_holds_where_the_weight_alone_would_allow_more():
    assert PLAIN.lidocaine_mg_per_kg * 70 == Decimal(315)
    assert day_with(lidocaine("20")).shares[0].limit_mg == Decimal(300)


def test_e6_only_what_is_injected_counts_and_the_shares_of_two_agents_add_up():
    mix = scaled(
        [
            (MORRHUATE, Decimal(1)),
            (D50, Decimal("1.5")),
            (LIDO4, Decimal("0.5")),
            (BUPI, Decimal("0.5")),
            (SALINE, Decimal("3.5")),
        ]
    )
    day = day_with(*doses_in(mix, injected_ml=Decimal("1.5"), where="mix A"))
    lido, bupi = day.shares
    assert (rounded(lido.mg, 2), shown_mg(lido.limit_mg)) == ("4.29", "300")
    assert rounded(lido.used * 100, 2) == "1.43"
    assert (rounded(bupi.mg, 3), shown_mg(bupi.limit_mg)) == ("0.536", "140")
    assert rounded(bupi.used * 100, 2) == "0.38"
    assert rounded(day.used * 100, 2) == "1.81"


def test_e11_only_the_mix_outside_the_joint_holds_anesthetic():
    inside, outside = mix_of("E11 inside"), mix_of("E11 outside")
    doses = [
        *doses_in(inside, injected_ml=Decimal(6), where="mix A"),
        *doses_in(outside, injected_ml=Decimal("7.5"), where="mix B"),
    ]
    day = day_with(*doses)
    assert day.lines == ("Mix B: lidocaine 15 mg of 300 mg, 5.0 %",)
    assert day.used_pct == "5.0 %"


def test_e13_a_mix_without_anesthetic_has_no_dose():
    assert doses_in(mix_of("E13"), injected_ml=Decimal(5), where="mix A") == ()


def test_x4_e9_is_refused_and_half_a_percent_is_offered():
    caution = judged(mix_of("E9"), "40", kg="50")
    assert caution.level is Level.REFUSE
    assert caution.field == "lidocaine"
    assert caution.message == (
        "Too much local anesthetic. This mix: lidocaine 400 mg of 225 mg, 177.8 %. "
        "That is 177.8 % of the maximum for 50 kg."
    )
    assert caution.offer == (
        "At 0.5 % the 40 mL hold 200 mg of lidocaine, 88.9 % of the maximum. "
        "Of lidocaine 1 % at most 22.5 mL can be injected, 100.0 %."
    )
    weaker = prepare(
        total_ml=Decimal(40),
        wanted=[want("dextrose", "12.5", D50), want("lidocaine", "0.5", LIDO2)],
    )
    allowed = judged(weaker.mix, "40", kg="50")
    assert (allowed.level, allowed.code) == (Level.WARN, "dose:88")


def test_x4_e10_is_refused_too():
    caution = judged(mix_of("E10"), "60", kg="80")
    assert "lidocaine 420 mg of 300 mg, 140.0 %" in caution.message
    assert caution.offer == (
        "At 0.5 % the 60 mL hold 300 mg of lidocaine, 100.0 % of the maximum. "
        "Of lidocaine 0.7 % at most 42.8 mL can be injected, 99.9 %."
    )


X5 = [  # milligrams at 300 -> what is said
    ("224.9", None),
    ("225", "dose:75"),
    ("300", "dose:100"),
    ("300.1", "dose"),
]


@pytest.mark.parametrize(("mg", "code"), X5)
def test_x5_three_quarters_are_acknowledged_and_more_than_all_is_refused(mg, code):
    ml = Decimal(mg) / 10
    caution = judged(Mix(parts=scaled([(LIDO1, ml)]).parts), str(ml), kg="70")
    assert (caution and caution.code) == code
    if code == "dose":
        assert caution.level is Level.REFUSE
    if code == "dose:100":
        assert "100.0 % of the maximum for 70 kg." in caution.message


def test_x5_the_clinic_may_warn_earlier():
    careful = Policy(dose_warning_pct=Decimal(30))
    mix = scaled([(LIDO1, Decimal(10))])
    assert judged(mix, "10", kg="70", policy=careful).code == "dose:33"


X6 = [  # weight, days ago -> words
    (None, 0, "No weight is on file."),
    ("0", 0, "A weight of 0 kg is not possible."),
    ("-3", 0, "A weight of -3 kg is not possible."),
    ("NaN", 0, "A weight of NaN kg is not possible."),
    ("300.1", 0, "A weight of 300.1 kg is not possible."),
    ("70", 91, "The weight of 70 kg was measured on Sat 22 Aug 2026, more than 90 days ago."),
]


@pytest.mark.parametrize(("kg", "days", "words"), X6)
def test_x6_without_a_usable_weight_no_dose_is_reckoned(kg, days, words):
    caution = wrong_weight(
        None if kg is None else Decimal(kg),
        TODAY - timedelta(days=days),
        today=TODAY,
        policy=PLAIN,
    )
    assert (caution.level, caution.field, caution.source) == (Level.REFUSE, "weight", "R46")
    assert caution.message.startswith(words)
    assert caution.offer == "Measure the weight and enter it."


@pytest.mark.parametrize(("kg", "days"), [("300", 0), ("0.5", 0), ("70", 90)])
def test_x6_the_limits_themselves_are_admitted(kg, days):
    on = TODAY - timedelta(days=days)
    assert wrong_weight(Decimal(kg), on, today=TODAY, policy=PLAIN) is None


def test_x7_a_second_batch_that_passes_the_limit_in_sum_is_refused_and_both_are_shown():
    caution = judged(
        scaled([(LIDO1, Decimal(20))]), "20", kg="70", before=(lidocaine("200", "mix A"),)
    )
    assert caution.level is Level.REFUSE
    assert caution.message == (
        "Too much local anesthetic. Mix A: lidocaine 200 mg of 300 mg, 66.7 %; "
        "This mix: lidocaine 200 mg of 300 mg, 66.7 %. "
        "Together 133.3 % of the maximum for 70 kg."
    )
    assert caution.offer == (
        "At 0.5 % the 20 mL hold 100 mg of lidocaine, 100.0 % of the maximum. "
        "Of lidocaine 1 % at most 10 mL can be injected, 100.0 %."
    )


def test_x7_other_agents_and_doses_elsewhere_count_too():
    elsewhere = Dose(agent="bupivacaine", mg=Decimal(140), where="elsewhere at 9:30 am")
    caution = judged(scaled([(LIDO1, Decimal(1))]), "1", kg="70", before=(elsewhere,))
    assert caution.level is Level.REFUSE
    assert "Elsewhere at 9:30 am: bupivacaine 140 mg of 140 mg, 100.0 %" in caution.message
    assert caution.offer == "The maximum of the day is used up: mix without local anesthetic."


def test_a_mix_without_anesthetic_is_not_refused_for_what_others_used_up():
    assert judged(scaled([(D50, Decimal(5))]), "5", kg="70", before=(lidocaine("400"),)) is None


def test_r40_lowers_the_limit_by_thirty_percent_and_says_so():
    caution = judged(scaled([(LIDO1, Decimal(22))]), "22", kg="70", reduced=True)
    assert caution.message.endswith("104.8 % of the maximum for 70 kg, lowered by rule R40.")
    assert day_with(lidocaine("22"), reduced=True).shares[0].limit_mg == Decimal(210)


def test_x18_with_epinephrine_the_label_allows_seven_milligrams_per_kilogram_at_most_500():
    light = day_with(lidocaine("100", with_epinephrine=True), kg="60")
    heavy = day_with(lidocaine("100", with_epinephrine=True), kg="90")
    assert [day.shares[0].limit_mg for day in (light, heavy)] == [Decimal(420), Decimal(500)]
    lowered = day_with(lidocaine("100", with_epinephrine=True), kg="60", reduced=True)
    assert lowered.shares[0].limit_mg == Decimal(294)


def test_an_agent_without_a_limit_on_file_is_refused():
    dose = Dose(agent="articaine", mg=Decimal(10), where="mix A")
    (caution,) = without_limit([dose, lidocaine("5")], PLAIN)
    assert (caution.level, caution.message) == (
        Level.REFUSE, "No maximum is on file for articaine.",
    )  # fmt: skip
    with pytest.raises(ValueError, match="articaine"):
        day_with(dose)


weights = st.integers(1, 300).map(Decimal)
volumes = st.integers(1, 600).map(lambda n: Decimal(n) / 10)
agents = st.sampled_from(["lidocaine", "bupivacaine", "ropivacaine", "mepivacaine", "procaine"])
doses = st.builds(
    Dose, agent=agents, mg=st.integers(1, 4000).map(lambda n: Decimal(n) / 10), where=st.just("x"),
    with_epinephrine=st.booleans(),
)  # fmt: skip


@given(
    weights,
    volumes,
    st.sampled_from([LIDO1, LIDO2, BUPI]),
    st.lists(doses, max_size=4),
    st.booleans(),
)
def test_a_dose_never_exceeds_the_limit_without_refusal(kg, ml, stock, others, reduced):
    mix = scaled([(stock, ml)])
    caution = judged(mix, str(ml), kg=str(kg), before=tuple(others), reduced=reduced)
    after = day_with(
        *others, *doses_in(mix, injected_ml=ml, where="x"), kg=str(kg), reduced=reduced
    )
    refused = caution is not None and caution.level is Level.REFUSE
    assert refused is (after.used > 1)
    assert (caution is not None) is (after.used * 100 >= PLAIN.dose_warning_pct)


@given(weights, volumes, st.lists(doses, max_size=3))
def test_the_volume_that_fits_fits_and_a_tenth_more_does_not(kg, ml, others):
    mix = scaled([(LIDO2, ml)])
    before = day_with(*others, kg=str(kg))
    after = day_with(*others, *doses_in(mix, injected_ml=ml, where="x"), kg=str(kg))
    fits = fitting_ml(before, after, ml)

    def used_with(volume: Decimal) -> Decimal:
        return day_with(*others, *doses_in(mix, injected_ml=volume, where="x"), kg=str(kg)).used

    if before.used < 1:
        assert used_with(fits) <= 1 + Decimal("1e-20")
        assert fits == ml or used_with(fits + Decimal("0.1")) > 1 - Decimal("1e-20")
    else:
        assert fits == 0


@given(weights, st.lists(doses, min_size=1, max_size=5))
def test_the_shares_sum_to_what_is_shown(kg, given_doses):
    day = day_with(*given_doses, kg=str(kg))
    assert day.used == sum(
        dose.mg / share.limit_mg for dose, share in zip(given_doses, day.shares, strict=True)
    )
    assert day.used_pct == percent(day.used)
    assert len(day.lines) == len(given_doses)
