from datetime import date, time

import pytest
from django.urls import reverse

from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at

BOARD = reverse("day-board")


@pytest.fixture
def board(open_clinic, ben, signed_in):
    client = signed_in(ben)

    def get(**asked):
        return client.get(BOARD, {"day": "2026-12-07"} | asked)

    return get


def cards_of(column):
    return [tile.card for tile in column.tiles]


def test_a_visit_shows_who_what_where_and_whether_it_may_go_ahead(board, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)
    (column,) = board().context["board"].columns
    (card,) = cards_of(column)
    assert (column.heading, column.note) == ("Ruth Adler, MD", "9:00 am to 12:00 pm")
    assert (card.visit.patient, card.what) == (open_clinic.anna, "Session 1 of 3, right knee")
    assert [(light.about, light.word) for light in card.lights] == [
        ("Screening", "Allowed"),
        ("Consent", "On file"),
    ]


def test_the_zone_is_printed_with_the_time(board, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    page = board().content.decode()
    assert "9:00 am" in page
    assert "EST" in page


def test_an_open_screening_and_a_missing_consent_are_said(board, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth, agreed=False)
    builders.screening(
        open_clinic.anna, ruth, outcome="needs_decision", run_at=at(date(2026, 12, 1), 9)
    )
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=session)
    (card,) = cards_of(board().context["board"].columns[0])
    assert [light.word for light in card.lights] == ["Needs physician", "Missing"]


def test_columns_by_room_show_every_room_in_use(board, open_clinic, ruth):
    builders.room(open_clinic.site, "Scan", "ultrasound")
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    columns = board(by="room").context["board"].columns
    assert [(c.heading, c.note, len(c.tiles)) for c in columns] == [
        ("Room 1", "", 1),
        ("Scan", "Ultrasound", 0),
    ]


def test_room_10_stands_after_room_9(board, open_clinic):
    for number in (10, 9):
        builders.room(open_clinic.site, f"Room {number}")
    columns = board(by="room").context["board"].columns
    assert [column.heading for column in columns] == ["Room 1", "Room 9", "Room 10"]


def test_a_day_begins_and_ends_at_local_midnight(board, open_clinic, ruth):
    hour = builders.visit_type("hour", treat=60)
    late = at(date(2026, 12, 7), 23)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, late, visit_type=hour)
    assert board().context["board"].total == 1
    assert board(day="2026-12-08").context["board"].total == 0


def test_cancelled_visits_are_off_the_board_and_missed_ones_on_it(board, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **builders.CANCELLED)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, NINE, state="no_show")
    assert board().context["board"].total == 1


def test_closed_days_and_leave_are_said(board, open_clinic, ruth):
    builders.closed(open_clinic.site, MONDAY)
    builders.leave(ruth, MONDAY)
    response = board()
    assert response.context["board"].closed == "Holiday"
    assert response.context["board"].columns[0].note == "Away today"


@pytest.mark.parametrize(
    "asked",
    [
        {"day": "2026-13-99"},
        {"day": "9999-12-31"},
        {"site": "abc"},
        {"site": "9" * 30},
        {"by": "x"},
    ],
)
def test_what_cannot_be_understood_is_as_if_it_had_not_been_asked(board, asked):
    assert board(**asked).status_code == 200


def test_before_there_is_a_site_the_board_says_what_is_missing(db, ben, signed_in):
    assert "No site yet" in signed_in(ben).get(BOARD).content.decode()


def test_buttons_come_on_the_day_and_not_before(board, open_clinic, ruth, friday):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    assert "Arrived" not in board().content.decode()
    friday(NINE)
    assert "Arrived: Anna Berg" in board().content.decode()


def test_an_administrator_reads_and_marks_nothing(open_clinic, ines, ruth, signed_in, friday):
    friday(NINE)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    page = signed_in(ines).get(BOARD).content.decode()
    assert "Anna Berg" in page
    assert "Arrived: Anna Berg" not in page


@pytest.mark.parametrize("by", ["practitioner", "room"])
@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    board, open_clinic, ruth, number, by, django_assert_num_queries
):
    for hour in range(number):
        patient = people.patient(f"Clara {hour}")
        session = builders.session(patient, ruth)
        visit = at(MONDAY, 9 + hour)
        builders.appointment(patient, ruth, open_clinic.room, visit, session=session)
    with django_assert_num_queries(QUERIES[by]):
        board(by=by)


