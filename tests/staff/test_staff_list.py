"""Accounts: who gets one, what is refused, and that nobody raises himself."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from staff.management.commands import createadmin
from staff.models import User
from tests import people

pytestmark = pytest.mark.django_db

LONG_ENOUGH = "orchard lantern puzzle"


def asked(**fields):
    return {
        "full_name": "Maya Stone",
        "credentials": "DO",
        "roles": ["physician"],
        "email": "Maya@clinic.example",
    } | fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": "INES.OKAFOR@clinic.example"}, None),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": "Maya\x00Stone"}, "full_name"),
        ({"roles": []}, "roles"),
        ({"roles": ["owner"]}, "roles"),
    ],
)
def test_bad_input_is_said_kept_and_not_saved(signed_in, ines, change, field):
    response = signed_in(ines).post(reverse("add-staff"), asked(**change))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert errors
    if field:
        assert field in errors
    assert User.objects.count() == 1
    if "full_name" not in change:
        assert 'value="Maya Stone"' in response.content.decode()


def test_roles_of_a_colleague_are_changed(signed_in, ines, ruth):
    response = signed_in(ines).post(
        reverse("edit-staff", args=[ruth.pk]),
        {
            "full_name": "Ruth Adler",
            "roles": ["administrator", "physician"],
            "is_active": "on",
            "revision": ruth.revision,
        },
    )
    assert response.status_code == 302
    ruth.refresh_from_db()
    assert ruth.roles == ["physician", "administrator"]


@pytest.mark.parametrize(
    "change", [{"roles": ["administrator", "physician"], "is_active": "on"}, {"is_active": ""}]
)
def test_nobody_changes_his_own_roles_or_access(signed_in, ines, change):
    response = signed_in(ines).post(
        reverse("edit-staff", args=[ines.pk]),
        {"full_name": "Ines Okafor", "roles": ["administrator"], "revision": ines.revision}
        | change,
    )
    assert "Another administrator" in response.content.decode()
    ines.refresh_from_db()
    assert (ines.roles, ines.is_active) == (["administrator"], True)


def test_an_unknown_person_is_not_found(signed_in, ines):
    assert signed_in(ines).get(reverse("edit-staff", args=[999999])).status_code == 404


@pytest.mark.parametrize("people_there", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    signed_in, ines, django_assert_num_queries, people_there
):
    for number in range(people_there):
        people.physician(f"Ruth Adler{number}")
    client = signed_in(ines)
    with django_assert_num_queries(4):
        client.get(reverse("staff-list"))


def test_names_are_shown_as_text(signed_in, ines):
    people.physician("<script>alert(1)</script>", email="x@clinic.example")
    body = signed_in(ines).get(reverse("staff-list")).content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_the_first_administrator_is_made_on_the_server(monkeypatch, capsys):
    monkeypatch.setattr(createadmin, "getpass", lambda prompt: LONG_ENOUGH)
    call_command("createadmin", "first@clinic.example", "First Person")
    assert User.objects.get(email="first@clinic.example").roles == ["administrator"]


def test_a_short_password_for_the_first_administrator_is_refused(monkeypatch):
    monkeypatch.setattr(createadmin, "getpass", lambda prompt: "short")
    with pytest.raises(CommandError, match="15 characters"):
        call_command("createadmin", "first@clinic.example", "First Person")
    assert User.objects.count() == 0


def test_accounts_are_never_deleted(ruth):
    with pytest.raises(Exception, match="keep_users"):
        ruth.delete()


def test_two_administrators_do_not_overwrite_each_other(signed_in, ines, ruth):
    client = signed_in(ines)
    typed = {"roles": ["physician"], "is_active": "on", "revision": ruth.revision}
    client.post(reverse("edit-staff", args=[ruth.pk]), typed | {"full_name": "Ruth A. Adler"})
    late = client.post(reverse("edit-staff", args=[ruth.pk]), typed | {"full_name": "R. Adler"})
    assert "Somebody else changed this record" in late.content.decode()
    assert late.context["form"]["full_name"].value() == "R. Adler"
    ruth.refresh_from_db()
    assert ruth.full_name == "Ruth A. Adler"
