from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments.limits import (
    FIELD_NAMES,
    PROCEDURES,
    STRONGEST_ANAESTHETIC,
    Asked,
    Level,
    LimitPolicy,
    check_target,
    worst,
)
from treatments.models.injectate import Injectate

PERCENTAGES = ("dextrose_pct", "anaesthetic_pct", "glycerin_pct", "phenol_pct", "morrhuate_pct")
TWO = {"second_anaesthetic": "bupivacaine", "second_anaesthetic_pct": Decimal("0.036")}
PRP = {
    "procedure": "prp",
    "procedure_detail": "leukocyte-poor, 4 mL from 30 mL of blood",
    "dextrose_pct": None,
    "anaesthetic": "",
    "anaesthetic_pct": None,
}

# Breaks nothing, and is what most plans ask for.
KNEE = {
    "dextrose_pct": Decimal(15),
    "volume_ml": Decimal(6),
    "sites": 12,
    "route": "extra_articular",
    "region": "knee",
    "guidance": "ultrasound",
    "anaesthetic": "lidocaine",
    "anaesthetic_pct": Decimal("0.2"),
}

CASES = [  # what changes from KNEE -> (level, field) that must be remarked
    ({}, []),
    ({"dextrose_pct": Decimal("12.5")}, []),
    ({"dextrose_pct": Decimal(25)}, []),
    ({"dextrose_pct": None}, []),
    ({"dextrose_pct": Decimal("12.499")}, [("warn", "dextrose_pct")]),
    ({"dextrose_pct": Decimal(5)}, [("warn", "dextrose_pct")]),
    ({"dextrose_pct": Decimal("25.001")}, [("refuse", "dextrose_pct")]),
    ({"dextrose_pct": Decimal(0)}, [("refuse", "dextrose_pct")]),
    ({"dextrose_pct": Decimal(-1)}, [("refuse", "dextrose_pct")]),
    ({"dextrose_pct": Decimal(101)}, [("refuse", "dextrose_pct")]),
    ({"dextrose_pct": Decimal("NaN")}, [("refuse", "dextrose_pct")]),
    ({"dextrose_pct": Decimal("Infinity")}, [("refuse", "dextrose_pct")]),
    ({"route": "perineural"}, [("warn", "dextrose_pct")]),
    ({"protocol_max_pct": Decimal(15)}, []),
    ({"protocol_max_pct": Decimal("13.5")}, [("warn", "dextrose_pct")]),
    ({"volume_ml": None}, []),
    ({"volume_ml": Decimal(20)}, []),
    ({"volume_ml": Decimal("20.1")}, [("warn", "volume_ml")]),
    ({"volume_ml": Decimal(60)}, [("warn", "volume_ml")]),
    ({"volume_ml": Decimal("60.01")}, [("refuse", "volume_ml")]),
    ({"volume_ml": Decimal("1E+40")}, [("refuse", "volume_ml")]),
    ({"volume_ml": Decimal(0)}, [("refuse", "volume_ml")]),
    ({"volume_ml": Decimal("-0.5")}, [("refuse", "volume_ml")]),
    ({"volume_ml": Decimal("-Infinity")}, [("refuse", "volume_ml")]),
    ({"sites": None}, []),
    ({"sites": 0}, [("refuse", "sites")]),
    ({"sites": 61}, [("refuse", "sites")]),
    ({"anaesthetic": "", "anaesthetic_pct": None}, []),
    ({"anaesthetic_pct": None}, [("warn", "anaesthetic_pct")]),
    ({"anaesthetic_pct": Decimal(4)}, []),
    ({"anaesthetic_pct": Decimal(10)}, [("refuse", "anaesthetic_pct")]),
    ({"anaesthetic_pct": Decimal(0)}, [("refuse", "anaesthetic_pct")]),
    ({"anaesthetic": ""}, [("refuse", "anaesthetic")]),
    ({"anaesthetic": "cocaine"}, [("refuse", "anaesthetic")]),
    (
        {"anaesthetic": "bupivacaine", "anaesthetic_pct": Decimal(1)},
        [("refuse", "anaesthetic_pct")],
    ),
    (TWO, [("warn", "second_anaesthetic")]),
    (
        TWO | {"second_anaesthetic_pct": None},
        [("warn", "second_anaesthetic_pct"), ("warn", "second_anaesthetic")],
    ),
    (
        TWO | {"second_anaesthetic_pct": Decimal(1)},
        [("refuse", "second_anaesthetic_pct"), ("warn", "second_anaesthetic")],
    ),
    ({"second_anaesthetic_pct": Decimal(1)}, [("refuse", "second_anaesthetic")]),
    (TWO | {"second_anaesthetic": "lidocaine"}, [("refuse", "second_anaesthetic")]),
    (TWO | {"anaesthetic": "", "anaesthetic_pct": None}, [("refuse", "second_anaesthetic")]),
    (
        TWO | {"second_anaesthetic": "cocaine"},
        [("refuse", "second_anaesthetic"), ("warn", "second_anaesthetic")],
    ),
    (PRP, []),
    (PRP | {"procedure_detail": " "}, [("refuse", "procedure_detail")]),
    (PRP | {"dextrose_pct": Decimal(15)}, [("refuse", "dextrose_pct")]),
    (PRP | {"anaesthetic": "lidocaine"}, [("refuse", "anaesthetic")]),
    (PRP | {"procedure": "stem cells"}, [("refuse", "procedure")]),
    (PRP | {"procedure": ""}, [("refuse", "procedure")]),
    (PRP | {"volume_ml": Decimal(21)}, [("warn", "volume_ml")]),
    (PRP | {"region": "rib", "guidance": "palpation"}, [("refuse", "guidance")]),
    ({"glycerin_pct": Decimal("12.5"), "phenol_pct": Decimal(1)}, []),
    ({"glycerin_pct": Decimal(26)}, [("refuse", "glycerin_pct")]),
    ({"phenol_pct": Decimal(5)}, [("refuse", "phenol_pct")]),
    ({"phenol_pct": Decimal(1), "route": "intra_articular"}, [("refuse", "phenol_pct")]),
    (
        {"phenol_pct": Decimal(1), "route": "perineural"},
        [("refuse", "phenol_pct"), ("warn", "dextrose_pct")],
    ),
    ({"phenol_pct": Decimal(1), "at_spinal_canal": True}, [("refuse", "phenol_pct")]),
    (
        {"phenol_pct": Decimal(1), "route": "intra_articular", "protocol_names_phenol": True},
        [("warn", "phenol_pct")],
    ),
    ({"morrhuate_pct": Decimal("0.714")}, []),
    ({"morrhuate_pct": Decimal(6)}, [("refuse", "morrhuate_pct")]),
    ({"region": "rib", "guidance": "palpation"}, [("refuse", "guidance")]),
    ({"region": "thoracic", "guidance": ""}, [("refuse", "guidance")]),
    ({"region": "neck", "guidance": "palpation"}, [("warn", "guidance")]),
    ({"region": "neck", "guidance": "fluoroscopy"}, []),
    ({"region": "rib", "guidance": None}, []),
]


