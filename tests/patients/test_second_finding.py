import pytest
from django.urls import reverse

from patients.actions.decisions import withdraw_decision
from patients.models import Finding
from tests import people
from tests.patients.screenings import (
    NOON,
    finding,
    healthy,
    medicine,
    overridden,
    screened,
    two_signatures,
)


@pytest.fixture
def karl(db):
    return people.physician("Karl Lindqvist")


@pytest.fixture
def waiting(ruth, ines):
    two_signatures(ines, "R08")
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    return overridden(finding(screened(anna, ruth), "R08"), ruth)


def url(found):
    return reverse("second-finding", args=[found.pk])


def sign(client, found, **more):
    """As the button on the page sends it."""
    typed = {"revision": found.screening.revision} | more
    return client.post(url(found), typed, follow=True)


def page(client, found):
    return client.get(reverse("screening", args=[found.screening_id])).content.decode()


def test_colleague_signs_with_the_button_on_the_screening(signed_in, karl, waiting):
    client = signed_in(karl)
    assert f'action="{url(waiting)}"' in page(client, waiting)

    response = sign(client, waiting)

    assert "Signed as the second physician" in response.content.decode()
    assert "Second signature: Karl Lindqvist, MD" in response.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.seconded_by) == ("overridden", karl)
    waiting.screening.refresh_from_db()
    assert waiting.screening.outcome == "cleared"


def test_own_override_has_no_such_button_and_is_refused(signed_in, ruth, waiting):
    client = signed_in(ruth)
    content = page(client, waiting)
    assert url(waiting) not in content
    assert "Waits for the signature of another physician" in content

    response = sign(client, waiting)

    assert "You made this override yourself" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "awaiting"


def test_waiting_override_counts_as_open_and_keeps_treatment_shut(signed_in, karl, waiting):
    content = page(signed_in(karl), waiting)

    assert "1 relative finding is open" in content
    waiting.screening.refresh_from_db()
    assert waiting.screening.outcome == "needs_decision"


def test_second_of_two_colleagues_is_told(signed_in, karl, waiting):
    lena = people.physician("Lena Moss")
    sign(signed_in(karl), waiting)

    response = sign(signed_in(lena), waiting)

    assert "changed since you opened it" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.seconded_by == karl


def test_button_pressed_twice_signs_once(signed_in, karl, waiting):
    client = signed_in(karl)
    token = {"form_token": "0c7e1f52-6a0f-4f7e-8f53-3ad0a3b1c2d4"}
    sign(client, waiting, **token)

    second = sign(client, waiting, **token)

    assert "saved once" in second.content.decode()


def test_what_was_decided_anew_meanwhile_is_not_signed_unread(signed_in, ruth, karl, waiting):
    client = signed_in(karl)
    read = waiting.screening.revision
    withdraw_decision(finding=waiting, by=ruth, now=NOON, reason="Wrong reason")
    overridden(Finding.objects.get(pk=waiting.pk), ruth)

    response = client.post(url(waiting), {"revision": read}, follow=True)

    assert "changed since you opened it" in response.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.seconded_by) == ("awaiting", None)


def test_nobody_but_physicians_signs(signed_in, ben, ines, waiting):
    for somebody in (ben, ines):
        assert signed_in(somebody).post(url(waiting)).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "awaiting"


def test_opening_the_address_changes_nothing_and_unknown_is_not_found(signed_in, karl, waiting):
    assert signed_in(karl).get(url(waiting)).status_code == 405
    assert signed_in(karl).post("/findings/424242/second/").status_code == 404
