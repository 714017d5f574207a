from django.test import Client
from django.urls import reverse

from scheduling.models import CalendarFeed


def address_in(response) -> str:
    [value] = [part.split('"')[0] for part in response.content.decode().split('value="http')[1:]]
    return f"http{value}"


def test_address_is_shown_once_and_works_without_signing_in(ruth, signed_in):
    client = signed_in(ruth)
    assert "Make an address" in client.get(reverse("my-calendar")).content.decode()
    made = client.post(reverse("make-calendar-feed"))
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    address = address_in(made)
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200

    later = client.get(reverse("my-calendar")).content.decode()
    assert address not in later
    assert "Replace by a new address" in later


def test_replaced_and_ended_address_are_not_found(ruth, signed_in):
    client = signed_in(ruth)
    first = address_in(client.post(reverse("make-calendar-feed")))
    second = address_in(client.post(reverse("make-calendar-feed")))
    assert Client().get(first).status_code == 404
    ended = client.post(reverse("revoke-calendar-feed"), follow=True).content.decode()
    assert "The calendar address is ended" in ended
    assert Client().get(second).status_code == 404
    again = client.post(reverse("revoke-calendar-feed"), follow=True).content.decode()
    assert "There is no calendar address to end." in again
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0


def test_page_takes_few_queries(ruth, signed_in, django_assert_num_queries):
    client = signed_in(ruth)
    with django_assert_num_queries(3):
        client.get(reverse("my-calendar"))
