"""Paging through the log: everything once, in order, whatever it is filtered and sorted by."""

from datetime import timedelta

import pytest

from records.audit.queries import SORTS, EventFilter, events
from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import NINE

ACTIONS = ("read", "print", "export")


@pytest.fixture
def log(ruth, ben):
    """30 lines, three at each instant, of two people and nobody, about three patients and none."""
    AccessEvent.objects.bulk_create(
        AccessEvent(
            at=NINE + timedelta(hours=number // 3),
            user=(ruth, ben, None)[number % 3],
            action=ACTIONS[number % 3 if number % 2 else 0],
            patient_id=(7, 8, 9, None)[number % 4],
            view="chart",
        )
        for number in range(30)
    )


def all_pages(wanted, sort, per_page):
    page = events(wanted, sort=sort, per_page=per_page)
    pages = [page]
    while page.after:
        page = events(wanted, sort=sort, after=page.after, per_page=per_page)
        pages.append(page)
    return pages


def expected(sort, **asked):
    found = AccessEvent.objects.filter(**asked)
    if sort in ("user", "patient"):
        found = found.exclude(**{f"{sort}_id": None})
    return list(found.order_by(*SORTS[sort]))


@pytest.mark.parametrize("per_page", [1, 4, 7, 50])
@pytest.mark.parametrize("sort", SORTS)
def test_every_line_comes_once_and_in_order(log, sort, per_page):
    pages = all_pages(EventFilter(), sort, per_page)
    assert [event for page in pages for event in page.events] == expected(sort)
    assert all(len(page.events) == per_page for page in pages[:-1])


@pytest.mark.parametrize("sort", SORTS)
def test_the_way_back_leads_over_the_same_pages(log, sort):
    pages = all_pages(EventFilter(), sort, 4)
    assert pages[0].before == ""
    page = pages[-1]
    for earlier in reversed(pages[:-1]):
        page = events(EventFilter(), sort=sort, before=page.before, per_page=4)
        assert page.events == earlier.events
    assert page.before == ""


@pytest.mark.parametrize("sort", SORTS)
def test_filters_apply_together(log, ruth, sort):
    wanted = EventFilter(
        user_id=ruth.pk,
        patient_id=7,
        action="read",
        since=NINE + timedelta(hours=1),
        until=NINE + timedelta(hours=9),
    )
    found = [event for page in all_pages(wanted, sort, 1) for event in page.events]
    assert found == expected(
        sort,
        user=ruth,
        patient_id=7,
        action="read",
        at__gte=wanted.since,
        at__lt=wanted.until,
    )
    assert found


def test_a_line_about_an_account_is_found_by_it(ruth, ben):
    about = AccessEvent.objects.create(at=NINE, user=ruth, action="account", account=ben, view="x")
    assert events(EventFilter(account_id=ben.pk)).events == [about]


@pytest.mark.parametrize(
    "place", ["", "x", "9" * 400, "'; DROP TABLE staff_accessevent; --", "\x00", "a:b:c"]
)
def test_a_place_that_was_made_up_is_the_beginning(log, place):
    first = events(EventFilter(), per_page=4)
    assert events(EventFilter(), after=place, per_page=4) == first
    assert events(EventFilter(), before=place, per_page=4) == first


def test_a_place_in_another_order_is_the_beginning(log):
    place = events(EventFilter(), sort="user", per_page=4).after
    assert events(EventFilter(), sort="newest", after=place, per_page=4) == events(
        EventFilter(), per_page=4
    )


def test_a_sort_that_is_not_listed_is_the_newest_first(log):
    assert events(EventFilter(), sort="(SELECT 1)").events == expected("newest")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_one_statement_however_long(rows, django_assert_num_queries):
    AccessEvent.objects.bulk_create(
        AccessEvent(at=NINE, user=people.front_desk(f"Ben {n}"), action="read", view="chart")
        for n in range(rows)
    )
    with django_assert_num_queries(1):
        assert all(event.user.full_name for event in events(EventFilter()).events)
