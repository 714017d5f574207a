"""Refusals and warnings of the table of solutions. Each is tested where it is decided:

X1 X2 X3 X11 X12 X19          here: what cannot be made
X8 X10 X17 X18 X22            here: what is said about a mix (`treatments.mix_cautions`)
X4 X5 X6 X7                   test_dosing
X9 X15 X16                    test_mix_checks: what the database knows
X13 X14                       test_mix_allergies; the rows themselves are
                              guarded by triggers (test_stock, test_actions_mixes)
X20                           test_actions_mixes: signing a record that holds more than was made
X21                           test_solution: printed figures beside computed ones
"""

from decimal import Decimal

import pytest
from hypothesis import example, given
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
    SHELF,
    drawn,
    stock,
    want,
)
from treatments import compatibility
from treatments.limits import LimitPolicy
from treatments.mix_cautions import Site, mix_cautions
from treatments.solution import SALINE, WATER, SolutionError, Stock, Wanted, prepare, scaled


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


# What is said about a mix that can be made.
KNEE = Site(region="knee", route="extra_articular")
JOINT = Site(region="knee", route="intra_articular")
NERVE = Site(region="wrist", route="perineural")


def said(*parts: tuple[Stock, str], **more) -> list[tuple[str, str]]:
    mix = scaled([(stock, Decimal(ml)) for stock, ml in parts])
    return [(found.level.value, found.code) for found in mix_cautions(mix, **more)]


def words_of(*parts: tuple[Stock, str], **more) -> list[str]:
    mix = scaled([(stock, Decimal(ml)) for stock, ml in parts])
    return [found.message for found in mix_cautions(mix, **more)]


def test_an_ordinary_mix_gives_no_reason_to_say_anything():
    assert said((D50, "3"), (LIDO1, "2"), (WATER, "5"), sites=[KNEE]) == []
    assert said((D50, "3"), (LIDO1, "2"), (SALINE, "5"), sites=[KNEE, JOINT]) == []


def test_x8_two_anesthetics_are_acknowledged_and_named_in_the_code():
    parts = [(D50, "3"), (LIDO1, "2"), (BUPI, "2"), (WATER, "3")]
    assert said(*parts, sites=[KNEE]) == [("warn", "two_anaesthetics:bupivacaine+lidocaine")]
    (words,) = words_of(*parts, sites=[KNEE])
    assert words == (
        "Bupivacaine and lidocaine in one mix: the label advises against it, too little is known. "
        "Their shares of the maximum are added up."
    )


X10 = [  # milliliters of dextrose 50 % in 10 mL -> what is said outside a nerve
    ("2.5", []),
    ("5", []),
    ("2", [("warn", "dextrose:10:range")]),
    ("1", [("warn", "dextrose:5:range")]),
    ("5.1", [("refuse", "dextrose")]),
]


@pytest.mark.parametrize(("ml", "found"), X10)
def test_x10_dextrose_outside_the_usual_range_is_acknowledged_above_the_limit_refused(ml, found):
    assert said((D50, ml), (WATER, str(10 - Decimal(ml))), sites=[KNEE]) == found


def test_x10_an_administrator_may_raise_the_limit():
    raised = LimitPolicy(dextrose_hard_max=Decimal(30))
    parts = [(D50, "6"), (WATER, "4")]
    assert said(*parts, sites=[KNEE], policy=raised) == [("warn", "dextrose:30:range")]
    (words,) = words_of(*parts, sites=[KNEE])
    assert words == (
        "Dextrose 30 % is above this clinic's limit of 25 %. "
        "Only the clinic's policy can allow more."
    )


def test_x17_a_pair_without_an_entry_has_no_data_and_is_never_called_compatible():
    parts = [(D50, "3"), (stock("Ropivacaine 0.5 %", ropivacaine="0.5"), "4"), (WATER, "3")]
    assert said(*parts, sites=[KNEE]) == [("warn", "no_compatibility_data:dextrose+ropivacaine")]
    assert words_of(*parts, sites=[KNEE]) == ["Dextrose and ropivacaine: no compatibility data."]


def test_x17_morrhuate_with_anything_new_has_no_data():
    new = stock("New", novel_substance="1")
    codes = said((MORRHUATE, "1"), (D50, "3"), (new, "1"), (WATER, "5"), sites=[KNEE])
    assert codes == [
        ("warn", "no_compatibility_data:dextrose+novel_substance"),
        ("warn", "no_compatibility_data:novel_substance+sodium_morrhuate"),
    ]


def test_x17_bicarbonate_and_bupivacaine_are_refused():
    parts = [(stock("Bicarbonate", sodium_bicarbonate="8.4"), "1"), (BUPI, "9")]
    assert said(*parts) == [("refuse", "incompatible:bupivacaine+sodium_bicarbonate")]
    assert words_of(*parts) == [
        "Bupivacaine and sodium bicarbonate must not be mixed: bupivacaine precipitates with small "
        "amounts of bicarbonate."
    ]


def test_x17_what_one_vial_holds_together_is_not_questioned():
    assert said((P2G, "5"), (LIDO1, "5"), sites=[KNEE]) == []
    assert [code for _, code in said((P2G, "5"), (BUPI, "5"), sites=[KNEE])] == [
        "no_compatibility_data:bupivacaine+glycerin",
        "no_compatibility_data:bupivacaine+phenol",
    ]


