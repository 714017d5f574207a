"""The chain with the fewest moves, held against every chain there is."""

from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.smallest_change import NewDays, smallest_change
from treatments.spacing import Spacing, next_window, ripple

MONDAY = date(2026, 12, 7)
WEEKS = Spacing(14, 21, 28)


def after(*days):
    return [MONDAY + timedelta(days=number) for number in days]


def test_nothing_moves_while_the_next_visit_stays_in_its_window():
    (becomes,) = after(7)
    chain = smallest_change(MONDAY, becomes, after(21, 42), [after(22), after(43)], WEEKS)
    assert chain == NewDays(tuple(after(21, 42)))


def test_one_day_past_the_edge_moves_the_next_visit_by_one_day_and_no_other():
    (becomes,) = after(8)
    chain = smallest_change(MONDAY, becomes, after(21, 42), [after(22, 23), after(43)], WEEKS)
    assert chain == NewDays(tuple(after(22, 42)))


def test_a_day_that_is_not_free_is_passed_over():
    (becomes,) = after(8)
    chain = smallest_change(MONDAY, becomes, after(21, 36), [after(25), after(39)], WEEKS)
    assert chain == NewDays(tuple(after(25, 39)))


def test_the_nearest_day_is_not_taken_if_the_next_session_could_not_follow():
    # From day 22 on session 3 finds nothing: its practitioner is away until day 52.
    (becomes,) = after(8)
    chain = smallest_change(MONDAY, becomes, after(21, 35), [after(22, 25), after(53)], WEEKS)
    assert chain == NewDays(tuple(after(25, 53)))


def test_the_session_that_finds_no_day_is_named():
    (becomes,) = after(8)
    chain = smallest_change(MONDAY, becomes, after(21, 35), [after(22), []], WEEKS)
    assert chain == NewDays(tuple(after(22)), stuck_at=1)
    chain = smallest_change(MONDAY, becomes, after(21, 35), [[], after(40)], WEEKS)
    assert chain == NewDays((), stuck_at=0)


def test_a_distance_that_was_wrong_before_stays_as_it_is():
    # Sessions 2 and 3 are 50 days apart, which a physician decided.
    (becomes,) = after(2)
    chain = smallest_change(MONDAY, becomes, after(21, 71), [after(22), after(49)], WEEKS)
    assert chain == NewDays(tuple(after(21, 71)))


def test_an_earlier_day_draws_the_later_ones_with_it():
    (becomes,) = after(-9)
    chain = smallest_change(MONDAY, becomes, after(21, 47), [after(18, 19), after(46)], WEEKS)
    assert chain == NewDays(tuple(after(19, 47)))


def test_a_day_that_was_chosen_is_kept_and_the_rest_follows():
    (becomes,) = after(8)
    free = [after(22, 30), after(43, 44)]
    pinned = {0: after(30)[0]}
    chain = smallest_change(MONDAY, becomes, after(21, 42), free, WEEKS, pinned)
    assert chain == NewDays(tuple(after(30, 44)))


DAYS = st.integers(0, 40).map(lambda number: MONDAY + timedelta(days=number))
SMALL = Spacing(4, 6, 9)


def cost(chain, booked):
    moved = [abs((new - old).days) for new, old in zip(chain, booked, strict=True) if new != old]
    return len(moved), sum(moved)


@settings(max_examples=150)
@given(
    was=DAYS,
    becomes=DAYS,
    booked=st.lists(DAYS, min_size=1, max_size=3).map(sorted),
    data=st.data(),
)
def test_no_legal_chain_is_cheaper(was, becomes, booked, data):
    free = [data.draw(st.sets(DAYS, max_size=5)) for _ in booked]
    found = smallest_change(was, becomes, booked, free, SMALL)
    legal = []
    for chain in product(*({now, *others} for now, others in zip(booked, free, strict=True))):
        new, old = [becomes, *chain], [was, *booked]
        if all(
            next_window(new[place], SMALL).contains(new[place + 1])
            or new[place : place + 2] == old[place : place + 2]
            for place in range(len(chain))
        ):
            legal.append(cost(chain, booked))
    if legal:
        assert found.stuck_at is None
        assert cost(found.days, booked) == min(legal)
    else:
        assert found.stuck_at is not None


@settings(max_examples=100)
@given(gaps=st.lists(st.integers(4, 9), min_size=2, max_size=5), by=st.integers(-12, 12))
def test_with_every_day_free_it_is_the_ripple(gaps, by):
    days = [MONDAY]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    becomes = MONDAY + timedelta(days=by)
    anything = [MONDAY + timedelta(days=number) for number in range(-40, 100)]
    chain = smallest_change(MONDAY, becomes, days[1:], [anything] * len(gaps), SMALL)
    expected = list(days)
    for shift in ripple([becomes, *days[1:]], 0, SMALL):
        expected[shift.index] = shift.becomes
    assert list(chain.days) == expected[1:]
