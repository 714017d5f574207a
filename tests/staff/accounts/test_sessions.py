"""How long a sign-in lasts, what counts as somebody working, and where one is signed in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from patients.models import Patient
from staff.accounts import held_forms, sessions
from tests.people import PASSWORD
from tests.staff.accounts.signing_in import (
    app_of,
    code_now,
    events_of,
    let_pass,
    sign_in,
)

pytestmark = pytest.mark.django_db

MINUTES, HOURS = 60, 3600
FORM = {
    "given_name": "Nina",
    "family_name": "Abel",
    "birth_date": "1970-05-02",
    "sex": "female",
    "phone": "(555) 010-1200",
    "preferred_language": "English",
    "preferred_contact": "phone",
    "complaint": "Right knee pain",
}


def confirm_url(back: str) -> str:
    return f"{reverse('account_reauthenticate')}?next={back.replace('/', '%2F')}"


def test_a_screen_left_alone_for_fifteen_minutes_is_locked(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 14 * MINUTES)
    assert client.get(reverse("patients")).status_code == 200
    let_pass(client, 15 * MINUTES + 1)
    assert client.get(reverse("patients"))["Location"] == confirm_url("/patients/")
    # It stays locked, however often it is tried.
    assert client.get(reverse("chart", args=[1]))["Location"] == confirm_url("/patients/1/chart/")


def test_the_password_opens_it_where_it_was_left(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    page = client.get(confirm_url("/patients/"))
    assert "The screen is locked" in page.content.decode()
    answer = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/patients/"}
    )
    assert answer["Location"] == "/patients/"
    assert client.get("/patients/").status_code == 200


def test_a_wrong_password_leaves_it_locked_and_is_in_the_log(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    client.post(reverse("account_reauthenticate"), {"password": "not mine", "next": "/patients/"})
    assert client.get(reverse("patients")).status_code == 302
    assert events_of(ruth) == [("sign_in_failed", "confirmation, password")]


def test_a_code_of_the_app_opens_it_too(signed_in, ruth):
    secret = app_of(ruth)
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    typed = {"code": code_now(secret), "next": "/patients/"}
    assert client.post(reverse("mfa_reauthenticate"), typed)["Location"] == "/patients/"
    assert client.get("/patients/").status_code == 200


@pytest.mark.parametrize("header", ["HTTP_HX_REQUEST", "HTTP_SEC_FETCH_DEST"])
def test_a_part_of_a_locked_page_is_refused_in_words(signed_in, ruth, header):
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    value = "true" if header == "HTTP_HX_REQUEST" else "empty"
    answer = client.get(reverse("waiting-calls"), **{header: value})
    assert (answer.status_code, answer["Content-Type"]) == (401, "text/plain")


def test_what_a_page_asks_by_itself_is_not_work(signed_in, ruth):
    client = signed_in(ruth)
    page = reverse("waiting-calls")
    for _ in range(3):
        let_pass(client, 4 * MINUTES)
        polled = client.get(page, HTTP_HX_REQUEST="true", HTTP_X_BACKGROUND="1")
        assert polled.status_code == 200
    let_pass(client, 4 * MINUTES)
    assert client.get(page, HTTP_HX_REQUEST="true").status_code == 401


def test_clicks_and_typing_are_work(signed_in, ben):
    client = signed_in(ben)
    for _ in range(3):
        let_pass(client, 14 * MINUTES)
        assert client.get(reverse("patients")).status_code == 200
        let_pass(client, 14 * MINUTES)
        assert client.post(reverse("stay-signed-in")).json()["idle_left"] > 15 * MINUTES - 10


def test_every_page_that_asks_by_itself_says_so():
    """Whatever htmx repeats, and what the board asks, carries the header."""
    repeated = 0
    for page in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for element in re.findall(r"<[^>]*hx-trigger=\"[^\"]*every [^>]*>", page.read_text()):
            assert "X-Background" in element, page
            repeated += 1
    assert repeated == 3
    assert "X-Background" in Path(settings.BASE_DIR, "static/prolo/board.js").read_text()


def test_after_twelve_hours_of_work_the_sign_in_ends(signed_in, ruth):
    client = signed_in(ruth)
    session = client.session
    session[sessions.SIGNED_IN_AT] -= 12 * HOURS - 60
    session.save()
    assert client.get(reverse("patients")).status_code == 200
    session = client.session
    session[sessions.SIGNED_IN_AT] -= 61
    session.save()
    answer = client.get(reverse("patients"))
    assert answer["Location"] == f"{reverse('account_login')}?next=/patients/"
    assert events_of(ruth) == [("sign_out", "signed in too long ago")]
    assert "_auth_user_id" not in client.session


def test_work_does_not_prolong_the_twelve_hours(signed_in, ruth):
    client = signed_in(ruth)
    for _ in range(60):  # every 12 minutes
        let_pass(client, 12 * MINUTES)
        last = client.get(reverse("patients"))
    assert last["Location"].startswith(reverse("account_login"))


def test_a_session_without_a_beginning_is_over(signed_in, ruth):
    client = signed_in(ruth)
    session = client.session
    del session[sessions.SIGNED_IN_AT]
    session.save()
    assert client.get(reverse("patients"))["Location"].startswith(reverse("account_login"))


def test_a_form_that_was_sent_too_late_is_kept_and_saved_after_the_password(signed_in, ben):
    client = signed_in(ben)
    let_pass(client, 16 * MINUTES)
    late = client.post(reverse("register-patient"), FORM)
    assert late["Location"] == confirm_url("/account/held-form/")
    assert Patient.objects.count() == 0
    client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/account/held-form/"}
    )
    page = client.get(reverse("held-form"))
    held = page.context["held"]
    assert (held.path, dict(held.fields)) == (reverse("register-patient"), FORM)
    for name, value in FORM.items():
        assert f'name="{name}" value="{value}"' in page.content.decode()
    saved = client.post(held.path, dict(held.fields))
    assert saved.status_code == 302
    assert Patient.objects.get().family_name == "Abel"
    assert held_forms.KEY not in client.session


def test_a_kept_form_is_not_readable_in_the_database_and_has_no_password(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    client.post(reverse("sign-session", args=[1]), {"note": "Abel", "password": PASSWORD})
    kept = client.session[held_forms.KEY]
    assert "Abel" not in kept
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("held-form")).context["held"].fields == [("note", "Abel")]


def test_a_kept_form_can_be_dropped(signed_in, ben):
    client = signed_in(ben)
    let_pass(client, 16 * MINUTES)
    client.post(reverse("register-patient"), FORM)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("held-form"))
    assert held_forms.KEY not in client.session
    assert client.get(reverse("held-form"))["Location"] == reverse("home")


def test_the_state_of_the_session_is_told_without_counting_as_work(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 10 * MINUTES)
    first = client.get(reverse("session-state"), HTTP_X_BACKGROUND="1").json()
    assert first["user"] == ruth.pk
    assert 280 <= first["idle_left"] <= 300
    let_pass(client, 6 * MINUTES)
    assert client.get(reverse("session-state")).json()["idle_left"] == 0
    assert client.post(reverse("stay-signed-in")).status_code == 302


def test_the_locked_page_is_opened_in_place(signed_in, ruth):
    client = signed_in(ruth)
    let_pass(client, 16 * MINUTES)
    wrong = client.post(reverse("unlock"), {"password": "not mine"})
    assert (wrong.status_code, wrong.json()["wrong"]) == (
        422,
        "This is not your password. The page stays locked; enter it again.",
    )
    assert client.post(reverse("unlock"), {"password": PASSWORD}).json()["idle_left"] > 890
    assert client.get(reverse("patients")).status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(ruth):
    here, there = Client(), Client(HTTP_USER_AGENT="Firefox at the desk")
    for client in (there, here):
        sign_in(client, ruth)
    page = here.get(reverse("my-sessions"))
    shown = page.context["sessions"]
    assert [each.user_agent for each in shown] == ["", "Firefox at the desk"]
    here.post(reverse("end-session", args=[shown[1].pk]))
    assert there.get(reverse("patients")).status_code == 302
    assert here.get(reverse("patients")).status_code == 200
    assert events_of(ruth)[-1] == ("account", "one session ended")


def test_all_others_are_ended_at_once(ruth):
    here, *others = Client(), Client(), Client()
    for client in (*others, here):
        sign_in(client, ruth)
    here.post(reverse("end-other-sessions"))
    assert [each.get(reverse("patients")).status_code for each in others] == [302, 302]
    assert here.get(reverse("patients")).status_code == 200
    assert events_of(ruth)[-1] == ("account", "other sessions ended: 2")


def test_nobody_ends_the_session_of_somebody_else(ruth, ben):
    mine, his = Client(), Client()
    sign_in(mine, ruth)
    sign_in(his, ben)
    session = sessions.sessions_of(ben)[0]
    assert mine.post(reverse("end-session", args=[session.pk])).status_code == 404
    assert his.get(reverse("patients")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_sessions_costs_the_same_for_any_number(ruth, django_assert_num_queries, count):
    for _ in range(count):
        client = Client()
        sign_in(client, ruth)
    with django_assert_num_queries(4):
        client.get(reverse("my-sessions"))


def test_a_new_password_ends_the_sessions_elsewhere(ruth):
    here, there = Client(), Client()
    for client in (there, here):
        sign_in(client, ruth)
    new = "orchard lantern puzzle"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), typed).status_code == 302
    assert there.get(reverse("patients")).status_code == 302
    assert here.get(reverse("patients")).status_code == 200
    assert events_of(ruth)[-1] == ("account", "password changed")


def test_an_administrator_signs_a_colleague_out_everywhere(ruth, ines, signed_in):
    there = Client()
    sign_in(there, ruth)
    signed_in(ines).post(reverse("sign-out-member", args=[ruth.pk]))
    assert there.get(reverse("patients")).status_code == 302
    assert events_of(ines) == [("account", "sessions ended by an administrator: 1")]


def test_changing_a_colleague_asks_again_who_one_is(ruth, ines, signed_in):
    client = signed_in(ines)
    let_pass(client, 6 * MINUTES)
    path = reverse("edit-staff", args=[ruth.pk])
    assert client.get(path)["Location"] == confirm_url(path)
    sent = client.post(path, {"full_name": "Ruth Adler", "roles": ["administrator"]})
    assert sent["Location"] == confirm_url("/account/held-form/")
    ruth.refresh_from_db()
    assert ruth.roles == ["physician"]
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("seconds", [0, 250])
def test_who_has_just_signed_in_is_not_asked_again(ruth, ines, signed_in, seconds):
    client = signed_in(ines)
    let_pass(client, seconds)
    assert client.get(reverse("edit-staff", args=[ruth.pk])).status_code == 200


def test_people_of_two_screens_do_not_share_a_lock(ruth, ben, signed_in):
    hers, his = signed_in(ruth), signed_in(ben)
    let_pass(hers, 16 * MINUTES)
    assert hers.get(reverse("patients")).status_code == 302
    assert his.get(reverse("patients")).status_code == 200
