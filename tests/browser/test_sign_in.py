import pytest

from tests import people
from tests.browser.conftest import with_password

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_each_role_signs_in_to_a_page_without_faults(visitors):
    for member in (people.physician(), people.front_desk(), people.administrator()):
        with_password(member)
        for width, scheme in ((1280, "light"), (390, "dark")):
            person = visitors(width=width, scheme=scheme)
            person.sign_in(member)
            assert person.page.get_by_role("heading", level=1).is_visible()


def test_a_wrong_password_is_said_and_the_address_is_kept(visitors):
    ruth = with_password(people.physician())
    person = visitors()
    person.go("/account/sign-in/")
    person.page.get_by_label("Email").fill(ruth.email)
    person.page.locator("input[type=password]").fill("not the password")
    person.page.get_by_role("button", name="Sign in").click()
    person.look()
    assert person.page.get_by_label("Email").input_value() == ruth.email
    assert "not correct" in person.page.locator("main").inner_text()
