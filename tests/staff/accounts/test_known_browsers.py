"""Whoever guesses at an account waits soon; its owner, in a browser of his own, does not."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from staff import clock
from staff.accounts import links
from tests import people
from tests.people import PASSWORD
from tests.staff.accounts.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("limits")]

COOKIE = settings.KNOWN_BROWSER_COOKIE_NAME


def guess(client, user, times=6):
    """Wrong passwords; gives whether the last was refused unseen."""
    for _ in range(times):
        page = sign_in(client, user, "a guess")
    return "Too many tries" in page.content.decode()


def elsewhere(**headers):
    return Client(REMOTE_ADDR="203.0.113.9", **headers)


def signs_in(client, user, password=PASSWORD):
    return sign_in(client, user, password).status_code == 302


def test_guesses_elsewhere_do_not_shut_somebody_out_of_his_own_browser(client, ruth):
    sign_in(client, ruth)
    client.post(reverse("account_logout"))
    assert guess(elsewhere(), ruth)
    assert not signs_in(Client(), ruth)
    assert signs_in(client, ruth)


def test_guesses_at_the_same_address_do_not_either(client, ruth):
    sign_in(client, ruth)
    client.post(reverse("account_logout"))
    stranger = Client()
    for number in range(11):
        typed = {"login": f"a{number}@clinic.example", "password": "a guess"}
        last = stranger.post(reverse("account_login"), typed)
    assert "Too many tries" in last.content.decode()
    assert signs_in(client, ruth)


def test_guesses_elsewhere_do_not_keep_anybody_from_saying_again_who_he_is(client, ruth):
    sign_in(client, ruth)
    del client.cookies[COOKIE]
    assert guess(elsewhere(), ruth)
    assert client.post(reverse("unlock"), {"password": PASSWORD}).status_code == 200


def test_a_known_browser_has_five_tries_too(client, ruth):
    sign_in(client, ruth)
    client.post(reverse("account_logout"))
    assert not guess(client, ruth, 5)
    assert guess(client, ruth, 1)
    assert not signs_in(client, ruth)
    assert signs_in(Client(), ruth)


def test_a_port_beside_the_host_name_gives_no_more_tries(ruth):
    for port in range(8001, 8006):
        assert not guess(elsewhere(HTTP_HOST=f"testserver:{port}"), ruth, 1)
    assert guess(elsewhere(HTTP_HOST="testserver:8006"), ruth, 1)


def test_a_browser_known_to_one_person_is_not_to_another(client, ruth, ben):
    sign_in(client, ben)
    client.post(reverse("account_logout"))
    assert guess(elsewhere(), ruth)
    assert not signs_in(client, ruth)


def test_a_workstation_is_known_to_everybody_who_works_there(client, ruth, ben):
    for user in (ruth, ben):
        sign_in(client, user)
        client.post(reverse("account_logout"))
    for user in (ruth, ben):
        guess(elsewhere(), user)
    assert signs_in(client, ruth)


def test_a_forged_cookie_counts_with_everybody(client, ruth):
    sign_in(client, ruth)
    kept = client.cookies[COOKIE].value
    assert str(ruth.pk) in kept
    assert guess(elsewhere(), ruth)
    for forged in (
        f"0123456789abcdef:{ruth.pk}",
        kept[:-1],
        kept.replace(":", "x:", 1),
        "",
        "\x00",
    ):
        stranger = Client()
        stranger.cookies[COOKIE] = forged
        assert not signs_in(stranger, ruth)


def test_whoever_is_given_a_link_meanwhile_gets_in(ruth):
    assert guess(elsewhere(), ruth)
    _, secret = links.renew(member=ruth, by=people.administrator(), now=clock.now())
    mine = Client()
    mine.get(reverse("account-link", args=[secret]))
    chosen = "orchard lantern puzzle"
    mine.post(reverse("choose-password"), {"password": chosen, "again": chosen})
    assert signs_in(mine, ruth, chosen)


def test_the_cookie_is_for_the_server_only(client, ruth):
    sign_in(client, ruth)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert PASSWORD not in cookie.value
    assert ruth.email not in cookie.value
