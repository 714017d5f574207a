from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments import scoring
from treatments.scores import (
    BASELINE_SET,
    FOLLOW_UP_SET,
    INSTRUMENTS,
    change,
    in_words,
    instrument_for,
    outcome_label,
    value_problem,
)

NRS = INSTRUMENTS["nrs_pain"]
tenths = st.decimals(0, 100, places=1)


def tenth(value):
    return value.quantize(Decimal("0.1"))


@pytest.mark.parametrize(
    ("code", "baseline", "now", "absolute", "percent", "better", "meaningful"),
    [
        ("nrs_pain", 7, 4, "-3", "-42.9", True, True),
        ("nrs_pain", 3, 2, "-1", "-33.3", True, False),  # needs both
        ("nrs_pain", 10, 8, "-2", "-20.0", True, False),  # needs both
        ("nrs_pain", 6, 4, "-2", "-33.3", True, True),
        ("nrs_pain", 10, 7, "-3", "-30.0", True, True),  # exactly on the limit
        ("nrs_pain", 4, 7, "3", "75.0", False, False),
        ("nrs_pain", 5, 5, "0", "0.0", None, False),
        ("nrs_pain", 0, 2, "2", None, False, False),
        ("lefs", 41, 50, "9", "22.0", True, True),
        ("lefs", 50, 41, "-9", "-18.0", False, False),
        ("rmdq", 12, 8, "-4", "-33.3", True, True),
        ("rmdq", 12, 9, "-3", "-25.0", True, False),
        ("prtee", 50, 39, "-11", "-22.0", True, True),
        ("percent_normal", 40, 85, "45", "112.5", True, None),  # no verified change that matters
        ("spadi", 60, 40, "-20", "-33.3", True, None),
        ("koos_ps", 60, 40, "-20", "-33.3", None, None),  # direction not verified
        ("bctq", 3, 2, "-1", "-33.3", None, None),
    ],
)
def test_a_change_says_how_much_which_way_and_whether_it_matters(
    code, baseline, now, absolute, percent, better, meaningful
):
    found = change(INSTRUMENTS[code], Decimal(baseline), Decimal(now))
    assert found.absolute == Decimal(absolute)
    assert (found.percent and tenth(found.percent)) == (percent and Decimal(percent))
    assert found.better is better
    assert found.meaningful is meaningful


def test_percent_of_a_zero_baseline_cannot_be_computed():
    assert change(NRS, Decimal(0), Decimal(3)).percent is None


@pytest.mark.parametrize(("now", "meaningful"), [(1, True), (2, True), (3, False), (7, False)])
def test_a_global_change_of_much_better_is_a_response_whatever_came_before(now, meaningful):
    assert change(INSTRUMENTS["pgic"], Decimal(4), Decimal(now)).meaningful is meaningful


@given(st.sampled_from(sorted(INSTRUMENTS)), tenths, tenths)
def test_there_and_back_cancels_out(code, one, other):
    there, back = change(INSTRUMENTS[code], one, other), change(INSTRUMENTS[code], other, one)
    assert there.absolute == -back.absolute
    if there.better is not None:
        assert there.better is not back.better
    if INSTRUMENTS[code].responder_at is None:
        assert not (there.meaningful and back.meaningful)


@given(st.sampled_from(sorted(INSTRUMENTS)), tenths, tenths)
def test_a_meaningful_change_is_a_better_one_and_needs_a_verified_limit(code, baseline, now):
    instrument = INSTRUMENTS[code]
    found = change(instrument, baseline, now)
    if instrument.responder_at is None:
        assert (found.meaningful is None) == (
            instrument.mcid is None or instrument.higher_is_worse is None
        )
        if found.meaningful:
            assert found.better
            assert abs(found.absolute) >= instrument.mcid


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10))
def test_less_pain_than_a_response_is_a_response_too(baseline, now, lower):
    if lower <= now and change(NRS, Decimal(baseline), Decimal(now)).meaningful:
        assert change(NRS, Decimal(baseline), Decimal(lower)).meaningful


