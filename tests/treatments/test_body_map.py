from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatments import body_map
from treatments.anatomy import REGIONS, SIDES
from treatments.body_map import HEIGHT, WIDTH, MapPoint, as_text, mirrored, opposite, places, views

FRACTIONS = st.decimals(0, 1, places=3).map(lambda number: f"{number.normalize():f}")
POINTS = st.lists(st.builds(MapPoint, st.sampled_from(["front", "back"]), FRACTIONS, FRACTIONS))
KNEE = MapPoint("front", "0.41", "0.702")  # on the patient's right


@pytest.mark.parametrize(
    ("region", "side"), [(region.id, side) for region in REGIONS.values() for side in region.sides]
)
def test_every_region_has_a_place_on_the_map_for_each_of_its_sides(region, side):
    found = places(region, side)
    assert {shape.side for shape in found} == ({"right", "left"} if side == "bilateral" else {side})
    assert all(body_map.side_of(shape.at) == shape.side for shape in found)


def test_no_shape_is_of_a_region_or_side_that_nobody_may_choose():
    for view in views():
        for shape in view.shapes:
            assert shape.side in REGIONS[shape.region].sides


def test_the_patients_right_is_on_the_left_from_the_front_and_on_the_right_from_behind():
    front, back = places("knee", "right")
    assert (front.at.view, Decimal(front.at.x) < Decimal("0.5")) == ("front", True)
    assert (back.at.view, Decimal(back.at.x) > Decimal("0.5")) == ("back", True)
    assert [(view.label, view.left_edge, view.right_edge) for view in views()] == [
        ("Front", "right", "left"),
        ("Back", "left", "right"),
    ]


def test_a_shape_is_read_out_with_its_side_and_view():
    labels = {shape.label for view in views() for shape in view.shapes}
    assert {"right knee, front", "left foot, back", "neck, midline, back"} <= labels


def test_every_drawn_figure_lies_in_the_picture():
    for view in views():
        for path in (view.outline, *view.lines, *(shape.path for shape in view.shapes)):
            for x, y in body_map._PAIR.findall(path):
                assert 0 <= Decimal(x) <= WIDTH
                assert 0 <= Decimal(y) <= HEIGHT


@given(st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=2))
def test_a_mirror_image_mirrored_is_the_same(corners):
    path = "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"
    assert mirrored(mirrored(path)) == path
    assert mirrored("M10 20L30.5 7Z") == "M230 20L209.5 7Z"


def test_only_right_and_left_have_an_opposite():
    assert [opposite(side) for side in SIDES] == ["left", "right", "bilateral", "midline"]


@given(POINTS)
def test_points_survive_being_written_and_read(points):
    assert list(body_map.read(as_text(points))) == points


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text):
    try:
        points = body_map.read(text)
    except ValueError as error:
        assert str(error).startswith("Point ")  # noqa: PT017  either way is fine
    else:
        assert all(0 <= Decimal(x) <= 1 and 0 <= Decimal(y) <= 1 for _, x, y in points)


@pytest.mark.parametrize(
    "line",
    [
        "front 0.4", "side 0.4 0.6", "front 1.001 0.5", "front -0.1 0.5", "front 0.4 NaN",
        "front 1e-3 0.5", "front 0,4 0.5", "front ½ 0.5", "front 0.4 0.5 0.6", "\x00",
    ],
)  # fmt: skip
def test_a_point_that_is_none_is_refused_by_its_number(line):
    with pytest.raises(ValueError, match="Point 2"):
        body_map.read(f"front 0.4 0.5\n{line}")


def test_points_are_kept_to_a_thousandth():
    assert body_map.read(" FRONT .41249 1 \n\n back 0 0.5") == (
        MapPoint("front", "0.412", "1"),
        MapPoint("back", "0", "0.5"),
    )


def test_as_many_points_as_needle_points_and_no_more():
    assert body_map.problem([KNEE] * 4, side="right", most=4) is None
    assert body_map.problem([KNEE] * 2, side="right", most=1) == (
        "2 points on the body map, but only 1 needle point. Remove some."
    )
    assert body_map.problem([KNEE] * 61, side="right", most=100) is not None


def test_a_point_on_the_other_side_is_refused_and_one_near_the_middle_is_not():
    assert body_map.problem([KNEE], side="left", most=1) == (
        "Point 1 lies on the right of the body (front view), but the side is left. "
        "Move the point or change the side."
    )
    assert body_map.problem([KNEE._replace(view="back")], side="right", most=1) is not None
    assert body_map.problem([KNEE._replace(x="0.52")], side="right", most=1) is None
    assert body_map.problem([KNEE, KNEE._replace(x="0.6")], side="bilateral", most=2) is None


@given(POINTS, st.sampled_from(["right", "left"]))
def test_what_is_wrong_on_one_side_is_right_on_none_but_the_other(points, side):
    refused = {
        name: [body_map.problem([point], side=name, most=1) for point in points]
        for name in (side, opposite(side))
    }
    assert not any(here and there for here, there in zip(*refused.values(), strict=True))


def test_a_stored_point_that_is_none_is_said():
    assert body_map.problem([("front", "2", "0.5")], side="right", most=1) == (
        "Point 1 is not on the body map."
    )
