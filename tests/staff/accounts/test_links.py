"""Links with which somebody chooses a password: once, in time, and only the newest."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clinic.logs import without_secrets
from staff import clock
from staff.models import AccessEvent, AccountLink, User
from tests.people import PASSWORD
from tests.staff.accounts.signing_in import app_of, events_of, kinds_of, let_pass, sign_in

pytestmark = pytest.mark.django_db

CHOSEN = "orchard lantern puzzle"
MAYA = {"full_name": "Maya Stone", "credentials": "DO", "roles": ["physician"]}


def invite(client, **change) -> str:
    """Invite Maya; gives the path of the link."""
    made = client.post(reverse("add-staff"), MAYA | {"email": "Maya@clinic.example"} | change)
    return shown(client, made)


def shown(client, made) -> str:
    assert made["Location"] == reverse("show-link")
    address: str = client.get(reverse("show-link")).context["address"]
    return address.removeprefix("http://testserver")


def choose(client, path: str, password: str = CHOSEN, again: str = ""):
    client.get(path)
    return client.post(
        reverse("choose-password"), {"password": password, "again": again or password}
    )


def test_an_invited_person_chooses_the_password_and_signs_in(signed_in, ines, client):
    path = invite(signed_in(ines))
    maya = User.objects.get(email="maya@clinic.example")
    assert (maya.full_name, maya.roles, maya.has_usable_password()) == (
        "Maya Stone",
        ["physician"],
        False,
    )
    opened = client.get(path)
    assert opened["Location"] == reverse("choose-password")
    assert "Maya Stone" in client.get(reverse("choose-password")).content.decode()
    assert choose(client, path)["Location"] == reverse("account_login")
    assert client.get(reverse("home")).status_code == 302  # not signed in by that
    assert sign_in(client, maya, CHOSEN)["Location"] == reverse("home")
    assert events_of(ines) == [("account", "invitation link made")]
    assert events_of(maya) == [
        ("account", "invitation used, password chosen"),
        ("sign_in", "password"),
    ]


def test_the_link_is_shown_once(signed_in, ines):
    client = signed_in(ines)
    invite(client)
    assert client.get(reverse("show-link"))["Location"] == reverse("staff-list")


def test_neither_the_database_nor_a_log_knows_the_secret(signed_in, ines, caplog, client):
    caplog.set_level(logging.DEBUG)
    administrator = signed_in(ines)
    path = invite(administrator)
    secret = path.rstrip("/").rpartition("/")[2]
    choose(client, path)
    client.get(path + "x")
    assert len(secret) == 43
    assert path not in without_secrets(caplog.text)
    assert secret not in without_secrets(caplog.text)
    assert AccountLink.objects.filter(digest=secret).count() == 0
    kept = [str(list(model.objects.values())) for model in (AccountLink, AccessEvent)]
    assert secret not in "".join(kept)


def test_a_link_works_once(signed_in, ines, client):
    path = invite(signed_in(ines))
    choose(client, path)
    late = choose(Client(), path, "another orchard puzzle")
    assert late.status_code == 404
    assert "used before, has expired" in late.content.decode()
    assert User.objects.get(full_name="Maya Stone").check_password(CHOSEN)


def test_looking_does_not_use_it_up(signed_in, ines, client):
    path = invite(signed_in(ines))
    for _ in range(3):
        Client().get(path, follow=True)  # as mail programs do
    assert choose(client, path).status_code == 302


@pytest.mark.parametrize(("days", "status"), [(6, 302), (7, 404), (8, 404)])
def test_an_invitation_lives_for_seven_days(signed_in, ines, client, days, status, monkeypatch):
    path = invite(signed_in(ines))
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert choose(client, path).status_code == status


def test_a_newer_link_ends_the_older(signed_in, ines, client):
    administrator = signed_in(ines)
    first = invite(administrator)
    maya = User.objects.get(full_name="Maya Stone")
    made = administrator.post(reverse("make-link", args=[maya.pk]))
    second = shown(administrator, made)
    assert choose(client, first).status_code == 404
    assert choose(client, second).status_code == 302
    kinds = AccountLink.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["invitation", "invitation"]


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "", "at least 15 characters"),
        (CHOSEN, "something else here", "not what you typed above"),
        ("Maya Stone Maya 12", "", "made of your name"),
        ("", "", "This field is required"),
        ("orchard\x00lantern puzzle", "", "Null characters"),
        ("x" * 2000, "", "at most 1024 characters"),
    ],
)
def test_a_bad_password_is_said_and_the_link_stays(signed_in, ines, client, password, again, words):
    path = invite(signed_in(ines))
    page = choose(client, path, password, again)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert choose(client, path).status_code == 302


def test_a_made_up_link_opens_nothing(client):
    for secret in ("x", "x" * 5000, "%00", "½"):
        opened = client.get(f"/account/link/{secret}/")
        assert opened.status_code == 302
        assert client.get(reverse("choose-password")).status_code == 404


def test_links_are_not_tried_without_end(client, signed_in, ines, limits):
    path = invite(signed_in(ines))
    statuses = [choose(client, path, "short").status_code for _ in range(21)]
    assert (statuses[19], statuses[20]) == (200, 429)


def test_a_new_password_ends_every_session_but_keeps_the_second_factor(signed_in, ines, ruth):
    there = Client()
    sign_in(there, ruth)
    app_of(ruth)
    administrator = signed_in(ines)
    path = shown(administrator, administrator.post(reverse("make-link", args=[ruth.pk])))
    assert there.get(reverse("patients")).status_code == 200  # until the link is used
    choose(Client(), path, "tk4 9vxq")
    assert there.get(reverse("patients")).status_code == 302
    assert kinds_of(ruth) == ["totp"]
    assert AccountLink.objects.get().kind == "reset"


def test_from_scratch_takes_everything_away_at_once(signed_in, ines, ruth):
    there = Client()
    sign_in(there, ruth)
    app_of(ruth)
    administrator = signed_in(ines)
    made = administrator.post(reverse("make-link", args=[ruth.pk]), {"from_scratch": "on"})
    path = shown(administrator, made)
    assert there.get(reverse("patients")).status_code == 302
    assert kinds_of(ruth) == []
    assert sign_in(Client(), ruth).status_code == 200
    assert choose(Client(), path, "tk4 9vxq").status_code == 200  # no second factor: 15
    assert choose(Client(), path).status_code == 302
    assert events_of(ines)[-1] == (
        "account",
        "new password link made, password and second factor taken away",
    )


def test_a_reset_lives_for_a_day(signed_in, ines, ruth, monkeypatch):
    administrator = signed_in(ines)
    path = shown(administrator, administrator.post(reverse("make-link", args=[ruth.pk])))
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert choose(Client(), path).status_code == 404


def test_who_lost_access_gets_none_by_a_link(signed_in, ines, ruth):
    administrator = signed_in(ines)
    there = Client()
    sign_in(there, ruth)
    path = shown(administrator, administrator.post(reverse("make-link", args=[ruth.pk])))
    edit = {"full_name": "Ruth Adler", "roles": ["physician"], "revision": ruth.revision}
    administrator.post(reverse("edit-staff", args=[ruth.pk]), edit)
    assert choose(Client(), path).status_code == 404
    refused = administrator.post(reverse("make-link", args=[ruth.pk]), follow=True)
    assert "Give this person access first" in refused.content.decode()
    # Nothing of before comes back with the access.
    administrator.post(
        reverse("edit-staff", args=[ruth.pk]),
        edit | {"is_active": "on", "revision": ruth.revision + 1},
    )
    assert choose(Client(), path).status_code == 404
    assert there.get(reverse("patients")).status_code == 302
    assert events_of(ines)[-2:] == [("account", "access taken"), ("account", "access given")]


def test_nobody_makes_a_link_for_himself(signed_in, ines):
    page = signed_in(ines).post(reverse("make-link", args=[ines.pk]), follow=True)
    assert "Another administrator has to make a link for you" in page.content.decode()
    assert AccountLink.objects.count() == 0


def test_roles_given_are_in_the_log(signed_in, ines, ruth):
    signed_in(ines).post(
        reverse("edit-staff", args=[ruth.pk]),
        {
            "full_name": "Ruth Adler",
            "roles": ["physician", "administrator"],
            "is_active": "on",
            "revision": ruth.revision,
        },
    )
    event = AccessEvent.objects.get()
    assert (event.action, event.user, event.account, event.details) == (
        "account",
        ines,
        ruth,
        "roles: physician → physician, administrator",
    )


def test_the_link_is_mailed_where_there_is_a_mail_server(signed_in, ines):
    path = invite(signed_in(ines))
    (sent,) = mail.outbox
    assert sent.to == ["maya@clinic.example"]
    assert path in sent.body
    assert "7 days" in sent.body
    assert path not in sent.subject


def test_without_a_mail_server_nothing_is_said_to_be_mailed(signed_in, ines, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client = signed_in(ines)
    client.post(reverse("add-staff"), MAYA | {"email": "maya@clinic.example"})
    assert "Nothing was mailed" in client.get(reverse("show-link")).content.decode()


def test_a_link_is_neither_changed_nor_used_twice_nor_deleted(signed_in, ines, client):
    choose(client, invite(signed_in(ines)))
    for change in ({"used_at": None}, {"digest": "x" * 64}, {"withdrawn_at": clock.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AccountLink.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountLink.objects.all().delete()


def test_an_unfinished_confirmation_keeps_the_wish_for_a_link(signed_in, ines, ruth):
    client = signed_in(ines)
    let_pass(client, 400)
    client.post(reverse("make-link", args=[ruth.pk]), {"from_scratch": "on"})
    assert AccountLink.objects.count() == 0
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    held = client.get(reverse("held-form")).context["held"]
    client.post(held.path, dict(held.fields))
    assert AccountLink.objects.count() == 1


def test_the_server_makes_a_link_when_no_administrator_can(ines, client, capsys):
    app_of(ines)
    call_command("makelink", "INES.okafor@clinic.example")
    path = capsys.readouterr().out.split()[-1]
    assert kinds_of(ines) == []
    assert choose(client, path).status_code == 302
    event = AccessEvent.objects.order_by("pk").first()
    assert (event.user.email, event.account, event.details) == (
        "commands@localhost",
        ines,
        "new password link made, password and second factor taken away",
    )
