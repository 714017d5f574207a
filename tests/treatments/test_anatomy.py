import pytest

from treatments.anatomy import (
    REGIONS,
    SIDES,
    STRUCTURES,
    describe,
    region_label,
    side_problem,
    structure_label,
    structures_of,
)


def test_the_regions_run_from_head_to_foot():
    assert list(REGIONS) == [
        "jaw", "neck", "thoracic", "rib", "low_back", "sacroiliac", "shoulder", "elbow",
        "wrist", "hand", "hip", "groin", "thigh", "knee", "ankle", "foot",
    ]  # fmt: skip


def test_every_region_has_five_to_twelve_structures_with_a_code_of_its_own():
    for region in REGIONS.values():
        assert 5 <= len(region.structures) <= 12
        assert all(structure.region == region.id for structure in region.structures)
    assert len(STRUCTURES) == sum(len(region.structures) for region in REGIONS.values())
    assert not set(STRUCTURES) & set(REGIONS)


def test_codes_and_ids_fit_their_columns():
    assert all(len(region_id) <= 20 for region_id in REGIONS)
    assert all(len(code) <= 60 for code in STRUCTURES)


def test_every_kind_of_structure_is_one_of_ours():
    kinds = {"joint", "ligament", "tendon", "fascia", "muscle", "nerve", "bone", "disc"}
    assert {structure.kind for structure in STRUCTURES.values()} == kinds


def test_a_side_is_required_everywhere_but_along_the_spine():
    assert {region.id for region in REGIONS.values() if not region.laterality} == {
        "neck",
        "thoracic",
        "low_back",
    }
    for region in REGIONS.values():
        assert set(region.sides) <= set(SIDES)
        assert (region.sides[0] == "midline") == (not region.laterality)


@pytest.mark.parametrize(
    ("side", "what", "detail", "words"),
    [
        ("right", "knee", "", "right knee"),
        ("bilateral", "knee", "", "both knees"),
        ("bilateral", "foot", "", "both feet"),
        ("bilateral", "jaw", "", "jaw, both sides"),
        ("midline", "low_back", "", "low back"),
        ("left", "low_back", "", "left low back"),
        ("", "knee", "", "knee"),
        ("left", "knee_medial_collateral_ligament", "", "left knee, medial collateral ligament"),
        ("left", "knee", "knee_joint_space", "left knee, joint space"),
        ("right", "knee", "popliteus tendon", "right knee, popliteus tendon"),
        ("right", "popliteus tendon", "", "right popliteus tendon"),
        ("bilateral", "sacroiliac_joint_space", "", "both sacroiliac joints, joint space"),
    ],
)
def test_a_place_always_reads_the_same(side, what, detail, words):
    assert describe(side, what, detail) == words


@pytest.mark.parametrize(
    ("region", "side", "problem"),
    [
        ("knee", "right", None),
        ("knee", "", "Choose the side of the knee."),
        (
            "knee",
            "midline",
            "For the knee the side must be one of: right, left, both sides.",
        ),
        ("neck", "", None),
        ("neck", "left", None),
        ("groin", "midline", None),
        ("tail", "left", "Choose the region first."),
    ],
)
def test_a_side_that_does_not_fit_its_region_is_explained(region, side, problem):
    assert side_problem(region, side) == problem


def test_labels_of_what_no_catalogue_holds_come_back_as_they_are():
    assert region_label("knee") == "Knee"
    assert region_label("any") == "Any region"
    assert region_label("tail") == "tail"
    assert structure_label("wrist_tfcc") == "triangular fibrocartilage complex"
    assert structure_label("popliteus tendon") == "popliteus tendon"
    assert structures_of("tail") == ()
