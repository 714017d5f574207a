from datetime import date

import pytest

from patients.rules.readiness import consent_expires


@pytest.mark.parametrize(
    ("signed_on", "months", "last_day"),
    [
        (date(2025, 11, 21), 12, date(2026, 11, 21)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
        (date(9999, 6, 1), 24, date(9999, 12, 31)),
    ],
)
def test_consent_holds_to_the_same_day_so_many_months_later(signed_on, months, last_day):
    assert consent_expires(signed_on, months) == last_day
