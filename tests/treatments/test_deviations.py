"""Where a plan leaves a protocol that the clinic wrote itself."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests import people
from tests.treatments.builders import KNEE, KNEE_JOINT
from tests.treatments.own_protocols import JOINT, in_use
from treatments import anatomy, prefill
from treatments.deviations import deviations
from treatments.plan_content import TargetContent

pytestmark = pytest.mark.django_db

FITTING = replace(
    KNEE_JOINT,
    dextrose_pct=Decimal("12.5"),
    anaesthetic="lidocaine",
    anaesthetic_pct=Decimal("0.2"),
    second_anaesthetic="bupivacaine",
    second_anaesthetic_pct=Decimal("0.05"),
    volume_ml=Decimal(4),
)
PLAN = replace(KNEE, spacing_target_days=28)
PLASMA = replace(
    FITTING,
    procedure="prp",
    procedure_detail="4 mL, leukocyte-poor",
    dextrose_pct=None,
    anaesthetic="",
    anaesthetic_pct=None,
    second_anaesthetic="",
    second_anaesthetic_pct=None,
)


@pytest.fixture
def own(ruth):
    return in_use(ruth, people.physician("Omar Haddad"))


def left(protocol, *targets, plan=PLAN):
    return [(d.subject, d.protocol, d.plan) for d in deviations(protocol, plan, targets)]


def test_what_the_draft_is_filled_with_leaves_nothing(own):
    (row,) = prefill.target_rows(own, "knee", "right")
    structure = {part.label: part.code for part in anatomy.structures_of("knee")}[row["structure"]]
    filled = TargetContent(**row | {"structure": structure, "region": "knee"})
    assert filled == FITTING
    assert left(own, filled) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dextrose_pct": Decimal(15)}, ("Dextrose", "12.5 %", "15 %")),
        ({"morrhuate_pct": Decimal(1)}, ("Sodium morrhuate", "none", "1 %")),
        (
            {"second_anaesthetic": "", "second_anaesthetic_pct": None},
            ("Local anesthetic", "lidocaine 0.2 % + bupivacaine 0.05 %", "lidocaine 0.2 %"),
        ),
        ({"route": "perineural"}, ("Route", "Into the joint", "Around a nerve")),
        ({"volume_ml": Decimal(5)}, ("Volume", "4 mL", "5 mL")),
        ({"points": 2, "volume_ml": Decimal(8)}, ("Number of sites", "1", "2")),
    ],
)
def test_each_difference_at_a_target_is_marked(own, change, said):
    assert left(own, replace(FITTING, **change)) == [said]


def test_another_region_rhythm_or_count_is_marked(own):
    plan = replace(PLAN, region="hip", sessions_target=6, spacing_target_days=21)
    assert left(own, FITTING, plan=plan) == [
        ("Region", "Knee", "Hip"),
        ("Number of sessions", "3–5", "6"),
        ("Days between sessions", "28 days", "21 days"),
    ]


def test_a_second_target_is_a_second_site_unless_it_is_the_other_side(own):
    sites = ("Number of sites", "1", "2")
    assert left(own, FITTING, replace(FITTING, structure="knee_medial_meniscus")) == [sites]
    assert left(own, FITTING, replace(FITTING, side="left")) == []


def test_a_procedure_and_a_solution_are_not_the_same(ruth, own):
    assert left(own, PLASMA) == [
        (
            "Kind of injection",
            "dextrose 12.5 %, lidocaine 0.2 %, bupivacaine 0.05 %",
            "platelet-rich plasma",
        )
    ]
    plasma = in_use(
        ruth,
        people.physician("Nora Blank"),
        condition="Knee pain, plasma",
        solutions=(replace(JOINT, components=(), procedure="prp"),),
    )
    assert left(plasma, PLASMA) == []