def test_x17_every_mix_of_scarpone_2008_was_published():
    published = [(MORRHUATE, "1"), (D50, "1.5"), (LIDO1, "2"), (BUPI, "0.5"), (SALINE, "2")]
    assert said(*published, sites=[KNEE]) == [
        ("warn", "two_anaesthetics:bupivacaine+lidocaine"),
        ("warn", "dextrose:10.714:range"),
    ]


def test_x18_epinephrine_is_refused_in_hand_and_foot_and_read_elsewhere():
    lido = stock("Lidocaine 1 % with epinephrine", lidocaine="1")
    more = {"with_epinephrine": [lido.name]}
    hand, foot = (Site(region=name, route="extra_articular") for name in ("hand", "foot"))
    pairs = ("warn", "no_compatibility_data:dextrose+epinephrine")
    parts = [(D50, "3"), (lido, "2"), (WATER, "5")]
    assert said(*parts, sites=[KNEE], **more) == [pairs, ("warn", "epinephrine")]
    for site in (hand, foot):
        assert said(*parts, sites=[KNEE, site], **more) == [("refuse", "epinephrine"), pairs]
    assert words_of(*parts, sites=[hand], **more)[0] == (
        "Lidocaine 1 % with epinephrine holds epinephrine, which is not injected here: "
        "hand and fingers."
    )


DISC = Site(region="low_back", route="extra_articular", structure="low_back_disc")
CAUDAL = Site(region="sacroiliac", route="extra_articular", structure="Caudal epidural space")
MEDIAN_NERVE = Site(region="neck", route="extra_articular", structure="neck_occipital_nerve")
FACET = Site(region="neck", route="extra_articular", structure="neck_facet_joint")
LIGAMENT = Site(
    region="low_back", route="extra_articular", structure="low_back_iliolumbar_ligament"
)


@pytest.mark.parametrize("site", [JOINT, NERVE, DISC, CAUDAL, MEDIAN_NERVE, FACET])
def test_x22_phenol_is_refused_at_a_nerve_a_joint_and_the_spinal_canal(site):
    levels = [
        level for level, code in said((P2G, "5"), (LIDO1, "5"), sites=[site]) if "phenol" in code
    ]
    assert levels == ["refuse"]
    named = said((P2G, "5"), (LIDO1, "5"), sites=[site], protocol_names_phenol=True)
    assert [level for level, code in named if "phenol" in code] == ["warn"]


def test_x22_phenol_at_a_ligament_of_the_low_back_is_what_the_protocol_does():
    assert said((P2G, "5"), (LIDO1, "5"), sites=[LIGAMENT]) == []


def test_a_mix_off_its_target_says_by_how_much_and_beyond_ten_percent_is_refused():
    parts = [(D50, "1.8"), (WATER, "5.2")]
    assert said(*parts, wanted={"dextrose": Decimal("12.5")}) == []
    assert words_of(*parts, wanted={"dextrose": Decimal("12.1")}) == [
        "Dextrose is 12.857 %, +6.3 % from the 12.1 % aimed at."
    ]
    assert said(*parts, wanted={"dextrose": Decimal("12.1")}) == [
        ("warn", "off_target:dextrose:12.857")
    ]
    assert said(*parts, wanted={"dextrose": Decimal(15)}) == [("refuse", "off_target")]
    assert said(*parts, wanted={"lidocaine": Decimal("0.2")}) == [("refuse", "off_target")]


def test_x19_a_stock_that_is_no_solution_is_refused_in_a_mix():
    assert said((D50, "2"), (stock("Hyaluronate 1 %"), "3")) == [("refuse", "procedure")]


def test_every_entry_has_a_source_and_no_pair_is_said_to_be_both():
    entries = compatibility.entries()
    assert all(entry.source for entry in entries.values())
    assert [sorted(pair) for pair, entry in entries.items() if not entry.compatible] == [
        ["bupivacaine", "sodium_bicarbonate"]
    ]


sites = st.builds(
    Site,
    region=st.sampled_from(["knee", "hand", "low_back", "nowhere"]),
    route=st.sampled_from(["intra_articular", "extra_articular", "perineural", ""]),
    structure=st.sampled_from(["", "low_back_disc", "neck_facet_joint", "epidural"])
    | st.text(max_size=20),
)
parts = st.tuples(st.sampled_from(SHELF), st.integers(1, 500).map(lambda n: Decimal(n) / 10))


@given(
    st.lists(parts, min_size=1, max_size=5),
    st.lists(sites, max_size=3),
    st.dictionaries(st.sampled_from(["dextrose", "lidocaine", "x"]), st.decimals(), max_size=2),
    st.booleans(),
)
@example([(SHELF[0], Decimal(1))], [], {"dextrose": Decimal("5E-24")}, False)
def test_no_mix_crashes_it_and_every_code_fits_its_column(drawn_parts, places, wanted, named):
    found = mix_cautions(
        scaled(drawn_parts), sites=places, wanted=wanted, protocol_names_phenol=named
    )
    assert all(len(caution.code) <= 80 for caution in found)
    refused = [caution.level.value == "refuse" for caution in found]
    assert refused == sorted(refused, reverse=True)
    warned = [caution.code for caution in found if caution.level.value == "warn"]
    assert len(set(warned)) == len(warned)