QUERIES = {"practitioner": 10, "room": 10}


def test_ten_o_clock_comes_after_nine(board, open_clinic, ruth):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    cards = cards_of(board().context["board"].columns[0])
    assert [card.visit.patient.given_name for card in cards] == ["Anna", "Boris"]


def test_the_site_where_the_user_is_expected_comes_first(board, open_clinic, ruth, signed_in):
    other = builders.room(builders.site("Aspen Road"))
    colleague = people.physician("Omar Haddad")
    builders.appointment(people.patient("Emil Nagy"), colleague, other, NINE)
    builders.appointment(people.patient("Dora Klein"), colleague, other, TEN)
    assert board().context["site"] == other.site

    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    ruths = signed_in(ruth).get(BOARD, {"day": "2026-12-07"})
    assert ruths.context["site"] == open_clinic.site


def test_200_visits_take_no_more_queries_than_one(
    board, open_clinic, ruth, django_assert_num_queries
):
    kind = builders.visit_type("short", treat=5)
    for number in range(200):
        patient = people.patient(f"Clara {number}")
        starts_at = at(MONDAY, 6 + number // 12, number % 12 * 5)
        builders.appointment(patient, ruth, open_clinic.room, starts_at, visit_type=kind)
    with django_assert_num_queries(7):
        response = board()
    assert response.context["board"].total == 200


def test_free_time_from_now_on_can_be_booked(board, open_clinic, ruth, friday):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, TEN)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, at(MONDAY, 11), state="no_show")
    friday(at(MONDAY, 9, 12))

    def gaps():
        (column,) = board().context["board"].columns
        return [(e.time, e.until) for e in column.entries if not hasattr(e, "card")]

    assert gaps() == [("9:15 am", "10:00 am"), ("10:20 am", "12:00 pm")]
    builders.leave(ruth, MONDAY)
    assert gaps() == []


def test_whoever_hears_of_it_on_the_board_notes_an_absence(board, open_clinic):
    assert f'href="{reverse("add-absence")}"' in board().content.decode()


def test_who_is_away_has_stranded_visits_and_hours_away_count_too(board, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN, state="confirmed")
    away = builders.leave(ruth, MONDAY)
    (column,) = board().context["board"].columns
    assert (column.note, column.stranded) == ("Away today", 2)
    away.starts, away.ends = time(10), time(11)
    away.save(update_fields=["starts", "ends"])
    (column,) = board().context["board"].columns
    assert (column.note, column.stranded) == (
        "9:00 am to 12:00 pm; away 10:00 am to 11:00 am",
        1,
    )


def test_hours_that_ended_or_have_not_begun_make_no_column(board, open_clinic, ruth):
    ruth.hours.update(last_day=date(2026, 12, 6))
    assert board().context["board"].columns == []


def test_what_is_on_the_board_of_a_coming_day_is_confirmed_there(board, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, TEN, state="requested")
    (column,) = board().context["board"].columns
    assert [[step.words for step in tile.steps] for tile in column.tiles] == [
        ["Confirmed"],
        ["Patient agreed"],
    ]


def test_on_the_day_somebody_is_missed_only_after_the_start(board, open_clinic, ruth, friday):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)

    def words():
        return [step.words for step in board().context["board"].columns[0].tiles[0].steps]

    friday(at(MONDAY, 8, 59))
    assert words() == ["Arrived"]
    friday(NINE)
    assert words() == ["Arrived", "Did not come"]


def test_overbooked_and_outside_its_window_is_said(board, open_clinic, ruth):
    builders.appointment(
        open_clinic.anna,
        ruth,
        open_clinic.room,
        NINE,
        overbooked_reason="Squeezed in",
        outside_window_reason="Was abroad",
    )
    page = board().content.decode()
    assert 'aria-label="Overbooked"' in page
    assert 'aria-label="Outside window"' in page


def test_a_visit_is_as_long_as_its_column_is_taken(board, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    lengths = {}
    for by in ("practitioner", "room"):
        (column,) = board(by=by).context["board"].columns
        lengths[by] = column.tiles[0].span.end - column.tiles[0].span.start
    assert lengths == {"practitioner": 20, "room": 35}
