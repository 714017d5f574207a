"""From the answers of a questionnaire to its score.

Every function takes the answers in order, None for one not given, and returns the score rounded
to one decimal, or None where too few were answered to score at all. ValueError for a wrong number
of answers or one outside the instrument's steps: that is a fault of the caller, not of the patient.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Answers = Sequence[int | None]

# Raw sum 0 … 20 to HOOS-PS, 100 = no difficulty (published table).
# fmt: off
HOOS_PS = tuple(map(Decimal, (
    "100", "95.4", "91.2", "87.3", "83.6", "80.0", "76.6", "73.1", "69.6", "66.1", "62.3",
    "58.3", "53.9", "49.2", "44.1", "38.4", "32.1", "25.2", "17.6", "9.2", "0",
)))
# fmt: on


def oswestry(answers: Answers) -> Decimal | None:
    """ODI, 10 answers 0–5: percent of what the answered ones could reach."""
    given = _given(answers, items=10, low=0, high=5)
    return _tenth(Decimal(100 * sum(given)) / (5 * len(given))) if given else None


def quick_dash(answers: Answers) -> Decimal | None:
    """QuickDASH, 11 answers 1–5, at least 10 of them given."""
    given = _given(answers, items=11, low=1, high=5)
    if len(given) < 10:
        return None
    return _tenth((Decimal(sum(given)) / len(given) - 1) * 25)


def prtee(pain: Answers, function: Answers) -> Decimal | None:
    """PRTEE, 5 + 10 answers 0–10, all given: pain plus half of function."""
    hurt = _given(pain, items=5, low=0, high=10)
    hindered = _given(function, items=10, low=0, high=10)
    if len(hurt) < 5 or len(hindered) < 10:
        return None
    return _tenth(sum(hurt) + Decimal(sum(hindered)) / 2)


def spadi_mean(pain: Answers, disability: Answers) -> Decimal | None:
    """SPADI, 5 + 8 answers 0–10, all given: the mean of the two parts' percentages."""
    sums = _spadi_sums(pain, disability)
    if sums is None:
        return None
    return _tenth((Decimal(100 * sums[0]) / 50 + Decimal(100 * sums[1]) / 80) / 2)


def spadi_sum(pain: Answers, disability: Answers) -> Decimal | None:
    """SPADI as on the printed form: the percentage of all 130 points."""
    sums = _spadi_sums(pain, disability)
    return None if sums is None else _tenth(Decimal(100 * sum(sums)) / 130)


def faam_daily_living(answers: Answers) -> Decimal | None:
    """FAAM daily living, 21 answers 0–4; "not applicable" is None and not counted."""
    return _faam(answers, items=21)


def faam_sports(answers: Answers) -> Decimal | None:
    """FAAM sports, 8 answers 0–4."""
    return _faam(answers, items=8)


def lower_extremity(answers: Answers) -> Decimal | None:
    """LEFS, 20 answers 0–4, all given: their sum."""
    given = _given(answers, items=20, low=0, high=4)
    return Decimal(sum(given)) if len(given) == 20 else None


def roland_morris(ticked: Sequence[bool]) -> Decimal:
    """RMDQ: how many of the 24 statements the patient ticked."""
    if len(ticked) != 24:
        raise ValueError(f"24 statements expected, {len(ticked)} found")
    return Decimal(sum(ticked))


def koos_subscale(answers: Answers) -> Decimal | None:
    """One KOOS subscale, answers 0–4, at least half of them given: 100 is no trouble."""
    given = _given(answers, items=len(answers), low=0, high=4)
    if not given or 2 * len(given) < len(answers):
        return None
    return _tenth(100 - Decimal(25 * sum(given)) / len(given))


def hoos_ps(answers: Answers) -> Decimal | None:
    """HOOS-PS, 5 answers 0–4, all given: read from the published table."""
    given = _given(answers, items=5, low=0, high=4)
    return HOOS_PS[sum(given)] if len(given) == 5 else None


def _spadi_sums(pain: Answers, disability: Answers) -> tuple[int, int] | None:
    hurt = _given(pain, items=5, low=0, high=10)
    hindered = _given(disability, items=8, low=0, high=10)
    if len(hurt) < 5 or len(hindered) < 8:
        return None
    return sum(hurt), sum(hindered)


def _faam(answers: Answers, *, items: int) -> Decimal | None:
    given = _given(answers, items=items, low=0, high=4)
    if 10 * len(given) < 9 * items:
        return None
    return _tenth(Decimal(100 * sum(given)) / (4 * len(given)))


def _given(answers: Answers, *, items: int, low: int, high: int) -> list[int]:
    if len(answers) != items:
        raise ValueError(f"{items} answers expected, {len(answers)} found")
    given = [answer for answer in answers if answer is not None]
    if not all(low <= answer <= high for answer in given):
        raise ValueError(f"an answer is outside {low} to {high}")
    return given


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
