from decimal import Decimal

import pytest

from patients.models.history import RESULT_RANGES
from patients.units import OTHER_UNITS, likely_other, to_stored


def test_a_unit_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="does not belong"):
        to_stored("inr", Decimal(2), "lb")


def test_every_unit_belongs_to_a_kind_of_result():
    assert {unit.kind for unit in OTHER_UNITS} <= set(RESULT_RANGES)


@pytest.mark.parametrize(("value", "unit"), [("63", "mmol_mol"), ("5000", None), ("-5", "")])
def test_an_impossible_value_may_be_possible_in_another_unit(value, unit):
    found = likely_other("hba1c", Decimal(value), Decimal(2), Decimal(25))

    assert (found.id if found else None) == (unit or None)
