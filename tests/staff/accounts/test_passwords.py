"""Which passwords are taken."""

import pytest
from django.contrib.auth.hashers import get_hashers_by_algorithm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic import settings as product
from staff.accounts.passwords import is_easy_to_guess, is_made_of_names
from staff.models import User
from tests.people import PASSWORD
from tests.staff.accounts.signing_in import app_of, recovery_codes_of, sign_in

RUTH = User(full_name="Ruth Adler", email="ruth.adler@clinic.example")


@pytest.fixture(autouse=True)
def clinic(settings):
    settings.PROLO_CLINIC_NAME = "Lakeside Joint Clinic"


def refused(password: str, user: User | None = RUTH) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("fourteen chars", ["password_too_short"]),
        ("fifteen chars !", []),
        ("orchard lantern puzzle", []),
        ("ORCHARD-LANTERN", []),  # no rules about kinds of characters
        ("голубой фонарь у реки", []),
        ("пароль 🐢🐢🐢 черепаха", []),
        ("9471 0382 6650 1187", []),
        ("x8" * 64, ["password_too_common"]),
        ("kq7 vw2 " * 16, []),  # 128 characters
        ("a" * 1025, ["password_too_long", "password_too_common"]),
        ("password1234567", ["password_too_common"]),
        ("passwordpassword", ["password_too_common"]),
        ("aaaaaaaaaaaaaaaaaaaa", ["password_too_common"]),
        ("123456789012345", ["password_too_common"]),
        ("qwertyuiopasdfghjkl", ["password_too_common"]),
        ("abcdefghijklmnopqr", ["password_too_common"]),
        ("Ruth Adler 1968!!", ["password_too_similar"]),
        ("ruth.adler@clinic.example", ["password_too_similar"]),
        ("lakesidejointclinic", ["password_too_similar"]),
        ("Prolo-Lakeside-2026", ["password_too_similar"]),
        ("Lakeside heron sings", []),
    ],
)
@pytest.mark.django_db
def test_length_and_what_is_guessed_first(password, codes):
    assert refused(password) == codes


@pytest.mark.django_db
def test_with_a_second_factor_eight_characters_will_do(ruth):
    assert refused("tk4 9vxq", ruth) == ["password_too_short"]
    recovery_codes_of(ruth)  # alone they are no second factor
    assert refused("tk4 9vxq", ruth) == ["password_too_short"]
    app_of(ruth)
    assert refused("tk4 9vxq", ruth) == []
    assert refused("tk4 9vx", ruth) == ["password_too_short"]
    assert refused("iloveyou", ruth) == ["password_too_common"]


@pytest.mark.django_db
def test_a_password_of_128_characters_is_chosen_pasted_and_signs_in(client, ruth):
    new = "river, stone & 月 " * 8
    new = (new + "x" * 128)[:128]
    sign_in(client, ruth)
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), typed).status_code == 302
    client.post(reverse("account_logout"))
    assert sign_in(client, ruth, new).status_code == 302
    assert sign_in(client, ruth, new[:-1]).status_code == 302  # still signed in
    client.post(reverse("account_logout"))
    assert sign_in(client, ruth, new[:-1]).status_code == 200


@pytest.mark.parametrize(
    ("password", "made_of_names"),
    [
        ("Lakeside heron 12", True),  # five letters are left
        ("Lakeside herons 12", False),
        ("1968 0412 7730 55", False),
        ("tk4 9vxq", False),
        ("AdlerAdlerAdler", True),
    ],
)
def test_a_name_may_be_a_part_but_not_the_most(password, made_of_names):
    assert is_made_of_names(password, RUTH) is made_of_names


@pytest.mark.parametrize(
    "password", ["asdfghjklqwertyuiop", "zyxwvutsrqponmlk", "0987654321098765"]
)
def test_runs_are_easy_in_both_directions(password):
    assert is_easy_to_guess(password)


def test_passwords_are_kept_with_argon2():
    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert "md5" in get_hashers_by_algorithm()  # of the tests only, which are quick
