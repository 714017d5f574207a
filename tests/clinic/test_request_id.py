from uuid import UUID

from django.urls import reverse
from pghistory.models import Context

from staff.models import AccessEvent, User
from tests import people


def test_every_answer_carries_a_number_of_its_own(client):
    numbers = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len({UUID(number) for number in numbers}) == 3


def test_a_number_that_is_sent_along_is_not_taken_over(client):
    foreign = "11111111-1111-1111-1111-111111111111"
    assert client.get("/healthz", headers={"X-Request-ID": foreign})["X-Request-ID"] != foreign


def test_the_line_in_the_log_carries_the_number_of_its_request(signed_in, ben):
    answer = signed_in(ben).get(reverse("protocols"), REMOTE_ADDR="198.51.100.7")
    event = AccessEvent.objects.get()
    assert str(event.request_id) == answer["X-Request-ID"]
    assert (event.user, event.action, event.view, event.address) == (
        *(ben, AccessEvent.Action.DENIED),
        *("protocols", "198.51.100.7"),
    )


def rename(client, member, full_name):
    answer = client.post(
        reverse("edit-staff", args=[member.pk]),
        {
            "revision": member.revision,
            "full_name": full_name,
            "credentials": "",
            "roles": ["front_desk"],
            "is_active": "on",
        },
        REMOTE_ADDR="198.51.100.7",
    )
    assert answer.status_code == 302
    return answer


def test_a_change_is_kept_with_who_which_request_view_and_machine(signed_in, ines):
    nora = people.front_desk("Nora Blank")
    answer = rename(signed_in(ines), nora, "Nora White")
    change = User.objects.get(pk=nora.pk).events.latest("pgh_id")
    assert change.full_name == "Nora White"
    assert Context.objects.get(pk=change.pgh_context_id).metadata == {
        "user": ines.pk,
        "url": f"/staff/{nora.pk}/",
        "view": "edit-staff",
        "request": answer["X-Request-ID"],
        "address": "198.51.100.7",
    }


def test_behind_our_proxy_the_address_is_the_one_it_saw(signed_in, ben, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    spoofed = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9"}
    signed_in(ben).get(reverse("protocols"), headers=spoofed)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    signed_in(ben).get(reverse("protocols"), headers=spoofed)
    assert [event.address for event in AccessEvent.objects.order_by("id")] == [
        *("203.0.113.9", "127.0.0.1"),
    ]
