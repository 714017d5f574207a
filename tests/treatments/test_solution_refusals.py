"""Refusals and warnings of the table of solutions. Each is tested where it is decided:

X1 X2 X3 X11 X12 X19          here: what cannot be made
X8 X10 X17 X18 X22            here: what is said about a mix (`treatments.mix_cautions`)
X4 X5 X6 X7                   test_dosing
X9 X13 X14 X15 X16            test_mix_checks: what the database knows; the rows themselves are
                              guarded by triggers (test_stock, test_prepare_mix)
X20                           test_sign_session: signing a record that holds more than was made
X21                           test_solution: printed figures beside computed ones
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.treatments.test_solution import (
    BUPI,
    D25,
    D50,
    LIDO1,
    LIDO2,
    MORRHUATE,
    P2G,
    P2G_WEAK,
    drawn,
    stock,
    want,
)
from treatments.solution import SolutionError, Wanted, prepare


def refused(total: str, *wanted: Wanted, **more) -> SolutionError:
    with pytest.raises(SolutionError) as caught:
        prepare(total_ml=Decimal(total), wanted=wanted, **more)
    return caught.value


def test_x1_stronger_than_the_stock_cannot_be_made():
    error = refused("10", want("dextrose", "30", D25))
    assert error.errors == {"dextrose": "Dextrose: the stock is 25 %, 30 % cannot be made."}
    assert error.offer == (
        "Dextrose at most 25 % from Dextrose 25 %; 30 % needs a stock of 30 % or more."
    )


def test_x1_the_shelf_is_asked_for_a_stock_that_does_it():
    error = refused("10", want("dextrose", "30", D25), shelf=[D25, LIDO1, D50])
    assert error.offer == (
        "Dextrose at most 25 % from Dextrose 25 %. "
        "Dextrose at most 50 % from Dextrose 50 %: 30 % can be made."
    )
    assert [(offer.stock, offer.pct) for offer in error.offers] == [
        (D25, Decimal(25)),
        (D50, Decimal(30)),
    ]


def test_x2_what_does_not_fit_offers_the_strongest_from_each_stock_and_which_would_do():
    error = refused(
        "10", want("dextrose", "25", D50), want("lidocaine", "1", LIDO1), shelf=[LIDO1, LIDO2]
    )
    assert error.errors == {"lidocaine": "The stocks alone need 15 mL, and 10 mL are to be made."}
    assert error.offer == (
        "Lidocaine at most 0.5 % from Lidocaine 1 %. "
        "Lidocaine at most 1 % from Lidocaine 2 %: 1 % can be made."
    )
    assert [(offer.stock, offer.pct) for offer in error.offers] == [
        (LIDO1, Decimal("0.5")),
        (LIDO2, Decimal(1)),
    ]


def test_x2_without_such_a_stock_the_strength_that_it_needs_is_named():
    error = refused("10", want("dextrose", "25", D50), want("lidocaine", "1", LIDO1))
    assert error.offer == (
        "Lidocaine at most 0.5 % from Lidocaine 1 %; 1 % needs a stock of 2 % or more."
    )


def test_x3_parts_that_fill_the_syringe_exactly_are_made_without_diluent():
    prepared = prepare(
        total_ml=Decimal(10), wanted=[want("dextrose", "25", D50), want("lidocaine", "1", LIDO2)]
    )
    assert drawn(prepared.mix) == ["5", "5", "0"]
    assert prepared.diluent_ml == 0


def test_x3_thirds_that_fill_the_syringe_exactly_are_made_too():
    thirds = [
        want("dextrose", "25", stock("D75", dextrose="75")),
        want("lidocaine", "2", stock("L3", lidocaine="3")),
    ]
    assert drawn(prepare(total_ml=Decimal(3), wanted=thirds).mix) == ["1", "2", "0"]


X11 = [  # total, strength -> the field at fault and what is said
    ("0", "15", "total_ml", "The volume must be more than 0 mL."),
    ("-5", "15", "total_ml", "The volume must be more than 0 mL."),
    ("NaN", "15", "total_ml", "The volume must be a number of milliliters."),
    ("Infinity", "15", "total_ml", "The volume must be a number of milliliters."),
    ("250.01", "15", "total_ml", "At most 250 mL can be mixed for one patient."),
    ("5.005", "15", "total_ml", "Give the volume with at most two decimals."),
    ("10", "0", "dextrose", "Dextrose: the strength must be more than 0 and at most 100 %."),
    ("10", "-1", "dextrose", "Dextrose: the strength must be more than 0 and at most 100 %."),
    ("10", "100.1", "dextrose", "Dextrose: the strength must be more than 0 and at most 100 %."),
    ("10", "NaN", "dextrose", "Dextrose: the strength must be a number."),
]


@pytest.mark.parametrize(("total", "pct", "field", "words"), X11)
def test_x11_impossible_figures_are_refused_at_their_field(total, pct, field, words):
    assert refused(total, want("dextrose", pct, D50)).errors == {field: words}


def test_x11_everything_wrong_is_said_at_once():
    error = refused("0", want("dextrose", "-1", D50), want("lidocaine", "101", LIDO1))
    assert list(error.errors) == ["total_ml", "dextrose", "lidocaine"]


def test_a_component_that_its_stock_does_not_hold_is_refused():
    error = refused("10", want("lidocaine", "0.2", D50), shelf=[LIDO1])
    assert error.errors == {"lidocaine": "Dextrose 50 % holds no lidocaine."}
    assert error.offer == "Lidocaine at most 1 % from Lidocaine 1 %: 0.2 % can be made."


def test_nothing_asked_for_and_the_same_asked_for_twice_are_refused():
    assert list(refused("10").errors) == ["wanted"]
    twice = refused("10", want("dextrose", "15", D50), want("dextrose", "5", D25))
    assert twice.errors == {"wanted": "Each component can be asked for once only."}


def test_x12_milligrams_typed_as_percent_are_recognized():
    error = refused("10", want("dextrose", "15", D50), want("lidocaine", "10", LIDO1))
    assert error.errors == {
        "lidocaine": "Lidocaine: the stock is 1 %, 10 % cannot be made. "
        "1 % = 10 mg/mL: 10 mg/mL is 1 %."
    }


@pytest.mark.parametrize(
    "component", ["corticosteroid", "prp", "bmac", "hyaluronate", "triamcinolone"]
)
def test_x19_other_procedures_are_not_mixed(component):
    error = refused(
        "10", want("dextrose", "15", D50), want(component, "1", stock("x", **{component: "4"}))
    )
    assert error.errors == {
        component: f"{component.capitalize()} is not mixed: record it as a procedure of its own, "
        "with its consent."
    }
    assert error.offer == ""


def test_x19_a_blood_product_is_no_diluent():
    error = refused("10", want("dextrose", "15", D50), diluent=stock("Platelet-rich plasma"))
    assert list(error.errors) == ["diluent"]


def test_a_stock_of_several_parts_gives_them_in_its_own_proportion():
    error = refused("10", want("glycerin", "12.5", P2G), want("phenol", "1", P2G))
    assert error.errors == {
        "phenol": "Phenol comes out at 1.25 % instead of 1 %, because P2G holds its parts in one "
        "fixed proportion."
    }
    assert error.offer == "Phenol 1.25 % can be made."
    weak = prepare(
        total_ml=Decimal(10),
        wanted=[want("glycerin", "12.5", P2G_WEAK), want("phenol", "1", P2G_WEAK)],
    )
    assert drawn(weak.mix) == ["5", "5"]


def test_more_than_another_stock_already_brings_is_refused_with_what_it_brings():
    error = refused("10", want("dextrose", "5", D50), want("phenol", "1.25", P2G))
    assert error.errors == {"dextrose": "P2G alone brings 12.5 % dextrose."}


def test_a_strength_that_the_syringe_misses_by_more_than_ten_percent_is_refused():
    coarse = refused("1", want("sodium_morrhuate", "0.07", MORRHUATE))
    assert coarse.errors == {
        "sodium_morrhuate": "Sodium morrhuate comes out at 0.05 % instead of 0.07 %, because of "
        "what the syringe can measure."
    }
    assert coarse.offer == ("It can be made in 2 mL. Sodium morrhuate 0.05 % can be made.")


def test_a_strength_that_the_syringe_misses_by_five_to_ten_percent_is_said():
    prepared = prepare(total_ml=Decimal(3), wanted=[want("bupivacaine", "0.19", BUPI)])
    assert drawn(prepared.mix) == ["1.1", "1.9"]
    assert prepared.warnings == ()
    prepared = prepare(total_ml=Decimal(1), wanted=[want("sodium_morrhuate", "0.375", MORRHUATE)])
    assert drawn(prepared.mix) == ["0.08", "0.92"]
    assert prepared.missed == {
        "sodium_morrhuate": "Sodium morrhuate comes out at 0.4 % instead of 0.375 %, because of "
        "what the syringe can measure."
    }


@given(st.text(max_size=30), st.decimals())
def test_no_name_crashes_it(name, pct):
    asked = [Wanted(component=name, pct=pct, stock=stock(name or "x", dextrose="50"))]
    with pytest.raises(SolutionError):
        prepare(total_ml=Decimal(10), wanted=asked, shelf=[D50])