@pytest.mark.parametrize(
    ("code", "value", "problem"),
    [
        ("nrs_pain", "0", None),
        ("nrs_pain", "10", None),
        ("nrs_pain", "11", "Pain, average of the last week runs from 0 to 10."),
        ("nrs_pain", "-1", "Pain, average of the last week runs from 0 to 10."),
        ("nrs_pain", "4.5", "Pain, average of the last week must be a whole number."),
        ("nrs_pain", "NaN", "Pain, average of the last week must be a number."),
        ("nrs_pain", "Infinity", "Pain, average of the last week must be a number."),
        ("own_activities", "6.7", None),
        ("own_activities", "6.67", "Own activities must be in steps of 0.1."),
        ("percent_normal", "101", "Percent of normal runs from 0 to 100."),
        ("odi", "35.6", None),
        ("odi", "100.1", "Oswestry Disability Index runs from 0 to 100."),
        ("lefs", "81", "Lower Extremity Functional Scale runs from 0 to 80."),
        ("rmdq", "25", "Roland-Morris Disability Questionnaire runs from 0 to 24."),
        ("pgic", "0", "Global change runs from 1 to 7."),
        ("bctq", "3.2", None),
        ("bctq", "1E+30", "Boston Carpal Tunnel Questionnaire cannot be more than 1000."),
    ],
)
def test_a_score_outside_its_range_is_refused_in_words(code, value, problem):
    assert value_problem(INSTRUMENTS[code], Decimal(value)) == problem


@given(st.sampled_from(sorted(INSTRUMENTS)), st.decimals())
def test_any_number_at_all_gets_an_answer(code, value):
    problem = value_problem(INSTRUMENTS[code], value)
    if problem is None:
        assert value.is_finite()


def test_instruments_under_a_licence_carry_no_question():
    for instrument in INSTRUMENTS.values():
        assert instrument.licence in ("A", "B", "C", "D")
        assert bool(instrument.question) == instrument.may_ask
    assert {code for code, i in INSTRUMENTS.items() if i.licence == "D"} == {
        "odi",
        "womac",
        "womac_pain",
        "womac_stiffness",
        "womac_function",
        "quickdash",
        "promis",
    }


def test_the_sets_asked_of_everyone_may_be_asked():
    assert set(BASELINE_SET) < set(FOLLOW_UP_SET)
    assert all(INSTRUMENTS[code].may_ask for code in FOLLOW_UP_SET)


def test_the_changes_that_matter_are_those_verified_and_no_others():
    assert {code: i.mcid for code, i in INSTRUMENTS.items() if i.mcid is not None} == {
        "nrs_pain": Decimal(2),
        "nrs_pain_worst": Decimal(2),
        "nrs_pain_use": Decimal(2),
        "vas_pain": Decimal(14),
        "rmdq": Decimal("3.5"),
        "odi": Decimal("12.8"),
        "ndi": Decimal(5),
        "lefs": Decimal(9),
        "faam_adl": Decimal(8),
        "faam_sports": Decimal(9),
        "visa_a": Decimal(20),
        "prtee": Decimal(11),
        "quickdash": Decimal(14),
    }


def test_a_protocols_name_for_an_instrument_finds_it():
    assert instrument_for("NRS") is NRS
    assert instrument_for("SANE") is INSTRUMENTS["percent_normal"]
    assert instrument_for("nrs_pain") is NRS
    assert instrument_for("TUG") is None
    assert outcome_label("TUG") == "Timed up-and-go"
    assert outcome_label("PRTEE") == "Patient-Rated Tennis Elbow Evaluation"
    assert outcome_label("something new") == "something new"


def test_no_two_instruments_share_a_name():
    aliases = [alias for i in INSTRUMENTS.values() for alias in (i.code, *i.aliases)]
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("nrs_pain", "4.00", "4 of 10"),
        ("nrs_pain", "10", "10 of 10"),
        ("percent_normal", "100", "100 %"),
        ("pgic", "1", "Very much better"),
        ("pgic", "7.00", "Very much worse"),
        ("own_activities", "6.70", "6.7 of 10"),
    ],
)
def test_a_score_reads_as_a_person_says_it(code, value, words):
    assert in_words(INSTRUMENTS[code], Decimal(value)) == words


