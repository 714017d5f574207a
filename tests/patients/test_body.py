from patients import body
from treatments import anatomy


def test_regions_and_sides_are_those_of_the_plans():
    assert {region.id: region.label for region in anatomy.REGIONS.values()} == body.REGIONS
    assert dict(anatomy.SIDES) == body.SIDES
