"""Signing in: one answer to every failure, limits, a new session, and what is written down."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.urls import reverse

from staff.adapter import NOT_SIGNED_IN
from staff.models import AccessEvent
from tests import people
from tests.people import PASSWORD
from tests.staff.accounts.signing_in import (
    app_of,
    code_now,
    events_of,
    recovery_codes_of,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_the_password_signs_in_and_both_are_in_the_log(client, ruth):
    assert sign_in(client, ruth)["Location"] == reverse("home")
    client.post(reverse("account_logout"))
    assert events_of(ruth) == [("sign_in", "password"), ("sign_out", "")]
    assert client.get(reverse("home")).status_code == 302


def test_signing_in_gives_a_new_session_and_keeps_nothing_of_the_old(client, ruth):
    client.get(reverse("account_login"))
    client.get(reverse("account-link", args=["nothing"]))
    before = client.session.session_key
    sign_in(client, ruth)
    assert before is not None
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("who", ["unknown", "wrong password", "disabled", "invited"])
def test_every_failure_has_the_same_answer(client, ruth, who):
    typed = {"login": ruth.email, "password": PASSWORD}
    if who == "unknown":
        typed["login"] = "nobody@clinic.example"
    elif who == "wrong password":
        typed["password"] = "another horse battery"
    elif who == "disabled":
        ruth.is_active = False
        ruth.save(update_fields=["is_active"])
    else:
        ruth.set_unusable_password()
        ruth.save(update_fields=["password"])
    page = client.post(reverse("account_login"), typed)
    assert (page.status_code, page.context["form"].non_field_errors()) == (200, [NOT_SIGNED_IN])
    account = None if who == "unknown" else ruth
    assert events_of(account) == [("sign_in_failed", "password")]


def test_an_unknown_account_takes_as_long_as_a_wrong_password(client, ruth, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    ruth.set_password(PASSWORD)
    ruth.save(update_fields=["password"])

    def cpu_seconds(email):
        taken = []
        for _ in range(5):
            begun = time.process_time()
            client.post(reverse("account_login"), {"login": email, "password": "not this one"})
            taken.append(time.process_time() - begun)
        return sorted(taken)[2]

    client.get(reverse("account_login"))
    known, unknown = cpu_seconds(ruth.email), cpu_seconds("nobody@clinic.example")
    assert 0.5 < known / unknown < 2


def test_what_was_typed_is_not_in_the_log(client):
    client.post(reverse("account_login"), {"login": "secret@word.example", "password": "my secret"})
    event = AccessEvent.objects.get()
    assert (event.user, event.details, event.reason) == (None, "password", "")


def test_the_sixth_try_is_refused_for_known_and_unknown_accounts_alike(client, ruth, limits):
    for email in (ruth.email, "nobody@clinic.example"):
        answers = []
        for _ in range(6):
            page = client.post(reverse("account_login"), {"login": email, "password": "a guess"})
            answers.append(page.context["form"].non_field_errors()[0])
            client.cookies.clear()
        assert answers[:5] == [NOT_SIGNED_IN] * 5
        assert "Too many tries" in answers[5]
        client.defaults["REMOTE_ADDR"] = "10.0.0.2"  # ten failures in a minute are one address's
    assert events_of(ruth)[-1] == ("sign_in_failed", "too many tries")
    # The right password is not looked at now.
    assert "Too many tries" in sign_in(client, ruth).content.decode()


def test_one_address_fails_ten_times_a_minute_whatever_the_account(client, ruth, limits):
    pages = [
        client.post(reverse("account_login"), {"login": f"a{n}@clinic.example", "password": "x"})
        for n in range(11)
    ]
    said = [page.context["form"].non_field_errors()[0] for page in pages]
    assert said[:10] == [NOT_SIGNED_IN] * 10
    assert "Too many tries" in said[10]
    other = client.post(
        reverse("account_login"),
        {"login": ruth.email, "password": PASSWORD},
        REMOTE_ADDR="10.0.0.9",
    )
    assert other.status_code == 302


def test_thirty_forms_a_minute_are_more_than_anybody_sends(client, limits):
    typed = {"login": "not an address", "password": "x"}
    statuses = [client.post(reverse("account_login"), typed).status_code for _ in range(31)]
    assert (statuses[29], statuses[30]) == (200, 429)


def test_the_code_is_the_second_step_and_nothing_opens_before_it(client, ruth):
    secret = app_of(ruth)
    assert sign_in(client, ruth)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "not right" in wrong.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert right["Location"] == reverse("home")
    assert events_of(ruth) == [("sign_in_failed", "code"), ("sign_in", "password, totp")]


def test_a_code_works_once(client, ruth):
    code = code_now(app_of(ruth), within=10)
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_a_code_of_another_half_minute_is_refused(client, ruth, steps):
    secret = app_of(ruth)
    sign_in(client, ruth)
    other = client.post(reverse("mfa_authenticate"), {"code": code_now(secret, steps)})
    assert other.status_code == 200
    assert client.get(reverse("home")).status_code == 302


def test_a_recovery_code_works_once(client, ruth):
    app_of(ruth)
    code = recovery_codes_of(ruth)[0]
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_codes_are_not_tried_without_end(client, ruth, limits):
    secret = app_of(ruth)
    sign_in(client, ruth)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    late = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert "Too many tries" in late.content.decode()


def test_secrets_are_not_readable_in_the_database(ruth):
    secret = app_of(ruth)
    recovery_codes_of(ruth)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert Authenticator.objects.filter(data__contains={"secret": secret}).count() == 0


@pytest.mark.parametrize(
    "credential", ["", "null", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "AAAA"}}', "x"]
)
def test_a_damaged_passkey_signs_nobody_in(client, ruth, credential):
    client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    app_of(ruth)
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
    assert client.get(reverse("home")).status_code == 302


def test_a_disabled_account_is_out_at_the_next_click_and_its_session_stays_dead(client, ruth):
    sign_in(client, ruth)
    ruth.is_active = False
    ruth.save(update_fields=["is_active"])
    assert client.get(reverse("patients"))["Location"].startswith(reverse("account_login"))


def test_pasting_is_not_hindered(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "onpaste" not in page
    assert 'autocomplete="current-password"' in page


def test_there_is_no_signing_up(client):
    for path in ("/account/signup/", "/account/sign-up/", "/account/password/reset/"):
        assert client.get(path).status_code == 404


def test_the_address_behind_a_proxy_is_that_of_the_person(client, ruth, settings, limits):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(3):
        client.post(
            reverse("account_login"),
            {"login": ruth.email, "password": "a guess"},
            HTTP_X_FORWARDED_FOR=f"6.6.6.6, 10.0.0.{number}",
        )
    seen = AccessEvent.objects.order_by("pk").values_list("address", flat=True)
    assert list(seen) == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]


def test_a_colleague_is_nobodys_fallback(client, ruth):
    people.physician("Malik Noor")
    assert sign_in(client, ruth, "malik.noor@clinic.example").status_code == 200