# What is said of the target's surroundings, not of the target.
ABOUT = {"policy", "protocol_max_pct", "protocol_names_phenol", "at_spinal_canal"}


def remarks_on(**said):
    about = {name: said.pop(name) for name in ABOUT & said.keys()}
    return check_target(Asked(**said), **about)


@pytest.mark.parametrize(("changed", "expected"), CASES)
def test_each_figure_is_remarked_at_its_own_field(changed, expected):
    remarks = remarks_on(**KNEE | changed)
    assert [(remark.level, remark.field) for remark in remarks] == expected


def test_a_strength_outside_the_usual_range_cites_who_uses_that_range():
    (remark,) = remarks_on(dextrose_pct=Decimal(10))
    assert remark.source == "Manhattan Pain Medicine"
    assert remark.message == (
        "Dextrose 10 % is outside the usual 12.5–25 %. Published protocols use 5 % around nerves "
        "and 10 % for small joints."
    )


def test_a_refused_strength_says_who_can_raise_the_limit():
    (remark,) = remarks_on(dextrose_pct=Decimal("30.000"))
    assert remark.message == (
        "Dextrose 30 % is above this clinic's limit of 25 %. "
        "Only the clinic's policy can allow more."
    )


def test_a_raised_limit_turns_the_refusal_into_a_warning():
    raised = LimitPolicy(dextrose_hard_max=Decimal(30))
    assert worst(remarks_on(dextrose_pct=Decimal(30), policy=raised)) is Level.WARN
    assert worst(remarks_on(dextrose_pct=Decimal("30.1"), policy=raised)) is Level.REFUSE


