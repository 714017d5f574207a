"""Who must have a second factor sets it up before anything else, and keeps one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.urls import reverse

from tests import people
from tests.staff.accounts.signing_in import app_of, code_now, events_of, kinds_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_demanded")]


def set_up_app(client) -> str:
    client.get(reverse("mfa_activate_totp"))
    secret: str = client.session[SECRET_SESSION_KEY]
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    return secret


def test_a_physician_without_one_gets_to_no_page_but_that(client, ruth):
    sign_in(client, ruth)
    for name in ("home", "patients", "day-board", "staff-list", "my-sessions", "held-form"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_index")
    part = client.get(reverse("waiting-calls"), HTTP_HX_REQUEST="true")
    assert (part.status_code, part.content) == (401, b"Set up a second factor first.")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Set up a second factor" in page
    assert reverse("patients") not in page


def test_the_front_desk_is_not_asked(client, ben):
    sign_in(client, ben)
    assert client.get(reverse("patients")).status_code == 200


@pytest.mark.parametrize("roles", [["administrator"], ["front_desk", "physician"]])
def test_one_such_role_is_enough(client, roles):
    sign_in(client, people.staff_member("Sam Rivers", *roles))
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


def test_who_becomes_a_physician_is_asked_from_then_on(client, ben):
    sign_in(client, ben)
    assert client.get(reverse("patients")).status_code == 200
    ben.roles = ["physician"]
    ben.save(update_fields=["roles"])
    assert client.get(reverse("patients"))["Location"] == reverse("mfa_index")


def test_with_an_app_every_page_opens_and_recovery_codes_are_shown_once(
    client, ruth, django_capture_on_commit_callbacks
):
    sign_in(client, ruth)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert kinds_of(ruth) == ["recovery_codes", "totp"]
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    assert all(code.isdigit() and len(code) == 8 for code in codes)
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes[0] not in again
    assert client.get(reverse("patients")).status_code == 200
    assert events_of(ruth) == [
        ("sign_in", "password"),
        ("account", "authenticator app added"),
        ("account", "recovery codes added"),
    ]


def test_the_code_that_set_the_app_up_signs_nobody_in(client, ruth):
    sign_in(client, ruth)
    client.get(reverse("mfa_activate_totp"))
    code = code_now(client.session[SECRET_SESSION_KEY], within=10)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    sign_in(client, ruth)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client, ruth):
    sign_in(client, ruth)
    client.get(reverse("mfa_activate_totp"))
    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "not right" in page.content.decode()
    assert kinds_of(ruth) == []


def test_the_picture_is_an_image_of_its_own_and_only_there_while_it_is_needed(client, ruth):
    sign_in(client, ruth)
    assert client.get(reverse("totp-qr-code")).status_code == 404
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert f'src="{reverse("totp-qr-code")}"' in page
    assert "data:image" not in page
    picture = client.get(reverse("totp-qr-code"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert b"<svg" in picture.content
    assert b"style" not in picture.content
    set_up_app(client)
    assert client.get(reverse("totp-qr-code")).status_code == 404


def test_the_last_one_is_not_taken_off_by_oneself(client, ruth):
    sign_in(client, ruth)
    set_up_app(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "This is your only second factor" in page.content.decode()
    assert kinds_of(ruth) == ["recovery_codes", "totp"]


def test_the_last_passkey_is_not_taken_off_by_oneself(client, ben):
    key = Authenticator.objects.create(user=ben, type="webauthn", data={"name": "Phone"})
    client.force_login(ben)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert kinds_of(ben) == ["webauthn"]
    app_of(ben)
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert kinds_of(ben) == ["totp"]


def test_nobody_touches_the_passkey_of_somebody_else(client, ruth, ben):
    key = Authenticator.objects.create(user=ruth, type="webauthn", data={"name": "Phone"})
    app_of(ben)
    client.force_login(ben)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[key.pk]), {"name": "Mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data == {"name": "Phone"}


def test_knowing_it_once_costs_no_further_query(client, ruth, django_assert_num_queries):
    app_of(ruth)
    client.force_login(ruth)
    client.get(reverse("session-state"))
    with django_assert_num_queries(2):  # the session and who it is
        client.get(reverse("session-state"))


@pytest.mark.parametrize("credential", ["", "null", "[]", "{}", '{"a": "\\u0000"}', '{"id": []}'])
def test_a_damaged_passkey_is_refused_in_words(client, ruth, credential):
    client.force_login(ruth)
    client.get(reverse("mfa_add_webauthn"))
    page = client.post(reverse("mfa_add_webauthn"), {"name": "Phone", "credential": credential})
    assert page.status_code == 200
    assert "data-wrong" in page.content.decode()
    assert kinds_of(ruth) == []


STRANGE = ("", " ", "\x00", "12345", "1234567", "½½½½½½", "١٢٣٤٥٦", "9" * 5000, "<script>")


@pytest.mark.parametrize("code", STRANGE)
def test_a_strange_code_is_refused_wherever_one_is_asked(client, ruth, code):
    app_of(ruth)
    sign_in(client, ruth)
    for name in ("mfa_authenticate", "mfa_reauthenticate"):
        page = client.post(reverse(name), {"code": code})
        assert (page.status_code, "data-wrong" in page.content.decode()) == (200, True)
        client.force_login(ruth)
    answer = client.post(reverse("unlock"), {"password": code})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["", "x" * 61, "\x00", "  "])
def test_a_bad_name_of_a_passkey_is_refused(client, ben, name):
    key = Authenticator.objects.create(user=ben, type="webauthn", data={"name": "Phone"})
    client.force_login(ben)
    assert client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": name}).status_code == (
        200
    )
    key.refresh_from_db()
    assert key.data["name"] == "Phone"
