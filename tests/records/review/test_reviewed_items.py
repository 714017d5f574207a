from datetime import timedelta

import pytest
from django.urls import reverse

from records.models import Review
from records.review import queues
from records.review.actions import mark_reviewed
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import seen

Queue = Review.Queue
LATER = NINE + timedelta(hours=1)


def review(ines, queue, item_id, happened_at):
    return mark_reviewed(
        queue=queue, item_id=item_id, happened_at=happened_at, comment="Seen", by=ines, now=LATER
    )


def test_a_review_is_shown_with_what_it_was_about(signed_in, ruth, ines):
    anna = people.patient("Anna Berg")
    event = seen(ruth, anna, NINE, action="export", reason="To the insurer")
    review(ines, Queue.EXPORTS, event.pk, NINE)
    address = reverse("review-queue", args=["exports"]) + "?show=reviewed"
    body = signed_in(ines).get(address).content.decode()
    assert "Exported: To the insurer" in body
    assert anna.record_number in body


def test_what_happened_again_is_not_taken_for_what_was_reviewed(ruth, ines):
    ruth.last_login = NINE - timedelta(days=100)
    ruth.save(update_fields=["last_login"])
    kept = review(ines, Queue.INACTIVE, ruth.pk, ruth.last_login)
    ruth.last_login = NINE - timedelta(days=99)
    ruth.save(update_fields=["last_login"])
    assert queues.with_items(Queue.INACTIVE, [kept], LATER, ines) == [(kept, None)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_reviews_costs_the_same_however_long(
    signed_in, ines, ruth, django_assert_num_queries, rows
):
    for _ in range(rows):
        event = seen(ruth, people.patient("Anna Berg"), NINE, action="export")
        review(ines, Queue.EXPORTS, event.pk, NINE)
    client = signed_in(ines)
    address = reverse("review-queue", args=["exports"]) + "?show=reviewed"
    with django_assert_num_queries(5):
        client.get(address)


def test_an_unused_account_is_named_while_its_review_holds(ruth, ines):
    ruth.last_login = NINE - timedelta(days=100)
    ruth.save(update_fields=["last_login"])
    kept = review(ines, Queue.INACTIVE, ruth.pk, ruth.last_login)
    ((_, item),) = queues.with_items(Queue.INACTIVE, [kept], LATER, ines)
    assert item is not None
    assert item.who == "Ruth Adler, MD"
    assert item.what.startswith("Last signed in on ")