# From answers to scores ------------------------------------------------------------------------


def test_oswestry_counts_only_the_sections_answered():
    assert scoring.oswestry([5, 5, 5, 1, 0, 0, 0, 0, 0, 0]) == Decimal("32.0")
    assert scoring.oswestry([5, 5, 5, 1, 0, 0, 0, 0, 0, None]) == Decimal("35.6")
    assert scoring.oswestry([None] * 10) is None


def test_quick_dash_needs_ten_answers():
    assert scoring.quick_dash([3] * 11) == Decimal("50.0")
    assert scoring.quick_dash([3] * 10 + [None]) == Decimal("50.0")
    assert scoring.quick_dash([3] * 9 + [None] * 2) is None


def test_prtee_is_pain_plus_half_of_function():
    assert scoring.prtee([6] * 5, [4] * 10) == Decimal("50.0")
    assert scoring.prtee([6] * 4 + [None], [4] * 10) is None


def test_spadi_has_two_versions_that_differ():
    pain, disability = [5] * 5, [2] * 8
    assert scoring.spadi_mean(pain, disability) == Decimal("35.0")
    assert scoring.spadi_sum(pain, disability) == Decimal("31.5")
    assert scoring.spadi_mean([None] * 5, disability) is None
    assert scoring.spadi_sum(pain, [None] + [2] * 7) is None


def test_faam_does_not_count_what_does_not_apply():
    assert scoring.faam_daily_living([4] * 21) == Decimal("100.0")
    assert scoring.faam_daily_living([3] * 21) == Decimal("75.0")
    assert scoring.faam_daily_living([3] * 19 + [None] * 2) == Decimal("75.0")
    assert scoring.faam_daily_living([3] * 18 + [None] * 3) is None
    assert scoring.faam_sports([2] * 8) == Decimal("50.0")
    assert scoring.faam_sports([2] * 7 + [None]) is None


def test_lower_extremity_is_the_sum_of_all_twenty():
    assert scoring.lower_extremity([2] * 19 + [3]) == Decimal(41)
    assert scoring.lower_extremity([2] * 19 + [None]) is None


def test_roland_morris_counts_the_ticks():
    assert scoring.roland_morris([True] * 12 + [False] * 12) == Decimal(12)
    with pytest.raises(ValueError, match="24 statements"):
        scoring.roland_morris([True])


def test_koos_needs_half_of_a_subscale():
    assert scoring.koos_subscale([1] * 9) == Decimal("75.0")
    assert scoring.koos_subscale([1] * 5 + [None] * 4) == Decimal("75.0")
    assert scoring.koos_subscale([1] * 4 + [None] * 5) is None
    assert scoring.koos_subscale([]) is None


def test_hoos_ps_is_read_from_the_published_table():
    assert scoring.hoos_ps([0] * 5) == Decimal(100)
    assert scoring.hoos_ps([2, 2, 1, 1, 1]) == Decimal("73.1")
    assert scoring.hoos_ps([4] * 5) == Decimal(0)
    assert scoring.hoos_ps([4] * 4 + [None]) is None
    assert list(scoring.HOOS_PS) == sorted(scoring.HOOS_PS, reverse=True)


@pytest.mark.parametrize(
    ("answers", "message"),
    [([3] * 9, "10 answers expected, 9 found"), ([6] + [0] * 9, "outside 0 to 5")],
)
def test_answers_that_the_form_cannot_have_given_are_refused(answers, message):
    with pytest.raises(ValueError, match=message):
        scoring.oswestry(answers)


@given(st.lists(st.none() | st.integers(1, 5), min_size=11, max_size=11))
def test_quick_dash_stays_in_its_range(answers):
    score = scoring.quick_dash(answers)
    assert score is None or 0 <= score <= 100