def test_milligrams_typed_where_percent_is_meant_are_explained():
    (remark,) = remarks_on(anaesthetic="lidocaine", anaesthetic_pct=Decimal(10))
    assert remark.message == (
        "Lidocaine 10 % is stronger than any stocked (4 %). 1 % = 10 mg/mL: 10 mg/mL is 1 %."
    )


def test_two_anesthetics_are_warned_of_with_the_label_that_does():
    (remark,) = remarks_on(**KNEE | TWO)
    assert remark.source == "Pfizer label of lidocaine with epinephrine"
    assert remark.message == (
        "Lidocaine and bupivacaine in one solution: the labels advise against mixing two "
        "anesthetics, and their shares of the maximum dose add up."
    )


def test_each_procedure_asks_for_what_its_product_line_needs():
    assert list(PROCEDURES) == [code for code in Injectate.Procedure.values if code]
    (remark,) = remarks_on(procedure="corticosteroid")
    assert remark.message == "Say which corticosteroid and how many milligrams."


def test_substances_that_do_not_fit_into_the_solution_are_refused():
    raised = LimitPolicy(dextrose_hard_max=Decimal(100))
    remarks = remarks_on(dextrose_pct=Decimal(90), glycerin_pct=Decimal(25), policy=raised)
    assert [(remark.level, remark.field) for remark in remarks] == [
        (Level.REFUSE, "dextrose_pct"),
        (Level.WARN, "dextrose_pct"),
    ]


def test_nothing_remarked_is_ok():
    assert worst(remarks_on(**KNEE)) is Level.OK


@pytest.mark.parametrize(
    "figures",
    [
        {"dextrose_warn_min": Decimal(0)},
        {"dextrose_warn_min": Decimal(26)},
        {"dextrose_hard_max": Decimal(101)},
        {"dextrose_hard_max": Decimal(0)},
        {"volume_warn_ml": Decimal(61)},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(figures):
    with pytest.raises(ValueError, match="must"):
        LimitPolicy(**figures)


@given(st.decimals(), st.decimals(1, 100, places=1))
def test_no_strength_above_the_limit_is_ever_accepted(pct, limit):
    policy = LimitPolicy(dextrose_hard_max=limit)
    level = worst(remarks_on(dextrose_pct=pct, policy=policy))
    if level is not Level.REFUSE:
        assert 0 < pct <= limit
    if level is Level.OK:
        assert Decimal("12.5") <= pct <= 25


@given(st.decimals())
def test_no_volume_above_the_limit_is_ever_accepted(volume):
    if worst(remarks_on(volume_ml=volume)) is not Level.REFUSE:
        assert 0 < volume <= 60


@given(st.sampled_from(PERCENTAGES), st.decimals(), st.sampled_from(sorted(STRONGEST_ANAESTHETIC)))
def test_a_refusal_names_the_field_at_fault(field, pct, anaesthetic):
    name = anaesthetic if field == "anaesthetic_pct" else ""
    remarks = remarks_on(**{field: pct}, anaesthetic=name, route="extra_articular")
    assert {remark.field for remark in remarks} <= {field}
    if not pct.is_finite() or pct <= 0 or pct > 100:
        (remark,) = remarks
        assert remark.level is Level.REFUSE
        assert FIELD_NAMES[field] in remark.message


@given(
    st.sampled_from(["intra_articular", "perineural"]), st.decimals(allow_nan=True), st.booleans()
)
def test_phenol_never_reaches_a_joint_or_a_nerve_unnamed(route, pct, canal):
    remarks = remarks_on(phenol_pct=pct, route=route, at_spinal_canal=canal)
    assert worst(remarks) is Level.REFUSE


@given(st.lists(st.decimals(), min_size=6, max_size=6), st.integers())
def test_refusals_come_first(figures, sites):
    dextrose, volume, anaesthetic, glycerin, phenol, morrhuate = figures
    remarks = remarks_on(
        dextrose_pct=dextrose,
        volume_ml=volume,
        sites=sites,
        route="perineural",
        anaesthetic="lidocaine",
        anaesthetic_pct=anaesthetic,
        glycerin_pct=glycerin,
        phenol_pct=phenol,
        morrhuate_pct=morrhuate,
    )
    refused = [remark.level is Level.REFUSE for remark in remarks]
    assert refused == sorted(refused, reverse=True)
