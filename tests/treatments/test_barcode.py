from datetime import date

import pytest

from treatments.barcode import Scanned, read_gs1

# 14 digits whose last one checks the others.
ARTICLE = "00304094902340"
SCANNED = Scanned(article=ARTICLE, lot="6123456", expires_on=date(2028, 6, 30))


@pytest.mark.parametrize(
    "typed",
    [
        f"01{ARTICLE}17280630106123456",
        f"01{ARTICLE}17280600106123456",  # day 00: the last of the month
        f"]d201{ARTICLE}17280630106123456",
        f"\x1d01{ARTICLE}106123456\x1d17280630",
        f"01{ARTICLE}21SERIAL77\x1d17280630106123456",
        f"(01){ARTICLE}(17)280630(10)6123456",
        f"  (01) {ARTICLE} (10) 6123456 (17) 280630 ",
    ],
)
def test_article_expiry_and_lot_are_read_in_any_order(typed):
    assert read_gs1(typed) == SCANNED


@pytest.mark.parametrize("month", ["13", "00"])
def test_a_day_that_does_not_exist_is_left_out(month):
    assert read_gs1(f"01{ARTICLE}1728{month}30106123456").expires_on is None


def test_the_30th_of_february_is_no_day():
    assert read_gs1(f"01{ARTICLE}17280230106123456").expires_on is None


def test_february_of_a_leap_year_ends_on_the_29th():
    assert read_gs1(f"01{ARTICLE}17280200106123456").expires_on == date(2028, 2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6123456",
        "010203",
        "01A7",
        f"01{ARTICLE}",  # no lot
        f"01{ARTICLE[:-1]}117280630106123456",  # the check digit is wrong
        "0112345",
        f"01{ARTICLE}99WHAT",
        f"01{ARTICLE}10{'9' * 21}",
        "(01)((((",
        "]d2",
        "\x1d",
    ],
)
def test_what_is_no_code_of_a_medicine_is_a_lot_number_as_typed(typed):
    assert read_gs1(typed) is None
